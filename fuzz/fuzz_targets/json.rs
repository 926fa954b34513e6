//! See `civi_fuzz::json`.

#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| civi_fuzz::json::run(input));
