//! What code that uses generated bindings imports: `use civi_runtime::prelude::*;`.
//!
//! The traits come without names, so that they bring their methods and nothing to collide with.

pub use crate::actions::Actions as _;
pub use crate::builder::BuiltValues as _;
pub use crate::call::action::{Action as _, Caller as _};
pub use crate::entity::Entity as _;
pub use crate::error::{Error as CiviError, Result as CiviResult};
pub use crate::query::filter::{self, Filter};
pub use crate::query::values::{ByAbbr, ByLabel, ByName, IntoWire, Null};
pub use crate::read::chain::Chains as _;
pub use crate::value::{Date, DateTime, Decimal, Id, OptionList as _, Time};
