//! See `civi_fuzz::answers`.

#![no_main]

libfuzzer_sys::fuzz_target!(
    init: civi_fuzz::seeds::write("answers"),
    |input: &[u8]| civi_fuzz::answers::run(input)
);
