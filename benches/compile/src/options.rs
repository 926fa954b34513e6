//! [`Options`]: what was asked for on the command line.

use std::path::PathBuf;

/// What was asked for on the command line of a benchmark.
#[derive(Debug)]
pub struct Options {
    /// How often each crate is built.
    pub rounds: usize,
    /// The snapshot that everything is made from.
    pub snapshot: PathBuf,
    /// Whether the benchmark's own flag was given.
    pub flag: bool,
}

impl Options {
    /// Reads the arguments: `--rounds N`, `--snapshot DIR` and the benchmark's own `flag`.
    ///
    /// # Errors
    ///
    /// If an argument is none of these or lacks its value; the message says what there is.
    pub fn from_args(rounds: usize, flag: &str) -> Result<Options, String> {
        let mut options = Options {
            rounds,
            snapshot: PathBuf::from("schemas/standalone-6.17"),
            flag: false,
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
                own if own == flag => options.flag = true,
                other => {
                    return Err(format!(
                        "unknown argument `{other}`; there are --rounds N, --snapshot DIR and {flag}"
                    ));
                }
            }
        }
        Ok(options)
    }
}
