//! A foreign key's value by another field of the row that it points to.

use std::fmt;
use std::marker::PhantomData;

use super::{Chosen, IntoWire, Wire};
use crate::query::field::{Field, Path};
use crate::value::Id;

/// The key of the row whose field has a value: the site looks it up (APIv4 wire contract §7).
/// Made by [`through`].
#[derive(Clone)]
pub struct Through<X> {
    wire: Wire,
    marker: PhantomData<fn() -> X>,
}

/// The key of the one row whose `field` is `value`: what a setter of a foreign key takes instead of
/// an [`Id`].
///
/// The site looks the row up in the same call, and refuses the call where there is none.
///
/// ```
/// # use civi_runtime::{Entity, Field, Id, NotNull, Values, through};
/// # enum OptionGroup {}
/// # impl Entity for OptionGroup { const NAME: &'static str = "OptionGroup"; }
/// # impl OptionGroup { const NAME: Field<OptionGroup, String, NotNull> = Field::new("name"); }
/// # enum OptionValue {}
/// # impl Entity for OptionValue { const NAME: &'static str = "OptionValue"; }
/// let values = Values::<OptionValue>::new()
///     .set::<Id<OptionGroup>>("option_group_id", through(OptionGroup::NAME, "activity_type"));
/// assert_eq!(values.to_json()?, r#"{"option_group_id.name":"activity_type"}"#);
/// # Ok::<(), civi_runtime::Error>(())
/// ```
#[must_use]
pub fn through<X, T, K, P: Path>(field: Field<X, T, K, P>, value: impl IntoWire<T>) -> Through<X> {
    let mut wire = value.into_wire();
    if wire.suffix.is_some() {
        wire.problem = Some(
            "is looked up by a field's stored value, which an option's name is not".to_owned(),
        );
    }
    wire.column = Some(field.path().to_owned());
    Through {
        wire,
        marker: PhantomData,
    }
}

impl<X> fmt::Debug for Through<X> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let column = self.wire.column.as_deref().unwrap_or_default();
        write!(f, "Through({column})")
    }
}

macro_rules! keys {
    ($({$($generic:tt)*} $stored:ty;)+) => {$(
        #[diagnostic::do_not_recommend]
        impl<$($generic)*> IntoWire<$stored> for Through<X> {
            fn into_wire(self) -> Wire {
                self.wire
            }
        }
    )+};
}
keys! {
    {X} Id<X>;
    {X} Option<Id<X>>;
    {X, O} Chosen<Id<X>, O>;
    {X, O} Option<Chosen<Id<X>, O>>;
}
