// The examples of the front page and the guide are compiled in `examples/guide`, which has bindings.
#![cfg_attr(not(doctest), doc = include_str!("guide/front.md"))]
#![cfg_attr(docsrs, feature(doc_cfg))]

mod actions;
mod call;
mod client;
mod clone;
#[doc(hidden)]
pub mod codegen;
mod entity;
mod error;
#[cfg(all(doc, not(doctest)))]
pub mod guide;
mod http;
mod json;
pub mod meta;
pub mod prelude;
pub mod query;
pub mod read;
pub mod row;
#[cfg(test)]
mod sample;
mod sealed;
#[cfg(feature = "testing")]
pub mod testing;
pub mod value;
pub mod write;

/// Groups of conditions: [`all`](filter::all) and [`any`](filter::any).
pub mod filter {
    pub use crate::query::filter::{all, any};
}

pub mod function {
    //! The site's SQL functions as typed expressions (APIv4 wire contract §6.2).
    //!
    //! Each gives a [`Field`](crate::Field) of kind [`Calculated`](crate::query::Calculated): it can be compared, sorted and grouped by as it
    //! is, and selected once it has a name.
    //!
    //! ```
    //! use civi_runtime::{Field, Id, PrimaryKey, function::{count, max}};
    //! # enum Contact {}
    //! # const ID: Field<Contact, Id<Contact>, PrimaryKey> = Field::new("id");
    //! # const BIRTH_DATE: Field<Contact, civi_runtime::Date> = Field::new("birth_date");
    //! let n = count(ID).alias("n");
    //! assert_eq!(n.select_text(), "COUNT(id) AS n");
    //! let more_than_one = n.gt(1); // for `having`
    //! let youngest = max(BIRTH_DATE).alias("youngest");
    //! # drop((more_than_one, youngest));
    //! ```
    //!
    //! Which functions a site has depends on its version; those newer than 5.77 say so. For one that is
    //! not here there is [`raw`].

    pub use crate::query::function::{
        Argument, CalendarName, Certain, Computed, Dated, GroupConcat, IntoArgument, IntoArguments,
        IntoMoment, Literal, Maybe, Named, Numeric, Part, Sign, Unit, abs, avg, binary, coalesce,
        compare, concat, concat_ws, count, count_all, count_distinct, curdate, date, date_add,
        date_sub, datediff, dayofweek, daystoanniv, extract, greatest, group_concat,
        group_concat_distinct, group_concat_text, group_first, group_first_unordered, group_nth,
        group_nth_unordered, if_, ifnull, isnotnull, isnull, json_extract, least, left, literal,
        lower, max, min, month, nextanniv, now, null, nullif, quarter, rand, raw, replace, right,
        round, substring, sum, time, timestampdiff, upper, year,
    };
}

// The crates whose types are in this API, in the versions that it takes them in.
#[doc(no_inline)]
pub use {bytes, jiff, rust_decimal, serde_json, url};

pub use actions::Actions;
pub use call::action::{Action, BoxFuture, Call, Caller, Exchange, Params};
pub use call::answer::Answer;
pub use call::batch::Calls;
pub use call::repeat::Repeat;
pub use call::schema_check::SchemaCheck;
pub use call::setting;
pub use call::site_action::SiteAction;
#[cfg(feature = "macros")]
pub use civi_macros::{CiviEntity, CiviOption};
#[cfg(feature = "blocking")]
pub use client::blocking;
pub use client::{Client, ClientBuilder, file};
pub use codegen::builder::BuiltValues;
pub use entity::{
    CanAutocomplete, CanCheckAccess, CanCreate, CanDelete, CanErase, CanExport, CanGet,
    CanGetLinks, CanReloadAs, CanReplace, CanRevert, CanSave, CanTrash, CanUpdate, Entity, Keyed,
    Release, Standard,
};
pub use error::{AuthReason, Error, Result};
#[cfg(feature = "jwt")]
pub use http::auth::SignKey;
pub use http::auth::{AuthFlow, Credential, CredentialProvider};
pub use http::endpoint::{Detected, Endpoint, QueryRouteForm, RouteForm};
pub use http::identity::Identity;
pub use http::retry::Retry;
pub use http::transport;
#[cfg(fuzzing)]
#[doc(hidden)]
pub use json::tree;
pub use query::current::{CurrentDomain, CurrentUser};
pub use query::field::{Field, field};
pub use query::filter::Filter;
pub use query::join::{Alias, Join};
pub use query::kind::{
    AnyName, Dynamic, FilterOnly, Limited, Listed, NotNull, Nullable, PrimaryKey, Reference,
    Restricted,
};
pub use query::operand::Relative;
pub use query::operator::{Allows, op};
pub use query::order::Order;
pub use query::select::Selection;
pub use query::suffix::{
    HasAbbr, HasColor, HasDescription, HasGrouping, HasIcon, HasLabel, HasName, HasUrl,
};
pub use query::values::{Changes, Complete, IntoValues, NewRow, Through, Values, through};
pub use read::chain::Chains;
pub use read::get::Get;
pub use row::presence::Presence;
pub use row::record::Record;
pub use row::slot::Slot;
pub use row::unreadable::{UnreadableDates, UnreadableValue, UnreadableValues};
pub use row::value::Value;
pub use serde_json::Value as Json;
pub use value::id::Id;
pub use value::option::{KnownOption, OptionList, OtherOption};
pub use value::wire::{ByAbbr, ByLabel, ByName, Chosen, IntoWire, Null, Wire};
pub use write::confirm::{Confirmed, StoredOtherwise, Unconfirmed};
pub use write::matched::Ambiguous;
pub use write::partial::PartialWrite;
pub use write::progress::{ChunkReport, Step};
pub use write::save::Planned;
pub use write::written_where::WrittenWhere;
pub use {
    jiff::civil::{Date, DateTime, Time},
    rust_decimal::Decimal,
};
