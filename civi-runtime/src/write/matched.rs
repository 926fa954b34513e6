//! What the records of a `save` match, looked up before they are written.
//!
//! The site looks for the rows that a record matches with a `get` of its own; where several match it
//! changes none of them and adds one more (APIv4 wire contract §12.4). It looks for all records of a
//! call before it writes the first of them, so two records of one call that match each other become
//! two rows.

use std::collections::HashMap;

use serde_json::Value as Json;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::call::action::{Call, Exchange};
use crate::call::answer::Answer;
use crate::call::batch;
use crate::entity::Keyed;
use crate::error::{Error, Kind, Result};
use crate::query::filter::{Filter, Right};
use crate::query::gate::{Gate, shown};
use crate::query::operand::Operand;
use crate::query::operator::Operator;
use crate::query::values::{Changes, Values};
use crate::value::KeyValue;
use crate::write::filtered_keys::{candidates, found};
use crate::write::record_set::RecordSet;
use crate::write::returning::keys;
use crate::write::rows_by_key::ROWS_A_CALL;

/// What happens to a record that matches several rows.
///
/// The site itself would add one more row, each time that it is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Ambiguous {
    /// Nothing more is written: neither the other records of its request nor later ones.
    #[default]
    Refuse,
    /// The record is left out, and the others are written. It is among the failed ones of the
    /// report ([`PartialWrite::failed`](crate::PartialWrite)) that the call ends with.
    Report,
}

impl<E: Keyed> RecordSet<E> {
    /// The read that finds out what a record matches: by the filter that it came with, or as the
    /// site would. Two rows are enough to know. Nothing for a record that names its row or is matched
    /// by nothing.
    pub(crate) fn lookup_of(&self, index: usize) -> Result<Option<Call>> {
        if let Some(filter) = self.found_by.get(index) {
            return candidates(filter, "save");
        }
        match self.list.get(index) {
            Some(record) => self.match_of(record),
            None => Ok(None),
        }
    }

    /// The read that the site does itself to find what a record matches.
    pub(crate) fn match_of(&self, record: &Values<E, Changes>) -> Result<Option<Call>> {
        if self.matching.is_empty() || record.get(E::KEY).is_some() {
            return Ok(None);
        }
        let mut filter: Option<Filter<E>> = None;
        for field in &self.matching {
            let Some((name, value)) = self.value_of(record, field) else {
                return Ok(None);
            };
            let (operator, right) = match value {
                Json::Null => (Operator::IsEmpty, Right::Missing),
                Json::String(text) if text.is_empty() => (Operator::IsEmpty, Right::Missing),
                value => (Operator::Eq, Right::Value(Operand::Json(value.clone()))),
            };
            let clause = Filter::clause(name, Vec::new(), operator, right);
            filter = Some(match filter {
                Some(filter) => filter & clause,
                None => clause,
            });
        }
        let Some(filter) = filter else {
            return Ok(None);
        };
        let mut call = Call::reading(E::NAME, "get");
        call.params.set("select", &[E::KEY])?;
        call.params
            .set("where", &Gate::plain(E::RELEASE).filter(filter.node())?)?;
        call.params.set("limit", &2)?;
        Ok(Some(call))
    }

    /// The reads for all records that are matched, each with the record's position.
    pub(crate) fn lookups(&self) -> Result<Vec<(usize, Call)>> {
        let all = 0..self.list.len();
        all.filter_map(|index| {
            let lookup = self.lookup_of(index).transpose()?;
            Some(lookup.map(|call| (index, call)))
        })
        .collect()
    }

    /// What the answer to [`lookup_of`](Records::lookup_of) says of the record.
    pub(crate) fn found(&self, index: usize, answer: &Answer) -> Result<Match<E::Key>> {
        let mut keys = match self.found_by.get(index) {
            Some(filter) => found(filter, answer.values(), "save")?,
            None => keys::<E>(answer.values(), "get")?,
        };
        Ok(match (keys.pop(), keys.is_empty()) {
            (None, _) => Match::None,
            (Some(only), true) => Match::One(only),
            (Some(last), false) => {
                keys.push(last);
                Match::Several(keys)
            }
        })
    }

