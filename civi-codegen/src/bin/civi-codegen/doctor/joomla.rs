//! Joomla 4 and newer as it is shipped: AuthX logs the contact in, and permission checks still see a
//! guest. The legacy parameter works there (APIv4 wire contract §12.10).

use civi_runtime::blocking::Client;
use civi_runtime::{AuthFlow, Call, ClientBuilder, Endpoint, Identity, Result, RouteForm};

use super::Report;

/// Tells it, where it is so; otherwise nothing.
pub(super) fn examine(
    builder: &ClientBuilder<Client>,
    endpoint: &Endpoint,
    identity: &Identity,
    flow: AuthFlow,
    report: &mut Report,
) -> bool {
    let is_guest = identity.user_id.is_none() && identity.contact_id.is_some();
    if *endpoint.route_form() != RouteForm::Joomla || flow == AuthFlow::LegacyParameter || !is_guest
    {
        return false;
    }
    let there = builder.clone().address(&endpoint.api_url());
    let refused = lists(there.clone()).is_err_and(|error| error.is_permission());
    if !refused || lists(there.auth_flow(AuthFlow::LegacyParameter)).is_err() {
        return false;
    }
    report.problem(
        "joomla",
        "this is Joomla, where AuthX logs a contact in and permissions are still those of a guest",
        "let the key travel as the parameter `api_key`, which was tried and works: set \
         CIVI_AUTH_FLOW=legacy, give --auth-flow legacy, or write `auth-flow = \"legacy\"` under \
         [site] in civi.toml",
    );
    true
}

/// Whether the site lists its entities to this client.
fn lists(builder: ClientBuilder<Client>) -> Result<()> {
    let client = builder.allow_anonymous(true).build()?;
    let mut call = Call::reading("Entity", "get");
    call.params.set("select", &["name"])?;
    call.params.set("limit", &1)?;
    client.execute(call).map(|_| ())
}
