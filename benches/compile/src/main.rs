//! What the bindings of a whole site cost to compile.
//!
//! Crates are made from generated files and built in turn, round after round, so that a
//! noisy machine is noisy for all of them:
//!
//! - `full`: the bindings as they are;
//! - `declarations`: the same, with every row decoder emptied;
//! - `derived`: the row structs alone, with `#[derive(serde::Deserialize)]` besides their own derives,
//!   and each read from JSON once;
//! - `lenient`: the same, reading what bindings read (numbers as text, `""` for nothing);
//! - `structs`: the row structs alone, with no derive, as the floor;
//! - `unnamed`: bindings of five entities; `named`: the same with sixty named queries; `by_hand`: the
//!   same with the sixty queries written by hand.

mod crates;
mod measure;
mod named;

use std::path::PathBuf;
use std::process::ExitCode;

/// What was asked for on the command line.
struct Options {
    rounds: usize,
    snapshot: PathBuf,
    check_budgets: bool,
}

impl Options {
    fn from_args() -> Result<Options, String> {
        let mut options = Options {
            rounds: 5,
            snapshot: PathBuf::from("schemas/standalone-6.17"),
            check_budgets: false,
        };
        let mut args = std::env::args().skip(1);
        while let Some(arg) = args.next() {
            match arg.as_str() {
                "--rounds" => {
                    options.rounds = args
                        .next()
                        .and_then(|n| n.parse().ok())
                        .filter(|n| *n > 0)
                        .ok_or("--rounds takes a whole number above 0")?;
                }
                "--snapshot" => {
                    options.snapshot = args
                        .next()
                        .map(PathBuf::from)
                        .ok_or("--snapshot takes a folder")?;
                }
                "--check-budgets" => options.check_budgets = true,
                other => {
                    return Err(format!(
                        "unknown argument `{other}`; there are --rounds N, --snapshot DIR and --check-budgets"
                    ));
                }
            }
        }
        Ok(options)
    }
}

fn main() -> ExitCode {
    if let Some(code) = compile_cost::act_as_compiler() {
        return code;
    }
    match Options::from_args().and_then(|options| run(&options)) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(message) => {
            eprintln!("compile-cost: {message}");
            ExitCode::from(2)
        }
    }
}

/// Builds, measures and prints; whether every budget was kept (or none was to be checked).
fn run(options: &Options) -> Result<bool, String> {
    let bindings = crates::generate(&options.snapshot)?;
    let few = crates::generate_few(&options.snapshot)?;
    let workspace = crates::write(&bindings, &few)?;
    let measured = measure::all(&workspace, options.rounds)?;
    println!(
        "{} ({} bytes of bindings, {} rounds, medians)",
        options.snapshot.display(),
        bindings.len(),
        options.rounds
    );
    print!("{measured}");
    Ok(!options.check_budgets || measured.within_budgets(bindings.len()))
}
