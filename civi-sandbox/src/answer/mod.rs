//! The body and status of a reply, as the CMS and the release have them.

mod encode;
mod envelope;
mod page;

pub(crate) use encode::encoded;
pub(crate) use envelope::{
    Envelope, failed, failed_status, masked_error, plain_error, refused, reply,
};
pub(crate) use page::{fatal, html, not_found, to_login};
