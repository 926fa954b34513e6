//! The CMS around CiviCRM, from what the site tells of itself. The form of its address proves
//! little: Backdrop answers to WordPress' form as well (APIv4 wire contract §12.12).

use civi_runtime::RouteForm;
use civi_runtime::blocking::Client;
use serde_json::{Value, json};

use super::Progress;
use super::site::{About, rows};

/// Folders that only one CMS keeps CiviCRM's extensions in.
const FOLDERS: [(&str, &str); 5] = [
    ("/wp-content/", "WordPress"),
    ("/com_civicrm/", "Joomla"),
    ("/sites/all/modules/", "Drupal 7"),
    ("/sites/default/modules/", "Drupal 7"),
    ("/vendor/civicrm/civicrm-core/", "Drupal"),
];

/// The CMS, where the site tells it: `Standalone`, `WordPress`, `Drupal 7`, `Drupal` (8 and newer),
/// `Backdrop`, `Joomla`.
pub(super) fn of(
    client: &Client,
    about: &About,
    names: &[String],
    progress: &mut Progress,
) -> Option<String> {
    let has = |name: &str| names.iter().any(|other| other == name);
    // Only Standalone has users and roles of its own.
    if has("Role") && has("User") {
        return Some("Standalone".to_owned());
    }
    let cms = told(client, names, progress)
        .or_else(|| about.wordpress.then_some("WordPress"))
        .or_else(|| by_route_form(client.endpoint().route_form()))?;
    Some(cms.to_owned())
}

/// What its permissions and its extensions' folders tell, where the site has these entities: one
/// that has not would refuse them, and a site before CiviCRM 5.64 the whole batch with them.
fn told(client: &Client, names: &[String], progress: &mut Progress) -> Option<&'static str> {
    let calls = [
        (
            "Permission",
            json!({"select": ["name"], "where": [["name", "LIKE", "%:%"]]}),
        ),
        ("Extension", json!({"select": ["path"]})),
    ];
    let has = |(entity, _): &(&str, Value)| names.iter().any(|name| name == entity);
    let calls: Vec<_> = calls.into_iter().filter(has).collect();
    if calls.is_empty() {
        return None;
    }
    let answers = rows(client, &calls, progress).ok()?;
    let column = |entity: &str, column: &str| -> Vec<String> {
        let text = |row: &Value| row.get(column)?.as_str().map(str::to_owned);
        let asked = calls.iter().zip(&answers);
        let rows = asked.filter(|((name, _), _)| *name == entity);
        rows.filter_map(|(_, rows)| rows.as_ref().ok())
            .flatten()
            .filter_map(text)
            .collect()
    };
    by_permissions(&column("Permission", "name"))
        .or_else(|| by_folders(&column("Extension", "path")))
}

/// Each CMS puts its name before its own permissions; Backdrop and all of Drupal say `Drupal`, and
/// differ in permissions that one of them alone has.
fn by_permissions(permissions: &[String]) -> Option<&'static str> {
    let has = |name: &str| permissions.iter().any(|permission| permission == name);
    let begins = |start: &str| permissions.iter().any(|name| name.starts_with(start));
    if begins("WordPress:") {
        Some("WordPress")
    } else if begins("Joomla:") {
        Some("Joomla")
    } else if begins("Backdrop:") || has("Drupal:administer layouts") {
        Some("Backdrop")
    } else if has("Drupal:administer account settings") {
        Some("Drupal")
    } else if begins("Drupal:") {
        Some("Drupal 7")
    } else {
        None
    }
}

fn by_folders(folders: &[String]) -> Option<&'static str> {
    let holds = |part: &str| {
        let holds = |folder: &String| folder.replace('\\', "/").contains(part);
        folders.iter().any(holds)
    };
    let known = FOLDERS.iter().find(|(part, _)| holds(part));
    known.map(|(_, cms)| *cms)
}

/// What only one CMS answers to: Joomla's component. WordPress' form is believed where nothing
/// else is known, since the plain query, which Backdrop and Drupal have, is tried before it.
fn by_route_form(route_form: &RouteForm) -> Option<&'static str> {
    match route_form {
        RouteForm::Joomla => Some("Joomla"),
        RouteForm::WordPress | RouteForm::WordPressPage => Some("WordPress"),
        _ => None,
    }
}
