//! See `civi_fuzz::settings`.

#![no_main]

libfuzzer_sys::fuzz_target!(
    init: civi_fuzz::seeds::write("settings"),
    |input: &[u8]| civi_fuzz::settings::run(input)
);
