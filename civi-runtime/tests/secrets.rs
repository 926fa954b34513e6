//! No secret is repeated, whatever the site answers and however it spells it: in no error, no `Debug`,
//! no trace and no URL.
//!
//! A program of its own: what is traced is listened to for the whole process.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]
#![cfg(feature = "blocking")]

use std::fmt::{Debug, Write};
use std::sync::{Arc, Mutex, Once, PoisonError};
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};
use civi_runtime::BoxFuture;
use civi_runtime::transport::{
    HttpRequest, HttpResponse, Transport, TransportError, TransportFailure,
};
use civi_runtime::{AuthFlow, Call, Credential, Error, Retry, blocking};
use proptest::prelude::*;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

/// All that was traced, by civi and by what it stands on.
static TRACED: Mutex<String> = Mutex::new(String::new());

struct Everything;

struct Fields<'a>(&'a mut String);

impl Visit for Fields<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        write!(self.0, " {}={value:?}", field.name()).unwrap();
    }
}

fn traced() -> std::sync::MutexGuard<'static, String> {
    TRACED.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Subscriber for Everything {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }
    fn new_span(&self, span: &Attributes<'_>) -> Id {
        span.record(&mut Fields(&mut traced()));
        Id::from_u64(1)
    }
    fn record(&self, _: &Id, values: &Record<'_>) {
        values.record(&mut Fields(&mut traced()));
    }
    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn event(&self, event: &Event<'_>) {
        event.record(&mut Fields(&mut traced()));
    }
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

fn listen() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| tracing::subscriber::set_global_default(Everything).unwrap());
}

/// Every spelling that a site may have for a text.
fn spellings(secret: &str) -> Vec<String> {
    let urlencoded: String = url::form_urlencoded::byte_serialize(secret.as_bytes()).collect();
    let percent: String = secret.bytes().map(|b| format!("%{b:02x}")).collect();
    let json = serde_json::to_string(secret).unwrap();
    let json = json.trim_matches('"').to_owned();
    let escaped: String = secret
        .encode_utf16()
        .map(|unit| match u8::try_from(unit) {
            Ok(b'/') => "\\/".to_owned(),
            Ok(b'"') => "\\\"".to_owned(),
            Ok(b'\\') => "\\\\".to_owned(),
            Ok(ascii) if ascii.is_ascii() => char::from(ascii).to_string(),
            _ => format!("\\u{unit:04x}"),
        })
        .collect();
    let html = secret
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\'', "&#039;");
    let mut all = vec![
        secret.to_owned(),
        urlencoded.replace('+', "%20"),
        url::form_urlencoded::byte_serialize(urlencoded.as_bytes()).collect(),
        urlencoded,
        percent,
        serde_json::to_string(&json)
            .unwrap()
            .trim_matches('"')
            .to_owned(),
        json,
        escaped,
        html,
        format!("{secret:?}").trim_matches('"').to_owned(),
    ];
    for text in [
        secret.to_owned(),
        format!("x{secret}y"),
        format!("xy{secret}"),
    ] {
        all.push(STANDARD.encode(&text));
        all.push(STANDARD_NO_PAD.encode(&text));
        all.push(URL_SAFE.encode(&text));
        all.push(URL_SAFE_NO_PAD.encode(&text));
    }
    all
}

/// What must be found nowhere: the secret in each spelling, and what is the same in all Base64 texts
/// that have it.
fn forbidden(secrets: &[String]) -> Vec<String> {
    let mut all: Vec<String> = secrets
        .iter()
        .flat_map(|secret| spellings(secret))
        .collect();
    for secret in secrets {
        for before in 0..3_usize {
            let bytes = [vec![0; before], secret.as_bytes().to_vec()].concat();
            let from = (before * 8).div_ceil(6);
            all.push(STANDARD.encode(&bytes)[from..bytes.len() * 8 / 6].to_owned());
        }
    }
    all.retain(|form| form.len() >= 6);
    all
}

/// Answers with what it was told; as everything that a broken site or proxy may.
#[derive(Clone)]
struct Parrot {
    say: Say,
    text: String,
    urls: Arc<Mutex<Vec<String>>>,
}

