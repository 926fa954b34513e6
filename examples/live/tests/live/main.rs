//! The live suite: everything that civi promises, against a real CiviCRM.
//!
//! ```text
//! CIVI_URL=https://staging.example.org CIVI_API_KEY=… \
//!     cargo test --workspace --test live -- --ignored
//! ```
//!
//! Take a staging site. Every test creates contacts, tags and groups of its own, marked
//! `civi-live-…`, and deletes them for good when it is through, also when it fails; nothing else is
//! changed. The user needs the permission to do so: `administer CiviCRM` is the simple way. With
//! `CIVI_LIMITED_API_KEY`, the key of a user who may see and edit contacts but lacks `edit api
//! keys`, it is also proven that a clause that the site drops is caught before a write.
//!
//! Without a site, `cargo test -p live` runs the same suite against a sandbox of each bundled
//! snapshot (see `in_sandbox.rs`).
//!
//! The bindings are those of the bundled snapshots of CiviCRM 5.77 and 6.17. What only newer sites
//! have is left out on older ones, and the test says so (`-- --ignored --nocapture` shows it).

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // these are tests

mod connection;
mod filters;
mod functions;
mod in_sandbox;
mod joins;
mod known;
mod limited;
mod other_actions;
mod queries;
mod refusals;
mod results;
mod selections;
mod several;
mod site;
mod writes;
