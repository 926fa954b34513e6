//! What much of everything costs.
//!
//! Each measurement is a process of its own (`scale-cost one WORK COUNT`), so that its peak of memory
//! is its own, and each is made twice, for a tenth of the work and for all of it.

#[path = "../../../civi-codegen/tests/golden/standalone/mod.rs"]
#[allow(dead_code, reason = "one entity of them is used")]
mod bindings;
mod generate;
mod process;
mod rows;
mod save;
mod site;

use std::fmt;
use std::process::{Command, ExitCode};
use std::str::FromStr;
use std::time::Duration;

/// What is measured.
struct Work {
    name: &'static str,
    /// What it is counted in.
    of: &'static str,
    count: usize,
    run: fn(usize) -> Result<Cost, String>,
    /// How much more memory all of it may take than a tenth of it.
    memory: Growth,
}

/// How memory may grow.
enum Growth {
    /// Not at all: at most by so many KiB, which the allocator needs to breathe.
    Flat(u64),
    /// As the work grows.
    Linear,
}

/// What some work cost.
struct Cost {
    /// Of the processor, without what the scripted site took to make its answers.
    time: Duration,
    /// Above what the process and its input had before, in KiB.
    memory: u64,
}

const WORKS: [Work; 4] = [
    Work {
        name: "rows streamed",
        of: "row",
        count: 1_000_000,
        run: rows::stream,
        memory: Growth::Flat(2048),
    },
    Work {
        name: "records saved, each new",
        of: "record",
        count: 100_000,
        run: save::new,
        memory: Growth::Linear,
    },
    Work {
        name: "records saved, matched by two fields",
        of: "record",
        count: 100_000,
        run: save::matched,
        memory: Growth::Linear,
    },
    Work {
        name: "fields of a schema read and generated",
        of: "field",
        count: 50_000,
        run: generate::fields,
        memory: Growth::Linear,
    },
];

/// How much more all of the work may cost at most than ten times a tenth of it.
const TIME: f64 = 2.0;
const MEMORY: f64 = 1.5;

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let outcome = match args.as_slice() {
        ["one", name, count] => one(name, count).map(|()| true),
        options => {
            let unknown = options
                .iter()
                .find(|it| !matches!(**it, "--small" | "--check"));
            match unknown {
                Some(unknown) => Err(format!(
                    "unknown argument `{unknown}`; there are --small and --check"
                )),
                None => table(options.contains(&"--small"))
                    .map(|holds| holds || !options.contains(&"--check")),
            }
        }
    };
    match outcome {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(message) => {
            eprintln!("scale-cost: {message}");
            ExitCode::from(2)
        }
    }
}

/// Does one work in this process.
fn one(name: &str, count: &str) -> Result<(), String> {
    let work = WORKS.iter().find(|work| work.name == name);
    let work = work.ok_or_else(|| format!("there is no work `{name}`"))?;
    let count = count
        .parse()
        .map_err(|_| format!("`{count}` is no count"))?;
    println!("{}", (work.run)(count)?);
    Ok(())
}

/// Does all of them, each in processes of its own; whether all grew as they may.
fn table(is_small: bool) -> Result<bool, String> {
    let mut holds = true;
    for work in &WORKS {
        let all = if is_small {
            work.count / 20
        } else {
            work.count
        };
        let (tenth, whole) = (measure(work, all / 10)?, measure(work, all)?);
        let each = |cost: &Cost, count: usize| cost.time.as_secs_f64() / count as f64 * 1e6;
        let (of_tenth, of_whole) = (each(&tenth, all / 10), each(&whole, all));
        println!(
            "{all} {}: {:.2} s, {of_whole:.2} µs a {} ({of_tenth:.2} for a tenth of them); \
             {:.1} MB ({:.1})",
            work.name,
            whole.time.as_secs_f64(),
            work.of,
            megabytes(whole.memory),
            megabytes(tenth.memory),
        );
        if of_whole > of_tenth * TIME {
            eprintln!("  time grows faster than the work");
            holds = false;
        }
        let most = match work.memory {
            Growth::Flat(more) => tenth.memory + more,
            Growth::Linear => (tenth.memory as f64 * 10.0 * MEMORY) as u64 + 2048,
        };
        if whole.memory > most {
            eprintln!("  memory grows faster than it may");
            holds = false;
        }
    }
    Ok(holds)
}

fn megabytes(kib: u64) -> f64 {
    kib as f64 * 1024.0 / 1e6
}

fn measure(work: &Work, count: usize) -> Result<Cost, String> {
    let program = std::env::current_exe().map_err(|error| error.to_string())?;
    let output = Command::new(program)
        .args(["one", work.name, &count.to_string()])
        .output()
        .map_err(|error| error.to_string())?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        return Err(format!("{}: {}", work.name, said.trim()));
    }
    String::from_utf8_lossy(&output.stdout).trim().parse()
}

impl fmt::Display for Cost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.time.as_nanos(), self.memory)
    }
}

impl FromStr for Cost {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let numbers = text
            .split_once(' ')
            .and_then(|(time, memory)| Some((time.parse().ok()?, memory.parse().ok()?)));
        let (nanos, memory) = numbers.ok_or_else(|| format!("`{text}` is no cost"))?;
        Ok(Cost {
            time: Duration::from_nanos(nanos),
            memory,
        })
    }
}
