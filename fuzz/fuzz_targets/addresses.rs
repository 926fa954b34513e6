//! See `civi_fuzz::addresses`.

#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| civi_fuzz::addresses::run(input));
