//! The manual's commands do what the manual shows.
#![cfg(feature = "cli")]
// A failure here is the test failing.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "command/project.rs"]
#[allow(dead_code, reason = "what the tests of the command use besides")]
mod project;

use std::fs;
use std::path::Path;

use snapbox::assert_data_eq;

use project::{Project, captures};

const MANUAL: &str = include_str!("../README.md");

/// Every `console` block, in order, in one folder that holds `captures/`.
#[test]
fn every_console_block_prints_what_it_shows() {
    let project = Project::new();
    for file in fs::read_dir(captures()).unwrap() {
        let file = file.unwrap();
        let (name, text) = (file.file_name(), fs::read_to_string(file.path()).unwrap());
        let name = name.to_str().unwrap();
        project.write(&format!("captures/{name}"), &text);
        let newer = text.replace("\"location_type_id\"", "\"location_kind\"");
        project.write(&format!("captures-newer/{name}"), &newer);
    }
    project.write("Cargo.toml", "[package]\nname = 'donors'\n");
    let (mut code, mut commands) = (0, 0);
    for block in blocks("console") {
        for step in block.split("$ ").skip(1) {
            let (line, expected) = step.split_once('\n').unwrap();
            let printed = match words(line).as_slice() {
                [echo, status] if echo == "echo" && status == "$?" => format!("{code}\n"),
                [program, arguments @ ..] if program == "civi-codegen" => {
                    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
                    let ran = project.run(&arguments);
                    code = ran.code;
                    commands += 1;
                    format!("{}{}", ran.stdout, ran.stderr)
                }
                other => panic!("the manual runs {other:?}"),
            };
            assert_data_eq!(without_sizes(&printed), without_sizes(expected));
        }
    }
    assert!(commands > 5, "only {commands} commands were found");
}

/// What is generated grows with the generator, and takes its time: sizes and times are `N`.
fn without_sizes(text: &str) -> String {
    let mut out = String::new();
    for line in text.trim_end().lines() {
        if line.contains(" of Rust in ") || line.contains(" files written, ") {
            let digits = |c: char| c.is_ascii_digit() || c == '.';
            out += &line
                .split(digits)
                .filter(|part| !part.is_empty())
                .collect::<Vec<_>>()
                .join("N");
        } else {
            out += line;
        }
        out.push('\n');
    }
    out
}

/// What needs a site is at least called as the command takes it.
#[test]
fn every_command_in_a_shell_block_is_taken() {
    for block in blocks("sh") {
        for line in block.lines() {
            let words = words(line.split('#').next().unwrap());
            if let Some((program, arguments)) = words.split_first()
                && program == "civi-codegen"
            {
                let mut arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
                arguments.push("--help");
                Project::new().run(&arguments).ok();
            }
        }
    }
}

#[test]
fn every_subcommand_is_in_the_manual() {
    let help = Project::new().run(&["-h"]).ok().stdout;
    let commands = help
        .split("Commands:\n")
        .nth(1)
        .unwrap()
        .split("\n\n")
        .next()
        .unwrap();
    for line in commands.lines() {
        let name = line.split_whitespace().next().unwrap();
        assert!(
            name == "help" || MANUAL.contains(&format!("`{name}")),
            "{name} is missing"
        );
    }
}

#[test]
fn every_toml_block_is_read() {
    for block in blocks("toml").filter(|block| !block.contains("dependencies")) {
        let project = Project::with_snapshot();
        project.write("civi.toml", block);
        project.run(&["list"]).ok();
    }
}

/// The texts of the fenced blocks of a language.
fn blocks(language: &str) -> impl Iterator<Item = &'static str> {
    let fence = format!("```{language}\n");
    let starts: Vec<usize> = MANUAL
        .match_indices(&fence)
        .map(|(at, _)| at + fence.len())
        .collect();
    assert!(!starts.is_empty(), "no {language} block");
    starts
        .into_iter()
        .map(|at| MANUAL[at..].split("```").next().unwrap())
}

/// A line's words, as a shell splits them; quotes are single ones.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    for (index, part) in line.split('\'').enumerate() {
        if index % 2 == 1 {
            words.push(part.to_owned());
        } else {
            words.extend(part.split_whitespace().map(str::to_owned));
        }
    }
    words
}

/// The project's own texts call the command as it is: what works offline is run, the rest is at
/// least taken.
#[test]
fn every_command_in_the_projects_texts_works() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut commands = 0;
    for file in [
        "README.md",
        "CONTRIBUTING.md",
        "schemas/README.md",
        "docs/README.md",
    ] {
        let Ok(text) = fs::read_to_string(root.join(file)) else {
            continue;
        };
        let project = Project::with_snapshot();
        project.write("civi.toml", "schema = 'schemas/site'\nout = 'src/civi'\n");
        for block in text.split("```").skip(1).step_by(2) {
            for line in block.replace("\\\n", " ").lines().skip(1) {
                let line = line.trim_start_matches("$ ").split(" #").next().unwrap();
                let arguments = match line.split_once("-p civi-codegen -- ") {
                    Some((_, arguments)) => arguments,
                    None => match line.strip_prefix("civi-codegen ") {
                        Some(arguments) => arguments,
                        None => continue,
                    },
                };
                let words = words(arguments);
                let mut words: Vec<String> = words.iter().map(|word| bundled_or(word)).collect();
                if ["refresh", "doctor", "init"].contains(&words[0].as_str())
                    || words.iter().any(|word| word == "--live")
                {
                    words.push("--help".to_owned());
                }
                let words: Vec<&str> = words.iter().map(String::as_str).collect();
                let ran = project.run(&words);
                assert!([0, 3].contains(&ran.code), "{file}: {line}\n{}", ran.stderr);
                commands += 1;
            }
        }
    }
    assert!(commands > 0, "the README has no command");
}

/// A snapshot that comes with the project, where a word names one.
fn bundled_or(word: &str) -> String {
    match word.strip_prefix("schemas/").map(project::bundled) {
        Some(path) if path.is_dir() => path.to_str().unwrap().to_owned(),
        _ => word.to_owned(),
    }
}
