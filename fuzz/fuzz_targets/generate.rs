//! Arbitrary JSON in place of a site's five answers: no panic, and whatever is generated parses.
//!
//! `cargo +nightly fuzz run generate` (with `cargo install cargo-fuzz`). A case is one JSON array:
//! `[Entity.get, getFields get, getFields create, getFields update, getActions]`.

#![no_main]

use civi_codegen::schema::raw::{Answers, Choices};
use civi_codegen::{GenerateOptions, generate};
use libfuzzer_sys::fuzz_target;
use serde_json::Value;

fuzz_target!(|bytes: &[u8]| {
    let Ok(Value::Array(parts)) = serde_json::from_slice::<Value>(bytes) else { return };
    let part = |index: usize| parts.get(index).unwrap_or(&Value::Null);
    let Ok(mut answers) = Answers::new(part(0)) else { return };
    // A refused answer is an error to the caller; the rest must still be safe to use.
    let _ = answers.get_fields(part(1));
    let _ = answers.create_fields(part(2));
    let _ = answers.update_fields(part(3));
    let _ = answers.actions(part(4));
    let normalized = answers.normalize(&Choices::default());
    let Ok(generated) = generate(&normalized.schema, &GenerateOptions::default()) else { return };
    for (path, text) in generated.files.iter() {
        if let Err(error) = syn::parse_file(text) {
            panic!("{path} does not parse: {error}");
        }
    }
});
