//! The bundled snapshots are what a fresh normalisation of the recorded answers gives, byte for
//! byte. With `CIVI_BLESS` set, the test writes them.

#![allow(clippy::unwrap_used)] // A failure here is the test failing.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use civi_schema::Schema;
use civi_schema::raw::{Answers, Normalized, SnapshotSettings};

/// Name, CiviCRM's version, CMS.
const BUNDLED: [(&str, &str, &str); 2] = [
    ("standalone-6.17", "6.17.2", "Standalone"),
    ("wordpress-5.77", "5.77.beta1", "WordPress"),
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The folder of recorded answers, where there is one.
fn captures(site: &str) -> Option<PathBuf> {
    let captures =
        std::env::var_os("CIVI_CAPTURES").unwrap_or_else(|| "(CIVI_CAPTURES is not set)".into());
    let folder = PathBuf::from(captures).join(site);
    if !folder.is_dir() {
        println!(
            "no captures at {}: not compared with them",
            folder.display()
        );
        return None;
    }
    Some(folder)
}

fn normalized(folder: &Path, civicrm: &str, cms: &str) -> Normalized {
    let settings = SnapshotSettings {
        civicrm: Some(civicrm.to_owned()),
        cms: Some(cms.to_owned()),
        ..SnapshotSettings::default()
    };
    Answers::read(folder).unwrap().normalize(&settings)
}

/// Every file below the folder with its bytes.
fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut all = BTreeMap::new();
    let mut left = vec![folder.to_owned()];
    while let Some(next) = left.pop() {
        for entry in std::fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                left.push(path);
            } else {
                let inner = path.strip_prefix(folder).unwrap().to_owned();
                all.insert(inner, std::fs::read(&path).unwrap());
            }
        }
    }
    all
}

#[test]
fn bundled_snapshots_are_what_the_captures_give() {
    for (site, civicrm, cms) in BUNDLED {
        let Some(folder) = captures(site) else {
            continue;
        };
        let Normalized {
            schema, warnings, ..
        } = normalized(&folder, civicrm, cms);
        for warning in &warnings {
            println!("{site}: {warning}");
        }
        let bundled = root().join("schemas").join(site);
        if std::env::var_os("CIVI_BLESS").is_some() {
            println!("{site}: {:?}", schema.write(&bundled).unwrap());
        }
        let fresh = tempfile::tempdir().unwrap();
        schema.write(fresh.path()).unwrap();
        let (fresh, bundled) = (files(fresh.path()), files(&bundled));
        for (inner, bytes) in &fresh {
            assert!(
                bundled.get(inner) == Some(bytes),
                "{site}/{} differs",
                inner.display()
            );
        }
        assert_eq!(
            fresh.len(),
            bundled.len(),
            "{site} holds files of what is no more"
        );
    }
}

#[test]
fn bundled_snapshots_read_and_write_back() {
    for (site, civicrm, _) in BUNDLED {
        let bundled = root().join("schemas").join(site);
        let schema = Schema::read(&bundled).unwrap();
        assert_eq!(schema.site.civicrm.as_deref(), Some(civicrm));
        assert!(schema.entities.len() > 150);
        let copy = tempfile::tempdir().unwrap();
        schema.write(copy.path()).unwrap();
        assert!(
            files(&bundled) == files(copy.path()),
            "{site} differs after a round trip"
        );
        let contact = Schema::read_entity(&bundled, "Contact").unwrap();
        assert_eq!(contact.entities["Contact"], schema.entities["Contact"]);
        let again = copy.path();
        assert!(schema.write(again).unwrap().is_unchanged());
    }
}
