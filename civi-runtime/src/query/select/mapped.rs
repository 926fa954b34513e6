//! A selection whose rows are made into a type of one's own.

use std::fmt;

use super::{Selection, Wanted};
use crate::row::{Found, Misfit};

/// A selection and what its rows become. Made by [`mapped`].
#[derive(Clone, Copy)]
pub struct Mapped<S, F> {
    selection: S,
    make: F,
}

/// The rows of `selection`, each made into something else by `make`: a struct with names instead of
/// a tuple.
///
/// ```
/// # use civi_runtime::{Actions, Entity, CanGet, Field, Id, NotNull, PrimaryKey, query::mapped};
/// # enum Contact {}
/// # impl Entity for Contact { const NAME: &'static str = "Contact"; }
/// # impl CanGet for Contact { type Row = civi_runtime::codegen::derive::NoRow; }
/// # impl Contact {
/// #     const ID: Field<Contact, Id<Contact>, PrimaryKey> = Field::new("id");
/// #     const DISPLAY_NAME: Field<Contact, String> = Field::new("display_name");
/// # }
/// struct Named {
///     id: Id<Contact>,
///     name: Option<String>,
/// }
///
/// let named = Contact::get().select(mapped(
///     (Contact::ID, Contact::DISPLAY_NAME),
///     |(id, name)| Named { id, name },
/// ));
/// # let _ = named;
/// ```
pub fn mapped<E, S, R, F>(selection: S, make: F) -> Mapped<S, F>
where
    S: Selection<E>,
    F: Fn(S::Row) -> R + Send + Sync + 'static,
    R: Send + 'static,
{
    Mapped { selection, make }
}

impl<E, S, R, F> Selection<E> for Mapped<S, F>
where
    S: Selection<E>,
    F: Fn(S::Row) -> R + Send + Sync + 'static,
    R: Send + 'static,
{
    type Row = R;
    type Cells = S::Cells;

    fn want(&self, wanted: &mut Wanted) {
        self.selection.want(wanted);
    }

    fn row(&self, cells: S::Cells, found: Found<'_>) -> Result<R, Misfit> {
        self.selection.row(cells, found).map(&self.make)
    }
}

impl<S: fmt::Debug, F> fmt::Debug for Mapped<S, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.selection.fmt(f)
    }
}
