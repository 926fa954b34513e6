//! [`Pager`]: a long result, page by page.

use super::query::Query;
use super::window::Window;
use crate::action::Call;
use crate::error::{Error, Result};
use crate::select::Wanted;

/// How a result is read in pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    /// All in one call.
    Once,
    /// By the key: each page begins after the last key of the one before. Rows that come and go
    /// meanwhile move no others.
    Key(&'static str),
    /// By counting rows from the beginning, sorted.
    Offset(Option<&'static str>),
}

/// Decides which call comes next, and notices a site that does not do what it is told.
#[derive(Debug)]
pub(super) struct Pager {
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
    done: bool,
}

impl Pager {
    /// All rows, in as few calls as the query allows.
    pub(super) fn rows(query: Query, wanted: Wanted) -> Self {
        let key = query.row_key(&wanted);
        let short = query.limit.is_some_and(|limit| limit <= query.page_size);
        let way = match key {
            _ if short => Way::Once,
            None => Way::Once,
            Some(key) if query.order.is_empty() => Way::Key(key),
            Some(_) if query.limit.is_some() => Way::Once,
            Some(key) => Way::Offset(Some(key)),
        };
        Pager::new(query, wanted, way)
    }

    /// All rows, one page at a time.
    pub(super) fn stream(query: Query, wanted: Wanted) -> Self {
        let way = match query.row_key(&wanted) {
            Some(key) if query.order.is_empty() => Way::Key(key),
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
            done: false,
            query,
            wanted,
        }
    }

    /// The selection's columns, and then the key's.
    pub(super) fn names(&self) -> Vec<std::borrow::Cow<'static, str>> {
        let mut names = self.wanted.names().to_vec();
        if let Way::Key(key) = self.way {
            names.push(key.into());
        }
        names
    }

    /// Whether the rows are read in pages that begin after a key.
    pub(super) fn is_by_key(&self) -> bool {
        matches!(self.way, Way::Key(_))
    }

    /// The next call; none when everything has come.
    pub(super) fn next_call(&self) -> Result<Option<Call>> {
        if self.done {
            return Ok(None);
        }
        if self.query.limit == Some(0) {
            return Err(Error::refused(
                "a limit of 0 means every row to the site; leave the limit out for all rows",
            )
            .at(self.query.entity, Some("get")));
        }
        let page = Some(self.left.map_or(self.size, |left| left.min(self.size)));
        let window = match self.way {
            Way::Once => self.query.window(),
            Way::Key(key) => Window {
                limit: page,
                offset: if self.last.is_none() { self.offset } else { 0 },
                after: self.last.map(|last| (key, last)),
                sorted_by: Some(key),
                with_key: Some(key),
                ..Window::default()
            },
            Way::Offset(key) => {
                if key.is_none() && self.query.order.is_empty() {
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
                    ..Window::default()
                }
            }
        };
        self.query.call(&self.wanted, &window).map(Some)
    }

    /// Takes note of a page's rows by their keys; how many of the rows are good to use.
    pub(super) fn took(&mut self, rows: usize, keys: &[Option<i64>]) -> Result<usize> {
        let fetched = u64::try_from(rows).unwrap_or(u64::MAX);
        let asked = self.left.map_or(self.size, |left| left.min(self.size));
        let Way::Key(key) = self.way else {
            self.offset = self.offset.saturating_add(fetched);
            self.count(fetched);
            self.done |= self.way == Way::Once || fetched < asked;
            return Ok(rows);
        };
        if fetched > asked {
            return Err(self.astray(&format!("gave {fetched} rows where {asked} were asked for")));
        }
        let Some(known) = keys.iter().copied().collect::<Option<Vec<i64>>>() else {
            return self.without_numbers(key, rows, fetched < asked);
        };
        let joined = !self.query.joins.is_empty();
        let mut before = self.last;
        for (at, key) in known.iter().enumerate() {
            let repeats = joined && at > 0 && before == Some(*key);
            if before.is_some_and(|before| *key <= before) && !repeats {
                return Err(self.astray(&format!("gave the key {key} out of order")));
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
    fn without_numbers(&mut self, key: &'static str, rows: usize, short: bool) -> Result<usize> {
        if self.last.is_some() {
            return Err(self.astray(&format!("gave rows without a number in `{key}`")));
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
        Ok(rows)
    }

    fn count(&mut self, rows: u64) {
        if let Some(left) = &mut self.left {
            *left = left.saturating_sub(rows);
            self.done |= *left == 0;
        }
    }

    /// The site does not follow the request: going on could repeat rows for ever.
    fn astray(&self, what: &str) -> Error {
        Error::protocol(format!(
            "the site {what}: it seems to have lost the request's filter, order or limit on the \
             way (a proxy, or a body over PHP's limit)"
        ))
        .at(self.query.entity, Some("get"))
    }
}
