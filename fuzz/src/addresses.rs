//! Arbitrary addresses of a site and of a redirect: no panic, an address that is understood is
//! understood again, and a redirect's secrets are in no error.
//!
//! The first line is an address, the rest is where the site redirects to.

use std::time::Duration;

use civi_runtime::testing::block_on;
use civi_runtime::BoxFuture; use civi_runtime::transport::{HttpRequest, HttpResponse, Transport, TransportError};
use civi_runtime::{Client, Credential, Endpoint, RouteForm};
use serde_json::json;

use crate::answers::SECRET;

struct Redirects(String);

impl Transport for Redirects {
    fn send(&self, _: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, TransportError>> {
        let response = HttpResponse::new(302, "moved").with_header("location", &self.0);
        Box::pin(async move { Ok(response) })
    }

    fn sleep(&self, _: Duration) -> BoxFuture<'_, ()> {
        Box::pin(async {})
    }
}

const ROUTE_FORMS: [&str; 9] = [
    "clean",
    "clean:spenden",
    "clean+index.php",
    "wordpress",
    "wordpress-page",
    "query",
    "joomla",
    "wordpress+index.php",
    "query+index.php",
];

pub fn run(input: &[u8]) {
    let Ok(input) = std::str::from_utf8(input) else { return };
    let (address, target) = input.split_once('\n').unwrap_or((input, ""));

    if let Ok(endpoint) = Endpoint::likely(address) {
        understood(&endpoint);
    }
    if let Ok(endpoint) = Endpoint::from_api_url(address) {
        understood(&endpoint);
        let again = Endpoint::from_api_url(&endpoint.api_url()).unwrap();
        assert_eq!(again.api_url(), endpoint.api_url());
    }
    for route_form in ROUTE_FORMS {
        let route_form: RouteForm = route_form.parse().unwrap();
        let text = route_form.to_string();
        if let Ok(endpoint) = Endpoint::new(address, route_form.clone()) {
            understood(&endpoint);
            assert_eq!(endpoint.route_form().to_string(), text);
        }
    }
    if let Ok(route_form) = address.parse::<RouteForm>() {
        assert_eq!(route_form.to_string().parse::<RouteForm>().unwrap(), route_form);
    }

    // A query and a fragment are where credentials travel, and so is what stands before a host.
    let query = format!("{target}?key={SECRET}#{SECRET}");
    let user = format!("https://{SECRET}:{SECRET}@{target}");
    for location in [query, user] {
        let client = Client::builder("https://crm.example.org")
            .credential(Credential::api_key("0123456789abcdef"))
            .transport(Redirects(location.clone()))
            .build()
            .unwrap();
        let error = block_on(client.call("Contact", "get", &json!({}))).unwrap_err();
        let text = format!("{error}\n{error:?}");
        assert!(!text.contains(SECRET), "{location:?} is told in {text}");
    }
}

fn understood(endpoint: &Endpoint) {
    let address = endpoint.api_url();
    let url = url::Url::parse(&address).expect("the API's address is one");
    assert!(matches!(url.scheme(), "http" | "https"), "{address}");
    assert!(url.username().is_empty() && url.password().is_none(), "{address}");
    assert_eq!(endpoint.is_https(), url.scheme() == "https");
}
