//! Arbitrary calls of the sandbox: no panic, and the database answers afterwards.
//!
//! `cargo +nightly fuzz run sandbox` (with `cargo install cargo-fuzz`). A case is the JSON of a
//! batch's `calls`: `[["Contact", "get", {"limit": 1}]]`.

#![no_main]

use std::sync::OnceLock;

use civi_sandbox::Sandbox;
use libfuzzer_sys::fuzz_target;
use serde_json::{Value, json};

fuzz_target!(|bytes: &[u8]| {
    static SANDBOX: OnceLock<Sandbox> = OnceLock::new();
    let sandbox = SANDBOX.get_or_init(|| {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../schemas/standalone-6.17");
        Sandbox::open(folder).unwrap().demo(20).build().unwrap()
    });
    let Ok(Value::Array(calls)) = serde_json::from_slice::<Value>(bytes) else { return };
    let client = sandbox.blocking_client().unwrap();
    for call in calls {
        let part = |at: usize| call.get(at).and_then(Value::as_str).unwrap_or("Contact");
        // An error is an answer, too.
        let _ = client.call(part(0), part(1), call.get(2).unwrap_or(&json!({})));
    }
    let count = client.call("Contact", "get", &json!({"select": ["row_count"]}));
    assert!(count.is_ok());
    sandbox.reset().unwrap();
});
