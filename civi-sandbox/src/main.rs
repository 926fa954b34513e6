//! The command `civi-sandbox`: a CiviCRM in a box, for any client of APIv4.

use std::path::PathBuf;
use std::process::ExitCode;

use civi_sandbox::{ADMINISTRATOR_KEY, CONTACT_KEY, LIMITED_KEY, SITE_KEY, Sandbox};
use clap::{Parser, Subcommand};

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
    Serve(Serve),
}

#[derive(Debug, clap::Args)]
struct Serve {
    /// The folder of the snapshot, as `civi-codegen refresh` writes it.
    #[arg(long)]
    schema: PathBuf,
    /// How many contacts to make up, with all that belongs to them.
    #[arg(long, default_value_t = 0)]
    demo: u32,
    /// The seed of the demo data.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// The file to keep the rows in; without it they are gone in the end.
    #[arg(long)]
    data: Option<PathBuf>,
    /// Rows to add, as JSON lines: `{"entity": "Tag", "values": {"name": "donor"}}`.
    #[arg(long)]
    rows: Option<PathBuf>,
    /// The address to listen on; port 0 takes a free one.
    #[arg(long, default_value = "127.0.0.1:0")]
    listen: String,
    /// Does not tell about every call.
    #[arg(long, short)]
    quiet: bool,
}

fn main() -> ExitCode {
    let Command::Serve(serve) = Arguments::parse().command;
    match run(&serve) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("civi-sandbox: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(serve: &Serve) -> Result<(), Box<dyn std::error::Error>> {
    let mut builder = Sandbox::open(&serve.schema)?
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
    let server = match serve.quiet {
        true => sandbox.serve(&serve.listen)?,
        false => sandbox.serve_with(&serve.listen, |line| eprintln!("{line}"))?,
    };
    println!("CIVI_URL={}", server.url());
    println!("CIVI_API_KEY={ADMINISTRATOR_KEY}");
    println!("CIVI_LIMITED_API_KEY={LIMITED_KEY}");
    println!("# a contact without user: {CONTACT_KEY}, which needs the site key {SITE_KEY}");
    println!("# Ctrl-C ends it");
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(tokio::signal::ctrl_c())?;
    drop(server);
    Ok(())
}
