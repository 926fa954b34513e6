//! See `civi_fuzz::rows`.

#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| civi_fuzz::rows::run(input));
