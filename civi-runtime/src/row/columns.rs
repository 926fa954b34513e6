//! [`Columns`]: which of a selection's columns a key of an answer's row is.

use std::borrow::Cow;

use crate::json::{Json, key_text};

/// A column that nothing reads.
const SKIPPED: usize = usize::MAX;

/// How many distinct keys of an answer are remembered. More than any entity has fields; it bounds
/// what a hostile answer can make us compare.
const REMEMBERED: usize = 2048;

/// The names of a selection's columns, and the order in which this answer's rows have them.
///
/// All rows of one answer repeat the same keys in the same order, give or take those that the site
/// leaves out of some (APIv4 wire contract §7). So the reader guesses that the next key is the one
/// that followed last time, and compares its bytes with it before anything else.
#[derive(Debug)]
pub(super) struct Columns {
    names: Vec<Cow<'static, str>>,
    /// The next column of the same name, for each column; most have none.
    twins: Option<Vec<usize>>,
    /// The keys seen so far, in their order.
    order: Vec<Known>,
    /// Those keys as they are written, each with its quotes and its colon.
    bytes: Vec<u8>,
    /// Where in `order` the next key is expected.
    cursor: usize,
}

/// A key that was seen before.
#[derive(Debug, Clone, Copy)]
struct Known {
    /// Where it stands in `bytes`, from its first quote to its colon.
    from: usize,
    to: usize,
    column: usize,
}

impl Known {
    /// What stands between its quotes.
    fn key(self, bytes: &[u8]) -> Option<&[u8]> {
        bytes.get(self.from + 1..self.to - 2)
    }
}

impl Columns {
    pub(super) fn new(names: Vec<Cow<'static, str>>) -> Self {
        let twins = twins(&names);
        Columns {
            names,
            twins,
            order: Vec::new(),
            bytes: Vec::new(),
            cursor: 0,
        }
    }

    pub(super) fn len(&self) -> usize {
        self.names.len()
    }

    pub(super) fn name(&self, column: usize) -> &str {
        self.names.get(column).map_or("?", AsRef::as_ref)
    }

    pub(super) fn into_names(self) -> Vec<Cow<'static, str>> {
        self.names
    }

    /// A new row begins.
    pub(super) fn rewind(&mut self) {
        self.cursor = 0;
    }

    /// Reads past the key that is expected next, if it comes behind this separator; its first column,
    /// if anything reads it.
    #[inline]
    pub(super) fn take(&mut self, json: &mut Json<'_>, separator: u8) -> Option<Option<usize>> {
        let known = self.order.get(self.cursor)?;
        let written = self.bytes.get(known.from..known.to)?;
        if !json.take_key(separator, written) {
            return None;
        }
        self.cursor += 1;
        Some((known.column != SKIPPED).then_some(known.column))
    }

    /// The expected key came; its first column.
    fn came(&mut self) -> Option<usize> {
        let column = self.order.get(self.cursor)?.column;
        self.cursor += 1;
        (column != SKIPPED).then_some(column)
    }

    /// The first column of the key as it is written.
    pub(super) fn find(&mut self, key: &str) -> Option<usize> {
        match self.order.get(self.cursor) {
            Some(guess) if guess.key(&self.bytes) == Some(key.as_bytes()) => self.came(),
            _ => self.search(key),
        }
    }

    /// The next column of the same name.
    #[inline]
    pub(super) fn twin(&self, column: usize) -> Option<usize> {
        let next = *self.twins.as_ref()?.get(column)?;
        (next != SKIPPED).then_some(next)
    }

    #[cold]
    fn search(&mut self, key: &str) -> Option<usize> {
        let (before, after) = self.order.split_at(self.cursor.min(self.order.len()));
        let is_key = |known: &Known| known.key(&self.bytes) == Some(key.as_bytes());
        let found = after
            .iter()
            .position(is_key)
            .map(|at| at + before.len())
            .or_else(|| before.iter().position(is_key));
        if let Some(at) = found {
            self.cursor = at + 1;
            let column = self.order.get(at)?.column;
            return (column != SKIPPED).then_some(column);
        }
        let name = key_text(key);
        let column = self.names.iter().position(|known| **known == *name);
        if self.order.len() < REMEMBERED {
            let at = self.cursor.min(self.order.len());
            let from = self.bytes.len();
            self.bytes.push(b'"');
            self.bytes.extend_from_slice(key.as_bytes());
            self.bytes.extend_from_slice(b"\":");
            let known = Known {
                from,
                to: self.bytes.len(),
                column: column.unwrap_or(SKIPPED),
            };
            self.order.insert(at, known);
            self.cursor = at + 1;
        }
        column
    }
}

/// For each column the next one of the same name; nothing when all names differ.
fn twins(names: &[Cow<'static, str>]) -> Option<Vec<usize>> {
    let mut sorted: Vec<usize> = (0..names.len()).collect();
    sorted.sort_by_key(|&at| (names.get(at), at));
    let mut twins = None;
    for pair in sorted.windows(2) {
        if let [first, second] = pair
            && names.get(*first) == names.get(*second)
        {
            let twins = twins.get_or_insert_with(|| vec![SKIPPED; names.len()]);
            if let Some(place) = twins.get_mut(*first) {
                *place = *second;
            }
        }
    }
    twins
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns(names: &[&'static str]) -> Columns {
        Columns::new(names.iter().map(|n| Cow::Borrowed(*n)).collect())
    }

    fn row(columns: &mut Columns, keys: &[&str]) -> Vec<Option<usize>> {
        columns.rewind();
        keys.iter().map(|key| columns.find(key)).collect()
    }

    #[test]
    fn keys_are_found_in_any_order_and_with_gaps() {
        let mut columns = columns(&["id", "first_name", "organization_name", "a.b"]);
        assert_eq!(
            row(&mut columns, &["id", "hash", "organization_name"]),
            [Some(0), None, Some(2)]
        );
        assert_eq!(
            row(&mut columns, &["id", "first_name", "hash", "a.b"]),
            [Some(0), Some(1), None, Some(3)]
        );
        assert_eq!(
            row(&mut columns, &["a.b", "organization_name", "hash", "id"]),
            [Some(3), Some(2), None, Some(0)]
        );
        assert_eq!(columns.order.len(), 5, "each key is remembered once");
    }

    #[test]
    fn escaped_keys_are_decoded() {
        let mut columns = columns(&["Größe", "a/b"]);
        assert_eq!(
            row(&mut columns, &["Gr\\u00f6\\u00dfe", "a\\/b", "bad\\"]),
            [Some(0), Some(1), None]
        );
    }

    #[test]
    fn columns_of_one_name_are_twins() {
        let columns = columns(&["id", "name", "id", "id"]);
        assert_eq!(columns.twin(0), Some(2));
        assert_eq!(columns.twin(2), Some(3));
        assert_eq!(columns.twin(3), None);
        assert_eq!(columns.twin(1), None);
    }
}
