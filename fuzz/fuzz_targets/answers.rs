//! See `civi_fuzz::answers`.

#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| civi_fuzz::answers::run(input));
