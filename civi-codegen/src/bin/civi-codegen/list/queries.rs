//! `list --queries`: the named queries and the saved searches.

use civi_codegen::query::named::{Module, Outlined};
use civi_codegen::schema::Schema;

use super::Options;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::named;
use crate::settings::Settings;
use crate::table::Table;
use crate::terminal::Terminal;
use crate::wording::{count, line};

pub(super) fn print(
    schema: &Schema,
    options: &Options,
    settings: &Settings,
    terminal: &mut Terminal,
) -> Result<Exit, Failure> {
    let folder = settings.schema(&options.schema)?;
    let queries = named::queries(schema, &folder, settings)?;
    if options.names {
        for query in &queries {
            terminal.data(&line(&named::path(query)));
        }
    } else {
        let mut table = Table::default();
        for query in &queries {
            let [entity, columns, parameters] = properties(query);
            table.row([
                line(&named::path(query)),
                entity,
                columns,
                parameters,
                line(query.label.as_deref().unwrap_or_default()),
            ]);
        }
        table.print("", terminal);
    }
    for query in &queries {
        if let Err(error) = &query.outline {
            for problem in error.to_string().lines() {
                terminal.warn(&format!("{}: {}", query.path, line(problem)));
            }
        }
    }
    let of = |module| queries.iter().filter(|it| it.module == module).count();
    let (files, searches) = (of(Module::Queries), of(Module::Searches));
    terminal.say(&format!(
        "{}, {}",
        count(files, "query"),
        if searches == 1 {
            "1 saved search".to_owned()
        } else {
            format!("{searches} saved searches")
        }
    ));
    Ok(Exit::Success)
}

/// The entity, the columns and the parameters.
fn properties(query: &Outlined) -> [String; 3] {
    match &query.outline {
        Ok(outline) => {
            let columns = if outline.columns.is_empty() {
                "whole rows".to_owned()
            } else {
                count(outline.columns.len(), "column")
            };
            let parameters: Vec<&str> = outline
                .parameters
                .iter()
                .map(|parameter| parameter.name.as_str())
                .collect();
            [line(&outline.entity), columns, parameters.join(" ")]
        }
        Err(_) => [
            "not supported by the snapshot".to_owned(),
            String::new(),
            String::new(),
        ],
    }
}
