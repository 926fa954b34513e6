//! What others cost for the same site, beside civi's bindings, in one run.
//!
//! - `civi`: the bindings of the whole snapshot;
//! - `serde`: the same row structs with serde's derive, and nothing else;
//! - `progenitor`: an OpenAPI document of the same snapshot through progenitor.
//!
//! Each is generated and its crate is built, in turn and as many rounds as are asked for; the table
//! has the medians. Dependencies are built before and not counted.

mod crates;
mod generated;
mod openapi;

use std::path::Path;
use std::process::ExitCode;

use civi_schema::Schema;
use compile_cost::{Cost, Options};

fn main() -> ExitCode {
    if let Some(code) = compile_cost::act_as_compiler() {
        return code;
    }
    match Options::from_args(1, "--check-only").and_then(|options| run(&options)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("peers-cost: {message}");
            ExitCode::from(2)
        }
    }
}

fn run(options: &Options) -> Result<(), String> {
    let schema = Schema::read(&options.snapshot).map_err(|e| e.to_string())?;
    let civi = generated::civi(&schema)?;
    let serde = generated::serde(&civi)?;
    eprintln!("generating the OpenAPI client");
    let progenitor = generated::progenitor(&schema)?;
    let sides = [civi, serde, progenitor];
    let workspace = crates::write(&sides)?;
    println!(
        "{} ({} round(s), medians)",
        options.snapshot.display(),
        options.rounds
    );
    println!(
        "{:<11} {:>9} {:>8} {:>9} {:>10} {:>7}",
        "", "generate", "check", "memory", "release", "text"
    );
    for side in &sides {
        eprintln!("building {}", side.name);
        let package = crates::package(side.name);
        let check = measured(&workspace, &package, &["check"], options.rounds)?;
        let release = if options.flag {
            None
        } else {
            Some(measured(
                &workspace,
                &package,
                &["build", "--release"],
                options.rounds,
            )?)
        };
        println!(
            "{:<11} {:>9} {:>6.2} s {:>6.2} GB {:>10} {:>4.1} MB",
            side.name,
            seconds(side.took.map(|took| took.as_secs_f64())),
            check.time.as_secs_f64(),
            check.peak as f64 / 1e9,
            seconds(release.map(|release| release.time.as_secs_f64())),
            side.text.len() as f64 / 1e6,
        );
    }
    for note in sides.iter().filter_map(|side| side.note.as_deref()) {
        println!("{note}");
    }
    Ok(())
}

/// The median of so many builds, the dependencies being there.
fn measured(workspace: &Path, name: &str, command: &[&str], rounds: usize) -> Result<Cost, String> {
    compile_cost::build(workspace, name, command)?;
    let mut costs = Vec::new();
    for _ in 0..rounds {
        costs.push(compile_cost::build(workspace, name, command)?);
    }
    costs.sort_by_key(|cost| cost.time);
    costs
        .get(costs.len() / 2)
        .copied()
        .ok_or_else(|| "nothing was measured".to_owned())
}

fn seconds(seconds: Option<f64>) -> String {
    seconds.map_or_else(|| "-".to_owned(), |seconds| format!("{seconds:.2} s"))
}