    /// Judges the answer to one of the [`lookups`](Records::lookups), by its place among them, and
    /// writes the key of a row that a filter has found into the call.
    pub(crate) fn admit_lookup(
        &self,
        action: &'static str,
        place: usize,
        answer: &Answer,
        call: &mut Call,
    ) -> Result<()> {
        let lookups = self.lookups()?;
        let Some((index, _)) = lookups.get(place) else {
            return Ok(());
        };
        match self.found(*index, answer)? {
            Match::Several(_) => Err(self.ambiguous(action, *index)),
            Match::One(key) if !self.found_by.is_empty() => {
                let sent = call.params.get("records").unwrap_or_default();
                let mut sent: Vec<Json> = serde_json::from_str(sent)
                    .map_err(|e| Error::refused(format!("the records can't be read back: {e}")))?;
                if let Some(Json::Object(record)) = sent.get_mut(*index) {
                    record.insert(E::KEY.to_owned(), key.to_json());
                }
                call.params.set("records", &sent)
            }
            Match::One(_) | Match::None => Ok(()),
        }
    }

    /// Refuses records that match several rows, for a call that can't leave them out: the look-ups go
    /// many to a request.
    pub(crate) async fn admit_matches(
        &self,
        exchange: &dyn Exchange,
        action: &'static str,
    ) -> Result<()> {
        let (records, calls): (Vec<usize>, Vec<Call>) = self.lookups()?.into_iter().unzip();
        for (records, calls) in records.chunks(ROWS_A_CALL).zip(calls.chunks(ROWS_A_CALL)) {
            let answers = batch::execute(exchange, calls.to_vec()).await?;
            for (index, answer) in records.iter().zip(answers) {
                let answer = answer?;
                let found = self.found(*index, &answer);
                if let Match::Several(_) = found.map_err(|e| answer.context().error(e))? {
                    return Err(self.ambiguous(action, *index));
                }
            }
        }
        Ok(())
    }

    /// The name on the wire and the value that a record, or what counts for all of them, gives a
    /// field.
    fn value_of<'a>(
        &'a self,
        record: &'a Values<E, Changes>,
        field: &str,
    ) -> Option<(&'a str, &'a Json)> {
        let defaults = || self.defaults.as_ref()?.given(field);
        record.given(field).or_else(defaults)
    }

    /// What a record is matched by, for [`Seen`]; nothing for one that lacks a field, which only a
    /// record that names its row may.
    fn matched_by(&self, index: usize) -> Option<MatchedBy> {
        if let Some(filter) = self.found_by.get(index) {
            let sought = !filter.is_nothing();
            return sought.then(|| vec![(String::new(), folded(&Json::from(self.sought(index))))]);
        }
        let record = self.list.get(index)?;
        if self.matching.is_empty() {
            return None;
        }
        let given = self.matching.iter().map(|field| {
            let (name, value) = self.value_of(record, field)?;
            Some((name.to_owned(), folded(value)))
        });
        given.collect()
    }

    /// What finds the row of a record, as text that is the same for filters that differ in nothing
    /// but case.
    pub(crate) fn sought(&self, index: usize) -> String {
        let filter = self.found_by.get(index);
        filter.map_or_else(String::new, |filter| shown(filter.node()).to_lowercase())
    }

    /// The earlier one of the records seen so far that a record may match; it is seen now.
    pub(crate) fn see(&self, index: usize, seen: &mut Seen) -> Option<usize> {
        seen.add(self.matched_by(index)?, index)
    }

    /// Refuses records that match each other, for a call that can't be cut into several.
    pub(crate) fn distinct(&self, action: &'static str) -> Result<()> {
        let mut seen = Seen::default();
        for index in 0..self.list.len() {
            if let Some(earlier) = self.see(index, &mut seen) {
                let instead = match action {
                    "replace" => "leave one of them out, since a `replace` is always one call",
                    _ => "send the `save` by itself, then they go in two calls",
                };
                return Err(Error::refused(format!(
                    "record {index} matches record {earlier} by {}: in one call the site would make \
                     a row of each; {instead}",
                    self.by()
                ))
                .at(E::NAME, Some(action)));
            }
        }
        Ok(())
    }

    /// The error of a record that matches several rows.
    pub(crate) fn ambiguous(&self, action: &'static str, index: usize) -> Error {
        let (by, consequence) = (
            self.by(),
            match self.found_by.is_empty() {
                true => ", and the site would add another one",
                false => "",
            },
        );
        Error::new(
            Kind::Count { found: 2 },
            format!(
                "record {index} was not written: several rows match it by {by}{consequence}; match \
                 by more fields, say which row is meant (`.id(…)`), or merge the rows"
            ),
        )
        .at(E::NAME, Some(action))
        .with_row(index)
        .with_fields(self.matching.clone())
    }

    /// The error of a record that is for the same row as an earlier one, which the site does not
    /// find although that one is written.
    pub(crate) fn made_before(&self, action: &'static str, index: usize, earlier: usize) -> Error {
        Error::refused(format!(
            "record {index} was not written: it is found by the same as record {earlier}, which \
             became a new row that this does not find; give new rows the values that they are found \
             by, or leave the record out"
        ))
        .at(E::NAME, Some(action))
        .with_row(index)
    }

    /// What the records are matched by, for a message.
    fn by(&self) -> String {
        match self.found_by.is_empty() {
            true => format!("`{}`", self.matching.join("`, `")),
            false => "its filter".to_owned(),
        }
    }
}

