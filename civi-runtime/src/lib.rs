//! The typed client that civi's generated bindings for CiviCRM's APIv4 run on.

pub mod access;
pub mod action;
pub mod answer;
pub mod auth;
pub mod autocomplete;
pub mod batch;
#[cfg(feature = "blocking")]
pub mod blocking;
pub mod builder;
pub mod chain;
mod chunks;
pub mod client;
mod clone;
mod connection;
pub mod create;
pub mod delete;
#[doc(hidden)]
pub mod derive;
pub mod dry_run;
pub mod dynamic;
pub mod endpoint;
pub mod entity;
pub mod error;
pub mod field;
pub mod file;
pub mod filter;
pub mod function;
pub mod get;
mod identity;
mod include;
pub mod join;
pub mod kind;
pub mod links;
pub mod managed;
pub mod meta;
pub mod operand;
pub mod operator;
mod options_known;
pub mod order;
pub mod partial;
pub mod prelude;
pub mod records;
pub mod replace;
mod resolve;
mod retry;
pub mod row;
mod rows_by_key;
#[cfg(test)]
mod sample;
pub mod save;
mod scope;
pub mod select;
pub mod setting;
pub mod site_action;
pub mod suffix;
pub mod transport;
pub mod update;
pub mod update_where;
pub mod value;
pub mod values;
pub mod written;

pub use action::{Action, BoxFuture, Call, Caller, Exchange, Params};
pub use answer::Answer;
pub use auth::{AuthFlow, Credential, CredentialProvider};
pub use batch::Calls;
#[cfg(feature = "macros")]
pub use civi_macros::{CiviEntity, CiviOption};
pub use client::{Client, ClientBuilder};
pub use endpoint::{Detected, Endpoint, QueryShape, Shape};
pub use entity::{
    CanAutocomplete, CanCheckAccess, CanCreate, CanDelete, CanExport, CanGet, CanGetLinks,
    CanReloadAs, CanReplace, CanRevert, CanSave, CanTrash, CanUpdate, Entity, Keyed, Standard,
};
pub use error::{AuthReason, Error, Result};
pub use field::{Field, field};
pub use filter::Filter;
pub use get::Get;
pub use identity::Identity;
pub use join::{Alias, Join};
pub use kind::{
    Dynamic, FilterOnly, Limited, Listed, NotNull, Nullable, PrimaryKey, Reference, Restricted,
    Unlisted,
};
pub use operand::Relative;
pub use operator::{Allows, op};
pub use order::Order;
pub use partial::PartialWrite;
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
    ByAbbr, ByLabel, ByName, Changes, Chosen, Complete, IntoWire, NewRow, Null, Values, Wire,
};
