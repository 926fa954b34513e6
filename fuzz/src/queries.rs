//! Arbitrary queries that people have already: no panic, each problem has a place in the text, and
//! what is printed is Rust.

use civi_codegen::query::{Call, ProgramOptions, QueryError, parse, program, translate};
use civi_codegen::schema::Schema;
use civi_codegen::{GenerateOptions, model};

/// The entities that inputs can name.
const ENTITIES: [&str; 8] = [
    "Contact", "Email", "Activity", "Contribution", "Event", "Group", "GroupContact", "Participant",
];

thread_local! {
    static MODEL: model::Model = {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../schemas/standalone-6.17");
        let mut options = GenerateOptions::default();
        options.entities = ENTITIES.map(str::to_owned).to_vec();
        model::build(&Schema::read(folder).unwrap(), &options).unwrap()
    };
}

pub fn run(input: &[u8]) {
    let Ok(text) = std::str::from_utf8(input) else { return };
    let calls = match parse(text) {
        Ok(calls) => calls,
        Err(error) => {
            assert!(!error.to_string().is_empty());
            return;
        }
    };
    MODEL.with(|model| check(model, text, &calls));
}

fn check(model: &model::Model, text: &str, calls: &[Call]) {
    for call in calls {
        match call.canonical() {
            Ok(canonical) => {
                let _ = canonical.params();
            }
            Err(problems) => assert!(!QueryError::new(text, problems).to_string().is_empty()),
        }
        match translate(model, call) {
            Ok(translation) => {
                let mut translations = [("call".to_owned(), translation)];
                let text = program(&mut translations, &ProgramOptions::default()).unwrap();
                let function = format!("async fn f() {{\n{text}\n}}");
                if let Err(error) = syn::parse_file(&function) {
                    panic!("what is printed is no Rust ({error}):\n{text}");
                }
            }
            Err(problems) => assert!(!QueryError::new(text, problems).to_string().is_empty()),
        }
    }
}
