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

use std::process::ExitCode;

use compile_cost::Options;

fn main() -> ExitCode {
    if let Some(code) = compile_cost::act_as_compiler() {
        return code;
    }
    match Options::from_args(5, "--check-budgets").and_then(|options| run(&options)) {
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
    Ok(!options.flag || measured.within_budgets(bindings.len()))
}
