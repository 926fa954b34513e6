//! [`Doubt`]: a column that no row has, until the site has been asked about it.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Instant;

use super::{KnownFields, List, Names, Purpose};
use crate::call::action::Exchange;
use crate::call::schema_check::SchemaCheck;
use crate::error::{Error, Result};

/// A column that was selected by name, and that no row of the answer has.
#[derive(Debug, Clone)]
pub(crate) struct Doubt {
    /// The entity that the call was on.
    pub(crate) entity: &'static str,
    /// The column's name in the answer.
    pub(crate) column: String,
    /// The fields of the site that it stands on.
    pub(crate) fields: Vec<DoubtedField>,
    /// It is worked out of fields, so nothing but an unknown field can be why it is absent.
    pub(crate) calculated: bool,
}

/// A field that a doubted column stands on.
#[derive(Debug, Clone)]
pub(crate) struct DoubtedField {
    /// The entities that may have it: of a join with a bridge, either.
    pub(crate) entities: Vec<&'static str>,
    /// Its name, with the implicit joins before it.
    pub(crate) path: String,
    /// It comes from an explicit join, which the site skips as a whole when the contact may not read
    /// its entity (APIv4 wire contract §6.4).
    pub(crate) joined: bool,
    /// The rows have the contact type of the contact that the field is of, so the site leaves out
    /// what does not apply to that type (APIv4 wire contract §7, absent keys).
    pub(crate) typed: bool,
}

/// What the site says about a doubted field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standing {
    /// The site has it, and it does not apply to these rows.
    Fine,
    /// The site does not have it, or not for this contact.
    Unknown,
    /// The site lists it, and yet leaves it out.
    LeftOut,
}

impl DoubtedField {
    fn standing(&self, known: &[(List, Arc<Names>)]) -> Standing {
        let (mut listed, mut leads_there) = (false, false);
        for (list, names) in known {
            if !self.entities.iter().any(|entity| list.entity == *entity) {
                continue;
            }
            match list.purpose {
                Purpose::Paths(_) => leads_there |= names.lists(&self.path),
                _ => listed |= names.is_empty() || names.lists(&self.path),
            }
        }
        // A custom field with a dot in its own name is listed, and found by no `select` (APIv4 wire
        // contract §12.16).
        let selectable = self.path.matches('.').count() < 2;
        match (listed, leads_there) {
            (false, false) => Standing::Unknown,
            (true, _) if !self.joined && selectable => Standing::Fine,
            _ if self.typed => Standing::Fine,
            _ => Standing::LeftOut,
        }
    }
}

/// The questions that tell about these fields: for each entity its fields, and the paths that may
/// lead through joins.
fn questions<'d>(fields: impl Iterator<Item = &'d DoubtedField>) -> Vec<List> {
    let mut entities: BTreeMap<&'static str, BTreeSet<&str>> = BTreeMap::new();
    for field in fields {
        for entity in &field.entities {
            let paths = entities.entry(entity).or_default();
            paths.extend(field.path.contains('.').then_some(field.path.as_str()));
        }
    }
    let mut lists = Vec::new();
    for (entity, paths) in entities {
        let of = |purpose| List {
            entity: Cow::Borrowed(entity),
            purpose,
        };
        lists.push(of(Purpose::Get));
        if !paths.is_empty() {
            let paths = paths.into_iter().map(str::to_owned).collect();
            lists.push(of(Purpose::Paths(paths)));
        }
    }
    lists
}

impl Doubt {
    fn standing(&self, known: &[(List, Arc<Names>)]) -> Standing {
        let each: Vec<Standing> = self.fields.iter().map(|it| it.standing(known)).collect();
        if each.contains(&Standing::Unknown) {
            Standing::Unknown
        } else if self.calculated || each.contains(&Standing::LeftOut) {
            Standing::LeftOut
        } else {
            Standing::Fine
        }
    }

