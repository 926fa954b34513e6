//! [`WrittenFields`]: the fields that a write gives values, admitted or not.

use std::borrow::Cow;
use std::time::Instant;

use super::{KnownFields, List, Names, Purpose};
use crate::action::Exchange;
use crate::error::{Error, Result};
use crate::schema_check::SchemaCheck;

/// The fields that a write gives values.
#[derive(Debug, Clone)]
pub struct WrittenFields {
    entity: &'static str,
    action: &'static str,
    names: Vec<Cow<'static, str>>,
}

impl WrittenFields {
    /// Of this action. The key is not among `names`: which row is meant is no value.
    pub(crate) fn new(
        entity: &'static str,
        action: &'static str,
        names: Vec<Cow<'static, str>>,
    ) -> Self {
        WrittenFields {
            entity,
            action,
            names,
        }
    }

    fn list(&self) -> List {
        let purpose = match self.action {
            "update" => Purpose::Update,
            _ => Purpose::Create,
        };
        List {
            entity: self.entity.into(),
            purpose,
        }
    }

    /// The error for what the site does not have, if there is anything.
    fn judge(&self, known: &Names) -> Result<()> {
        let unknown: Vec<(&str, Option<&str>)> = self
            .names
            .iter()
            .filter(|name| !known.has(name))
            .map(|name| (name.as_ref(), known.nearest(name)))
            .collect();
        if unknown.is_empty() {
            return Ok(());
        }
        Err(Error::unknown_values(self.entity, self.action, &unknown))
    }

    /// The site's own error to the question, with what it was asked for.
    fn unasked(&self, error: &Error) -> Error {
        error.again().adding(&format!(
            "; {}.{} was not sent: the site has to say first which fields the contact may write \
             (`SchemaCheck::Off` sends it without asking)",
            self.entity, self.action
        ))
    }
}

/// Finds out for each of these writes whether the site has all its fields.
///
/// That is at most one request for all of them, and a second one where a list that was kept lacks a
/// field: the site may have got it in the meantime.
pub(crate) async fn admit(exchange: &dyn Exchange, writes: &[&WrittenFields]) -> Vec<Result<()>> {
    let known = exchange.known_fields();
    let Some(known) = known.filter(|known| known.check() != SchemaCheck::Off) else {
        return writes.iter().map(|_| Ok(())).collect();
    };
    let begun = Instant::now();
    let since = (known.check() == SchemaCheck::Always).then_some(begun);
    let mut verdicts = judged(known, exchange, writes, since).await;
    let unknown: Vec<usize> = verdicts
        .iter()
        .enumerate()
        .filter(|(_, verdict)| matches!(verdict, Err(error) if error.is_unknown_field()))
        .map(|(index, _)| index)
        .collect();
    if !unknown.is_empty() {
        let some: Vec<&WrittenFields> = unknown
            .iter()
            .filter_map(|index| writes.get(*index).copied())
            .collect();
        // A list that was asked for just now is not asked for again.
        let anew = judged(known, exchange, &some, Some(begun)).await;
        for (index, verdict) in unknown.into_iter().zip(anew) {
            if let Some(place) = verdicts.get_mut(index) {
                *place = verdict;
            }
        }
    }
    verdicts
}

/// [`admit`] for one write.
pub(crate) async fn admit_one(exchange: &dyn Exchange, write: &WrittenFields) -> Result<()> {
    admit(exchange, &[write]).await.into_iter().collect()
}

async fn judged(
    known: &KnownFields,
    exchange: &dyn Exchange,
    writes: &[&WrittenFields],
    since: Option<Instant>,
) -> Vec<Result<()>> {
    let mut lists: Vec<List> = Vec::new();
    for write in writes {
        let list = write.list();
        if !write.names.is_empty() && !lists.contains(&list) {
            lists.push(list);
        }
    }
    let found = known.of(exchange, &lists, since).await;
    let verdict = |write: &&WrittenFields| {
        let at = lists.iter().position(|list| *list == write.list());
        match (&found, at) {
            (Ok(found), Some(at)) => match found.get(at) {
                Some(Ok(names)) => write.judge(names),
                Some(Err(error)) => Err(write.unasked(error)),
                None => Ok(()),
            },
            (Ok(_), None) => Ok(()),
            (Err(error), _) => Err(write.unasked(error)),
        }
    };
    writes.iter().map(verdict).collect()
}
