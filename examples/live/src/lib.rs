//! Bindings of the bundled snapshots, as far as the live suite in `tests/live.rs` uses them.
//!
//! Custom fields in them are of the sites that the snapshots were taken from; the suite uses none.

#![allow(missing_docs, clippy::type_complexity)] // the bundled snapshots are made without descriptions

/// CiviCRM 5.77, whose fields and actions 6.17 has too: what the suite is written against.
pub mod v5_77 {
    include!(concat!(env!("OUT_DIR"), "/v5_77.rs"));
}

/// CiviCRM 6.17, for what only newer sites have.
pub mod v6_17 {
    include!(concat!(env!("OUT_DIR"), "/v6_17.rs"));
}
