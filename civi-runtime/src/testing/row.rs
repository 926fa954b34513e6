//! [`SiteRow`]: a row that the scripted site has.

use std::fmt;
use std::marker::PhantomData;

use serde_json::{Map, Value as Json};

use super::record;
use crate::entity::CanGet;
use crate::query::field::{Field, Path};
use crate::query::values::{IntoWire, Wire};
use crate::row::Record;

/// A row of entity `E` that a scripted site answers with: made by [`row`], or from the bindings' own
/// row struct. Columns that a call selects and the row does not have are null.
pub struct SiteRow<E> {
    pub(super) columns: Map<String, Json>,
    entity: PhantomData<fn() -> E>,
}

/// A row without columns.
///
/// ```
/// # use civi_runtime::{Field, Id};
/// # enum Contact {}
/// # enum Email {}
/// # impl Contact {
/// #     const ID: Field<Contact, Id<Contact>> = Field::new("id");
/// #     const FIRST_NAME: Field<Contact, String> = Field::new("first_name");
/// #     const EMAIL_PRIMARY: Field<Contact, Id<Email>> = Field::new("email_primary");
/// # }
/// # impl Email { const EMAIL: Field<Email, String> = Field::new("email"); }
/// use civi_runtime::testing::row;
///
/// let ada = row()
///     .with(Contact::ID, Id::new(7))
///     .with(Contact::FIRST_NAME, "Ada")
///     .with(Contact::EMAIL_PRIMARY.to(Email::EMAIL), None);
/// assert!(format!("{ada:?}").contains(r#""first_name":"Ada""#));
/// ```
#[must_use]
pub fn row<E>() -> SiteRow<E> {
    SiteRow {
        columns: Map::new(),
        entity: PhantomData,
    }
}

impl<E> SiteRow<E> {
    /// The row with a value in a column: a field, one behind a join, one with a suffix, or a
    /// calculated value by its name.
    #[must_use]
    pub fn with<T, K, P: Path>(
        self,
        field: Field<E, T, K, P>,
        value: impl IntoWire<Option<T>>,
    ) -> Self {
        let path = field.path().to_owned();
        let value = column_value(&path, value.into_wire());
        self.json(path, value)
    }

    /// The row with any JSON in a column: chained rows, or a column that nothing types.
    #[must_use]
    pub fn json(mut self, column: impl Into<String>, value: impl Into<Json>) -> Self {
        self.columns.insert(column.into(), value.into());
        self
    }
}

/// A value as the site sends it in the column at `path`.
pub(super) fn column_value(path: &str, wire: Wire) -> Json {
    match (wire.option_name, path.ends_with(":name")) {
        (Some(name), true) => Json::from(name),
        _ => wire.value,
    }
}

impl<E> Clone for SiteRow<E> {
    fn clone(&self) -> Self {
        SiteRow {
            columns: self.columns.clone(),
            entity: PhantomData,
        }
    }
}

impl<E> fmt::Debug for SiteRow<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", Json::from(self.columns.clone()))
    }
}

/// What a scripted site takes as a row of `E`: a [`SiteRow`], or the row struct of `E`'s bindings,
/// whose columns without a value are left out.
pub trait IntoRow<E> {
    /// The row.
    fn into_row(self) -> SiteRow<E>;
}

impl<E> IntoRow<E> for SiteRow<E> {
    fn into_row(self) -> SiteRow<E> {
        self
    }
}

impl<E: CanGet<Row = R>, R: Record> IntoRow<E> for R {
    fn into_row(self) -> SiteRow<E> {
        SiteRow {
            columns: record::columns(self),
            entity: PhantomData,
        }
    }
}
