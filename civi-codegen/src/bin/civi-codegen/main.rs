//! The command `civi-codegen`: a CiviCRM site's schema as typed Rust.
//!
//! This file runs one subcommand; each has a file of its own beside it.

mod arguments;
mod bindings;
mod check;
mod completions;
mod describe;
mod diff;
mod doctor;
mod exit;
mod failure;
mod generate;
mod graph;
mod init;
mod list;
mod man;
mod named;
mod options;
mod query;
mod refresh;
mod settings;
mod site;
mod snapshot;
mod table;
mod terminal;
mod wording;

use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches};

use arguments::{Arguments, Subcommand};
use exit::Exit;
use failure::Failure;
use settings::Settings;
use terminal::Terminal;

fn main() -> ExitCode {
    let parsed = Arguments::command()
        .color(arguments::color_of_help())
        .try_get_matches()
        .and_then(|matches| Arguments::from_arg_matches(&matches));
    let arguments = match parsed {
        Ok(arguments) => arguments,
        Err(error) => {
            let asked_for_help = !error.use_stderr();
            // A reader that went away before the whole help was printed isn't our failure.
            let _ = error.print();
            return if asked_for_help {
                Exit::Success
            } else {
                Exit::Usage
            }
            .into();
        }
    };
    let mut terminal = Terminal::new(&arguments.global);
    let result = run(&arguments, &mut terminal);
    terminal.finish(result).into()
}

fn run(arguments: &Arguments, terminal: &mut Terminal) -> Result<Exit, Failure> {
    match &arguments.subcommand {
        Subcommand::Completions(options) => {
            completions::run(options, Arguments::command(), terminal)
        }
        Subcommand::Man(options) => man::run(options, Arguments::command(), terminal),
        Subcommand::Init(options) => init::run(options, terminal),
        other => {
            let settings = Settings::new(&arguments.global, terminal)?;
            match other {
                Subcommand::Refresh(options) => refresh::run(options, &settings, terminal),
                Subcommand::Generate(options) => generate::run(options, &settings, terminal),
                Subcommand::Check(options) => check::run(options, &settings, terminal),
                Subcommand::Diff(options) => diff::run(options, &settings, terminal),
                Subcommand::Doctor(options) => doctor::run(options, &settings, terminal),
                Subcommand::List(options) => list::run(options, &settings, terminal),
                Subcommand::Describe(options) => describe::run(options, &settings, terminal),
                Subcommand::Graph(options) => graph::run(options, &settings, terminal),
                Subcommand::Query(options) => query::run(options, &settings, terminal),
                Subcommand::Completions(_) | Subcommand::Man(_) | Subcommand::Init(_) => {
                    Ok(Exit::Success)
                }
            }
        }
    }
}
