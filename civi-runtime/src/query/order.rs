//! [`Order`]: by what the rows of an answer are sorted.

use std::fmt;
use std::marker::PhantomData;

use crate::query::field::{Field, Path, Use};
use crate::query::kind::Permitted;
use crate::sealed::Seal;

/// One expression that rows of entity `E` are sorted by, and in which direction.
///
/// Made by [`Field::asc`] and [`Field::desc`]; several sort in the order that they are given.
pub struct Order<E> {
    text: String,
    descending: bool,
    uses: Vec<Use>,
    marker: PhantomData<fn() -> E>,
}

impl<E> Order<E> {
    /// What is sorted by, as it stands on the wire.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.text
    }

    /// Whether the greatest comes first.
    #[must_use]
    pub fn is_descending(&self) -> bool {
        self.descending
    }

    /// The same order in a query whose entity the compiler no longer knows.
    pub(crate) fn retype<F>(self) -> Order<F> {
        Order {
            text: self.text,
            descending: self.descending,
            uses: self.uses,
            marker: PhantomData,
        }
    }

    pub(crate) fn uses(&self) -> &[Use] {
        &self.uses
    }
}

impl<E, T, K, P: Path> Field<E, T, K, P> {
    /// Sorted by this field, the smallest first.
    #[must_use]
    pub fn asc(&self) -> Order<E>
    where
        K: Permitted,
    {
        self.order(false)
    }

    /// Sorted by this field, the greatest first.
    #[must_use]
    pub fn desc(&self) -> Order<E>
    where
        K: Permitted,
    {
        self.order(true)
    }

    fn order(&self, descending: bool) -> Order<E>
    where
        K: Permitted,
    {
        Order {
            text: self.path().to_owned(),
            descending,
            uses: self.uses(),
            marker: PhantomData,
        }
    }
}

/// What rows can be sorted by: an [`Order`], or a field, which is the same as its
/// [`asc`](Field::asc).
///
/// Sealed: fields and [`Order`] have it.
#[diagnostic::on_unimplemented(
    message = "rows of `{E}` can't be sorted by `{Self}`",
    label = "neither an order nor a field of `{E}`",
    note = "sort by a field, such as `Contact::LAST_NAME`, or by its `.asc()` or `.desc()`"
)]
pub trait IntoOrder<E> {
    /// What other crates can't write.
    #[doc(hidden)]
    const SEAL: Seal;

    /// The order.
    fn into_order(self) -> Order<E>;
}

impl<E> IntoOrder<E> for Order<E> {
    const SEAL: Seal = Seal;
    fn into_order(self) -> Order<E> {
        self
    }
}

impl<E, T, K: Permitted, P: Path> IntoOrder<E> for Field<E, T, K, P> {
    const SEAL: Seal = Seal;
    fn into_order(self) -> Order<E> {
        self.asc()
    }
}

impl<E, T, K: Permitted, P: Path> IntoOrder<E> for &Field<E, T, K, P> {
    const SEAL: Seal = Seal;
    fn into_order(self) -> Order<E> {
        self.asc()
    }
}

impl<E> Clone for Order<E> {
    fn clone(&self) -> Self {
        Order {
            text: self.text.clone(),
            descending: self.descending,
            uses: self.uses.clone(),
            marker: PhantomData,
        }
    }
}

impl<E> fmt::Debug for Order<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let direction = if self.descending { "DESC" } else { "ASC" };
        write!(f, "Order({} {direction})", self.text)
    }
}
