//! The transport against sites on the loopback: recorded, hostile, slow, and plainly wrong. Every
//! test runs with both clients.
#![cfg(all(
    feature = "reqwest",
    feature = "blocking",
    any(feature = "rustls", feature = "native-tls")
))]
#![allow(unreachable_pub)] // The parts of one test binary.

mod addresses;
mod batches;
mod credentials;
mod exchanges;
mod hazards;
mod hostile;
mod record;
mod retries;
mod secrets;
mod server;
mod subject;
