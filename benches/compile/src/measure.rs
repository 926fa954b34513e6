//! Building the crates in turn and reading the clock and the memory peak of each.

use std::fmt;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::crates::NAMES;

/// `cargo check` of the full bindings, at most so many times that of the declarations alone.
const CHECK_TO_DECLARATIONS: f64 = 1.5;
/// `cargo check` of the full bindings, at most this part of the derive's.
const CHECK_TO_SERDE: f64 = 0.20;
/// `cargo build --release` of the full bindings, at most this part of the derive's.
const RELEASE_TO_SERDE: f64 = 0.30;
/// The longest that the generated text may be, in bytes.
const TEXT: usize = 1_750_000;

/// The medians of every crate, in seconds.
pub(crate) struct Measured {
    check: [f64; NAMES.len()],
    release: [f64; NAMES.len()],
}

/// Checks and builds every crate of the workspace in turn, `rounds` times.
pub(crate) fn all(workspace: &Path, rounds: usize) -> Result<Measured, String> {
    let mut check: [Vec<f64>; NAMES.len()] = Default::default();
    let mut release: [Vec<f64>; NAMES.len()] = Default::default();
    // The first round builds the dependencies and is not counted.
    for round in 0..=rounds {
        for (index, name) in NAMES.iter().enumerate() {
            let checked = build(workspace, name, &["check"])?;
            let released = build(workspace, name, &["build", "--release"])?;
            if round > 0 {
                check[index].push(checked.as_secs_f64());
                release[index].push(released.as_secs_f64());
            }
        }
        eprint!("\rround {round} of {rounds}");
    }
    eprintln!();
    Ok(Measured {
        check: check.map(median),
        release: release.map(median),
    })
}

/// Builds one crate, its dependencies being there, and gives how long it took.
fn build(workspace: &Path, name: &str, command: &[&str]) -> Result<Duration, String> {
    let source = workspace.join(name).join("src/lib.rs");
    let text = fs::read(&source).map_err(|e| format!("{}: {e}", source.display()))?;
    fs::write(&source, text).map_err(|e| format!("{}: {e}", source.display()))?;
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let start = Instant::now();
    let output = Command::new(cargo)
        .args(command)
        .args(["--quiet", "--offline", "-p", name])
        .current_dir(workspace)
        .env("CARGO_INCREMENTAL", "0")
        .env("CARGO_TARGET_DIR", "target")
        .stdout(Stdio::null())
        .output()
        .map_err(|e| format!("cargo can't be started: {e}"))?;
    let took = start.elapsed();
    if output.status.success() {
        Ok(took)
    } else {
        Err(format!(
            "{name} does not build:\n{}",
            String::from_utf8_lossy(&output.stderr)
        ))
    }
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times.get(times.len() / 2).copied().unwrap_or(f64::NAN)
}

impl Measured {
    fn budgets(&self) -> [(&'static str, f64, f64); 3] {
        let [full, declarations, serde, ..] = self.check;
        [
            (
                "check, full to declarations",
                full / declarations,
                CHECK_TO_DECLARATIONS,
            ),
            (
                "check, full to serde's derive",
                full / serde,
                CHECK_TO_SERDE,
            ),
            (
                "release, full to serde's derive",
                self.release[0] / self.release[2],
                RELEASE_TO_SERDE,
            ),
        ]
    }

    /// Whether every budget was kept; says which was not.
    pub(crate) fn within_budgets(&self, text: usize) -> bool {
        let mut kept = true;
        for (what, ratio, budget) in self.budgets() {
            if ratio > budget {
                eprintln!("over budget: {what} is {ratio:.2}, at most {budget:.2}");
                kept = false;
            }
        }
        if text > TEXT {
            eprintln!("over budget: the bindings are {text} bytes, at most {TEXT}");
            kept = false;
        }
        kept
    }
}

impl fmt::Display for Measured {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{:<14} {:>9} {:>9}", "crate", "check", "release")?;
        for (index, name) in NAMES.iter().enumerate() {
            writeln!(
                f,
                "{name:<14} {:>7.2} s {:>7.2} s",
                self.check[index], self.release[index]
            )?;
        }
        for (what, ratio, budget) in self.budgets() {
            writeln!(f, "{what}: {ratio:.2} (budget {budget:.2})")?;
        }
        let [full, _, _, lenient, _] = self.check;
        writeln!(
            f,
            "check, full to a derive that reads the same: {:.2}",
            full / lenient
        )
    }
}
