//! See `civi_fuzz::snapshot`.

#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| civi_fuzz::snapshot::run(input));