/// The names and folded values of the fields that a record is matched by.
type MatchedBy = Vec<(String, String)>;

/// What the records of a part are matched by.
///
/// Whether the site takes two of them for the same row is not known, since that is for the database
/// to say, which on most sites compares without case, accents or blanks. Doubt counts as yes: it
/// costs no more than another request.
#[derive(Default)]
pub(crate) struct Seen {
    /// By the names, since nearly all records have the same ones.
    by_names: HashMap<Vec<String>, HashMap<Vec<String>, usize>>,
}

/// The rows that a record matches.
pub(crate) enum Match<K> {
    /// None: it becomes a new one.
    None,
    /// The one that it changes.
    One(K),
    /// Two of several.
    Several(Vec<K>),
}

impl Seen {
    /// The earlier one that a record may match.
    fn add(&mut self, by: MatchedBy, index: usize) -> Option<usize> {
        let (names, values): (Vec<String>, Vec<String>) = by.into_iter().unzip();
        let other_names = self.by_names.iter().filter(|(other, _)| **other != names);
        // `field` and `field:name` can't be compared, so their values may be the same.
        let may_match = |other: &[String], other_values: &[String]| {
            let fields = names.iter().zip(other);
            fields
                .zip(values.iter().zip(other_values))
                .all(|((name, other), (value, other_value))| name != other || value == other_value)
        };
        let among_others = other_names
            .flat_map(|(other, all)| all.iter().map(move |(values, at)| (other, values, *at)))
            .find(|(other, values, _)| may_match(other, values))
            .map(|(_, _, at)| at);
        let before = self
            .by_names
            .entry(names)
            .or_default()
            .insert(values.clone(), index);
        before.or(among_others)
    }
}

/// A value without what databases take for the same: case, accents, blanks, signs between the digits
/// of a date.
fn folded(value: &Json) -> String {
    let text = match value {
        Json::String(text) => text.clone(),
        other => other.to_string(),
    };
    let mut out = String::new();
    for c in text.nfkd().filter(|c| !is_combining_mark(*c)) {
        match c {
            'ß' | 'ẞ' => out.push_str("ss"),
            'æ' | 'Æ' => out.push_str("ae"),
            'œ' | 'Œ' => out.push_str("oe"),
            'ø' | 'Ø' => out.push('o'),
            'ł' | 'Ł' => out.push('l'),
            'đ' | 'Đ' | 'ð' | 'Ð' => out.push('d'),
            'þ' | 'Þ' => out.push_str("th"),
            'ı' | 'İ' => out.push('i'),
            c if c.is_alphanumeric() => out.extend(c.to_lowercase()),
            _ => {}
        }
    }
    // What has neither letter nor digit is compared as it is.
    if out.is_empty() { text } else { out }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_database_takes_for_the_same_is_folded() {
        let same = |a: Json, b: Json| folded(&a) == folded(&b);
        assert!(same("Müller ".into(), "MULLER".into()));
        assert!(same("Straße".into(), "STRASSE".into()));
        assert!(same("Łódź".into(), "lodz".into()));
        assert!(same("2026-01-02".into(), "20260102".into()));
        assert!(same(1.into(), "1".into()));
        assert!(same("ﬁn".into(), "FIN".into()));
        assert!(!same("ada".into(), "eva".into()));
        assert!(!same("+".into(), "-".into()));
        assert!(!same("Иван".into(), "Анна".into()));
    }
}
