//! Finds which form of routes a site answers to.

use std::fmt;

use super::{Endpoint, RouteForm};
use crate::call::action::{Call, Exchange};
use crate::error::{Error, Result};
use crate::http::connection::Connection;
use crate::http::identity::Identity;

/// What detection found. As text it can be written down as a setting:
/// [`api_url`](Endpoint::api_url) of the endpoint names everything.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Detected {
    /// The endpoint that answers.
    pub endpoint: Endpoint,
    /// Whom the site takes us for; `None` when it has no AuthX to ask.
    pub identity: Option<Identity>,
}

impl fmt::Display for Detected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} (route form {})",
            self.endpoint.api_url(),
            self.endpoint.route_form()
        )
    }
}

/// Tries the route forms on an address, the likeliest first, with `civicrm/authx/id`; when none
/// answers, with one row of `Entity.get`, for sites without AuthX.
///
/// The connection's own endpoint does not matter.
pub(crate) async fn detect(connection: &Connection, base: &str) -> Result<Detected> {
    let address = Endpoint::address(base)?;
    let candidates = address.candidates();
    let mut heard: Vec<(RouteForm, Error)> = Vec::new();
    for endpoint in candidates.clone() {
        let there = connection.to(endpoint.clone());
        match there.identity().await {
            Ok(identity) => {
                return Ok(Detected {
                    endpoint,
                    identity: Some(identity),
                });
            }
            Err(error) if ends_the_search(&error) => return Err(error),
            Err(error) => heard.push((endpoint.route_form, error)),
        }
    }
    for endpoint in candidates {
        let there = connection.to(endpoint.clone());
        let mut call = Call::reading("Entity", "get");
        call.params.set("select", &["name"])?;
        call.params.set("limit", &1)?;
        match there.execute(call).await {
            Ok(_) => {
                return Ok(Detected {
                    endpoint,
                    identity: None,
                });
            }
            // An error in APIv4's own form is an answer too.
            Err(error) if error.is_api() || error.is_permission() => {
                return Ok(Detected {
                    endpoint,
                    identity: None,
                });
            }
            Err(error) if ends_the_search(&error) => return Err(error),
            Err(_) => {}
        }
    }
    if let Some(at) = heard.iter().position(|(_, error)| error.is_redirect()) {
        return Err(heard.swap_remove(at).1);
    }
    let tried: Vec<String> = heard
        .iter()
        .map(|(route_form, error)| format!("{route_form}: {error}"))
        .collect();
    Err(Error::protocol(format!(
        "no CiviCRM answers under {}; check the base address, or give the API's full address. \
         Tried {}",
        super::bare(&address.likely().base),
        tried.join("; ")
    )))
}

/// What the next route form would only repeat: the site is found and says no, or can't be reached.
fn ends_the_search(error: &Error) -> bool {
    error.is_auth()
        || error.is_maintenance()
        || error.is_connection()
        || error.is_timeout()
        || error.is_refused()
        || error.is_transient()
}
