//! See `civi_fuzz::addresses`.

#![no_main]

libfuzzer_sys::fuzz_target!(
    init: civi_fuzz::seeds::write("addresses"),
    |input: &[u8]| civi_fuzz::addresses::run(input)
);
