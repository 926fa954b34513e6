//! See `civi_fuzz::queries`.

#![no_main]

libfuzzer_sys::fuzz_target!(
    init: civi_fuzz::seeds::write("queries"),
    |input: &[u8]| civi_fuzz::queries::run(input)
);
