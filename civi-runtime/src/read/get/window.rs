//! [`Window`]: which part of a query's rows one call asks for.

/// Which part of a query's rows one call asks for.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Window {
    pub(super) limit: Option<u64>,
    pub(super) offset: u64,
    /// Only the rows whose key is greater than this.
    pub(super) after: Option<(&'static str, i64)>,
    /// Sort by this key, after what the query sorts by.
    pub(super) sorted_by: Option<&'static str>,
    /// Ask for this key, too.
    pub(super) with_key: Option<&'static str>,
    pub(super) counting: Counting,
}

/// Whether the matching rows are counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Counting {
    #[default]
    No,
    /// Beside the rows.
    Beside,
    /// Without any rows.
    Only,
}
