//! [`Tally`]: which columns any of the rows had.

use std::borrow::Cow;

use super::found::Seen;

/// Which columns any row of an answer had, or of the pages of one: what no row has may be no field
/// of the site at all (APIv4 wire contract §0 hazard 8).
#[derive(Debug, Clone, Default)]
pub(crate) struct Tally {
    rows: usize,
    names: Vec<Cow<'static, str>>,
    ever: Seen,
    /// The rows of chained calls, by the calls' names.
    chained: Vec<(String, Tally)>,
}

impl Tally {
    pub(super) fn new(
        rows: usize,
        names: Vec<Cow<'static, str>>,
        ever: Seen,
        chained: Vec<(String, Tally)>,
    ) -> Self {
        Tally {
            rows,
            names,
            ever,
            chained,
        }
    }

    /// How many rows there were.
    pub(crate) fn rows(&self) -> usize {
        self.rows
    }

    /// Whether any row had this column.
    pub(crate) fn has(&self, name: &str) -> bool {
        let named = self.names.iter().enumerate();
        let mut places = named.filter(|(_, known)| *known == name);
        places.any(|(at, _)| self.ever.has(at))
    }

    /// The rows of the chained call of this name.
    pub(crate) fn chained(&self, name: &str) -> Option<&Tally> {
        let mut chained = self.chained.iter();
        chained.find_map(|(known, tally)| (known == name).then_some(tally))
    }

    /// Takes in the rows of another page, whose columns are the same.
    pub(crate) fn add(&mut self, page: Tally) {
        self.rows += page.rows;
        self.ever.absorb(&page.ever);
        if self.names.len() < page.names.len() {
            self.names = page.names;
        }
        for (name, more) in page.chained {
            match self.chained.iter_mut().find(|(known, _)| *known == name) {
                Some((_, tally)) => tally.add(more),
                None => self.chained.push((name, more)),
            }
        }
    }
}
