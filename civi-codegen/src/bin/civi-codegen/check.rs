//! `check`: are the committed bindings what the snapshot gives?

use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use clap::Args;
use similar::TextDiff;

use crate::bindings::{self, Bindings, BindingsOptions};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::settings::Settings;
use crate::terminal::{Paint, Terminal};
use crate::wording::{count, lines};

/// How many lines of differences are printed without --verbose.
const LINES: usize = 100;

/// Check, offline, that committed bindings are what the snapshot gives
///
/// Prints what differs, as a diff from what is there to what would be generated, and exits with 3.
#[derive(Debug, Args)]
pub(crate) struct Options {
    #[command(flatten)]
    bindings: BindingsOptions,
}

/// A file that isn't as it should be: its text now and as generated.
struct Stale {
    file: PathBuf,
    now: Option<String>,
    wanted: Option<String>,
}

pub(crate) fn run(
    options: &Options,
    settings: &Settings,
    terminal: &mut Terminal,
) -> Result<Exit, Failure> {
    let made = bindings::make(&options.bindings, settings, terminal)?;
    let stale = compare(&made)?;
    let (place, snapshot) = (made.place.display(), made.snapshot.display());
    if stale.is_empty() {
        terminal.say(&format!("{place} is what {snapshot} gives"));
        return Ok(Exit::Success);
    }
    print(&stale, terminal);
    let number = |holds: fn(&Stale) -> bool| stale.iter().filter(|stale| holds(stale)).count();
    let parts = [
        (
            number(|stale| stale.now.is_some() && stale.wanted.is_some()),
            "other than generated",
        ),
        (number(|stale| stale.now.is_none()), "missing"),
        (number(|stale| stale.wanted.is_none()), "left over"),
    ];
    let parts: Vec<String> = parts
        .iter()
        .filter(|(number, _)| *number > 0)
        .map(|(number, what)| format!("{} {what}", count(*number, "file")))
        .collect();
    let message = format!("{place} isn't what {snapshot} gives: {}", parts.join(", "));
    let command = made.command;
    let next = if stale.iter().all(is_reformatted) {
        format!(
            "only the formatting differs: keep rustfmt off the bindings (`ignore` in rustfmt.toml, \
             or\n#[rustfmt::skip] before their `mod`), and run `{command}`"
        )
    } else {
        format!("run `{command}` and commit what it writes")
    };
    Err(Failure::new(Exit::Differences, message).next(next))
}

fn compare(made: &Bindings) -> Result<Vec<Stale>, Failure> {
    let files = &made.generated.files;
    let failed = |error: civi_codegen::GenerateError| Failure::from_error(Exit::Failure, &error);
    let differences = files.differences(&made.place).map_err(failed)?;
    let single = made
        .place
        .extension()
        .is_some_and(|extension| extension == "rs");
    let texts: BTreeMap<PathBuf, &str> = files
        .iter()
        .map(|(path, text)| {
            (
                if single {
                    made.place.clone()
                } else {
                    made.place.join(path)
                },
                text,
            )
        })
        .collect();
    let mut stale = Vec::new();
    for file in differences {
        let wanted = texts.get(&file).map(|text| (*text).to_owned());
        // Git writes other line ends on Windows; they are no difference.
        let now = text(&file)?.map(|text| text.replace("\r\n", "\n"));
        let is_same = match (&now, &wanted) {
            (Some(now), Some(wanted)) => without_paths(now) == without_paths(wanted),
            (now, wanted) => now == wanted,
        };
        if !is_same {
            stale.push(Stale { file, now, wanted });
        }
    }
    Ok(stale)
}

/// The text without what its header says of paths: they are called as they were given, by whoever
/// made it, in whatever folder.
fn without_paths(text: &str) -> String {
    let mut is_header = true;
    let line = |line: &str| {
        is_header &= line.starts_with("//");
        if is_header && line.starts_with("// To make it again: ") {
            return String::new();
        }
        match line.strip_prefix("// snapshot ") {
            Some(named) if is_header => named
                .split_once(", ")
                .map_or_else(String::new, |(_, of)| of.to_owned()),
            _ => line.to_owned(),
        }
    };
    let lines: Vec<String> = text.split('\n').map(line).collect();
    lines.join("\n")
}

/// A file's text; none where there is no file.
fn text(file: &Path) -> Result<Option<String>, Failure> {
    match fs::read(file) {
        Ok(bytes) => Ok(Some(String::from_utf8_lossy(&bytes).into_owned())),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => {
            let message = format!("{} can't be read", file.display());
            Err(Failure::new(Exit::Failure, message).because(&error))
        }
    }
}

fn print(stale: &[Stale], terminal: &mut Terminal) {
    let limit = if terminal.is_verbose() {
        usize::MAX
    } else {
        LINES
    };
    let (mut printed, mut unprinted) = (0, 0);
    for Stale { file, now, wanted } in stale {
        let name = file.display();
        let (Some(now), Some(wanted)) = (now, wanted) else {
            let what = if now.is_none() {
                "missing"
            } else {
                "left over"
            };
            terminal.data(&format!("{}: {name}", terminal.paint(Paint::Bad, what)));
            continue;
        };
        let diff = TextDiff::from_lines(now, wanted)
            .unified_diff()
            .context_radius(2)
            .header(
                &format!("{name} (committed)"),
                &format!("{name} (generated)"),
            )
            .to_string();
        for line in lines(&diff).lines() {
            if printed == limit {
                unprinted += 1;
                continue;
            }
            printed += 1;
            let paint = match line.as_bytes().first() {
                Some(b'+') => Some(Paint::Good),
                Some(b'-') => Some(Paint::Bad),
                Some(b'@') => Some(Paint::Name),
                _ => None,
            };
            let line = paint.map_or_else(|| line.to_owned(), |paint| terminal.paint(paint, line));
            terminal.data(&line);
        }
    }
    if unprinted > 0 {
        terminal.say(&format!(
            "and {}; --verbose prints them",
            count(unprinted, "more line")
        ));
    }
}

/// Whether the two texts differ in blanks and trailing commas alone.
fn is_reformatted(stale: &Stale) -> bool {
    let bare = |text: &str| text.replace(|c: char| c.is_whitespace() || c == ',', "");
    match (&stale.now, &stale.wanted) {
        (Some(now), Some(wanted)) => bare(now) == bare(wanted),
        _ => false,
    }
}
