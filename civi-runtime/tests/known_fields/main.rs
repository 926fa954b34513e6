//! What the site has now is known before anything is written, and looked up before an answer without
//! it is believed.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

#[path = "../bindings/mod.rs"]
mod bindings;
mod confirm;
mod kept;
mod reads;
#[path = "../site/mod.rs"]
mod site;
mod verify;
mod writes;
