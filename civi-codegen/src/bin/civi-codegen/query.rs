//! `query`: a call as people have it, as typed Rust.

use std::io::Read;
use std::path::PathBuf;

use civi_codegen::query::{Call, Problem, ProgramOptions, QueryError};
use civi_codegen::schema::Schema;
use civi_codegen::{GenerateOptions, model, query};
use clap::{Args, ValueEnum, ValueHint};

use crate::exit::Exit;
use crate::failure::Failure;
use crate::options::SchemaOption;
use crate::settings::Settings;
use crate::snapshot;
use crate::terminal::Terminal;

/// Print a call that you have already as typed Rust
///
/// The call is read from the arguments, from a file or from standard input, in whatever it is
/// written: JSON (`Contact.get '{"limit": 1}'`), an address of the API Explorer or of REST, a curl
/// line, `cv api4 …`, `CRM.api4('Contact', 'get', {…})`, `\Civi\Api4\Contact::get()->…`,
/// `civicrm_api4('Contact', 'get', […])`, or what SearchKit exports. Every name in it is checked
/// against the snapshot. Nothing in the input is executed: what stands for a value there becomes a
/// variable.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// The call; else it is read from standard input
    #[arg(value_name = "CALL")]
    call: Vec<String>,
    /// Read the call from this file
    #[arg(long, short, value_name = "FILE", value_hint = ValueHint::FilePath, conflicts_with = "call")]
    file: Option<PathBuf>,
    /// The entity, where the input has the parameters only
    #[arg(long, value_name = "NAME")]
    entity: Option<String>,
    /// The action, where the input has the parameters only
    #[arg(long, value_name = "NAME", default_value = "get")]
    action: String,
    /// What to print
    #[arg(long, value_name = "WHAT", default_value = "rust")]
    format: Format,
    /// Make the rows a struct of this name, instead of tuples
    #[arg(long, value_name = "NAME")]
    row: Option<String>,
    /// The path of the bindings in your program
    #[arg(long, value_name = "PATH", default_value = "crate::civi")]
    bindings: String,
    /// Print for the blocking client
    #[arg(long)]
    blocking: bool,
    #[command(flatten)]
    schema: SchemaOption,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Typed Rust
    Rust,
    /// The parameters as JSON, as the site reads them
    Json,
}

pub(crate) fn run(
    options: &Options,
    settings: &Settings,
    terminal: &mut Terminal,
) -> Result<Exit, Failure> {
    let input = input(options)?;
    let calls = read(options, &input)?;
    match options.format {
        Format::Json => json(&calls, &input, terminal),
        Format::Rust => {
            let schema = snapshot::read(&options.schema, settings, terminal)?;
            rust(options, settings, &schema, &calls, &input, terminal)
        }
    }
}

/// The text that places count in.
fn input(options: &Options) -> Result<String, Failure> {
    let failed = |from: &str, error: &std::io::Error| {
        Failure::new(Exit::Failure, format!("{from} can't be read")).because(error)
    };
    if let Some(file) = &options.file {
        let from = file.display().to_string();
        let bytes = std::fs::read(file).map_err(|error| failed(&from, &error))?;
        return text(bytes, &from);
    }
    if !options.call.is_empty() && options.call != ["-"] {
        return Ok(options.call.join(" "));
    }
    let from = "standard input";
    let mut bytes = Vec::new();
    std::io::stdin()
        .read_to_end(&mut bytes)
        .map_err(|error| failed(from, &error))?;
    text(bytes, from)
}

