//! Arbitrary `civi.toml`: no panic, each problem has a place in the file, and what is no TOML is no
//! settings file.

use civi_codegen::GenerateOptions;
use civi_codegen::config::Config;

pub fn run(input: &[u8]) {
    let Ok(text) = std::str::from_utf8(input) else { return };
    let is_toml = toml::from_str::<toml::Table>(text).is_ok();
    match Config::parse(text, "civi.toml") {
        Ok(config) => {
            assert!(is_toml, "what is no TOML was read");
            config.generate.apply(&mut GenerateOptions::default());
        }
        Err(error) => {
            let lines = text.split('\n').count();
            assert!(!error.problems().is_empty());
            for problem in error.problems() {
                assert!(!problem.message.is_empty());
                assert!(problem.line <= lines, "{problem:?} is behind the file's end");
            }
            assert!(error.to_string().contains("civi.toml"));
        }
    }
}
