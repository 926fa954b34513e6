//! See `civi_fuzz::values`.

#![no_main]

libfuzzer_sys::fuzz_target!(
    init: civi_fuzz::seeds::write("values"),
    |input: &[u8]| civi_fuzz::values::run(input)
);
