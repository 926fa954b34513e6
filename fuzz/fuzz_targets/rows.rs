//! See `civi_fuzz::rows`.

#![no_main]

libfuzzer_sys::fuzz_target!(
    init: civi_fuzz::seeds::write("rows"),
    |input: &[u8]| civi_fuzz::rows::run(input)
);
