//! Choosing rows by primary key: the only way in which a write chooses them.

use std::collections::HashSet;

use crate::call::action::{Call, Exchange};
use crate::call::answer::Answer;
use crate::entity::Keyed;
use crate::error::{Error, Kind, Result};
use crate::query::filter::{Filter, Right};
use crate::query::gate::{Checked, Gate};
use crate::query::operand::Operand;
use crate::query::operator::Operator;
use crate::value::KeyValue;
use crate::write::returning::keys;

/// How many rows one call of a write is given: a second or ten of the site's time, well under what
/// its proxies allow.
pub(crate) const ROWS_A_CALL: usize = 100;

/// The filter for the rows with these keys.
pub(crate) fn by_key<E: Keyed>(chosen: &[E::Key]) -> Filter<E> {
    match chosen {
        [only] => on_key(Operator::Eq, Operand::Json(only.to_json())),
        several => among(several),
    }
}

/// As [`by_key`], always as a list. A `replace` takes a field that is compared with `=` for a value
/// of every record. No key at all is a list of one that no row has, since the site reads an empty
/// list in several ways (APIv4 wire contract §6.1).
pub(crate) fn among<E: Keyed>(chosen: &[E::Key]) -> Filter<E> {
    let mut keys: Vec<Operand> = chosen
        .iter()
        .map(|key| Operand::Json(key.to_json()))
        .collect();
    if keys.is_empty() {
        keys.push(match E::Key::NUMBER {
            true => Operand::Integer(0),
            false => Operand::Text(String::new()),
        });
    }
    on_key(Operator::In, Operand::List(keys))
}

fn on_key<E: Keyed>(operator: Operator, value: Operand) -> Filter<E> {
    Filter::clause(E::KEY, Vec::new(), operator, Right::Value(value))
}

/// The parameter `where` for these keys.
pub(crate) fn where_key<E: Keyed>(chosen: &[E::Key]) -> Result<Checked> {
    Gate::plain(E::RELEASE).filter(by_key::<E>(chosen).node())
}

/// The read that finds out which of these rows are there.
///
/// `update` of a row that isn't there reports success and echoes the values (APIv4 wire contract §0
/// hazard 11), so its own answer proves nothing.
pub(crate) fn presence<E: Keyed>(chosen: &[E::Key]) -> Result<Call> {
    let mut call = Call::reading(E::NAME, "get");
    call.params.set("select", &[E::KEY])?;
    call.params.set("where", &where_key::<E>(chosen)?)?;
    call.params.set("limit", &chosen.len())?;
    Ok(call)
}

/// Judges the answer to [`presence`].
pub(crate) fn all_present<E: Keyed>(
    chosen: &[E::Key],
    answer: &Answer,
    action: &'static str,
) -> Result<()> {
    let there: HashSet<E::Key> = keys::<E>(answer.values(), "get")?.into_iter().collect();
    let missing: Vec<&E::Key> = chosen.iter().filter(|key| !there.contains(key)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    Err(not_there::<E>(&missing, action, "nothing was written"))
}

pub(crate) fn not_there<E: Keyed>(
    missing: &[&E::Key],
    action: &'static str,
    consequence: &str,
) -> Error {
    let shown: Vec<String> = missing
        .iter()
        .take(10)
        .map(|key| key.to_json().to_string())
        .collect();
    let more = match missing.len() {
        0..=10 => String::new(),
        n => format!(" and {} more", n - 10),
    };
    let text = format!(
        "there is no row with `{}` {}{more}, or this contact may not see it; {consequence}",
        E::KEY,
        shown.join(", "),
    );
    Error::new(Kind::Count { found: 0 }, text).at(E::NAME, Some(action))
}

/// [`presence`] of any number of rows.
pub(crate) async fn verify<E: Keyed>(
    exchange: &dyn Exchange,
    chosen: &[E::Key],
    action: &'static str,
) -> Result<()> {
    for part in chosen.chunks(1000) {
        let answer = exchange.execute(presence::<E>(part)?).await?;
        all_present::<E>(part, &answer, action)?;
    }
    Ok(())
}

/// Whether these rows can go in the one call that an action is in a batch.
pub(crate) fn fits_one_call<E: Keyed>(rows: usize, action: &'static str) -> Result<()> {
    if rows <= ROWS_A_CALL {
        return Ok(());
    }
    Err(Error::refused(format!(
        "{}.{action} was not sent: {rows} rows are too many for one call of a batch, which takes \
         {ROWS_A_CALL}; send it by itself, then it goes in several calls",
        E::NAME
    )))
}
