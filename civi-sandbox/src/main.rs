//! The command `civi-sandbox`: a CiviCRM in a box, for any client of APIv4.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::{Mutex, PoisonError};

use civi_sandbox::{ADMINISTRATOR_KEY, CONTACT_KEY, LIMITED_KEY, SITE_KEY, Sandbox, Server};
use clap::{CommandFactory, Parser, Subcommand};

/// A CiviCRM in a box: an APIv4 site made from a schema snapshot, on SQLite.
#[derive(Debug, Parser)]
#[command(version, about)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Opens the sandbox for any client, until it is stopped with Ctrl-C.
    ///
    /// It prints the address and the keys of its callers as lines that a shell can read:
    /// `CIVI_URL=…`, `CIVI_API_KEY=…`. The keys are the same for every sandbox, so listen on
    /// loopback only, unless the rows are worth nothing.
    Serve(Serve),
    /// Prints the completions of a shell.
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
}

#[derive(Debug, clap::Args)]
struct Serve {
    /// The folder of the snapshot, as `civi-codegen refresh` writes it.
    #[arg(long, value_name = "FOLDER")]
    schema: PathBuf,
    /// How many contacts to make up, with all that belongs to them.
    #[arg(long, default_value_t = 0, value_name = "CONTACTS")]
    demo: u32,
    /// The seed of the demo data: the same seed makes the same rows.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// The file to keep the rows in; without it they are gone in the end. A file that is there is
    /// gone on with.
    #[arg(long, value_name = "FILE")]
    data: Option<PathBuf>,
    /// Rows to add, as JSON lines: `{"entity": "Tag", "values": {"name": "donor"}}`.
    #[arg(long, value_name = "FILE")]
    rows: Option<PathBuf>,
    /// The address to listen on; port 0 takes a free one.
    #[arg(long, default_value = "127.0.0.1:0", value_name = "ADDRESS")]
    listen: String,
    /// Writes a line about every call into this file, instead of showing it.
    #[arg(long, value_name = "FILE", conflicts_with = "quiet")]
    log: Option<PathBuf>,
    /// Tells nothing about calls.
    #[arg(long, short)]
    quiet: bool,
}

type Failed = Box<dyn std::error::Error>;

fn main() -> ExitCode {
    let done = match Arguments::parse().command {
        Command::Serve(serve) => run(&serve),
        Command::Completions { shell } => {
            let mut command = Arguments::command();
            clap_complete::generate(shell, &mut command, "civi-sandbox", &mut std::io::stdout());
            Ok(())
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("civi-sandbox: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(serve: &Serve) -> Result<(), Failed> {
    let mut builder = Sandbox::open(&serve.schema)
        .map_err(|error| format!("{error}\n{}", schema_hint(&serve.schema)))?
        .demo(serve.demo)
        .seed(serve.seed);
    if let Some(file) = &serve.data {
        builder = builder.file(file);
    }
    if let Some(rows) = &serve.rows {
        let lines = std::fs::read_to_string(rows)
            .map_err(|error| format!("{} can't be read: {error}", rows.display()))?;
        builder = builder.rows(lines);
    }
    let sandbox = builder.build()?;
    let server = listening(&sandbox, serve)?;
    if !server.address().ip().is_loopback() {
        eprintln!(
            "civi-sandbox: warning: it listens on {}, where other machines reach it; its keys are \
             known to everyone",
            server.address()
        );
    }
    println!("CIVI_URL={}", server.url());
    println!("CIVI_API_KEY={ADMINISTRATOR_KEY}");
    println!("CIVI_LIMITED_API_KEY={LIMITED_KEY}");
    println!("# a contact without user: {CONTACT_KEY}, which needs the site key {SITE_KEY}");
    println!("# Ctrl-C ends it");
    std::io::stdout().flush()?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(stopped())?;
    drop(server);
    Ok(())
}

fn listening(sandbox: &Sandbox, serve: &Serve) -> Result<Server, Failed> {
    let listen = &serve.listen;
    let server = match (&serve.log, serve.quiet) {
        (Some(path), _) => {
            let file = File::options().create(true).append(true).open(path);
            let file =
                file.map_err(|error| format!("{} can't be written: {error}", path.display()))?;
            let file = Mutex::new(file);
            sandbox.serve_with(listen, move |line| {
                let mut file = file.lock().unwrap_or_else(PoisonError::into_inner);
                // A log that can't be written must not end the site.
                let _ = writeln!(file, "{line}");
            })
        }
        (None, true) => sandbox.serve(listen),
        (None, false) => sandbox.serve_with(listen, |line| eprintln!("{line}")),
    };
    Ok(server.map_err(|error| {
        format!("{error}\nGive another address with --listen; port 0 takes a free one.")
    })?)
}

/// What to give instead of a folder that is no snapshot.
fn schema_hint(folder: &Path) -> String {
    let what = if folder.is_dir() {
        "The folder has no snapshot in it."
    } else {
        "There is no such folder."
    };
    format!(
        "{what} --schema takes the folder of a snapshot, with `site.json` in it: one of the project's \
         `schemas/`, or what `civi-codegen refresh` has written."
    )
}

/// Waits for Ctrl-C, or for what asks a service to end.
#[cfg(unix)]
async fn stopped() -> std::io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminated = signal(SignalKind::terminate())?;
    tokio::select! {
        interrupted = tokio::signal::ctrl_c() => interrupted,
        _ = terminated.recv() => Ok(()),
    }
}

/// Waits for Ctrl-C.
#[cfg(not(unix))]
async fn stopped() -> std::io::Result<()> {
    tokio::signal::ctrl_c().await
}
