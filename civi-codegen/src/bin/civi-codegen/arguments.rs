//! [`Arguments`]: everything that can be said on the command line.

use clap::builder::styling::{AnsiColor, Styles};
use clap::{ColorChoice, Parser};

use crate::options::Global;
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
