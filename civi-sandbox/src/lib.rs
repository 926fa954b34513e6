//! A CiviCRM in a box: a site made from a schema snapshot, on SQLite, that answers APIv4 calls as
//! a real site does, its quirks among them. It is there to develop and to test against; it is no
//! CRM.
//!
//! ```
//! use civi_sandbox::Sandbox;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../schemas/standalone-6.17");
//! let sandbox = Sandbox::open(folder)?.demo(20).build()?;
//! let client = sandbox.blocking_client()?;
//! let people = client.call("Contact", "get", &serde_json::json!({
//!     "select": ["id", "display_name", "email_primary.email"],
//!     "where": [["contact_type", "=", "Individual"]],
//!     "limit": 3,
//! }))?;
//! assert_eq!(people.count_fetched(), Some(3));
//! # Ok(())
//! # }
//! ```
//!
//! # What it does
//!
//! Every entity of the snapshot that is a table on a site is a table here, in memory or in a file
//! that any SQLite tool opens. `get` becomes SQL; a caller's text is always a bound value. The
//! envelope, the errors, the statuses and the routes are those of the snapshot's release and CMS
//! (see `docs/apiv4-wire.md`, the wire contract, whose sections the tests are named after).
//!
//! # How do I …
//!
//! | | |
//! |---|---|
//! | open one | [`Sandbox::open`] |
//! | fill it: with people, with my rows, in a file | [`SandboxBuilder::demo`], [`rows`](SandboxBuilder::rows), [`file`](SandboxBuilder::file) |
//! | give each test its own | [`Sandbox::copy`], [`Sandbox::reset`] |
//! | ask as somebody with fewer rights | [`Identity`], [`LIMITED_KEY`], [`CONTACT_KEY`] |
//! | make it late, broken or rude | [`Misbehaviour`], [`Trouble`] |
//! | serve it to other programs | the command `civi-sandbox serve`, and with the feature `serve` `Sandbox::serve` |
//!
//! # What it does not do
//!
//! No hooks, no mail, no scheduled jobs, no smart groups, no access control beyond an
//! [`Identity`]'s permissions; of a site's own actions a snapshot does not say what they do. What
//! it can't do it answers with an error that says that this is a limit of the sandbox.

mod actions;
mod answer;
mod context;
mod demo;
mod error;
mod failure;
mod handle;
mod identity;
mod json;
mod misbehaviour;
mod query;
mod request;
mod sandbox;
mod schema;
#[cfg(feature = "serve")]
mod server;
mod site;
mod store;
#[cfg(test)]
mod tests;
mod transport;

pub use error::{Error, Result};
pub use identity::Identity;
pub use misbehaviour::{Misbehaviour, Trouble};
pub use sandbox::{ADMINISTRATOR_KEY, CONTACT_KEY, LIMITED_KEY, SITE_KEY, Sandbox, SandboxBuilder};
pub use schema::Cms;
#[cfg(feature = "serve")]
pub use server::Server;
