//! A field is a selection of one column.

use super::{Selection, Wanted};
use crate::query::field::{Field, Path};
use crate::query::kind::{Kind, Selectable};
use crate::row::Missing;
use crate::row::Value;
use crate::row::{Found, Misfit, Presence};
use crate::sealed::Seal;

impl<E, T, K, P> Selection<E> for Field<E, T, K, P>
where
    P: Path,
    E: 'static,
    T: Value,
    K: Selectable,
    K::Read<T>: Send,
{
    type Row = K::Read<T>;
    type Cells = Option<T>;

    fn want(&self, wanted: &mut Wanted) {
        wanted.field(self);
    }

    fn row(&self, cells: Option<T>, found: Found<'_>) -> Result<Self::Row, Misfit> {
        K::read(cells.ok_or_else(|| found.missing(0))).map_err(|_| found.lacking(0))
    }
}

/// The kind of a field selected with [`optional`](Field::optional): read as `Option<T>`.
#[derive(Debug)]
pub enum Optional {}

/// The kind of a field selected with [`presence`](Field::presence): read as
/// [`Presence<T>`](crate::Presence).
#[derive(Debug)]
pub enum AsPresence {}

impl Kind for Optional {
    const SEAL: Seal = Seal;
    type Read<T> = Option<T>;
    type Joined = Optional;

    fn read<T>(found: Result<T, Missing>) -> Result<Option<T>, Missing> {
        Ok(found.ok())
    }
}

#[diagnostic::do_not_recommend]
impl Selectable for Optional {}

impl Kind for AsPresence {
    const SEAL: Seal = Seal;
    type Read<T> = Presence<T>;
    type Joined = AsPresence;

    fn read<T>(found: Result<T, Missing>) -> Result<Presence<T>, Missing> {
        Ok(match found {
            Ok(value) => Presence::Value(value),
            Err(Missing::Null) => Presence::Null,
            Err(Missing::Unreadable) => Presence::Unreadable,
            Err(Missing::Absent) => Presence::Absent,
        })
    }
}

#[diagnostic::do_not_recommend]
impl Selectable for AsPresence {}

impl<E, T, K: Selectable, P: Path> Field<E, T, K, P> {
    /// The same field, read as `Option<T>` also where the schema says that it is never null: rows
    /// of another contact type lack some fields, and a user may not see all.
    #[must_use]
    pub fn optional(&self) -> Field<E, T, Optional, P> {
        self.cast()
    }

    /// The same field, read as a [`Presence`] that tells a column that is absent from one that is
    /// null.
    #[must_use]
    pub fn presence(&self) -> Field<E, T, AsPresence, P> {
        self.cast()
    }
}
