//! The typed client that civi's generated bindings for CiviCRM's APIv4 run on.

pub mod action;
pub mod entity;
pub mod error;
pub mod field;
pub mod kind;
pub mod row;
pub mod select;
pub mod value;

pub use action::{Action, Call, Caller, Params};
pub use entity::{CanGet, Entity};
pub use error::{Error, Result};
pub use field::Field;
pub use row::{Presence, Record, Slot};
pub use select::Selection;
pub use value::{Choice, Date, DateTime, Decimal, Id, OptionList, OtherOption, Time, Value};
