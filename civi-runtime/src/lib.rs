//! The typed client that civi's generated bindings for CiviCRM's APIv4 run on.

pub mod action;
pub mod answer;
pub mod auth;
#[cfg(feature = "blocking")]
pub mod blocking;
pub mod client;
mod connection;
#[doc(hidden)]
pub mod derive;
pub mod endpoint;
pub mod entity;
pub mod error;
pub mod field;
pub mod filter;
pub mod function;
mod identity;
pub mod join;
pub mod kind;
pub mod operand;
pub mod operator;
pub mod order;
mod retry;
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
pub use auth::{AuthFlow, Credential, CredentialProvider};
#[cfg(feature = "macros")]
pub use civi_macros::{CiviEntity, CiviOption};
pub use client::{Client, ClientBuilder};
pub use endpoint::{Detected, Endpoint, QueryShape, Shape};
pub use entity::{
    CanAutocomplete, CanCheckAccess, CanCreate, CanDelete, CanExport, CanGet, CanGetLinks,
    CanReloadAs, CanReplace, CanRevert, CanSave, CanTrash, CanUpdate, Entity, Keyed,
};
pub use error::{AuthReason, Error, Result};
pub use field::Field;
pub use filter::Filter;
pub use identity::Identity;
pub use join::{Alias, Join};
pub use kind::{
    FilterOnly, Limited, Listed, NotNull, Nullable, PrimaryKey, Reference, Restricted, Unlisted,
};
pub use operand::Relative;
pub use operator::{Allows, op};
pub use order::Order;
pub use retry::Retry;
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
