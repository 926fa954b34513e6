//! Reading the snapshot that a subcommand works on.

use std::path::Path;

use civi_codegen::schema::Schema;

use crate::exit::Exit;
use crate::failure::Failure;
use crate::options::SchemaOption;
use crate::settings::Settings;
use crate::terminal::Terminal;
use crate::wording::count;

/// The snapshot that the flag, the environment or `civi.toml` names.
pub(crate) fn read(
    option: &SchemaOption,
    settings: &Settings,
    terminal: &Terminal,
) -> Result<Schema, Failure> {
    let folder = settings.schema(option)?;
    let schema = read_from(&folder)?;
    terminal.detail(&summary(&schema, &folder));
    Ok(schema)
}

/// The snapshot in a folder.
pub(crate) fn read_from(folder: &Path) -> Result<Schema, Failure> {
    Schema::read(folder).map_err(|error| {
        let failure = Failure::from_error(Exit::Failure, &error);
        if error.is_not_found() {
            failure.next(
                "name a folder that holds a snapshot (site.json and entities/), or make one with\n\
                 `civi-codegen refresh --out DIR`",
            )
        } else {
            failure.next("make the snapshot again with `civi-codegen refresh`")
        }
    })
}

/// One line on what a snapshot holds.
pub(crate) fn summary(schema: &Schema, folder: &Path) -> String {
    let site = &schema.site;
    let mut text = format!(
        "{}: {}",
        folder.display(),
        count(schema.entities.len(), "entity")
    );
    if let Some(version) = &site.civicrm {
        text += &format!(" of CiviCRM {version}");
    }
    if let Some(cms) = &site.cms {
        text += &format!(" ({cms})");
    }
    if let Some(day) = &site.taken {
        text += &format!(", taken {day}");
    }
    if let Some(who) = &site.taken_as {
        text += &format!(" as {who}");
    }
    text
}
