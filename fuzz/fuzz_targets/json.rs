//! See `civi_fuzz::json`.

#![no_main]

libfuzzer_sys::fuzz_target!(
    init: civi_fuzz::seeds::write("json"),
    |input: &[u8]| civi_fuzz::json::run(input)
);
