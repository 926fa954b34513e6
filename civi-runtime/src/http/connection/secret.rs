//! Keeps our own secrets out of texts, wherever the site may have repeated them.

use bytes::Bytes;
use secrecy::{ExposeSecret, SecretString};
use url::form_urlencoded::byte_serialize;

use crate::transport::HttpResponse;

const INSTEAD: &str = "[secret]";
/// Below this a text is no secret worth the name, and would blot out half of any answer.
const SHORTEST: usize = 4;

/// The texts that must not be repeated, in every form that a site could write them in.
pub(super) struct Secrets(Vec<SecretString>);

impl Secrets {
    pub(super) fn new(token: Option<&SecretString>, site_key: Option<&SecretString>) -> Self {
        let mut forms: Vec<SecretString> = Vec::new();
        let token = token.map(|t| {
            let text = t.expose_secret();
            text.split_once(' ').map_or(text, |(_, value)| value)
        });
        for secret in token
            .into_iter()
            .chain(site_key.map(|k| k.expose_secret()))
            .filter(|secret| secret.len() >= SHORTEST)
        {
            let encoded: String = byte_serialize(secret.as_bytes()).collect();
            let escaped = secret.replace('/', "\\/");
            for form in [secret.to_owned(), encoded, escaped] {
                forms.push(form.into());
            }
        }
        Secrets(forms)
    }

    /// A text without the secrets.
    pub(super) fn without(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for secret in &self.0 {
            text = text.replace(secret.expose_secret(), INSTEAD);
        }
        text
    }

    /// The response without the secrets, if it has any.
    pub(super) fn cleaned(&self, response: &HttpResponse) -> Option<HttpResponse> {
        let body = String::from_utf8_lossy(&response.body);
        let in_body = self.0.iter().any(|s| body.contains(s.expose_secret()));
        let in_headers = response
            .headers
            .iter()
            .any(|(_, value)| self.0.iter().any(|s| value.contains(s.expose_secret())));
        if !in_body && !in_headers {
            return None;
        }
        let mut cleaned = response.clone();
        cleaned.body = Bytes::from(self.without(&body));
        for (_, value) in &mut cleaned.headers {
            *value = self.without(value);
        }
        Some(cleaned)
    }
}
