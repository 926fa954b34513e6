//! [`Arguments`]: everything that can be said on the command line.

use std::path::PathBuf;

use clap::builder::styling::{AnsiColor, Styles};
use clap::{Args, ColorChoice, Parser, ValueEnum, ValueHint};

use crate::{
    check, completions, describe, diff, doctor, exit, generate, graph, init, list, man, query,
    refresh,
};

const STYLES: Styles = Styles::styled()
    .header(AnsiColor::Green.on_default().bold())
    .usage(AnsiColor::Green.on_default().bold())
    .literal(AnsiColor::Cyan.on_default().bold())
    .placeholder(AnsiColor::Cyan.on_default());

/// Turns a CiviCRM site's schema into typed Rust.
///
/// A snapshot of the schema is taken from the site (`refresh`), Rust is generated from the
/// snapshot (`generate`), and what is committed is kept true (`check`, `diff`). Settings come
/// from civi.toml, then from the environment, then from flags. A secret is never a flag: set
/// CIVI_API_KEY in the environment, or name a file that holds it in CIVI_API_KEY_FILE.
#[derive(Debug, Parser)]
#[command(name = "civi-codegen", version, after_help = exit::HELP, after_long_help = exit::LONG_HELP, styles = STYLES)]
#[command(arg_required_else_help = true, max_term_width = 100)]
pub(crate) struct Arguments {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) subcommand: Subcommand,
}

/// What every subcommand takes.
#[derive(Debug, Args)]
#[command(next_help_heading = "Everywhere")]
pub(crate) struct Global {
    /// The settings file; else civi.toml here or in a folder above
    #[arg(
        long,
        global = true,
        value_name = "FILE",
        env = "CIVI_CONFIG",
        hide_env = true
    )]
    #[arg(value_hint = ValueHint::FilePath)]
    pub(crate) config: Option<PathBuf>,
    /// Say nothing but errors
    #[arg(long, short, global = true)]
    pub(crate) quiet: bool,
    /// Say more
    #[arg(long, short, global = true, conflicts_with = "quiet")]
    pub(crate) verbose: bool,
    /// When to use colours; NO_COLOR in the environment turns `auto` off
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub(crate) color: Color,
}

/// `--color`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    /// On a terminal
    Auto,
    /// Also into files and pipes
    Always,
    /// Nowhere
    Never,
}

/// `--color` as far as it must be known before anything else is: for help and wrong usage.
pub(crate) fn color_of_help() -> ColorChoice {
    let arguments: Vec<String> = std::env::args_os()
        .map(|argument| argument.to_string_lossy().into_owned())
        .collect();
    let said = arguments.iter().enumerate().find_map(|(index, argument)| {
        let rest = argument.strip_prefix("--color")?;
        rest.strip_prefix('=')
            .or_else(|| arguments.get(index + 1).map(String::as_str))
    });
    match said {
        Some("always") => ColorChoice::Always,
        Some("never") => ColorChoice::Never,
        _ => ColorChoice::Auto,
    }
}

/// `--schema`, for the subcommands that read a snapshot.
#[derive(Debug, Args)]
pub(crate) struct SchemaOption {
    /// The snapshot's folder; else CIVI_SCHEMA, else `schema` in civi.toml
    #[arg(long, short, value_name = "DIR", env = "CIVI_SCHEMA", hide_env = true)]
    #[arg(value_hint = ValueHint::DirPath)]
    pub(crate) schema: Option<PathBuf>,
}

impl SchemaOption {
    /// What the environment says, for the subcommands where the flag means something else.
    pub(crate) fn from_environment() -> Self {
        Self {
            schema: std::env::var_os("CIVI_SCHEMA").map(PathBuf::from),
        }
    }
}

#[derive(Debug, clap::Subcommand)]
pub(crate) enum Subcommand {
    Refresh(refresh::Options),
    Generate(generate::Options),
    Check(check::Options),
    Diff(diff::Options),
    List(list::Options),
    Describe(describe::Options),
    Graph(graph::Options),
    Query(query::Options),
    Doctor(doctor::Options),
    Init(init::Options),
    Completions(completions::Options),
    Man(man::Options),
}
