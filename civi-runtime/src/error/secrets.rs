//! Keeps our own secrets out of texts, wherever and however the site may have repeated them.

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value as Json;

use super::spelling::find;

const INSTEAD: &str = "[secret]";
/// Below this a text is no secret worth the name, and hiding it would hide half of any answer.
const SHORTEST: usize = 4;
/// How every JSON Web Token begins: the Base64 of `{"`.
const TOKEN: &str = "eyJ";
/// From this length on a text that begins so is taken for a token.
const SHORTEST_TOKEN: usize = 16;
/// From this length on a part of a Base64 text is told from other text.
const SHORTEST_PART: usize = 8;

/// The texts that must not be repeated. What they look like in other spellings is worked out when
/// an answer has to be cleaned, which is rare.
#[derive(Clone, Default)]
pub(crate) struct Secrets(Vec<SecretString>);

impl Secrets {
    pub(crate) fn new(all: impl IntoIterator<Item = SecretString>) -> Self {
        Secrets(
            all.into_iter()
                .filter(|secret| secret.expose_secret().len() >= SHORTEST)
                .collect(),
        )
    }

    /// Each secret as it is and in Base64, alone and within a longer text. Other spellings are
    /// those of single characters, and are found by reading.
    fn forms(&self) -> Vec<Form> {
        let mut forms = Vec::new();
        for secret in &self.0 {
            let secret = secret.expose_secret();
            forms.push(Form::new(secret));
            forms.push(Form::new(&STANDARD_NO_PAD.encode(secret)));
            for before in 0..3 {
                if let Some(part) = part_in_base64(secret, before) {
                    forms.push(Form::new(&part));
                }
            }
        }
        let url_safe: Vec<Form> = forms.iter().filter_map(Form::url_safe).collect();
        forms.extend(url_safe);
        forms
    }

    /// What the secrets look like, to look for them in several texts.
    pub(crate) fn mask(&self) -> Mask {
        Mask(self.forms())
    }

    /// A text without the secrets.
    pub(crate) fn without(&self, text: &str) -> String {
        masked(text, &self.forms()).unwrap_or_else(|| text.to_owned())
    }
}

/// What the secrets look like.
pub(crate) struct Mask(Vec<Form>);

impl Mask {
    /// The text without the secrets, if it has any.
    pub(crate) fn text(&self, text: &str) -> Option<String> {
        masked(text, &self.0)
    }

    /// The bytes without the secrets, if they have any.
    pub(crate) fn bytes(&self, bytes: &[u8]) -> Option<Vec<u8>> {
        body_without(bytes, &self.0)
    }
}

/// One way in which a secret may stand in a text, by its characters.
struct Form(Vec<char>);

impl Form {
    fn new(text: &str) -> Self {
        Form(text.chars().collect())
    }

    /// The same in Base64's alphabet for addresses, when it differs.
    fn url_safe(&self) -> Option<Form> {
        let differs = self.0.iter().any(|c| matches!(c, '+' | '/'));
        differs.then(|| {
            let swap = |c: &char| match c {
                '+' => '-',
                '/' => '_',
                other => *other,
            };
            Form(self.0.iter().map(swap).collect())
        })
    }
}

/// What is certain of a secret's Base64 when this many bytes (modulo 3) stand before it and anything
/// behind it.
fn part_in_base64(secret: &str, before: usize) -> Option<String> {
    let mut bytes = vec![0; before];
    bytes.extend_from_slice(secret.as_bytes());
    let encoded = STANDARD_NO_PAD.encode(&bytes);
    let from = (before * 8).div_ceil(6);
    let part = encoded.get(from..bytes.len() * 8 / 6)?;
    (part.len() >= SHORTEST_PART).then(|| part.to_owned())
}

/// How long the token is that the text begins with. A site may show one that this client has not
/// got yet, such as one that it has just minted, so each is a secret, whole or cut.
fn token(text: &str) -> Option<usize> {
    let of_token = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let length = text.find(|c| !of_token(c)).unwrap_or(text.len());
    (text.starts_with(TOKEN) && length >= SHORTEST_TOKEN).then_some(length)
}

/// The text with every form of a secret, and every token, replaced, if it has one.
fn masked(text: &str, forms: &[Form]) -> Option<String> {
    let mut out = String::new();
    let mut copied = 0;
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let length = forms
            .iter()
            .filter_map(|form| find(&text[at..], &form.0))
            .chain(token(&text[at..]))
            .max();
        match length {
            Some(length) => {
                out.push_str(&text[copied..at]);
                out.push_str(INSTEAD);
                at += length.max(1);
                copied = at;
            }
            None => at += c.len_utf8(),
        }
    }
    (copied > 0).then(|| out + &text[copied..])
}

/// A body without the secrets, if it has one. Of JSON only the texts and numbers are looked at, so
/// that a secret which happens to be a key of the envelope leaves it whole.
fn body_without(body: &[u8], forms: &[Form]) -> Option<Vec<u8>> {
    if let Ok(mut json) = serde_json::from_slice(body) {
        return clean(&mut json, forms).then(|| json.to_string().into_bytes());
    }
    masked(&String::from_utf8_lossy(body), forms).map(String::into_bytes)
}

fn clean(json: &mut Json, forms: &[Form]) -> bool {
    match json {
        Json::String(text) => match masked(text, forms) {
            Some(without) => {
                *text = without;
                true
            }
            None => false,
        },
        Json::Number(number) => match masked(&number.to_string(), forms) {
            Some(without) => {
                *json = Json::String(without);
                true
            }
            None => false,
        },
        Json::Array(list) => list
            .iter_mut()
            .fold(false, |any, one| clean(one, forms) | any),
        Json::Object(map) => map
            .values_mut()
            .fold(false, |any, one| clean(one, forms) | any),
        Json::Null | Json::Bool(_) => false,
    }
}
