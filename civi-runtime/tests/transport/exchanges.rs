//! Every recorded exchange is judged as its name says.

use std::path::Path;

use crate::expected::{self, Site};
use crate::record::{Exchange, captures, read};
use crate::subject::{Side, both};

const TABLE: &str = include_str!("../exchanges/verdicts");

#[test]
fn the_fixtures_are_judged_as_their_names_say() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/exchanges/site.jsonl");
    let wanted: Vec<(&str, &str)> = include_str!("../exchanges/site.verdicts")
        .lines()
        .filter(|line| !line.trim().is_empty() && !line.starts_with('#'))
        .map(|line| line.split_once(" = ").unwrap())
        .collect();
    let exchanges = read(&file);
    let names: Vec<&str> = exchanges.iter().map(|e| e.name.as_str()).collect();
    let listed: Vec<&str> = wanted.iter().map(|(name, _)| *name).collect();
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

/// What is wrong with the judgement of a site's exchanges.
fn wrong(exchanges: &[Exchange], site: &Site, side: Side) -> Vec<String> {
    let mut wrong = Vec::new();
    for exchange in exchanges {
        let found = exchange.verdict(side);
        let kinds = expected::kinds(TABLE, &exchange.name, site);
        let fits = |kind: &&str| {
            found == expected::verdict(kind, exchange) && expected::is_of_kind(kind, &found)
        };
        if !kinds.iter().any(fits) {
            let wanted: Vec<String> = kinds
                .iter()
                .map(|kind| format!("{kind}: {}", expected::verdict(kind, exchange)))
                .collect();
            let name = &exchange.name;
            wrong.push(format!(
                "{name}: wanted {}, found {found}",
                wanted.join(" or ")
            ));
        }
    }
    wrong
}

/// Small exchanges in the shape of an old site's.
#[test]
fn an_old_site_is_judged_as_its_names_say() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/exchanges/drupal7-5.39.jsonl");
    let exchanges = read(&file);
    let site = Site::of("drupal7-5.39").unwrap();
    both(|side| {
        let wrong = wrong(&exchanges, &site, side);
        assert!(wrong.is_empty(), "{side:?}\n{}", wrong.join("\n"));
    });
}

/// Every folder of recordings, whatever site it is of.
#[test]
fn every_recorded_site_is_judged_as_its_names_say() {
    let Some(captures) = captures() else {
        return;
    };
    let mut folders: Vec<_> = std::fs::read_dir(captures)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|folder| folder.join("exchanges.jsonl").is_file())
        .collect();
    folders.sort();
    assert!(!folders.is_empty(), "the captures hold no exchanges");
    let mut all = Vec::new();
    for folder in folders {
        let name = folder.file_name().unwrap().to_string_lossy().into_owned();
        let site = Site::of(&name).unwrap_or_else(|| panic!("{name} is not called CMS-RELEASE"));
        let exchanges = read(&folder.join("exchanges.jsonl"));
        for side in Side::ALL {
            let wrong = wrong(&exchanges, &site, side);
            all.extend(wrong.iter().map(|text| format!("{name} {side:?} {text}")));
        }
    }
    assert!(all.is_empty(), "{}", all.join("\n"));
}

#[test]
fn a_site_is_named_by_its_folder() {
    let site = |cms: &str, release| {
        Some(Site {
            cms: cms.to_owned(),
            release,
        })
    };
    assert_eq!(Site::of("drupal7-5.39.1"), site("drupal", (5, 39)));
    assert_eq!(Site::of("wordpress-6.18.beta1"), site("wordpress", (6, 18)));
    assert_eq!(Site::of("notes"), None);
    let old = Site::of("drupal7-5.39").unwrap();
    let new = Site::of("standalone-6.17").unwrap();
    assert_eq!(expected::kinds(TABLE, "get.autocomplete", &old), ["api"]);
    assert_eq!(expected::kinds(TABLE, "get.autocomplete", &new), ["rows"]);
    assert_eq!(expected::kinds(TABLE, "something.else", &new), ["any"]);
}
