//! The named queries of the project and the saved searches of the snapshot, for `list` and
//! `describe`.

use std::path::Path;

use civi_codegen::GenerateOptions;
use civi_codegen::query::named::{Outlined, outlines};
use civi_codegen::schema::Schema;

use crate::exit::Exit;
use crate::failure::Failure;
use crate::settings::Settings;

/// Every named query and every saved search of the snapshot.
pub(crate) fn queries(
    schema: &Schema,
    folder: &Path,
    settings: &Settings,
) -> Result<Vec<Outlined>, Failure> {
    let mut choices = GenerateOptions::default();
    choices.snapshot = Some(folder.display().to_string());
    if let Some(config) = &settings.config {
        config.generate.apply(&mut choices);
        config
            .apply_queries(&mut choices)
            .map_err(|error| Failure::from_error(Exit::Usage, &error))?;
    }
    choices.searches = schema.searches.keys().cloned().collect();
    outlines(schema, &choices).map_err(|error| Failure::from_error(Exit::Usage, &error))
}

/// What a query is called: `queries::lapsed`, `searches::Lapsed_Donors`.
pub(crate) fn path(query: &Outlined) -> String {
    format!("{}::{}", query.module.as_str(), query.name)
}
