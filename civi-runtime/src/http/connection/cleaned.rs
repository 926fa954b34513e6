//! A response without our own secrets.

use crate::error::Secrets;
use crate::http::transport::HttpResponse;

/// The response without the secrets, if it has any.
pub(super) fn cleaned(response: &HttpResponse, secrets: &Secrets) -> Option<HttpResponse> {
    let mask = secrets.mask();
    let mut cleaned = response.clone();
    let mut found = false;
    for (_, value) in &mut cleaned.headers {
        if let Some(without) = mask.text(value) {
            (*value, found) = (without, true);
        }
    }
    if let Some(without) = mask.bytes(&response.body) {
        (cleaned.body, found) = (without.into(), true);
    }
    found.then_some(cleaned)
}
