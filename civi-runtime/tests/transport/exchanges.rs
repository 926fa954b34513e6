//! Every recorded exchange is judged as its name says.

use std::path::Path;

use crate::record::{captures, read};
use crate::subject::{Side, both};

/// The verdicts on one file of exchanges: `name = verdict`, one a line, in the file's order.
fn check(exchanges: &Path, table: &str) {
    let wanted: Vec<(&str, &str)> = table
        .lines()
        .filter(|line| !line.trim().is_empty() && !line.starts_with('#'))
        .map(|line| line.split_once(" = ").unwrap())
        .collect();
    let exchanges = read(exchanges);
    let names: Vec<&str> = exchanges.iter().map(|e| e.name.as_str()).collect();
    let listed: Vec<&str> = wanted.iter().map(|(name, _)| *name).collect();
    if std::env::var_os("CIVI_SHOW_VERDICTS").is_some() {
        for exchange in &exchanges {
            println!("{} = {}", exchange.name, exchange.verdict(Side::Blocking));
        }
    }
    assert_eq!(names, listed, "the table has one row an exchange");
    both(|side| {
        let mut wrong = Vec::new();
        for (exchange, (name, wanted)) in exchanges.iter().zip(&wanted) {
            let found = exchange.verdict(side);
            if found != *wanted {
                wrong.push(format!("{name}: wanted {wanted}, found {found}"));
            }
        }
        assert!(wrong.is_empty(), "{side:?}\n{}", wrong.join("\n"));
    });
}

#[test]
fn the_fixtures_are_judged_as_their_names_say() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/exchanges/site.jsonl");
    check(&file, include_str!("../exchanges/site.verdicts"));
}

#[test]
fn the_standalone_capture_is_judged_as_its_names_say() {
    if let Some(folder) = captures() {
        check(
            &folder.join("standalone-6.17/exchanges.jsonl"),
            include_str!("../exchanges/standalone-6.17.verdicts"),
        );
    }
}

#[test]
fn the_wordpress_capture_is_judged_as_its_names_say() {
    if let Some(folder) = captures() {
        check(
            &folder.join("wordpress-5.77/exchanges.jsonl"),
            include_str!("../exchanges/wordpress-5.77.verdicts"),
        );
    }
}
