//! Lists the public API of a crate, compares it with the listing that is checked in, and fails where
//! one item can be reached by two public paths.

mod listing;
mod paths;

use std::path::Path;
use std::process::ExitCode;

/// What to say and whether to fail, for one crate.
fn run(json: &Path, listing: &Path, write: bool) -> Result<Vec<String>, String> {
    let mut complaints = paths::repeated(json)?;
    let found = listing::of(json)?;
    if write {
        std::fs::write(listing, found).map_err(|error| format!("{}: {error}", listing.display()))?;
    } else {
        // Where there is no listing yet, everything is new.
        let expected = std::fs::read_to_string(listing).unwrap_or_default();
        complaints.extend(listing::differences(&expected, &found));
    }
    Ok(complaints)
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (write, files) = match arguments.as_slice() {
        [flag, files @ ..] if flag == "--write" => (true, files),
        files => (false, files),
    };
    let [json, listing] = files else {
        eprintln!("usage: civi-public-api [--write] RUSTDOC_JSON LISTING");
        return ExitCode::from(2);
    };
    match run(Path::new(json), Path::new(listing), write) {
        Ok(complaints) if complaints.is_empty() => ExitCode::SUCCESS,
        Ok(complaints) => {
            eprintln!("{listing}:\n{}", complaints.join("\n"));
            ExitCode::FAILURE
        }
        Err(error) => {
            eprintln!("{json}: {error}");
            ExitCode::from(2)
        }
    }
}
