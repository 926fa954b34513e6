//! Which part of the site a request is for (§1.1, §1.2).

use super::Message;
use crate::schema::Cms;

/// A part of the site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Route {
    Single {
        entity: String,
        action: String,
    },
    Batch,
    Identity,
    Login,
    Logout,
    Api3,
    /// A page of the CMS for people.
    Page,
    /// The back end, which sends to its login.
    BackEnd,
    NotFound,
}

/// The route of a request; the flag says whether the address has parameters besides the route.
pub(crate) fn route(cms: Cms, message: &Message) -> (Route, bool) {
    let segments: Vec<&str> = message
        .path
        .split('/')
        .filter(|part| !part.is_empty())
        .collect();
    if cms == Cms::WordPress && segments.contains(&"wp-admin") {
        return (Route::BackEnd, true);
    }
    let takes_clean = cms != Cms::Joomla;
    if takes_clean
        && !segments.contains(&"index.php")
        && let Some(at) = segments.iter().position(|part| *part == "civicrm")
    {
        let extra = !message.query.fields().is_empty();
        return (
            of_segments(segments.get(at + 1..).unwrap_or_default()),
            extra,
        );
    }
    let is_root = segments
        .last()
        .is_none_or(|last| *last == "index.php" || !last.contains('.'));
    match in_query(cms, message).filter(|_| is_root) {
        Some(path) => {
            let segments: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
            match segments.split_first() {
                Some((&"civicrm", rest)) if !path.starts_with('/') => (of_segments(rest), true),
                _ => (Route::NotFound, true),
            }
        }
        None if segments.is_empty() => (Route::Page, false),
        None => (Route::NotFound, false),
    }
}

/// The route in the query, in the form that the CMS has.
fn in_query(cms: Cms, message: &Message) -> Option<String> {
    let query = |name: &str| message.query.get(name);
    let found = match cms {
        Cms::WordPress => {
            let is_civi = query("civiwp") == Some("CiviCRM") || query("page") == Some("CiviCRM");
            query("q").filter(|_| is_civi)
        }
        Cms::Joomla => query("task").filter(|_| query("option") == Some("com_civicrm")),
        Cms::Drupal7 | Cms::Backdrop => query("q"),
        Cms::Standalone | Cms::Drupal => None,
    };
    found.map(ToOwned::to_owned)
}

/// The route behind `civicrm`.
fn of_segments(segments: &[&str]) -> Route {
    match segments {
        ["ajax", "api4"] => Route::Batch,
        ["ajax", "api4", entity, action, ..] => Route::Single {
            entity: (*entity).to_owned(),
            action: (*action).to_owned(),
        },
        ["authx", "id"] => Route::Identity,
        ["authx", "login"] => Route::Login,
        ["authx", "logout"] => Route::Logout,
        ["ajax", "rest"] => Route::Api3,
        ["ajax", "api4", _] => Route::NotFound,
        _ => Route::Page,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(cms: Cms, path: &str, query: &str) -> Route {
        route(cms, &Message::new("POST", path, query, Vec::new(), b"")).0
    }

    /// The addresses of each CMS (§1.2, §12.11, §12.12).
    #[test]
    fn wire_1_2_every_cms_has_its_own_routes() {
        let contact = Route::Single {
            entity: "Contact".into(),
            action: "get".into(),
        };
        let clean = "/sub/civicrm/ajax/api4/Contact/get/";
        let query = "civicrm%2Fajax%2Fapi4%2FContact%2Fget";
        assert_eq!(of(Cms::Standalone, clean, ""), contact);
        assert_eq!(
            of(Cms::WordPress, "/", &format!("civiwp=CiviCRM&q={query}")),
            contact
        );
        assert_eq!(
            of(Cms::WordPress, "/", &format!("page=CiviCRM&q={query}")),
            contact
        );
        assert_eq!(
            of(Cms::WordPress, "/wp-admin/admin.php", "page=CiviCRM"),
            Route::BackEnd
        );
        assert_eq!(of(Cms::Drupal7, "/", &format!("q={query}")), contact);
        assert_eq!(
            of(
                Cms::Joomla,
                "/index.php",
                &format!("option=com_civicrm&task={query}")
            ),
            contact
        );
        assert_eq!(of(Cms::Joomla, clean, ""), Route::NotFound);
        assert_eq!(of(Cms::Standalone, "/no/such/page", ""), Route::NotFound);
        assert_eq!(of(Cms::Standalone, "/civicrm/ajax/api4", ""), Route::Batch);
    }
}
