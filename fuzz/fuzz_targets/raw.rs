//! See `civi_fuzz::raw`.

#![no_main]

libfuzzer_sys::fuzz_target!(
    init: civi_fuzz::seeds::write("raw"),
    |input: &[u8]| civi_fuzz::raw::run(input)
);
