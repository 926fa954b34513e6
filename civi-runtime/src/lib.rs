// The examples of the front page and the guide run in `examples/guide`, which has bindings.
#![cfg_attr(not(doctest), doc = include_str!("guide/front.md"))]
#![cfg_attr(docsrs, feature(doc_cfg))]

mod actions;
pub mod builder;
mod call;
pub mod client;
mod clone;
#[doc(hidden)]
pub mod derive;
pub mod entity;
pub mod error;
#[cfg(all(doc, not(doctest)))]
pub mod guide;
mod http;
mod include;
mod json;
pub mod meta;
pub mod prelude;
mod query;
mod read;
pub mod row;
#[cfg(test)]
mod sample;
#[cfg(feature = "testing")]
pub mod testing;
pub mod value;
mod write;

pub use call::repeat::Repeat;
pub use call::{action, answer, batch, setting, site_action};
use call::{known_fields, schema_check};
#[cfg(feature = "blocking")]
pub use client::blocking;
pub use client::file;
pub use http::{auth, endpoint, transport};
use http::{identity, retry};
pub use meta::{access, autocomplete, links, managed};
pub use query::{
    current, dynamic, field, filter, function, join, kind, operand, operator, order, select,
    suffix, values,
};
pub use read::{chain, get};
pub use write::matched::Ambiguous;
pub use write::progress::{ChunkReport, Step};
pub use write::{
    confirm, create, delete, dry_run, partial, records, replace, save, update, update_where,
    written, written_where,
};

// The crates whose types are in this API, in the versions that it takes them in.
#[doc(no_inline)]
pub use {bytes, jiff, rust_decimal, serde_json, url};

pub use action::{Action, BoxFuture, Call, Caller, Exchange, Params};
pub use actions::Actions;
pub use answer::Answer;
pub use auth::{AuthFlow, Credential, CredentialProvider};
pub use batch::Calls;
#[cfg(feature = "macros")]
pub use civi_macros::{CiviEntity, CiviOption};
pub use client::{Client, ClientBuilder};
pub use confirm::{Confirmed, StoredOtherwise, Unconfirmed};
pub use current::{CurrentDomain, CurrentUser};
pub use endpoint::{Detected, Endpoint, QueryShape, Shape};
pub use entity::{
    CanAutocomplete, CanCheckAccess, CanCreate, CanDelete, CanErase, CanExport, CanGet,
    CanGetLinks, CanReloadAs, CanReplace, CanRevert, CanSave, CanTrash, CanUpdate, Entity, Keyed,
    Release, Standard,
};
pub use error::{AuthReason, Error, Result};
pub use field::{Field, field};
pub use filter::Filter;
pub use get::Get;
pub use identity::Identity;
pub use join::{Alias, Join};
pub use kind::{
    AnyName, Dynamic, FilterOnly, Limited, Listed, NotNull, Nullable, PrimaryKey, Reference,
    Restricted,
};
#[doc(hidden)]
pub use known_fields::{KnownFields, Unproven, WrittenFields};
pub use operand::Relative;
pub use operator::{Allows, op};
pub use order::Order;
pub use partial::PartialWrite;
pub use retry::Retry;
pub use row::{Presence, Record, Slot, UnreadableDates, UnreadableValue, UnreadableValues, Value};
pub use save::Planned;
pub use schema_check::SchemaCheck;
pub use select::Selection;
pub use serde_json::Value as Json;
pub use site_action::SiteAction;
pub use suffix::{
    HasAbbr, HasColor, HasDescription, HasGrouping, HasIcon, HasLabel, HasName, HasUrl,
};
pub use value::{Choice, Date, DateTime, Decimal, Id, OptionList, OtherOption, Time};
pub use values::{
    ByAbbr, ByLabel, ByName, Changes, Chosen, Complete, IntoValues, IntoWire, NewRow, Null,
    Through, Values, Wire, through,
};
pub use written_where::WrittenWhere;
