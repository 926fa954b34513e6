//! `list`: what a schema holds, and search across it.

mod queries;
mod search;

use civi_codegen::schema::{Entity, Schema};
use clap::{Args, ValueEnum};

use crate::exit::Exit;
use crate::failure::Failure;
use crate::options::SchemaOption;
use crate::settings::Settings;
use crate::snapshot;
use crate::table::Table;
use crate::terminal::Terminal;
use crate::wording::{count, line};

/// List the entities of a snapshot, or search it
///
/// One line an entity: its name, its primary key, how many fields and actions it has, its title.
/// With --grep, one line a hit: what it is, its name in full, and its title or label. With
/// --queries, one line a named query or saved search.
#[derive(Debug, Args)]
pub(crate) struct Options {
    #[command(flatten)]
    schema: SchemaOption,
    /// Search names, titles and labels of entities, fields, options, actions and parameters;
    /// every word must be found, in any case
    #[arg(long, short, value_name = "WORDS")]
    grep: Option<String>,
    /// With --grep: only hits of these kinds
    #[arg(long, value_name = "KIND", value_delimiter = ',', requires = "grep")]
    kind: Vec<Kind>,
    /// List the queries of the project and the saved searches of the snapshot, with their entity,
    /// columns and parameters
    #[arg(long, conflicts_with_all = ["grep", "kind"])]
    queries: bool,
    /// Print names only, one a line
    #[arg(long)]
    names: bool,
}

/// What a hit is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub(crate) enum Kind {
    Entity,
    Field,
    Option,
    Action,
    Param,
}

pub(crate) fn run(
    options: &Options,
    settings: &Settings,
    terminal: &mut Terminal,
) -> Result<Exit, Failure> {
    let schema = snapshot::read(&options.schema, settings, terminal)?;
    if options.queries {
        return queries::print(&schema, options, settings, terminal);
    }
    let Some(words) = &options.grep else {
        print(&schema, options.names, terminal);
        return Ok(Exit::Success);
    };
    let mut hits = search::search(&schema, words);
    hits.retain(|hit| options.kind.is_empty() || options.kind.contains(&hit.kind));
    if hits.is_empty() {
        terminal.say(&format!("nothing matches `{words}`"));
        return Ok(Exit::NotFound);
    }
    if options.names {
        for hit in &hits {
            terminal.data(&line(&hit.name));
        }
    } else {
        let mut table = Table::default();
        for hit in &hits {
            table.row([line(&hit.name), hit.kind.word().to_owned(), line(&hit.text)]);
        }
        table.print("", terminal);
    }
    terminal.say(&count(hits.len(), "hit"));
    Ok(Exit::Success)
}

fn print(schema: &Schema, names: bool, terminal: &mut Terminal) {
    if names {
        for name in schema.entities.keys() {
            terminal.data(&line(name));
        }
        return;
    }
    let mut table = Table::default();
    for (name, entity) in &schema.entities {
        table.row([
            line(name),
            key(entity),
            count(entity.fields.len(), "field"),
            count(entity.actions.len(), "action"),
            line(
                entity
                    .title_plural
                    .as_ref()
                    .or(entity.title.as_ref())
                    .map_or("", String::as_str),
            ),
        ]);
    }
    table.print("", terminal);
    let fields = schema
        .entities
        .values()
        .map(|entity| entity.fields.len())
        .sum();
    let actions = schema
        .entities
        .values()
        .map(|entity| entity.actions.len())
        .sum();
    terminal.say(&format!(
        "{}, {}, {}",
        count(schema.entities.len(), "entity"),
        count(fields, "field"),
        count(actions, "action")
    ));
}

fn key(entity: &Entity) -> String {
    if entity.primary_key.is_empty() {
        "-".to_owned()
    } else {
        entity.primary_key.join("+")
    }
}

impl Kind {
    fn word(self) -> &'static str {
        match self {
            Self::Entity => "entity",
            Self::Field => "field",
            Self::Option => "option",
            Self::Action => "action",
            Self::Param => "param",
        }
    }
}
