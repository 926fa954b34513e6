//! The transport against sites on the loopback: recorded, hostile, slow, and plainly wrong. Every
//! test runs with both clients.
#![cfg(all(
    feature = "reqwest",
    feature = "blocking",
    any(feature = "rustls-no-provider", feature = "native-tls")
))]
// The parts of one test binary, in which a failure is the test failing.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    unreachable_pub
)]

mod addresses;
mod batches;
mod credentials;
mod exchanges;
mod expected;
mod hazards;
mod hostile;
mod legacy;
mod outcome;
mod provider;
mod record;
mod retries;
mod secrets;
mod server;
mod server_login;
mod subject;
