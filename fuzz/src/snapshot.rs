//! An arbitrary snapshot folder: no panic, and what is read is written and read again the same.
//!
//! An input is one JSON object of paths and what stands in the files: text, or JSON.

use std::fs;
use std::path::{Component, Path};

use civi_codegen::schema::Schema;
use serde_json::Value;

use crate::raw::generates;

/// A folder of few files is as good as one of many.
const FILES: usize = 12;

pub fn run(input: &[u8]) {
    let Ok(Value::Object(files)) = serde_json::from_slice::<Value>(input) else { return };
    let folder = tempfile::tempdir().unwrap();
    for (path, content) in files.iter().take(FILES) {
        let path = Path::new(path);
        let is_below = path.components().all(|part| matches!(part, Component::Normal(_)));
        if !is_below || path.as_os_str().is_empty() {
            continue;
        }
        let path = folder.path().join(path);
        let text = match content {
            Value::String(text) => text.clone(),
            json => json.to_string(),
        };
        // Names that the system does not take are no concern of ours.
        let _ = fs::create_dir_all(path.parent().unwrap());
        let _ = fs::write(path, text);
    }
    let schema = match Schema::read(folder.path()) {
        Ok(schema) => schema,
        Err(error) => {
            assert!(!error.to_string().is_empty());
            return;
        }
    };
    generates(&schema);
    let copy = tempfile::tempdir().unwrap();
    let copy = copy.path().join("snapshot");
    if schema.write(&copy).is_ok() {
        let again = Schema::read(&copy).expect("what was written is read");
        let second = again.write(&copy).expect("and written once more");
        assert!(second.is_unchanged(), "the same bytes");
    }
}