impl Transport for Parrot {
    fn send(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, TransportError>> {
        let shown = format!("{request:?} {request:#?}");
        self.urls
            .lock()
            .unwrap()
            .extend([request.url().to_string(), shown]);
        let answer = (self.say)(&self.text);
        Box::pin(async move { answer })
    }
    fn sleep(&self, _: Duration) -> BoxFuture<'_, ()> {
        Box::pin(async {})
    }
}

type Say = fn(&str) -> Result<HttpResponse, TransportError>;

fn json(text: &str) -> String {
    serde_json::to_string(text).unwrap()
}

/// Every place of an answer that something can be repeated in.
fn answers() -> Vec<Say> {
    vec![
        |t| {
            Ok(HttpResponse::new(
                200,
                format!("<html><title>{t}</title><p>x {t}</p>"),
            ))
        },
        |t| {
            Ok(HttpResponse::new(
                500,
                format!("Fatal error: login('ada', '{t}') in x.php"),
            ))
        },
        |t| {
            Ok(HttpResponse::new(
                401,
                format!("HTTP 401 Invalid credential {t}"),
            ))
        },
        |t| {
            Ok(HttpResponse::new(401, t.to_owned())
                .with_header("WWW-Authenticate", format!("Basic realm={t}")))
        },
        |t| Ok(HttpResponse::new(429, t.to_owned()).with_header("Retry-After", t)),
        |t| Ok(HttpResponse::new(520, t.to_owned())),
        |t| {
            let t = json(t);
            Ok(HttpResponse::new(
                500,
                format!(
                    r#"{{"error_code":{t},"error_id":{t},"error_message":{t},"status":500,"debug":{{"backtrace":[{t}]}}}}"#
                ),
            ))
        },
        |t| {
            Ok(HttpResponse::new(
                503,
                format!(r#"{{"status_code":503,"status_message":{}}}"#, json(t)),
            ))
        },
        |t| {
            Ok(HttpResponse::new(
                200,
                format!(
                    r#"{{"error_message":"FATAL: {}","is_error":1}}"#,
                    json(t).trim_matches('"')
                ),
            ))
        },
        |t| {
            Ok(HttpResponse::new(302, "")
                .with_header("Location", format!("https://x.example.org/{t}")))
        },
        |t| {
            Ok(HttpResponse::new(302, "").with_header(
                "Location",
                format!("https://{t}:{t}@x.example.org/a?b={t}#{t}"),
            ))
        },
        |t| {
            Ok(HttpResponse::new(
                200,
                format!("{t}\n{{\"values\":[],\"entity\":\"Contact\",\"action\":\"get\"}}{t}"),
            ))
        },
        |t| {
            Ok(HttpResponse::new(
                200,
                format!("<b>Notice</b>: {t}\n{{\"error_message\":{}}}", json(t)),
            ))
        },
        |t| {
            let t = json(t);
            Ok(HttpResponse::new(
                200,
                format!(r#"{{"values":[{t}],"entity":{t},"action":{t}}}"#),
            ))
        },
        |t| {
            Ok(HttpResponse::new(
                200,
                format!(
                    r#"{{"values":[{}],"entity":"Contact","action":"get"}}"#,
                    json(t)
                ),
            ))
        },
        |t| {
            Ok(HttpResponse::new(
                200,
                format!(
                    r#"[{{"error_message":{}}},{{"values":1}},{}]"#,
                    json(t),
                    json(t)
                ),
            ))
        },
        |t| {
            Ok(HttpResponse::new(
                200,
                format!(r#"{{"contact_id":{}}}"#, json(t)),
            ))
        },
        |t| {
            Err(TransportError::new(
                TransportFailure::Connect,
                format!("can't reach {t}"),
            ))
        },
        |t| {
            Err(TransportError::new(
                TransportFailure::Broken,
                format!("{t} is no HTTP"),
            ))
        },
        |t| {
            Err(TransportError::new(
                TransportFailure::Invalid,
                format!("header {t}"),
            ))
        },
    ]
}

#[derive(Debug, Clone, Copy)]
enum Kind {
    ApiKey,
    Jwt,
    Password,
    Provider,
}

fn kinds() -> impl Strategy<Value = Kind> {
    prop::sample::select(vec![
        Kind::ApiKey,
        Kind::Jwt,
        Kind::Password,
        Kind::Provider,
    ])
}

fn flows() -> impl Strategy<Value = AuthFlow> {
    prop::sample::select(vec![
        AuthFlow::XHeader,
        AuthFlow::Authorization,
        AuthFlow::Parameter,
        AuthFlow::ParameterInUrl,
        AuthFlow::LegacyParameter,
    ])
}

fn of_error(error: &Error, into: &mut String) {
    write!(into, " {error} {error:?} {error:#?}").unwrap();
    for part in [
        error.excerpt(),
        error.debug_json(),
        error.redirect_target(),
        error.error_code(),
        error.error_id(),
        error.entity(),
        error.action(),
    ] {
        write!(into, " {}", part.unwrap_or_default()).unwrap();
    }
    write!(into, " {:?}", error.fields()).unwrap();
    let mut source = std::error::Error::source(error);
    while let Some(inner) = source {
        write!(into, " {inner} {inner:?}").unwrap();
        source = inner.source();
    }
}

/// Everything that a client says of the answers to all that it can ask.
fn said(client: &blocking::Client) -> String {
    let mut all = format!("{client:?} {client:#?}");
    let mut note = |error: Error| of_error(&error, &mut all);
    for call in [
        Call::reading("Contact", "get"),
        Call::writing("Contact", "create"),
    ] {
        match client.execute(call) {
            Err(error) => note(error),
            Ok(answer) => {
                let shown = Error::from_answer(&answer);
                shown.into_iter().for_each(&mut note);
            }
        }
    }
    let calls = vec![Call::reading("Contact", "get"); 3];
    match client.execute_batch(calls) {
        Err(error) => note(error),
        Ok(answers) => answers
            .into_iter()
            .filter_map(Result::err)
            .for_each(&mut note),
    }
    client.whoami().err().into_iter().for_each(&mut note);
    client
        .call_v3("Contact", "get", &())
        .err()
        .into_iter()
        .for_each(&mut note);
    all
}

/// The errors that reading an answer can give, and what it shows of itself.
trait FromAnswer {
    fn from_answer(answer: &civi_runtime::Answer) -> Vec<Error>;
}

impl FromAnswer for Error {
    fn from_answer(answer: &civi_runtime::Answer) -> Vec<Error> {
        let numbers = answer.decode::<Vec<i64>>().err();
        let nothing = answer.decode::<()>().err();
        numbers.into_iter().chain(nothing).collect()
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_spelling_of_a_secret_is_repeated(
        kind in kinds(),
        flow in flows(),
        key in "Zq[!-~]{6,30}Q",
        password in "Zq[ -~äöß€😀]{6,24}Q",
        site_key in "Zs[!-~]{6,20}Q",
        server in "Zw[ -~äß]{6,20}Q",
        which in 0_usize..4,
        spelling in 0_usize..22,
        reads_by_get in any::<bool>(),
    ) {
        listen();
        let mut secrets = vec![key.clone()];
        let credential = match kind {
            Kind::ApiKey => Credential::api_key(key),
            Kind::Jwt => Credential::jwt(key),
            Kind::Provider => Credential::provider(move || Ok(Credential::jwt(key.clone()))),
            Kind::Password => {
                secrets = vec![password.clone(), STANDARD.encode(format!("ada:{password}"))];
                Credential::password("ada", password)
            }
        };
        secrets.push(site_key.clone());
        let with_server = flow != AuthFlow::Authorization;
        if with_server {
            secrets.push(server.clone());
            secrets.push(STANDARD.encode(format!("web:{server}")));
        }
        let spelled = spellings(&secrets[which % secrets.len()]);
        let text = spelled[spelling % spelled.len()].clone();
        let forbidden = forbidden(&secrets);

        for say in answers() {
            traced().clear();
            let parrot = Parrot {
                say,
                text: text.clone(),
                urls: Arc::default(),
            };
            let mut builder = blocking::Client::builder("https://crm.example.org")
                .credential(credential.clone())
                .auth_flow(flow)
                .site_key(site_key.clone())
                .reads_by_get(reads_by_get)
                .retry(Retry::off())
                .transport(parrot.clone());
            if with_server {
                builder = builder.server_login("web", server.clone());
            }
            let shown = format!("{builder:?} {builder:#?} {credential:?}");
            let client = builder.build().unwrap();
            let mut all = said(&client) + &shown + &traced();
            let urls = parrot.urls.lock().unwrap();
            for (number, url) in urls.iter().enumerate() {
                // The one that was chosen: the address itself, of a read by GET.
                if number % 2 == 1 || flow != AuthFlow::ParameterInUrl {
                    all.push_str(url);
                }
            }
            for form in &forbidden {
                prop_assert!(!all.contains(form), "{form:?} (told as {text:?}) in {all}");
            }
        }
    }
}

/// The property above can fail: where a client does not know the secret that is repeated to it, so that
/// nothing masks it, the same search finds it, in every spelling.
#[test]
fn a_secret_that_nothing_masks_is_found_in_every_spelling() {
    listen();
    let secret = "Zq0\"ä<&'/\\x9 k€yQ";
    let forbidden = forbidden(&[secret.to_owned()]);
    let found = |knows: bool, text: &str| -> usize {
        let said = answers().into_iter().map(|say| {
            traced().clear();
            let parrot = Parrot {
                say,
                text: text.to_owned(),
                urls: Arc::default(),
            };
            let password = if knows { secret } else { "another-one" };
            let client = blocking::Client::builder("https://crm.example.org")
                .credential(Credential::password("ada", password))
                .retry(Retry::off())
                .transport(parrot)
                .build()
                .unwrap();
            said(&client) + &traced()
        });
        said.filter(|all| forbidden.iter().any(|form| all.contains(form)))
            .count()
    };
    for text in spellings(secret) {
        assert!(
            found(false, &text) > answers().len() / 3,
            "{text:?} is not found"
        );
        assert_eq!(found(true, &text), 0, "{text:?}");
    }
}

/// A token that the site has just minted is nobody's credential yet, so the client does not know it:
/// whatever stands round it, cut or whole, no error and no trace shows it.
#[test]
fn a_minted_token_is_never_shown() {
    const TOKEN: &str = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzY29wZSI6ImF1dGh4In0.sIgNaTuRe-_x";
    let answers: [Say; 7] = [
        |t| Ok(HttpResponse::new(200, format!("<html>{t}</html>"))),
        |t| Ok(HttpResponse::new(500, format!("Fatal error: {t}"))),
        |t| {
            let cut = &t[..t.len() - 20];
            Ok(HttpResponse::new(
                200,
                format!(r#"{{"values":[{{"cred":"Bearer {cut}"#),
            ))
        },
        |t| {
            let answer = r#""entity":"AuthxCredential","action":"create""#;
            let body = format!(r#"{{"values":[{{"cred":"Bearer {t}"}}],{answer}}}<!-- {t} -->"#);
            Ok(HttpResponse::new(200, body))
        },
        |t| {
            let answer = r#""entity":"AuthxCredential","action":"create""#;
            Ok(HttpResponse::new(
                200,
                format!(r#"{{"values":["{t}"],{answer}}}"#),
            ))
        },
        |t| {
            let body = format!(r#"{{"error_code":0,"error_message":"no {t}","status":500}}"#);
            Ok(HttpResponse::new(500, body))
        },
        |t| {
            Ok(HttpResponse::new(302, "")
                .with_header("Location", format!("https://x.org/?jwt={t}")))
        },
    ];
    for key in ["Zq-a-key-of-the-minter", "abc"] {
        for say in answers {
            listen();
            traced().clear();
            let parrot = Parrot {
                say,
                text: TOKEN.to_owned(),
                urls: Arc::default(),
            };
            let client = blocking::Client::builder("https://crm.example.org")
                .credential(Credential::api_key(key))
                .retry(Retry::off())
                .transport(parrot)
                .build()
                .unwrap();
            let acting = client.acting_as(7, Duration::from_secs(60));
            let all = said(&acting) + &traced();
            // The first part of a token is the same in all, and the last one proves it.
            for part in TOKEN.split('.').skip(1) {
                assert!(!all.contains(&part[..8]), "{part} in {all}");
            }
        }
    }
}
