//! [`WrittenWhere`]: what a write with a filter did.

use std::ops::Deref;

/// What a write with a filter did. It is the list of what was written, with the rows beside it that
/// were left alone.
///
/// ```no_run
#[doc = include_str!("../doc/tag.txt")]
/// # async fn doc(client: &rt::Client) -> rt::Result<()> {
/// let gone = Tag::delete_where(Tag::NAME.like("tmp%")).send(client).await?;
/// println!("{} tags are gone", gone.len());
/// for id in &gone.no_longer_matching {
///     println!("{id} was renamed or deleted meanwhile, and was left alone");
/// }
/// # Ok(()) }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct WrittenWhere<T, K> {
    /// One for each row that was written.
    pub rows: Vec<T>,
    /// The rows that passed the filter when it was read, and did no longer when the write came:
    /// changed or deleted by somebody else in between. They were left alone.
    pub no_longer_matching: Vec<K>,
}

impl<T, K> WrittenWhere<T, K> {
    /// Nothing passed the filter.
    pub(crate) const fn nothing() -> Self {
        WrittenWhere {
            rows: Vec::new(),
            no_longer_matching: Vec::new(),
        }
    }
}

impl<T, K> Deref for WrittenWhere<T, K> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.rows
    }
}

impl<T, K> IntoIterator for WrittenWhere<T, K> {
    type Item = T;
    type IntoIter = std::vec::IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        self.rows.into_iter()
    }
}

impl<'a, T, K> IntoIterator for &'a WrittenWhere<T, K> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.rows.iter()
    }
}

impl<T, K> From<WrittenWhere<T, K>> for Vec<T> {
    fn from(written: WrittenWhere<T, K>) -> Self {
        written.rows
    }
}

impl<T: PartialEq<U>, U, K, const N: usize> PartialEq<[U; N]> for WrittenWhere<T, K> {
    fn eq(&self, other: &[U; N]) -> bool {
        self.rows == *other
    }
}

impl<T: PartialEq<U>, U, K> PartialEq<Vec<U>> for WrittenWhere<T, K> {
    fn eq(&self, other: &Vec<U>) -> bool {
        self.rows == *other
    }
}
