//! Building the crates in turn and reading the clock and the memory peak of each.

use std::fmt;
use std::path::Path;

use compile_cost::build;

use crate::crates::NAMES;

/// `cargo check` of the full bindings, at most so many times that of the declarations alone.
const CHECK_TO_DECLARATIONS: f64 = 1.5;
/// `cargo check` of the full bindings, at most this part of the derive's. The aim is 0.30; DESIGN.md,
/// *Generated code*, says why it is not reached.
const CHECK_TO_SERDE: f64 = 0.45;
/// `cargo build --release` of the full bindings, at most this part of the derive's.
const RELEASE_TO_SERDE: f64 = 0.22;
/// The most memory that the compiler may take for `cargo check` of the full bindings, in bytes.
const CHECK_MEMORY: f64 = 0.36e9;
/// What named queries add to the bindings, at most so many times what the same queries add that are
/// written by hand: as much, and the noise of a machine.
const NAMED_TO_HAND: f64 = 1.15;
/// The longest that the generated text may be, in bytes.
const TEXT: usize = 1_750_000;

/// The medians of every crate, in seconds.
pub(crate) struct Measured {
    check: [f64; NAMES.len()],
    release: [f64; NAMES.len()],
    /// The compiler's peak for `cargo check`, in bytes; 0 where the system doesn't say.
    memory: [f64; NAMES.len()],
}

/// Checks and builds every crate of the workspace in turn, `rounds` times.
pub(crate) fn all(workspace: &Path, rounds: usize) -> Result<Measured, String> {
    let mut check: [Vec<f64>; NAMES.len()] = Default::default();
    let mut release: [Vec<f64>; NAMES.len()] = Default::default();
    let mut memory: [Vec<f64>; NAMES.len()] = Default::default();
    // The first round builds the dependencies and is not counted.
    for round in 0..=rounds {
        for (index, name) in NAMES.iter().enumerate() {
            let checked = build(workspace, name, &["check"])?;
            let released = build(workspace, name, &["build", "--release"])?;
            if round > 0 {
                check[index].push(checked.time.as_secs_f64());
                release[index].push(released.time.as_secs_f64());
                memory[index].push(checked.peak as f64);
            }
        }
        eprint!("\rround {round} of {rounds}");
    }
    eprintln!();
    Ok(Measured {
        check: check.map(median),
        release: release.map(median),
        memory: memory.map(median),
    })
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times.get(times.len() / 2).copied().unwrap_or(f64::NAN)
}

/// What named queries add, as a part of what those by hand add.
fn added(times: &[f64; NAMES.len()]) -> f64 {
    let [.., unnamed, named, by_hand] = *times;
    (named - unnamed) / (by_hand - unnamed)
}

impl Measured {
    fn budgets(&self) -> [(&'static str, f64, f64); 6] {
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
            (
                "check, peak memory of full in GB",
                self.memory[0] / 1e9,
                CHECK_MEMORY / 1e9,
            ),
            (
                "check, named queries to the same by hand",
                added(&self.check),
                NAMED_TO_HAND,
            ),
            (
                "release, named queries to the same by hand",
                added(&self.release),
                NAMED_TO_HAND,
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
        writeln!(
            f,
            "{:<14} {:>9} {:>9} {:>9}",
            "crate", "check", "release", "memory"
        )?;
        for (index, name) in NAMES.iter().enumerate() {
            writeln!(
                f,
                "{name:<14} {:>7.2} s {:>7.2} s {:>6.2} GB",
                self.check[index],
                self.release[index],
                self.memory[index] / 1e9
            )?;
        }
        for (what, ratio, budget) in self.budgets() {
            writeln!(f, "{what}: {ratio:.2} (budget {budget:.2})")?;
        }
        let [full, _, _, lenient, ..] = self.check;
        writeln!(
            f,
            "check, full to a derive that reads the same: {:.2}",
            full / lenient
        )?;
        let [.., unnamed, named, _] = self.check;
        let milliseconds = (named - unnamed) * 1e3 / crate::named::QUERIES as f64;
        writeln!(f, "check, one named query: {milliseconds:.1} ms")
    }
}
