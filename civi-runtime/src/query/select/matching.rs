//! Rows as far as patterns select them: `custom.*`, `Group.*`, and `*` behind a key or a join.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use super::{RecordCells, Selection, Wanted};
use crate::entity::{CanGet, Entity};
use crate::query::field::{Field, Path};
use crate::query::join::{Alias, Bridge};
use crate::query::kind::{CanJoin, Permitted};
use crate::row::{Found, Misfit, Record};

/// The rows of `J` as far as patterns select them, in a query of `E`. Made by [`matching`],
/// [`Field::all`] and [`Alias::all`]; what no pattern fits is `None` in the row.
pub struct Matching<E, J = E> {
    patterns: Vec<Cow<'static, str>>,
    before: Cow<'static, str>,
    marker: PhantomData<fn() -> (E, J)>,
}

/// The entity's row with the fields that fit one of the patterns: `custom.*` for all custom fields,
/// `Group.*` for those of one group, and what else the site takes with a `*` (APIv4 wire contract
/// §6.2).
///
/// ```
/// # use civi_runtime::{Actions, Entity, CanGet, query::matching};
/// # enum Contact {}
/// # impl Entity for Contact { const NAME: &'static str = "Contact"; }
/// # impl CanGet for Contact { type Row = civi_runtime::codegen::derive::NoRow; }
/// let custom = Contact::get().select(matching(["custom.*"]));
/// # let _ = custom;
/// ```
pub fn matching<E: CanGet>(
    patterns: impl IntoIterator<Item = impl Into<Cow<'static, str>>>,
) -> Matching<E> {
    Matching {
        patterns: patterns.into_iter().map(Into::into).collect(),
        before: Cow::Borrowed(""),
        marker: PhantomData,
    }
}

impl<E, J> Matching<E, J> {
    fn behind(path: &str, pattern: &str) -> Self {
        Matching {
            patterns: vec![format!("{path}.{pattern}").into()],
            before: format!("{path}.").into(),
            marker: PhantomData,
        }
    }
}

impl<E, T, K, P: Path> Field<E, T, K, P> {
    /// Every field of the row that this key points to.
    ///
    /// ```
    /// # use civi_runtime::{Actions, Entity, CanGet, Field, Id};
    /// # enum Contact {}
    /// # impl Entity for Contact { const NAME: &'static str = "Contact"; }
    /// # impl CanGet for Contact { type Row = civi_runtime::codegen::derive::NoRow; }
    /// # enum Email {}
    /// # impl Entity for Email { const NAME: &'static str = "Email"; }
    /// # impl CanGet for Email { type Row = civi_runtime::codegen::derive::NoRow; }
    /// # impl Email { const CONTACT_ID: Field<Email, Id<Contact>> = Field::new("contact_id"); }
    /// let emails = Email::get().select((Email::all(), Email::CONTACT_ID.all()));
    /// # let _ = emails;
    /// ```
    #[must_use]
    pub fn all(&self) -> Matching<E, K::Target>
    where
        K: CanJoin<T, Target: CanGet> + Permitted,
    {
        Matching::behind(self.path(), "*")
    }

    /// The custom fields of the row that this key points to, as far as they are of groups with one
    /// record a row: `contact_id.custom.*`.
    #[must_use]
    pub fn all_custom(&self) -> Matching<E, K::Target>
    where
        K: CanJoin<T, Target: CanGet> + Permitted,
    {
        Matching::behind(self.path(), "custom.*")
    }
}

impl<J: CanGet, E, B: Bridge> Alias<J, E, B> {
    /// Every field of the joined row.
    #[must_use]
    pub fn all(&self) -> Matching<E, J> {
        Matching::behind(self.name(), "*")
    }

    /// The custom fields of the joined row, as far as they are of groups with one record a row.
    #[must_use]
    pub fn all_custom(&self) -> Matching<E, J> {
        Matching::behind(self.name(), "custom.*")
    }
}

impl<E: 'static, J: CanGet> Selection<E> for Matching<E, J> {
    type Row = J::Row;
    type Cells = RecordCells<J::Row>;

    fn want(&self, wanted: &mut Wanted) {
        for pattern in &self.patterns {
            wanted.expression(pattern.clone());
        }
        for name in J::Row::COLUMNS {
            if self.before.is_empty() {
                wanted.name(*name);
            } else {
                wanted.name(format!("{}{name}", self.before));
            }
        }
    }

    fn row(&self, cells: Self::Cells, _found: Found<'_>) -> Result<Self::Row, Misfit> {
        Ok(cells.0)
    }
}

impl<E, J> Clone for Matching<E, J> {
    fn clone(&self) -> Self {
        Matching {
            patterns: self.patterns.clone(),
            before: self.before.clone(),
            marker: PhantomData,
        }
    }
}

impl<E, J: Entity> fmt::Debug for Matching<E, J> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.patterns.join(", "))
    }
}
