//! [`Page`]: some of the rows, and how many there are.

/// One page of a numbered result.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Page<R> {
    /// The rows.
    pub rows: Vec<R>,
    /// The page's number, counted from 0.
    pub number: u64,
    /// How many rows a page has; the last one may have fewer.
    pub size: u64,
    /// How many rows there are on all pages.
    pub total: u64,
}

impl<R> Page<R> {
    /// How many pages there are.
    #[must_use]
    pub fn pages(&self) -> u64 {
        self.total.div_ceil(self.size.max(1))
    }

    /// Whether a page comes after this one.
    #[must_use]
    pub fn has_next(&self) -> bool {
        self.number + 1 < self.pages()
    }
}
