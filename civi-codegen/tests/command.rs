//! The command as its users meet it: what it prints where, and its exit codes.
#![cfg(feature = "cli")]
// A failure here is the test failing.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "command/advice.rs"]
mod advice;
#[path = "command/describe.rs"]
mod describe;
#[path = "command/diff.rs"]
mod diff;
#[path = "command/doctor.rs"]
mod doctor;
#[path = "command/frame.rs"]
mod frame;
#[path = "command/generate.rs"]
mod generate;
#[path = "command/graph.rs"]
mod graph;
#[path = "command/init.rs"]
mod init;
#[path = "command/list.rs"]
mod list;
#[path = "command/live.rs"]
mod live;
#[path = "command/named.rs"]
mod named;
#[path = "command/project.rs"]
mod project;
#[path = "command/query.rs"]
mod query;
#[path = "command/refresh.rs"]
mod refresh;
#[path = "command/site.rs"]
mod site;
#[path = "command/trust.rs"]
mod trust;
