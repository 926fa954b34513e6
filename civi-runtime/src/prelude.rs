//! What code that uses generated bindings imports: `use civi_runtime::prelude::*;`.
//!
//! The traits come without names, so that they bring their methods and nothing to collide with.

#[doc(no_inline)]
pub use crate::{
    Action as _, Actions as _, BuiltValues as _, ByAbbr, ByLabel, ByName, Caller as _, Chains as _,
    Date, DateTime, Decimal, Entity as _, Error as CiviError, Filter, Id, IntoWire, Null,
    OptionList as _, Result as CiviResult, Time, filter,
};