    /// The site's name that was probably meant.
    fn nearest<'n>(&self, known: &'n [(List, Arc<Names>)]) -> Option<&'n str> {
        let field = self
            .fields
            .iter()
            .find(|it| it.standing(known) == Standing::Unknown)?;
        let entity = field.entities.first()?;
        let mut lists = known.iter();
        let (_, names) =
            lists.find(|(list, _)| list.entity == *entity && list.purpose == Purpose::Get)?;
        names.nearest(&field.path)
    }
}

/// Asks the site about columns that no row has, in one request at most: what is kept is believed
/// where it lists the field.
///
/// # Errors
///
/// When the site does not have one of the fields, leaves it out although it lists it, or does not
/// answer.
pub(crate) async fn settle(exchange: &dyn Exchange, doubts: &[Doubt]) -> Result<()> {
    settle_each(exchange, &[doubts]).await.into_iter().collect()
}

/// [`settle`] for the doubts of several calls.
pub(crate) async fn settle_each(exchange: &dyn Exchange, doubted: &[&[Doubt]]) -> Vec<Result<()>> {
    let known = exchange.known_fields();
    let Some(known) = known.filter(|known| known.check() != SchemaCheck::Off) else {
        return doubted.iter().map(|_| Ok(())).collect();
    };
    let begun = Instant::now();
    let since = (known.check() == SchemaCheck::Always).then_some(begun);
    let verdicts = judged(known, exchange, doubted, since).await;
    if verdicts.iter().all(Result::is_ok) {
        return verdicts;
    }
    // What was asked for just now is not asked for again.
    let verdicts = judged(known, exchange, doubted, Some(begun)).await;
    for (doubts, verdict) in doubted.iter().zip(&verdicts) {
        if verdict.is_err() {
            // What is known for writing may be as old.
            let fields = doubts.iter().flat_map(|doubt| &doubt.fields);
            let entities = fields.flat_map(|field| &field.entities);
            entities.for_each(|entity| known.forget_entity(entity));
        }
    }
    verdicts
}

async fn judged(
    known: &KnownFields,
    exchange: &dyn Exchange,
    doubted: &[&[Doubt]],
    since: Option<Instant>,
) -> Vec<Result<()>> {
    let lists = questions(doubted.iter().copied().flatten().flat_map(|it| &it.fields));
    let found = known.of(exchange, &lists, since).await;
    let found = found.and_then(|found| found.into_iter().collect::<Result<Vec<_>>>());
    let verdict = |doubts: &&[Doubt]| match &found {
        _ if doubts.is_empty() => Ok(()),
        Ok(found) => {
            let found: Vec<(List, Arc<Names>)> =
                lists.iter().cloned().zip(found.iter().cloned()).collect();
            verdict_on(doubts, &found)
        }
        Err(error) => Err(unasked(error, doubts)),
    };
    doubted.iter().map(verdict).collect()
}

fn verdict_on(doubts: &[Doubt], found: &[(List, Arc<Names>)]) -> Result<()> {
    for standing in [Standing::Unknown, Standing::LeftOut] {
        let wrong = doubts
            .iter()
            .filter(|doubt| doubt.standing(found) == standing);
        let mut wrong: Vec<&Doubt> = wrong.collect();
        let Some(entity) = wrong.first().map(|doubt| doubt.entity) else {
            continue;
        };
        // One error is about one entity: that of the outermost rows first.
        wrong.retain(|doubt| doubt.entity == entity);
        let named: Vec<(&str, Option<&str>)> = wrong
            .iter()
            .map(|doubt| (doubt.column.as_str(), doubt.nearest(found)))
            .collect();
        return Err(match standing {
            Standing::Unknown => Error::unknown_columns(entity, &named),
            _ => Error::left_out(entity, &named),
        });
    }
    Ok(())
}

/// The site's own error to the question, with what it was asked for.
fn unasked(error: &Error, doubts: &[Doubt]) -> Error {
    let columns: Vec<&str> = doubts.iter().map(|doubt| doubt.column.as_str()).collect();
    error.again().adding(&format!(
        "; the site was asked about it because no row has the column `{}` \
         (`SchemaCheck::Off` believes the answer without asking)",
        columns.join("`, `")
    ))
}
