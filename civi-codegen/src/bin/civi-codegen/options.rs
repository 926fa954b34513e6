//! Options that several subcommands have.

use std::path::PathBuf;

use clap::{Args, ValueEnum, ValueHint};

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
