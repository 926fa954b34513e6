//! A snapshot, a sandbox made from it, and the snapshot that `refresh` takes of that sandbox: the
//! same, but for what a list names.

#![allow(clippy::unwrap_used)] // these are tests

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use civi_codegen::fetch::{Options, fetch};
use civi_codegen::schema::Schema;
use civi_sandbox::Sandbox;
use serde_json::Value;

const ROWS: &str = "its options are rows, which are in the order of their labels here and have no \
                    abbreviation; a site leaves some out for some fields";
const VALUES: &str = "its options are values of an option group, all of which a field has here, where \
                      a site leaves some out";
const UNTOLD: &str = "the bundled snapshot does not tell it";

/// What differs, and why: the beginning of a place in the snapshot.
const DIFFERS: &[(&str, &str)] = &[
    ("entities/Case.json/fields/case_type_id/options", ROWS),
    (
        "entities/ContributionPage.json/fields/financial_type_id/options",
        ROWS,
    ),
    ("entities/Event.json/fields/financial_type_id/options", ROWS),
    ("entities/GroupContact.json/fields/group_id/options", ROWS),
    (
        "entities/GroupOrganization.json/fields/group_id/options",
        ROWS,
    ),
    (
        "entities/MailingEventSubscribe.json/fields/group_id/options",
        ROWS,
    ),
    (
        "entities/Membership.json/fields/membership_type_id/options",
        ROWS,
    ),
    (
        "entities/Relationship.json/fields/relationship_type_id/options",
        ROWS,
    ),
    (
        "entities/SubscriptionHistory.json/fields/group_id/options",
        ROWS,
    ),
    ("entities/Tag.json/fields/parent_id/options", ROWS),
    ("options/Address.location_type_id.json", ROWS),
    ("options/Contact.tags.json", ROWS),
    ("options/Contribution.financial_type_id.json", ROWS),
    ("options/ContributionPage.financial_type_id.json", ROWS),
    ("options/GroupContact.group_id.json", ROWS),
    ("options/Membership.membership_type_id.json", ROWS),
    ("options/CustomField.option_group_id.json", ROWS),
    (
        "entities/ContributionRecur.json/fields/contribution_status_id/options",
        VALUES,
    ),
    (
        "entities/MailSettings.json/fields/activity_status/options",
        VALUES,
    ),
    (
        "entities/MailingGroup.json/fields/group_type/options",
        VALUES,
    ),
    (
        "entities/MembershipType.json/fields/visibility/options",
        VALUES,
    ),
    (
        "entities/Survey.json/fields/activity_type_id/options",
        VALUES,
    ),
    ("entities/User.json/fields/language/options", VALUES),
    ("options/OptionValue.visibility_id.json", VALUES),
    ("options/Survey.activity_type_id.json", VALUES),
    (
        "entities/ExampleData.json/fields/tags/options",
        "it is taken for the tags of contacts, by its name",
    ),
    (
        "entities/Setting.json/fields/weekBegins",
        "the sandbox has a number for it, where the site has a text",
    ),
    (
        "site.json/cms",
        "a sandbox has no permissions and folders of a CMS to know it by",
    ),
    ("site.json/locale", UNTOLD),
    ("site.json/taken", UNTOLD),
];

/// Every leaf of a snapshot's files, by its place.
fn leaves(schema: &Schema) -> BTreeMap<String, Value> {
    let folder = tempfile::tempdir().unwrap();
    let snapshot = folder.path().join("snapshot");
    schema.write(&snapshot).unwrap();
    let mut all = BTreeMap::new();
    files(&snapshot, &snapshot, &mut all);
    all
}

fn files(root: &Path, folder: &Path, all: &mut BTreeMap<String, Value>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(root, &path, all);
            continue;
        }
        let name = path.strip_prefix(root).unwrap().display().to_string();
        let text = std::fs::read_to_string(&path).unwrap();
        let json: Value = serde_json::from_str(&text).unwrap();
        leaf(&name, &json, all);
    }
}

fn leaf(place: &str, json: &Value, all: &mut BTreeMap<String, Value>) {
    match json {
        Value::Object(map) if !map.is_empty() => {
            for (key, value) in map {
                leaf(&format!("{place}/{key}"), value, all);
            }
        }
        other => {
            all.insert(place.to_owned(), other.clone());
        }
    }
}

/// Takes a snapshot of a sandbox of a snapshot; what of [`DIFFERS`] that needs.
fn round_trip(snapshot: &str) -> BTreeSet<&'static str> {
    let folder = format!("{}/../../schemas/{snapshot}", env!("CARGO_MANIFEST_DIR"));
    let before = Schema::read(Path::new(&folder)).unwrap();
    let sandbox = Sandbox::builder(before.clone()).build().unwrap();
    let options = Options {
        taken: before.site.taken.clone(),
        searches: before.searches.keys().cloned().collect(),
        ..Options::default()
    };
    let client = sandbox.blocking_client().unwrap();
    let fetched = fetch(&client, &options, &mut |_| {}).unwrap();
    let (before, after) = (leaves(&before), leaves(fetched.schema()));
    assert!(before.len() > 10_000, "{}", before.len());
    let places: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let mut wrong = Vec::new();
    let mut needed = BTreeSet::new();
    for place in places {
        let (own, got) = (before.get(place), after.get(place));
        if own == got {
            continue;
        }
        let known = DIFFERS.iter().find(|(begin, _)| place.starts_with(begin));
        if let Some((begin, _)) = known {
            needed.insert(*begin);
        } else {
            wrong.push(format!("{place}: {own:?} became {got:?}"));
        }
    }
    println!(
        "{snapshot}: {} of {} places differ",
        wrong.len(),
        before.len()
    );
    assert!(
        wrong.is_empty(),
        "{} places\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    needed
}

#[test]
fn the_bundled_snapshots_come_back() {
    let mut needed = round_trip("standalone-6.17");
    needed.extend(round_trip("wordpress-5.77"));
    let idle: Vec<&str> = DIFFERS
        .iter()
        .map(|(begin, _)| *begin)
        .filter(|begin| !needed.contains(begin))
        .collect();
    assert!(idle.is_empty(), "nothing differs there any more: {idle:?}");
}
