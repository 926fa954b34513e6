//! Writes the seeds of a target into a folder: `seeds TARGET FOLDER`. `.ci/fuzz` calls it.

use std::fs;
use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    let mut args = std::env::args().skip(1);
    let (Some(target), Some(folder)) = (args.next(), args.next()) else {
        eprintln!("usage: seeds TARGET FOLDER");
        return ExitCode::from(2);
    };
    let seeds = civi_fuzz::seeds::of(&target);
    let found = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("found").join(&target));
    let found = found.into_iter().flatten().flatten().filter_map(|file| fs::read(file.path()).ok());
    if seeds.is_empty() {
        eprintln!("there is no target `{target}`, or it has no seeds");
        return ExitCode::FAILURE;
    }
    let written = fs::create_dir_all(&folder).and_then(|()| {
        for (number, seed) in seeds.into_iter().chain(found).enumerate() {
            fs::write(Path::new(&folder).join(format!("seed-{number:04}")), seed)?;
        }
        Ok(())
    });
    match written {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{folder}: {error}");
            ExitCode::FAILURE
        }
    }
}
