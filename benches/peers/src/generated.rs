//! The code of each side, made from one snapshot.

use std::panic::{self, AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use civi_codegen::GenerateOptions;
use civi_schema::Schema;
use compile_cost::{Reading, opened, structs};
use progenitor_impl::{GenerationSettings, Generator};

use crate::openapi::{self, Choices};

/// One side's code, and how long it took to make.
pub(crate) struct Generated {
    /// Whose it is, for the table.
    pub(crate) name: &'static str,
    /// The code.
    pub(crate) text: String,
    /// How long it took from the schema in memory to the text; nothing where a derive makes the code.
    pub(crate) took: Option<Duration>,
    /// What stands behind the table.
    pub(crate) note: Option<String>,
}

/// civi's bindings.
pub(crate) fn civi(schema: &Schema) -> Result<Generated, String> {
    let start = Instant::now();
    let generated =
        civi_codegen::generate(schema, &GenerateOptions::default()).map_err(|e| e.to_string())?;
    let text = generated.files.iter().map(|(_, text)| text).collect();
    Ok(Generated {
        name: "civi",
        text,
        took: Some(start.elapsed()),
        note: None,
    })
}

/// The rows of civi's bindings with serde's derive instead.
pub(crate) fn serde(civi: &Generated) -> Result<Generated, String> {
    let file = opened(&civi.text).map_err(|e| format!("the bindings don't parse: {e}"))?;
    Ok(Generated {
        name: "serde",
        text: structs(&file, Reading::Derive)?,
        took: None,
        note: Some("serde: the rows alone; no filters, no values to write, no options".to_owned()),
    })
}

/// The client that progenitor makes of the same site's OpenAPI document: with the options as
/// enumerations if it can, else without.
pub(crate) fn progenitor(schema: &Schema) -> Result<Generated, String> {
    match client(schema, Choices::Listed) {
        Ok(generated) => Ok(generated),
        Err(reason) => {
            let mut generated = client(schema, Choices::Text)?;
            let reason = reason.lines().next().unwrap_or_default();
            generated.note = Some(format!(
                "progenitor: options as text, since with enumerations it stops: {reason}"
            ));
            Ok(generated)
        }
    }
}

fn client(schema: &Schema, choices: Choices) -> Result<Generated, String> {
    let document: openapiv3::OpenAPI =
        serde_json::from_value(openapi::document(schema, choices))
            .map_err(|e| format!("the document is none of OpenAPI: {e}"))?;
    let start = Instant::now();
    // It panics on names that it can't tell apart, and the table says so in its own words.
    let hook = panic::take_hook();
    panic::set_hook(Box::new(|_| {}));
    let tokens = catch_unwind(AssertUnwindSafe(|| {
        Generator::new(&GenerationSettings::default()).generate_tokens(&document)
    }));
    panic::set_hook(hook);
    let tokens = tokens
        .map_err(|panic| match panic.downcast_ref::<String>() {
            Some(message) => message.clone(),
            None => "a panic".to_owned(),
        })?
        .map_err(|e| e.to_string())?;
    let file = syn::parse2(tokens).map_err(|e| format!("what it made is not Rust: {e}"))?;
    Ok(Generated {
        name: "progenitor",
        text: prettyplease::unparse(&file),
        took: Some(start.elapsed()),
        note: None,
    })
}
