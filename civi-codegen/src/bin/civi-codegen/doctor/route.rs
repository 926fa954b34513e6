//! The way to the site: its address, the transport's safety, and who we are there.

use std::sync::Arc;

use civi_runtime::blocking::Client;
use civi_runtime::{AuthFlow, ClientBuilder, Endpoint, Identity};

use super::elsewhere::Elsewhere;
use super::refusal::Refusal;
use super::{Report, joomla};
use crate::site::{Recording, Secret, Site};

/// Finds the API and asks who we are. Gives the client to go on with, where there is one.
pub(super) fn examine(
    site: Site,
    recording: &Recording,
    report: &mut Report,
) -> Option<(Client, Option<Identity>)> {
    let Site {
        builder,
        anonymous,
        flow,
        secret,
        url,
    } = site;
    let found = match builder.clone().detect() {
        Ok(found) => found,
        Err(error) => {
            let transport = match anonymous.blocking_transport() {
                Ok(transport) => transport,
                Err(error) => {
                    report.problem(
                        "route",
                        error.to_string(),
                        "correct the setting that it names",
                    );
                    return None;
                }
            };
            let elsewhere = Elsewhere {
                builder: anonymous,
                transport: Arc::clone(&transport),
                recording: recording.clone(),
            };
            let refusal = Refusal {
                error: &error,
                secret,
                url: &url,
                recording,
                elsewhere: &elsewhere,
            };
            refusal.report(report);
            return None;
        }
    };
    let endpoint = &found.endpoint;
    address(endpoint, &url, report);
    if let Some(name) = proxy() {
        // Not its address: that may hold a password.
        report.fine(
            "route",
            format!("requests go through the proxy that {name} names"),
        );
    }
    safety(endpoint, report);
    let builder = builder.address(&endpoint.api_url());
    let identity = found.identity.as_ref();
    let asked = Asked {
        builder: &builder,
        endpoint,
        flow,
        secret,
    };
    if asked.identity(identity, report) == GoOn::No {
        return None;
    }
    match builder.allow_anonymous(true).build() {
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

/// Where the API is, and how that is written down.
fn address(endpoint: &Endpoint, url: &str, report: &mut Report) {
    let address = endpoint.api_url();
    let route_form = endpoint.route_form();
    report.fine(
        "route",
        format!("the API is at {address} (route form: {route_form})"),
    );
    let given = url.trim();
    if address.trim_end_matches('/') == given.trim_end_matches('/') {
        return;
    }
    let plain = |url: &str| url.trim_end_matches('/').to_owned();
    let (text, reason) = if Endpoint::from_api_url(given).is_ok() {
        ("the address is not in its plain form", "")
    } else if plain(endpoint.base()) == plain(given) {
        ("the address was found by trying", " to spare the search")
    } else {
        (
            "the address is that of a page, and the API was found from it",
            "",
        )
    };
    report.note(
        "route",
        text,
        format!("write `url = \"{address}\"` under [site] in civi.toml{reason}"),
    );
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

fn safety(endpoint: &Endpoint, report: &mut Report) {
    if !endpoint.is_https() && !endpoint.is_local() {
        report.problem(
            "route",
            "the site is called without TLS: everybody on the way can read the credential",
            "use the https:// address, and change the credential if it was used before",
        );
    }
}

/// Whether there is more to examine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum GoOn {
    Yes,
    No,
}

/// How the site was asked.
struct Asked<'a> {
    builder: &'a ClientBuilder<Client>,
    endpoint: &'a Endpoint,
    flow: AuthFlow,
    secret: Secret,
}

impl Asked<'_> {
    fn identity(&self, identity: Option<&Identity>, report: &mut Report) -> GoOn {
        let Some(identity) = identity else {
            report.note(
                "identity",
                "the site doesn't say who we are: it has no AuthX at that address",
                "enable the extension authx, which is part of CiviCRM",
            );
            return GoOn::Yes;
        };
        let word = self.secret.word();
        let Some(contact) = identity.contact_id else {
            report.problem(
                "identity",
                format!(
                    "the site takes us for nobody: it ignored the {word} or never saw it, and \
                     would answer with empty lists"
                ),
                self.other_flow(),
            );
            return GoOn::Yes;
        };
        let way = identity.flow.as_deref().unwrap_or("an unknown way");
        report.fine("identity", format!("contact {contact}, by {word} ({way})"));
        // By the legacy parameter the site doesn't tell which user it is.
        if identity.user_id.is_some() || self.flow == AuthFlow::LegacyParameter {
            return GoOn::Yes;
        }
        if joomla::examine(self.builder, self.endpoint, identity, self.flow, report) {
            // Until that is set, everything else would be told of a guest.
            return GoOn::No;
        }
        report.note(
            "identity",
            "the contact has no CMS user, so it has the permissions of an anonymous visitor",
            "link a CMS user with the permissions that are needed, unless ACLs of the contact are \
             all that it should have",
        );
        GoOn::Yes
    }

    /// What to do where the site has not seen the credential: another way, if one works.
    fn other_flow(&self) -> String {
        let flows = [
            AuthFlow::Parameter,
            AuthFlow::Authorization,
            AuthFlow::XHeader,
        ];
        let works = |flow: &AuthFlow| {
            let client = self
                .builder
                .clone()
                .auth_flow(*flow)
                .allow_anonymous(true)
                .build();
            let identity = client.and_then(|client| client.whoami());
            identity.is_ok_and(|identity| !identity.is_anonymous())
        };
        let others = flows.into_iter().filter(|flow| *flow != self.flow);
        match others.into_iter().find(works) {
            Some(flow) => format!(
                "a server on the way takes the header away, while the flow `{flow}` works: set \
                 CIVI_AUTH_FLOW={flow}, give --auth-flow {flow}, or write `auth-flow = \"{flow}\"` \
                 under [site] in civi.toml"
            ),
            None => "check the credential: it arrives by no other way either".to_owned(),
        }
    }
}
