//! `completions`: what a shell needs to complete our arguments.

use clap::{Args, Command};
use clap_complete::Shell;

use crate::exit::Exit;
use crate::failure::Failure;
use crate::terminal::Terminal;

/// Print the completions for a shell
///
/// For example, for bash: civi-codegen completions bash >
/// ~/.local/share/bash-completion/completions/civi-codegen
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// The shell
    shell: Shell,
}

/// Prints what completes `command`.
pub(crate) fn run(
    options: &Options,
    mut command: Command,
    terminal: &mut Terminal,
) -> Result<Exit, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(options.shell, &mut command, "civi-codegen", &mut script);
    terminal.bytes(&script);
    Ok(Exit::Success)
}
