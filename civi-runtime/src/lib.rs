//! The typed client that civi's generated bindings for CiviCRM's APIv4 run on.

pub mod action;
pub mod answer;
#[doc(hidden)]
pub mod derive;
pub mod entity;
pub mod error;
pub mod field;
pub mod filter;
pub mod function;
pub mod join;
pub mod kind;
pub mod operand;
pub mod operator;
pub mod order;
pub mod row;
#[cfg(test)]
mod sample;
mod scope;
pub mod select;
pub mod site_action;
pub mod suffix;
pub mod transport;
pub mod value;
pub mod values;

pub use action::{Action, BoxFuture, Call, Caller, Exchange, Params};
pub use answer::Answer;
#[cfg(feature = "macros")]
pub use civi_macros::{CiviEntity, CiviOption};
pub use entity::{
    CanAutocomplete, CanCheckAccess, CanCreate, CanDelete, CanExport, CanGet, CanGetLinks,
    CanReloadAs, CanReplace, CanRevert, CanSave, CanTrash, CanUpdate, Entity, Keyed,
};
pub use error::{Error, Result};
pub use field::Field;
pub use filter::Filter;
pub use join::{Alias, Join};
pub use kind::{
    FilterOnly, Limited, Listed, NotNull, Nullable, PrimaryKey, Reference, Restricted, Unlisted,
};
pub use operand::Relative;
pub use operator::{Allows, op};
pub use order::Order;
pub use row::{Presence, Record, Slot};
pub use select::Selection;
pub use serde_json::Value as Json;
pub use site_action::SiteAction;
pub use suffix::{
    HasAbbr, HasColor, HasDescription, HasGrouping, HasIcon, HasLabel, HasName, HasUrl,
};
pub use value::{Choice, Date, DateTime, Decimal, Id, OptionList, OtherOption, Time, Value};
pub use values::{
    ByAbbr, ByLabel, ByName, Changes, Chosen, Complete, IntoWire, Null, Values, Wire,
};