/// The text of a file: UTF-8, or UTF-16 where its first two bytes say so, as PowerShell writes it.
fn text(bytes: Vec<u8>, from: &str) -> Result<String, Failure> {
    let wide = match bytes.as_slice() {
        [0xff, 0xfe, rest @ ..] => Some((rest, u16::from_le_bytes as fn([u8; 2]) -> u16)),
        [0xfe, 0xff, rest @ ..] => Some((rest, u16::from_be_bytes as fn([u8; 2]) -> u16)),
        _ => None,
    };
    let refused = |what: String| {
        Failure::new(Exit::Usage, format!("{from} is not text: {what}"))
            .next("save it as UTF-8, and run the command again")
    };
    if let Some((rest, unit)) = wide {
        let (pairs, left) = rest.as_chunks::<2>();
        let units: Vec<u16> = pairs.iter().map(|pair| unit(*pair)).collect();
        return match String::from_utf16(&units) {
            Ok(text) if left.is_empty() => Ok(text),
            _ => Err(refused("it begins as UTF-16, and is none".to_owned())),
        };
    }
    String::from_utf8(bytes).map_err(|error| {
        let upto = error.utf8_error().valid_up_to();
        let before = String::from_utf8_lossy(&error.as_bytes()[..upto]).into_owned();
        let line = before.matches('\n').count() + 1;
        let column = before.chars().rev().take_while(|c| *c != '\n').count() + 1;
        refused(format!("line {line}, column {column} is not UTF-8"))
    })
}

fn read(options: &Options, input: &str) -> Result<Vec<Call>, Failure> {
    let target = options
        .entity
        .as_deref()
        .map(|entity| (entity, options.action.as_str()));
    let from_words = options.file.is_none() && options.call.len() > 1;
    let calls = if from_words {
        query::parse_words(&options.call, target)
    } else {
        query::parse_for(input, target)
    };
    calls.map_err(|error| {
        failed(Exit::Usage, "the call can't be read", &error)
            .next("`civi-codegen query --help` says what is read")
    })
}

/// Each problem on a line of its own, with its place.
fn failed(exit: Exit, what: &str, error: &QueryError) -> Failure {
    Failure::new(exit, format!("{what}:\n{}", indented(&error.to_string())))
}

fn indented(text: &str) -> String {
    let lines: Vec<String> = text.lines().map(|line| format!("  {line}")).collect();
    lines.join("\n")
}

fn json(calls: &[Call], input: &str, terminal: &mut Terminal) -> Result<Exit, Failure> {
    for call in calls {
        let canonical = call
            .canonical()
            .map_err(|problems| wrong(input, problems))?;
        let call = Call {
            params: canonical.params(),
            index: None,
            ..call.clone()
        };
        let text = serde_json::to_string_pretty(&call).map_err(|error| {
            Failure::new(Exit::Failure, "the parameters can't be written as JSON").because(&error)
        })?;
        terminal.data(&text);
    }
    Ok(Exit::Success)
}

fn wrong(input: &str, problems: Vec<Problem>) -> Failure {
    let error = QueryError::new(input, problems);
    failed(Exit::NotFound, "the call can't be translated", &error)
        .next("correct the call, or refresh the snapshot if the site has changed")
}

fn rust(
    options: &Options,
    settings: &Settings,
    schema: &Schema,
    calls: &[Call],
    input: &str,
    terminal: &mut Terminal,
) -> Result<Exit, Failure> {
    let mut choices = GenerateOptions::default();
    if let Some(config) = &settings.config {
        config.generate.apply(&mut choices);
    }
    let model =
        model::build(schema, &choices).map_err(|error| Failure::from_error(Exit::Usage, &error))?;
    let (mut translations, mut problems) = (Vec::new(), Vec::new());
    for call in calls {
        let title = match &call.name {
            Some(name) => format!("{name}: {}.{}", call.entity, call.action),
            None => format!("{}.{}", call.entity, call.action),
        };
        match query::translate(&model, call) {
            Ok(translation) => translations.push((title, translation)),
            Err(found) => problems.extend(found),
        }
    }
    if !problems.is_empty() {
        return Err(wrong(input, problems));
    }
    let mut program = ProgramOptions::default();
    program.bindings.clone_from(&options.bindings);
    program.row.clone_from(&options.row);
    program.blocking = options.blocking;
    let text = query::program(&mut translations, &program)
        .map_err(|error| Failure::from_error(Exit::Usage, &error))?;
    terminal.data(text.trim_end());
    Ok(Exit::Success)
}
