//! See `civi_fuzz::queries`.

#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| civi_fuzz::queries::run(input));
