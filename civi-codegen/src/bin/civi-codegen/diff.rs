//! `diff`: what changed between two snapshots, and what it means for Rust code.

use std::path::PathBuf;

use civi_codegen::diff::{Difference, Impact, compare_with_queries};
use civi_codegen::schema::Schema;
use civi_codegen::{GenerateOptions, fetch};
use clap::{Args, ValueEnum, ValueHint};

use crate::exit::Exit;
use crate::failure::Failure;
use crate::options::SchemaOption;
use crate::refresh::live;
use crate::settings::Settings;
use crate::site::SiteOptions;
use crate::snapshot;
use crate::terminal::Terminal;

/// Tell what changed between two snapshots, or since a snapshot on the site
///
/// Each change is breaking (code may no longer compile, is refused, or gets other rows), additive
/// (code goes on as it is, and can do more) or cosmetic (only people see it). The queries of the
/// project and the saved searches of the snapshots are compared too: which of them the newer schema
/// supports no longer, and whose columns, types or conditions are others.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// The older snapshot's folder; with --live, else CIVI_SCHEMA, else `schema` in civi.toml
    #[arg(value_name = "FROM", required_unless_present = "live", value_hint = ValueHint::DirPath)]
    from: Option<PathBuf>,
    /// The newer snapshot's folder; else CIVI_SCHEMA, else `schema` in civi.toml
    #[arg(value_name = "TO", conflicts_with = "live", value_hint = ValueHint::DirPath)]
    to: Option<PathBuf>,
    /// Compare with the site as it is now
    #[arg(long)]
    live: bool,
    #[command(flatten)]
    site: SiteOptions,
    /// How to print it
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
    /// Exit with 3 if there is a change: `any`, or only a `breaking` one
    #[arg(long, value_name = "WHICH", num_args = 0..=1, require_equals = true)]
    #[arg(default_missing_value = "any")]
    exit_code: Option<Which>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For a terminal
    Text,
    /// For a pull request
    Markdown,
    /// For programs
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Which {
    /// Any change
    Any,
    /// A breaking change
    Breaking,
}

pub(crate) fn run(
    options: &Options,
    settings: &Settings,
    terminal: &mut Terminal,
) -> Result<Exit, Failure> {
    let configured = || settings.schema(&SchemaOption::from_environment());
    let folder = |said: &Option<PathBuf>| said.clone().map_or_else(configured, Ok);
    let from = snapshot::read_from(&folder(&options.from)?)?;
    let to = if options.live {
        let site = options.site.site(settings, terminal)?;
        let choices = fetch::Options {
            // As the snapshot was taken, or else every description would be a change.
            docs: from.site.docs,
            // What the site can't describe this time is no change of it.
            last: Some(from.clone()),
            searches: searches(&from, settings),
            imports: from.entities.keys().any(|name| name.starts_with("Import_")),
            ..fetch::Options::default()
        };
        let fetched = live::fetch(site, &choices, terminal)?;
        if fetched.limited {
            terminal.warn("this user doesn't see everything: what looks gone may only be hidden");
        }
        for entity in &fetched.normalized.failed {
            terminal.warn(&format!(
                "{entity} was not compared: the site could not describe it"
            ));
        }
        for (search, why) in &fetched.searches_missing {
            terminal.warn(&format!("the saved search `{search}`: {why}"));
        }
        fetched.normalized.schema
    } else {
        snapshot::read_from(&folder(&options.to)?)?
    };
    let mut choices = GenerateOptions::default();
    if let Some(config) = &settings.config {
        config.generate.apply(&mut choices);
        config
            .apply_queries(&mut choices)
            .map_err(|error| Failure::from_error(Exit::Usage, &error))?;
    }
    let difference = compare_with_queries(&from, &to, &choices)
        .map_err(|error| Failure::from_error(Exit::Usage, &error))?;
    let text = match options.format {
        Format::Text => difference.text(),
        Format::Markdown => difference.markdown(),
        Format::Json => difference.json(),
    };
    terminal.bytes(text.as_bytes());
    Ok(exit(&difference, options.exit_code))
}

/// The saved searches to compare: those of the snapshot, and those that `civi.toml` names.
fn searches(from: &Schema, settings: &Settings) -> Vec<String> {
    let mut names: Vec<String> = from.searches.keys().cloned().collect();
    let config = settings.config.as_ref();
    let named = config.and_then(|config| config.searches.as_ref());
    names.extend(named.into_iter().flatten().cloned());
    names.sort();
    names.dedup();
    names
}

fn exit(difference: &Difference, which: Option<Which>) -> Exit {
    let counts = match which {
        None => false,
        Some(Which::Any) => !difference.is_empty(),
        Some(Which::Breaking) => difference.count(Impact::Breaking) > 0,
    };
    if counts {
        Exit::Differences
    } else {
        Exit::Success
    }
}
