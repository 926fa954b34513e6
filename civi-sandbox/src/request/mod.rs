//! An HTTP request as a call of the API.

mod form;
mod message;
mod route;

pub(crate) use form::Form;
pub(crate) use message::{Message, Reply};
pub(crate) use route::{Route, route};
