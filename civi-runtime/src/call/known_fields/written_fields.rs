//! [`WrittenFields`]: the fields that a write gives values, admitted or not.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Instant;

use super::list::{Standing, base_of};
use super::{KnownFields, List, Names, Purpose};
use crate::call::action::Exchange;
use crate::call::schema_check::SchemaCheck;
use crate::error::{Error, Result};

/// The fields that a write gives values, and those that it reads again.
#[derive(Debug, Clone)]
pub struct WrittenFields {
    entity: &'static str,
    action: &'static str,
    names: Vec<Cow<'static, str>>,
    reloaded: Vec<String>,
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
            reloaded: Vec::new(),
        }
    }

    /// The same write, after which the site reads these fields again.
    pub(crate) fn reloading(mut self, fields: Vec<String>) -> Self {
        self.reloaded = fields;
        self
    }

    /// What has to be known before it is sent, where this list of writable fields is kept already.
    ///
    /// What stands behind a join is in no list of an entity, and is asked for by its path, in the same
    /// request. So are custom fields (`Group.field`) as long as it isn't known that they are some.
    fn lists(&self, kept: impl Fn(&List) -> Option<Arc<Names>>) -> Vec<List> {
        let of = |purpose| List {
            entity: self.entity.into(),
            purpose,
        };
        let mut lists = Vec::new();
        let mut paths: BTreeSet<&str> = BTreeSet::new();
        if !self.names.is_empty() {
            let writable = of(match self.action {
                "update" => Purpose::Update,
                _ => Purpose::Create,
            });
            let known = kept(&writable);
            let dotted = self.names.iter().map(|name| base_of(name));
            paths.extend(dotted.filter(|name| {
                let known = known.as_ref().map(|known| known.standing(name));
                name.contains('.') && known.is_none_or(|known| known == Standing::Behind)
            }));
            lists.push(writable);
        }
        if !self.reloaded.is_empty() {
            lists.push(of(Purpose::Get));
        }
        let reloaded = self.reloaded.iter().map(String::as_str);
        paths.extend(reloaded.filter(|path| path.contains('.')));
        if !paths.is_empty() {
            let paths = paths.into_iter().map(str::to_owned).collect();
            lists.push(of(Purpose::Paths(paths)));
        }
        lists
    }

    /// The error for what the site does not have, if there is anything.
    fn judge(&self, known: &[(&List, &Names)]) -> Result<()> {
        let writable = |purpose: &Purpose| matches!(purpose, Purpose::Create | Purpose::Update);
        let (to_write, to_read): (Vec<_>, Vec<_>) =
            known.iter().partition(|(list, _)| writable(&list.purpose));
        let leads_there = |path: &str| {
            let mut paths = to_read.iter();
            paths
                .any(|(list, names)| matches!(list.purpose, Purpose::Paths(_)) && names.lists(path))
        };
        let unknown: Vec<(&str, Option<&str>)> = to_write
            .iter()
            .flat_map(|(_, names)| {
                let unknown = self.names.iter().filter(|name| match names.standing(name) {
                    Standing::Known => false,
                    Standing::Behind => !leads_there(base_of(name)),
                    Standing::Unknown => true,
                });
                unknown.map(|name| (name.as_ref(), names.nearest(name)))
            })
            .collect();
        if !unknown.is_empty() {
            return Err(Error::unknown_values(self.entity, self.action, &unknown));
        }
        let listed = to_read
            .iter()
            .find(|(list, _)| list.purpose == Purpose::Get);
        let Some((_, listed)) = listed else {
            return Ok(());
        };
        let is_known = |path: &&String| to_read.iter().any(|(_, names)| names.lists(path));
        let unknown: Vec<(&str, Option<&str>)> = self
            .reloaded
            .iter()
            .filter(|path| !listed.is_empty() && !is_known(path))
            .map(|path| (path.as_str(), listed.nearest(path)))
            .collect();
        match unknown.is_empty() {
            true => Ok(()),
            false => Err(Error::unknown_reload(self.entity, self.action, &unknown)),
        }
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
    let kept = |list: &List| known.fresh(list, since);
    let needed: Vec<Vec<List>> = writes.iter().map(|write| write.lists(kept)).collect();
    let mut lists: Vec<List> = Vec::new();
    for list in needed.iter().flatten() {
        if !lists.contains(list) {
            lists.push(list.clone());
        }
    }
    let found = known.of(exchange, &lists, since).await;
    let verdict = |(write, own): (&&WrittenFields, &Vec<List>)| {
        let found = found.as_ref().map_err(|error| write.unasked(error))?;
        let mut names = Vec::new();
        for (list, answer) in lists.iter().zip(found) {
            if own.contains(list) {
                let answer = answer.as_ref().map_err(|error| write.unasked(error))?;
                names.push((list, &**answer));
            }
        }
        write.judge(&names)
    };
    writes.iter().zip(&needed).map(verdict).collect()
}
