//! [`Address`]: what an address says, however it was come by: given by an administrator, or copied
//! from a browser (APIv4 wire contract §1.2, §12.11, §12.12).

use url::Url;
use url::form_urlencoded;

use super::{Endpoint, QueryRouteForm, RouteForm};

/// The routes that end the API's own address.
const API: [&str; 2] = ["ajax", "api4"];

/// Parameters of a page or of one call, which don't belong to every call.
const NOT_OF_THE_SITE: [&str; 18] = [
    "Itemid", "calls", "civiwp", "format", "index", "layout", "noheader", "option", "p", "page",
    "page_id", "params", "q", "reset", "snippet", "task", "view", "id",
];

/// What an address says of the site behind it.
#[derive(Debug, Clone)]
pub(crate) struct Address {
    /// The site's base, with the query parameters that are its own.
    base: Url,
    /// The route form that the address has; `None` where it does not show.
    route_form: Option<RouteForm>,
    /// Whether it is the address of the API itself.
    is_api: bool,
    /// The address as it was given: the base for a caller who knows the route form.
    given: Url,
    /// What it could mean besides.
    others: Vec<Endpoint>,
}

impl Address {
    pub(super) fn read(url: &Url) -> Self {
        let mut url = url.clone();
        url.set_fragment(None);
        let path: Vec<String> = segments(&url);
        of_back_end(&url, &path)
            .or_else(|| of_query(&url, &path))
            .or_else(|| of_path(&url, &path))
            .unwrap_or_else(|| plain(&url, &path))
    }

    /// The endpoint that it names for certain, since it is the API's own address.
    pub(crate) fn endpoint(&self) -> Option<Endpoint> {
        let route_form = self.route_form.clone().filter(|_| self.is_api)?;
        Some(Endpoint::of(self.base.clone(), route_form))
    }

    /// The endpoint with a route form that the caller knows. Where the address could be a base, it is.
    pub(crate) fn with_route_form(&self, route_form: RouteForm) -> Endpoint {
        let is_base = self.route_form.is_none() || !self.others.is_empty() && self.is_clean();
        let base = if is_base { &self.given } else { &self.base };
        Endpoint::of(base.clone(), route_form)
    }

    fn is_clean(&self) -> bool {
        matches!(
            self.route_form,
            Some(RouteForm::Clean | RouteForm::CleanIndexPhp)
        )
    }

    /// The endpoint that it probably means: with the route form that it shows, else the clean one.
    pub(crate) fn likely(&self) -> Endpoint {
        Endpoint::of(
            self.base.clone(),
            self.route_form.clone().unwrap_or_default(),
        )
    }

    /// The endpoints that detection tries, the likeliest first.
    pub(super) fn candidates(&self) -> Vec<Endpoint> {
        let mut candidates = vec![self.likely()];
        let others = RouteForm::candidates().into_iter();
        candidates.extend(others.map(|route_form| Endpoint::of(self.base.clone(), route_form)));
        candidates.extend(self.others.iter().cloned());
        let mut seen = Vec::new();
        candidates.retain(|candidate| {
            let url = candidate.api_url();
            let is_new = !seen.contains(&url);
            seen.push(url);
            is_new
        });
        candidates
    }
}

/// The path's parts without empty ones; `%2F` separates as `/` does.
fn segments(url: &Url) -> Vec<String> {
    let path = url.path().replace("%2F", "/").replace("%2f", "/");
    let parts = path.split('/').filter(|part| !part.is_empty());
    parts.map(str::to_owned).collect()
}

/// The base with the path's first parts, and these query parameters.
fn base(url: &Url, path: &[String], query: &[&str]) -> Url {
    let mut base = url.clone();
    base.set_path(&path.join("/"));
    base.set_query((!query.is_empty()).then(|| query.join("&")).as_deref());
    base
}

/// The path without `index.php` at its end, and whether it was there.
fn without_script(path: &[String]) -> (&[String], bool) {
    match path.split_last() {
        Some((last, rest)) if last == "index.php" => (rest, true),
        _ => (path, false),
    }
}

/// A page of a CMS's back end, which wants a login with cookies: what counts is where the site is.
fn of_back_end(url: &Url, path: &[String]) -> Option<Address> {
    let wordpress = |part: &String| {
        matches!(
            part.as_str(),
            "wp-admin" | "wp-login.php" | "wp-json" | "wp-content" | "wp-includes"
        )
    };
    let (at, route_form) = if let Some(at) = path.iter().position(wordpress) {
        (at, RouteForm::WordPress)
    } else {
        let at = path.iter().position(|part| part == "administrator")?;
        let (rest, _) = without_script(&path[at + 1..]);
        if !rest.is_empty() {
            return None;
        }
        (at, RouteForm::Joomla)
    };
    Some(of_page(url, &path[..at], route_form))
}

/// A page below these parts of the path. The CMS may lie in one folder and its site in another, or
/// the page may be a language's, so the folders above are possible too.
fn of_page(url: &Url, path: &[String], route_form: RouteForm) -> Address {
    let script = path.iter().position(|part| part == "index.php");
    let path = &path[..script.unwrap_or(path.len())];
    let above = (0..path.len()).rev();
    Address {
        base: base(url, path, &[]),
        is_api: false,
        given: url.clone(),
        others: above
            .map(|length| Endpoint::of(base(url, &path[..length], &[]), route_form.clone()))
            .collect(),
        route_form: Some(route_form),
    }
}

