//! The CMS around CiviCRM, from what the site tells of itself. The form of its address proves
//! little: Backdrop answers to WordPress' form as well (APIv4 wire contract §12.12).

use civi_runtime::blocking::Client;
use civi_runtime::{Call, Shape};
use serde_json::Value;

use super::Progress;
use super::site::{About, texts};

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
    told: &mut Progress,
) -> Option<String> {
    let has = |name: &str| names.iter().any(|other| other == name);
    // Only Standalone has users and roles of its own.
    if has("Role") && has("User") {
        return Some("Standalone".to_owned());
    }
    let cms = by_permissions(&about.permissions)
        .or_else(|| {
            // Not asked before, since a site without this entity would refuse the whole batch.
            let folders = has("Extension").then(|| folders(client, told));
            by_folders(&folders.unwrap_or_default())
        })
        .or_else(|| about.wordpress.then_some("WordPress"))
        .or_else(|| by_shape(client.endpoint().shape()))?;
    Some(cms.to_owned())
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

/// The folders of CiviCRM's extensions; none where they are not told.
fn folders(client: &Client, told: &mut Progress) -> Vec<String> {
    told.requests += 1;
    let ask = || {
        let mut call = Call::reading("Extension", "get");
        call.params.set("select", &["path"])?;
        client.execute(call)?.decode()
    };
    let rows: civi_runtime::Result<Vec<Value>> = ask();
    texts(&rows.unwrap_or_default(), "path")
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
fn by_shape(shape: &Shape) -> Option<&'static str> {
    match shape {
        Shape::Joomla => Some("Joomla"),
        Shape::WordPress | Shape::WordPressPage => Some("WordPress"),
        _ => None,
    }
}
