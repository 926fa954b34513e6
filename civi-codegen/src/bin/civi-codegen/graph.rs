//! `graph`: a picture of the keys between entities.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use civi_codegen::graph::Graph;
use civi_codegen::output::Replacement;
use civi_codegen::schema::Schema;
use civi_codegen::schema::nearest::nearest;
use clap::{Args, ValueEnum, ValueHint};

use crate::exit::Exit;
use crate::failure::Failure;
use crate::options::SchemaOption;
use crate::settings::Settings;
use crate::snapshot;
use crate::terminal::Terminal;
use crate::wording::count;

/// Draw the keys between entities, as Mermaid or DOT
///
/// The entities are boxes, with the custom groups whose fields they have; a key is an arrow to the
/// entity that it points to. Keys that point to one of several entities are dashed, and say by which
/// value. A forge draws Mermaid in Markdown by itself; for DOT: civi-codegen graph … --format dot |
/// dot -Tsvg
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// The entities, by name or pattern (Custom_*)
    #[arg(value_name = "ENTITY", required = true)]
    entities: Vec<String>,
    /// How it is written
    #[arg(long, value_name = "FORMAT", default_value = "mermaid")]
    format: Format,
    /// Also draw what their keys lead to, in so many steps; those entities have round corners or
    /// dashed boxes
    #[arg(long, value_name = "N", default_value_t = 0)]
    depth: usize,
    /// Write it to this file, instead of printing it; only a picture is ever overwritten
    #[arg(long, short, value_name = "FILE", value_hint = ValueHint::FilePath)]
    out: Option<PathBuf>,
    #[command(flatten)]
    schema: SchemaOption,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For Markdown
    Mermaid,
    /// For Graphviz
    Dot,
}

pub(crate) fn run(
    options: &Options,
    settings: &Settings,
    terminal: &mut Terminal,
) -> Result<Exit, Failure> {
    let schema = snapshot::read(&options.schema, settings, terminal)?;
    let chosen = chosen(&schema, &options.entities)?;
    let graph = Graph::new(&schema, chosen, options.depth);
    let text = match options.format {
        Format::Mermaid => graph.mermaid(),
        Format::Dot => graph.dot(),
    };
    if options.format == Format::Mermaid && graph.is_too_large_for_mermaid() {
        terminal.warn(
            "this is more than Mermaid draws unless it is configured for it (50,000 characters, \
             500 arrows): choose fewer entities, or --format dot",
        );
    }
    match &options.out {
        None => terminal.bytes(text.as_bytes()),
        Some(file) => {
            write(file, &text)?;
            terminal.say(&format!(
                "{}: {}, {}",
                file.display(),
                count(graph.nodes.len(), "entity"),
                count(graph.edges.len(), "arrow")
            ));
        }
    }
    Ok(Exit::Success)
}

/// The entities of these names and patterns.
fn chosen<'s>(schema: &'s Schema, asked: &[String]) -> Result<Vec<&'s str>, Failure> {
    let names = || schema.entities.keys().map(String::as_str);
    let mut chosen: Vec<&str> = Vec::new();
    for pattern in asked {
        let before = chosen.len();
        chosen.extend(names().filter(|name| civi_codegen::model::fits(pattern, name)));
        if chosen.len() == before {
            let what = if pattern.contains('*') {
                "no entity that fits"
            } else {
                "no entity"
            };
            let message = format!("the snapshot has {what} `{pattern}`");
            return Err(Failure::new(Exit::NotFound, message).next(
                match nearest(pattern, names()) {
                    Some(meant) => format!("did you mean `{meant}`?"),
                    None => "`civi-codegen list` lists them all".to_owned(),
                },
            ));
        }
    }
    Ok(chosen)
}

/// Writes the picture, whole or not at all. What is no picture is somebody's, and stays.
fn write(file: &Path, text: &str) -> Result<(), Failure> {
    match fs::read(file) {
        Ok(there) => {
            let is_picture = ["flowchart ", "digraph civi "]
                .iter()
                .any(|start| there.starts_with(start.as_bytes()));
            if !is_picture && !there.is_empty() {
                let message = format!("{} is there, and is no picture of civi's", file.display());
                return Err(Failure::new(Exit::Failure, message)
                    .next("name another file with --out; nothing was written"));
            }
        }
        Err(error) if error.kind() == ErrorKind::NotFound => {}
        Err(error) => {
            let message = format!("{} can't be written", file.display());
            return Err(Failure::new(Exit::Failure, message).because(&error));
        }
    }
    let failed = |path: &Path, error: &std::io::Error| {
        let message = format!("{} can't be written", path.display());
        Failure::new(Exit::Failure, message)
            .because(error)
            .next("name another file with --out; nothing was changed")
    };
    let mut replacement = Replacement::default();
    replacement
        .stage(file, text)
        .map_err(|error| failed(file, &error))?;
    replacement
        .carry_out()
        .map_err(|(path, error)| failed(&path, &error))
}
