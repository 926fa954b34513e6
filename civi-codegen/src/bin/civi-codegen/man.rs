//! `man`: the manual pages.

use std::fs;
use std::path::PathBuf;

use clap::{Args, Command, ValueHint};
use clap_mangen::Man;

use crate::exit::Exit;
use crate::failure::Failure;
use crate::terminal::Terminal;

/// Print the manual page, or write the pages of all subcommands
///
/// To read it: civi-codegen man | man -l -
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// Write one page a subcommand into this folder, instead of printing the first
    #[arg(long, short, value_name = "DIR", value_hint = ValueHint::DirPath)]
    out: Option<PathBuf>,
}

/// Prints or writes the pages of `command`.
pub(crate) fn run(
    options: &Options,
    mut command: Command,
    terminal: &mut Terminal,
) -> Result<Exit, Failure> {
    let failed = |error: std::io::Error| {
        Failure::new(Exit::Failure, "the manual pages can't be written").because(&error)
    };
    command.build();
    match &options.out {
        None => {
            let mut page = Vec::new();
            Man::new(command).render(&mut page).map_err(failed)?;
            terminal.bytes(&page);
        }
        Some(folder) => {
            fs::create_dir_all(folder).map_err(failed)?;
            clap_mangen::generate_to(command, folder).map_err(failed)?;
            terminal.say(&format!("wrote the manual pages to {}", folder.display()));
        }
    }
    Ok(Exit::Success)
}
