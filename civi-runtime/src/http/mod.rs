//! One HTTP exchange with a site: its address, the credential, the transport, repeats, and the
//! judgement of the answer.

pub(crate) mod answer;
pub(crate) mod auth;
pub(crate) mod connection;
pub(crate) mod endpoint;
pub(crate) mod identity;
pub(crate) mod retry;
pub mod transport;
