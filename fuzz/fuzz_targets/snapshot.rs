//! See `civi_fuzz::snapshot`.

#![no_main]

libfuzzer_sys::fuzz_target!(
    init: civi_fuzz::seeds::write("snapshot"),
    |input: &[u8]| civi_fuzz::snapshot::run(input)
);
