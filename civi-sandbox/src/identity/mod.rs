//! Who calls, and what they may.

mod access;
mod caller;
mod credential;
mod jwt;
mod login;

pub(crate) use access::Rows;
pub(crate) use caller::Caller;
pub use caller::Identity;
pub(crate) use credential::{Presented, Refused};
pub(crate) use jwt::mint;
pub(crate) use login::Authenticator;
