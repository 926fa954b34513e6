//! The way to the site: its address, the transport's safety, and who we are there.

use civi_runtime::blocking::Client;
use civi_runtime::{Error, Identity};

use super::Report;
use crate::site::{Secret, Site};

/// Finds the API and asks who we are. Gives the client to go on with, where there is one.
pub(super) fn examine(site: Site, report: &mut Report) -> Option<(Client, Option<Identity>)> {
    let Site {
        builder,
        secret,
        url,
    } = site;
    let found = match builder.clone().detect() {
        Ok(found) => found,
        Err(error) => {
            refused(&error, secret, report);
            return None;
        }
    };
    let address = found.endpoint.api_url();
    report.fine(
        "route",
        format!(
            "the API is at {address} (shape: {})",
            found.endpoint.shape()
        ),
    );
    if address.trim_end_matches('/') != url.trim_end_matches('/') {
        report.note(
            "route",
            "the address was found by trying",
            format!("write `url = \"{address}\"` under [site] in civi.toml to spare the search"),
        );
    }
    if let Some(name) = proxy() {
        // Not its address: that may hold a password.
        report.fine(
            "route",
            format!("requests go through the proxy that {name} names"),
        );
    }
    safety(found.endpoint.is_https(), found.endpoint.base(), report);
    identity(found.identity.as_ref(), secret, report);
    let shape = found.endpoint.shape().clone();
    match builder.shape(shape).allow_anonymous(true).build() {
        Ok(client) => Some((client, found.identity)),
        Err(error) => {
            report.problem(
                "route",
                error.to_string(),
                "correct the setting that it names",
            );
            None
        }
    }
}

/// The variable that names a proxy, where one does.
fn proxy() -> Option<&'static str> {
    let names = [
        "ALL_PROXY",
        "all_proxy",
        "HTTPS_PROXY",
        "https_proxy",
        "HTTP_PROXY",
        "http_proxy",
    ];
    names
        .into_iter()
        .find(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()))
}

fn safety(is_https: bool, base: &str, report: &mut Report) {
    let host = base.split("://").nth(1).unwrap_or(base);
    let local = ["localhost", "127.", "[::1]"]
        .iter()
        .any(|start| host.starts_with(start));
    if !is_https && !local {
        report.problem(
            "route",
            "the site is called without TLS: everybody on the way can read the credential",
            "use the https:// address, and change the credential if it was used before",
        );
    }
}

fn identity(identity: Option<&Identity>, secret: Secret, report: &mut Report) {
    let Some(identity) = identity else {
        report.note(
            "identity",
            "the site doesn't say who we are: it has no AuthX at that address",
            "enable the extension authx, which is part of CiviCRM",
        );
        return;
    };
    let Some(contact) = identity.contact_id else {
        report.problem(
            "identity",
            format!(
                "the site takes us for nobody: it ignored the {} or never saw it, and would answer \
                 with empty lists",
                secret.word()
            ),
            "check the credential; if it is right, a server on the way may take the header away: \
             try --auth-flow param",
        );
        return;
    };
    let way = identity.flow.as_deref().unwrap_or("an unknown way");
    report.fine(
        "identity",
        format!("contact {contact}, by {} ({way})", secret.word()),
    );
    if identity.user_id.is_none() {
        report.note(
            "identity",
            "the contact has no CMS user, so it has the permissions of an anonymous visitor",
            "link a CMS user with the permissions that are needed, unless ACLs of the contact are \
             all that it should have",
        );
    }
}

/// No way in: what kind of no it was decides what to do.
fn refused(error: &Error, secret: Secret, report: &mut Report) {
    let text = error.to_string();
    if error.is_auth() {
        let advice = match secret {
            Secret::ApiKey => {
                "compare the key with the contact's; with `Login not permitted`, give its user the \
                 permission `authenticate with api key` or set CIVI_SITE_KEY"
            }
            Secret::Jwt => {
                "make a new token; its `sub` must be `cid:` and a contact id, its `scope` must \
                 have `authx`, and it must not have expired"
            }
            Secret::Password => "most sites take no passwords here: use an API key",
        };
        report.problem("credential", text, advice);
    } else if error.is_redirect() {
        let target = error.redirect_target().unwrap_or("another address");
        report.problem(
            "route",
            text,
            format!(
                "set the address to where the site points, {target}: following a redirect would \
                 turn the call into one without parameters"
            ),
        );
    } else if error.is_maintenance() {
        report.problem("route", text, "wait until the site's maintenance is over");
    } else if error.is_connection() || error.is_timeout() {
        report.problem(
            "route",
            text,
            "check the address, your network, and HTTPS_PROXY in the environment",
        );
    } else {
        report.problem(
            "route",
            text,
            "check that CiviCRM is at this address, or give the full address of its API, which \
             ends in civicrm/ajax/api4",
        );
    }
}
