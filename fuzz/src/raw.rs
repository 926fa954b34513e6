//! Arbitrary JSON in place of a site's five answers: no panic, whatever is generated parses, and the
//! snapshot that was made is read as it was written.
//!
//! An input is one JSON array: `[Entity.get, getFields get, getFields create, getFields update,
//! getActions]`.

use civi_codegen::schema::raw::{Answers, SnapshotSettings};
use civi_codegen::schema::Schema;
use civi_codegen::{GenerateOptions, generate};
use serde_json::Value;

pub fn run(input: &[u8]) {
    let Ok(Value::Array(parts)) = serde_json::from_slice::<Value>(input) else { return };
    let part = |index: usize| parts.get(index).unwrap_or(&Value::Null);
    let Ok(mut answers) = Answers::new(part(0)) else { return };
    // A refused answer is an error to the caller; the rest must still be safe to use.
    let _ = answers.get_fields(part(1));
    let _ = answers.create_fields(part(2));
    let _ = answers.update_fields(part(3));
    let _ = answers.actions(part(4));
    let normalized = answers.normalize(&SnapshotSettings::default());
    generates(&normalized.schema);
}

/// Whatever is generated of it parses.
pub fn generates(schema: &Schema) {
    let Ok(generated) = generate(schema, &GenerateOptions::default()) else { return };
    for (path, text) in generated.files.iter() {
        if let Err(error) = syn::parse_file(text) {
            panic!("{path} does not parse: {error}");
        }
    }
}
