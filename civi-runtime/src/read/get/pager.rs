//! [`Pager`]: a long result, page by page.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use serde_json::value::RawValue;

use super::query::Query;
use super::window::Window;
use crate::call::action::Call;
use crate::error::{Error, Result};
use crate::query::select::Wanted;

/// How a result is read in pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    /// All in one call, sorted or as they come.
    Once { sorted: bool },
    /// By the key: each page begins after the last key of the one before. Rows that come and go
    /// meanwhile move no others.
    Key(&'static str),
    /// By counting rows from the beginning, sorted.
    Offset(Option<&'static str>),
}

/// Decides which call comes next, and notices a site that does not do what it is told.
#[derive(Debug)]
pub(crate) struct Pager {
    query: Query,
    wanted: Wanted,
    way: Way,
    /// The key of the last row.
    last: Option<i64>,
    offset: u64,
    /// How many rows may still come.
    left: Option<u64>,
    /// How many rows the next page has at most.
    size: u64,
    /// The last page that was counted from the beginning.
    page: Option<u64>,
    done: bool,
}

impl Pager {
    /// All rows, in as few calls as the query allows.
    pub(crate) fn rows(query: Query, wanted: Wanted) -> Self {
        let key = query.row_key(&wanted);
        let short = query.limit.is_some_and(|limit| limit <= query.page_size);
        let way = match key {
            _ if short => Way::Once { sorted: true },
            None => Way::Once { sorted: true },
            Some(key) if !query.has_order() => Way::Key(key),
            Some(_) if query.limit.is_some() => Way::Once { sorted: true },
            Some(key) => Way::Offset(Some(key)),
        };
        Pager::new(query, wanted, way)
    }

    /// All rows in one call, in any order where the query has none.
    pub(super) fn unsorted(query: Query, wanted: Wanted) -> Self {
        Pager::new(query, wanted, Way::Once { sorted: false })
    }

    /// All rows, one page at a time.
    pub(super) fn stream(query: Query, wanted: Wanted) -> Self {
        let way = match query.row_key(&wanted) {
            Some(key) if !query.has_order() => Way::Key(key),
            key => Way::Offset(key),
        };
        Pager::new(query, wanted, way)
    }

    fn new(query: Query, wanted: Wanted, way: Way) -> Self {
        Pager {
            way,
            last: None,
            offset: query.offset,
            left: query.limit,
            size: query.page_size,
            page: None,
            done: false,
            query,
            wanted,
        }
    }

    /// What is asked for.
    pub(super) fn asks(&self) -> (&Query, &Wanted) {
        (&self.query, &self.wanted)
    }

    /// The selection's columns, and then the key's.
    pub(super) fn names(&self) -> Vec<std::borrow::Cow<'static, str>> {
        let mut names = self.wanted.names().to_vec();
        names.extend(self.key().map(Into::into));
        names
    }

    /// The key that is asked for beside the selection.
    pub(super) fn key(&self) -> Option<&'static str> {
        match self.way {
            Way::Once { .. } => None,
            Way::Key(key) => Some(key),
            Way::Offset(key) => key,
        }
    }

    /// Whether the rows are read in pages that begin after a key.
    pub(super) fn is_by_key(&self) -> bool {
        matches!(self.way, Way::Key(_))
    }

    /// The next call; none when everything has come.
    pub(crate) fn next_call(&self) -> Result<Option<Call>> {
        if self.done {
            return Ok(None);
        }
        self.query.check_limit()?;
        let page = Some(self.asked());
        let window = match self.way {
            Way::Once { sorted: true } => self.query.sorted_window(&self.wanted),
            Way::Once { sorted: false } => self.query.window(),
            Way::Key(key) => Window {
                limit: page,
                offset: if self.last.is_none() { self.offset } else { 0 },
                after: self.last.map(|last| (key, last)),
                sorted_by: Some(key),
                with_key: Some(key),
                ..Window::default()
            },
            Way::Offset(key) => {
                if key.is_none() && !self.query.has_order() {
                    return Err(Error::refused(format!(
                        "the rows of {} can't be read page by page: nothing tells them apart; add \
                         `.order_by(…)` over what does, or read them at once with `.rows(…)`",
                        self.query.entity
                    ))
                    .at(self.query.entity, Some("get")));
                }
                Window {
                    limit: page,
                    offset: self.offset,
                    sorted_by: key,
                    with_key: key,
                    ..Window::default()
                }
            }
        };
        let call = self.query.call(&self.wanted, &window)?;
        Ok(Some(call).filter(|_| !self.query.is_nothing(&self.wanted)))
    }

    /// How many rows the next call asks for, where it is one of several.
    fn asked(&self) -> u64 {
        self.left.map_or(self.size, |left| left.min(self.size))
    }

    /// Takes note of a page: of how many rows, with which keys, and of its JSON. Gives how many of
    /// the rows are good to use.
    pub(crate) fn took(
        &mut self,
        rows: usize,
        keys: &[Option<i64>],
        values: &str,
    ) -> Result<usize> {
        let fetched = u64::try_from(rows).unwrap_or(u64::MAX);
        let asked = match self.way {
            Way::Once { .. } => self.query.limit,
            Way::Key(_) | Way::Offset(_) => Some(self.asked()),
        };
        self.query.check_page(fetched, asked)?;
        let asked = asked.unwrap_or(u64::MAX);
        let Way::Key(key) = self.way else {
            self.count(fetched);
            self.done |= matches!(self.way, Way::Once { .. }) || fetched < asked;
            self.check_moves(values)?;
            self.offset = self.offset.saturating_add(fetched);
            return Ok(rows);
        };
        let Some(known) = keys.iter().copied().collect::<Option<Vec<i64>>>() else {
            return self.without_numbers(key, rows, fetched < asked, values);
        };
        let joined = !self.query.joins.is_empty();
        let mut before = self.last;
        for (at, key) in known.iter().enumerate() {
            let repeats = joined && at > 0 && before == Some(*key);
            if before.is_some_and(|before| *key <= before) && !repeats {
                return Err(self
                    .query
                    .not_followed(&format!("gave the key {key} out of order")));
            }
            before = Some(*key);
        }
        if fetched < asked || self.left == Some(fetched) {
            self.done = true;
            self.count(fetched);
            return Ok(rows);
        }
        let mut good = known.len();
        if joined {
            // The last key's other rows may be on the next page: read them there, all together.
            let last = known.last();
            good = known.iter().position(|key| Some(key) == last).unwrap_or(0);
            if good == 0 {
                self.size = self.size.saturating_mul(2);
                return Ok(0);
            }
        }
        self.last = good.checked_sub(1).and_then(|at| known.get(at).copied());
        self.count(u64::try_from(good).unwrap_or(u64::MAX));
        Ok(good)
    }

    /// Keys that are not whole numbers may be compared otherwise than they are sorted: go on by
    /// counting, still sorted by the key.
    fn without_numbers(
        &mut self,
        key: &'static str,
        rows: usize,
        short: bool,
        values: &str,
    ) -> Result<usize> {
        if self.last.is_some() {
            let what = format!("gave rows without a number in `{key}`");
            return Err(self.query.not_followed(&what));
        }
        tracing::debug!(
            entity = self.query.entity,
            key,
            "the key is no number: reading pages by offset"
        );
        let fetched = u64::try_from(rows).unwrap_or(u64::MAX);
        self.way = Way::Offset(Some(key));
        self.offset = self.offset.saturating_add(fetched);
        self.count(fetched);
        self.done |= short;
        self.check_moves(values)?;
        Ok(rows)
    }

    /// A site that ignores the offset gives the same page for ever. (Rows without a key can be all
    /// alike, and then so are two good pages.)
    fn check_moves(&mut self, values: &str) -> Result<()> {
        if self.done {
            return Ok(());
        }
        let mut hasher = DefaultHasher::new();
        values.hash(&mut hasher);
        let page = hasher.finish();
        if self.page.replace(page) == Some(page) && !(self.key().is_none() && are_alike(values)) {
            return Err(self.query.not_followed("gave the same page twice"));
        }
        Ok(())
    }

    fn count(&mut self, rows: u64) {
        if let Some(left) = &mut self.left {
            *left = left.saturating_sub(rows);
            self.done |= *left == 0;
        }
    }
}

/// Whether a page has one row again and again.
fn are_alike(values: &str) -> bool {
    let rows: Vec<&RawValue> = serde_json::from_str(values).unwrap_or_default();
    rows.windows(2).all(|two| match two {
        [one, other] => one.get() == other.get(),
        _ => true,
    })
}
