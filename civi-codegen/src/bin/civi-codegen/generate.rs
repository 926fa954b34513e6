//! `generate`: a snapshot becomes Rust.

use std::time::Instant;

use clap::Args;

use crate::bindings::{self, BindingsOptions};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::settings::Settings;
use crate::terminal::Terminal;
use crate::wording::{bytes, count};

/// Generate Rust from a snapshot
///
/// A folder gets mod.rs and one file an entity: for bindings that are committed, where a change on
/// the site is a small change of one file. A file that ends in .rs gets everything: for OUT_DIR.
/// Files that are right already are not touched, and files that civi-codegen did not make are never
/// overwritten.
#[derive(Debug, Args)]
pub(crate) struct Options {
    #[command(flatten)]
    bindings: BindingsOptions,
}

pub(crate) fn run(
    options: &Options,
    settings: &Settings,
    terminal: &mut Terminal,
) -> Result<Exit, Failure> {
    let start = Instant::now();
    let made = bindings::make(&options.bindings, settings, terminal)?;
    let files = &made.generated.files;
    let report = files.write(&made.place).map_err(|error| {
        Failure::from_error(Exit::Failure, &error).next("nothing was changed; try again with --out")
    })?;
    let took = start.elapsed();
    terminal.say(&format!(
        "{}: {}, {} of Rust in {}, in {:.2} s",
        made.place.display(),
        count(made.generated.entities, "entity"),
        bytes(files.size()),
        count(files.iter().count(), "file"),
        took.as_secs_f64(),
    ));
    if report.written.is_empty() && report.removed.is_empty() {
        terminal.say("it was up to date already");
    } else {
        terminal.say(&format!(
            "{} written, {} removed, {} as before",
            count(report.written.len(), "file"),
            report.removed.len(),
            report.unchanged.len(),
        ));
    }
    for (sign, files) in [("~", &report.written), ("-", &report.removed)] {
        for file in files {
            terminal.detail(&format!("  {sign} {}", file.display()));
        }
    }
    let warnings = made.generated.warnings.len();
    if warnings > 0 && !terminal.is_verbose() {
        terminal.say(&format!(
            "{}; --verbose tells them",
            count(warnings, "warning")
        ));
    }
    Ok(Exit::Success)
}
