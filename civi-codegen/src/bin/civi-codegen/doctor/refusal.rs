//! No way in: what kind of no it was decides what to do. One finding, one advice, and the advice has
//! been tried where it names an address.

use civi_runtime::{AuthReason, Endpoint, Error};

use super::Report;
use super::elsewhere::Elsewhere;
use crate::site::{self, Recording, Secret};

/// How a request failed, and with what.
pub(super) struct Refusal<'a> {
    pub(super) error: &'a Error,
    pub(super) secret: Secret,
    /// The address as it was given.
    pub(super) url: &'a str,
    pub(super) recording: &'a Recording,
    pub(super) elsewhere: &'a Elsewhere,
}

impl Refusal<'_> {
    pub(super) fn report(&self, report: &mut Report) {
        let error = self.error;
        let text = error.to_string();
        let mut route = |text: String, advice: &str| report.problem("route", text, advice);
        if error.is_refused() {
            route(text, "correct the setting that it names");
        } else if error.auth_reason() == Some(&AuthReason::WebServer) {
            route(
                "the web server asks for a user and password of its own before it lets a request \
                 through to CiviCRM (HTTP 401)"
                    .to_owned(),
                "set CIVI_SERVER_USER and CIVI_SERVER_PASSWORD to them, or have the server let \
                 civicrm/ajax/api4 and civicrm/authx through without",
            );
        } else if error.is_auth() {
            report.problem("credential", text, self.credential());
        } else if site::is_distrust(error) {
            route(text, site::TRUST);
        } else if error.is_maintenance() || error.status() == Some(503) {
            route(
                text,
                "wait until the site's maintenance is over, and run it again",
            );
        } else if error.is_connection() || error.is_timeout() {
            route(
                text,
                "check the address, your network, and HTTPS_PROXY in the environment",
            );
        } else if error.is_redirect() {
            self.redirect(report);
        } else if error.is_transient() {
            route(
                text,
                "the server answers and CiviCRM behind it does not: run it again later, or ask \
                 whoever runs the server",
            );
        } else if self.recording.php().message.is_some() {
            // `php` tells what to do.
            route(text, "put this right first: see below");
        } else {
            self.nothing(text, report);
        }
    }

    fn credential(&self) -> &'static str {
        match self.secret {
            Secret::ApiKey => {
                "compare the key with the contact's; with `Login not permitted`, give its user the \
                 permission `authenticate with api key` or set CIVI_SITE_KEY"
            }
            Secret::Jwt => {
                "make a new token; its `sub` must be `cid:` and a contact id, its `scope` must \
                 have `authx`, and it must not have expired"
            }
            Secret::Password => "most sites take no passwords here: use an API key",
        }
    }

    /// Every request is sent on to another address.
    fn redirect(&self, report: &mut Report) {
        let hops = self.recording.redirects();
        let Some((asked, target)) = hops.first() else {
            return self.nothing(self.error.to_string(), report);
        };
        let text = format!("the site sends {} on to {}", bare(asked), bare(target));
        let found = self.elsewhere.behind(target);
        // What leads to the same address again is no other address.
        let given = Endpoint::likely(self.url).ok().map(|given| given.api_url());
        let found = found.filter(|found| given.as_ref() != Some(&found.api_url()));
        match found.or_else(|| self.elsewhere.above(self.url)) {
            Some(endpoint) => report.problem("route", text, self.set(&endpoint)),
            None => report.problem(
                "route",
                text,
                "no CiviCRM answers there, and a call is lost on the way: give the address that \
                 the site's public pages have, or take this redirect away for civicrm/*",
            ),
        }
    }

    /// Nothing of CiviCRM's answers here.
    fn nothing(&self, text: String, report: &mut Report) {
        match self.elsewhere.above(self.url) {
            Some(endpoint) => report.problem(
                "route",
                format!("no CiviCRM answers at {}", bare(self.url)),
                self.set(&endpoint),
            ),
            None => report.problem(
                "route",
                text,
                "check that CiviCRM is at this address, or give the full address of its API, which \
                 ends in civicrm/ajax/api4",
            ),
        }
    }

    /// The advice to take another address.
    fn set(&self, endpoint: &Endpoint) -> String {
        format!(
            "set the address to {} (in CIVI_URL, with --url, or as `url` under [site] in \
             civi.toml); CiviCRM answers there",
            self.elsewhere.shortest(endpoint)
        )
    }
}

/// An address without its query, which may be long or hold a secret.
fn bare(url: &str) -> &str {
    url.split(['?', '#']).next().unwrap_or(url)
}