/// What a query says: CiviCRM's route, and whose parameters stand beside it.
struct Query<'u> {
    route: Option<(&'static str, Vec<String>)>,
    civicrm: Option<&'static str>,
    /// The parameters that are neither CiviCRM's nor a page's.
    own: Vec<&'u str>,
}

impl<'u> Query<'u> {
    fn read(url: &'u Url) -> Self {
        let mut query = Query {
            route: None,
            civicrm: None,
            own: Vec::new(),
        };
        let parts = url.query().unwrap_or_default().split('&');
        for part in parts.filter(|part| !part.is_empty()) {
            let Some((name, value)) = form_urlencoded::parse(part.as_bytes()).next() else {
                continue;
            };
            // What follows a second question mark belongs to the page.
            let value = value.split(['?', '&']).next().unwrap_or_default();
            // Before it there may be a language, as Drupal writes it.
            let route: Vec<String> = value
                .split('/')
                .skip_while(|part| *part != "civicrm")
                .filter(|part| !part.is_empty())
                .map(str::to_owned)
                .collect();
            let is_route = !route.is_empty();
            match (name.as_ref(), value) {
                ("q", _) if is_route => query.route = Some(("q", route)),
                ("task", _) if is_route => query.route = Some(("task", route)),
                ("civiwp", "CiviCRM") => query.civicrm = Some("civiwp"),
                ("page", "CiviCRM") => query.civicrm = Some("page"),
                ("option", "com_civicrm") => query.civicrm = Some("option"),
                (name, _) if NOT_OF_THE_SITE.contains(&name) => {}
                _ => query.own.push(part),
            }
        }
        query
    }

    fn is_api(&self) -> bool {
        let route = self.route.as_ref().map(|(_, route)| route.as_slice());
        route.is_some_and(|route| is_api(route.get(1..).unwrap_or_default()))
    }
}

/// Whether this is the API's route without its page: a batch's, or that of one call.
fn is_api(route: &[String]) -> bool {
    route.len() <= API.len() + 2 && route.iter().map(String::as_str).take(2).eq(API)
}

/// An address whose route is in its query, or that names CiviCRM there.
fn of_query(url: &Url, path: &[String]) -> Option<Address> {
    let query = Query::read(url);
    let (before, is_script) = without_script(path);
    let component = component(path);
    let key = query.route.as_ref().map(|(key, _)| *key);
    let (route_form, through_script) = match (key, query.civicrm) {
        (Some("task") | None, Some("option")) => (RouteForm::Joomla, None),
        (Some("task"), None) if component.is_some() => (RouteForm::Joomla, None),
        (Some("q") | None, Some("civiwp")) => {
            (RouteForm::WordPress, Some(QueryRouteForm::WordPress))
        }
        (Some("q") | None, Some("page")) => (
            RouteForm::WordPressPage,
            Some(QueryRouteForm::WordPressPage),
        ),
        (Some("q"), None) => (RouteForm::Query, Some(QueryRouteForm::Query)),
        _ => return None,
    };
    let is_api = query.is_api();
    if let (Some(component), false) = (component, is_api) {
        return Some(of_page(url, component, route_form));
    }
    // A page's other parameters are the page's own.
    let own = if is_api { query.own.as_slice() } else { &[] };
    let route_form = match through_script {
        Some(script) if is_script => RouteForm::IndexPhp(script),
        _ => route_form,
    };
    Some(Address {
        base: base(url, component.unwrap_or(before), own),
        route_form: Some(route_form),
        is_api,
        given: url.clone(),
        others: Vec::new(),
    })
}

/// What stands before Joomla's `component/civicrm`.
fn component(path: &[String]) -> Option<&[String]> {
    let at = path
        .windows(2)
        .position(|pair| pair[0] == "component" && pair[1] == "civicrm")?;
    Some(without_script(&path[..at]).0)
}

/// An address whose route is in its path.
fn of_path(url: &Url, path: &[String]) -> Option<Address> {
    let query = Query::read(url);
    if let Some(before) = component(path) {
        return Some(of_page(url, before, RouteForm::Joomla));
    }
    // The API's own address may stand under a page of another name.
    let api = (1..path.len()).find(|&at| is_api(&path[at..]) && path[at - 1] != "index.php");
    let (page, is_api) = match api {
        Some(at) => (at - 1, true),
        None => (path.iter().rposition(|part| part == "civicrm")?, false),
    };
    let (before, is_script) = without_script(&path[..page]);
    let (base_path, route_form) = match path[page].as_str() {
        "civicrm" if is_script => (before, RouteForm::CleanIndexPhp),
        "civicrm" => (before, RouteForm::Clean),
        name => (&path[..page], RouteForm::CleanPage(name.to_owned())),
    };
    let own = if is_api { query.own.as_slice() } else { &[] };
    // A site may lie in a folder that is called `civicrm`.
    let is_folder = !is_api && page + 1 == path.len();
    let folder = is_folder.then(|| Endpoint::of(base(url, path, &[]), RouteForm::Clean));
    Some(Address {
        base: base(url, base_path, own),
        route_form: Some(route_form),
        is_api,
        given: url.clone(),
        others: folder.into_iter().collect(),
    })
}

/// A site's base. Its script is no part of it: the route forms that need it add it.
fn plain(url: &Url, path: &[String]) -> Address {
    let query = Query::read(url);
    let mut base = url.clone();
    if let (before, true) = without_script(path) {
        base.set_path(&before.join("/"));
    }
    base.set_query(
        (!query.own.is_empty())
            .then(|| query.own.join("&"))
            .as_deref(),
    );
    Address {
        base,
        route_form: None,
        is_api: false,
        given: url.clone(),
        others: Vec::new(),
    }
}
