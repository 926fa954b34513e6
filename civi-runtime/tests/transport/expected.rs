//! What a recorded exchange should be judged as: by its name, by the site that it was recorded on,
//! and for the details by the recorded response itself.

use serde_json::Value;

use crate::record::Exchange;

/// The site that a folder of recordings is of: `wordpress-5.77` names the CMS and the release.
#[derive(Debug, Clone, PartialEq)]
pub struct Site {
    pub cms: String,
    pub release: (u32, u32),
}

impl Site {
    /// `None` where the name ends in no release.
    pub fn of(folder: &str) -> Option<Site> {
        let (cms, release) = folder.rsplit_once('-')?;
        let mut numbers = release.split('.').map(str::parse);
        let (Some(Ok(major)), Some(Ok(minor))) = (numbers.next(), numbers.next()) else {
            return None;
        };
        Some(Site {
            cms: cms
                .trim_end_matches(|c: char| c.is_ascii_digit())
                .to_owned(),
            release: (major, minor),
        })
    }

    fn meets(&self, condition: &str) -> bool {
        let release = |text: &str| {
            let (major, minor) = text.split_once('.').unwrap();
            (major.parse().unwrap(), minor.parse().unwrap())
        };
        if let Some(least) = condition.strip_prefix(">=") {
            self.release >= release(least)
        } else if let Some(beyond) = condition.strip_prefix('<') {
            self.release < release(beyond)
        } else {
            self.cms == condition
        }
    }
}

/// The kinds of verdict that the table has for an exchange of this name on this site; `any` for a
/// name that it doesn't have.
pub fn kinds<'t>(table: &'t str, name: &str, site: &Site) -> Vec<&'t str> {
    let lines = table
        .lines()
        .filter(|line| !line.trim().is_empty() && !line.starts_with('#'));
    for line in lines {
        let (left, right) = line.split_once(" = ").unwrap();
        let mut words = left.split_whitespace();
        let pattern = words.next().unwrap();
        let is_named = match pattern.strip_suffix('*') {
            Some(start) => name.starts_with(start),
            None => name == pattern,
        };
        if is_named && words.all(|condition| site.meets(condition)) {
            return right.split(" | ").map(str::trim).collect();
        }
    }
    vec!["any"]
}

/// The whole verdict of this kind on an exchange.
pub fn verdict(kind: &str, exchange: &Exchange) -> String {
    let (status, body) = exchange.response();
    let json: Value = serde_json::from_str(body).unwrap_or(Value::Null);
    match kind {
        "any" => of_itself(status, &json),
        "rows" | "object" => success(&json),
        "identity" => format!("identity {:?}", json["contact_id"].as_i64()),
        "v3" => format!("v3 {} bytes", body.len()),
        "batch" => {
            let each: Vec<String> = exchange
                .batched()
                .iter()
                .map(|part| match part.get("values") {
                    Some(_) => success(part),
                    None => failure(status, part),
                })
                .collect();
            format!("batch [{}]", each.join(", "))
        }
        "api" | "permission" => failure(status, &json),
        // The body's code is the status that is meant: WordPress before 6.9 sends 200.
        "csrf" | "method" => format!("{kind} {0} code {0}", code(&json)),
        _ => format!("{kind} {status}"),
    }
}

/// Whether a verdict is of this kind at all: `verdict` alone takes that from the response.
pub fn is_of_kind(kind: &str, verdict: &str) -> bool {
    match kind {
        "any" => true,
        "rows" => verdict.contains(" rows"),
        "object" => verdict.ends_with(" one object"),
        other => verdict.starts_with(other),
    }
}

/// What a response is of itself, whatever it should have been.
fn of_itself(status: u16, json: &Value) -> String {
    match json {
        Value::Object(map) if map.contains_key("values") => success(json),
        Value::Object(_) => failure(status, json),
        _ => format!("protocol {status}"),
    }
}

fn success(json: &Value) -> String {
    let text = |key: &str| json[key].as_str().unwrap_or_default().to_owned();
    let what = match &json["values"] {
        Value::Array(rows) => format!("{} rows", rows.len()),
        _ => "one object".to_owned(),
    };
    let matched = match json["countMatched"].as_u64() {
        Some(matched) => format!(" of {matched}"),
        None => String::new(),
    };
    let deleted = if json["deleted"].is_array() {
        " +deleted"
    } else {
        ""
    };
    let debug = if json["debug"].is_object() {
        " +debug"
    } else {
        ""
    };
    format!(
        "{}.{} {what}{matched}{deleted}{debug}",
        text("entity"),
        text("action")
    )
}

/// An error of the API: one of permissions by its status, of which older sites say nothing.
fn failure(http: u16, json: &Value) -> String {
    let status = json["status"].as_u64().unwrap_or_else(|| http.into());
    let kind = if status == 403 { "permission" } else { "api" };
    let id = if json["error_id"].is_string() {
        " +id"
    } else {
        ""
    };
    let debug = if json["debug"].is_object() {
        " +debug"
    } else {
        ""
    };
    format!("{kind} {status} code {}{id}{debug}", code(json))
}

fn code(json: &Value) -> String {
    match &json["error_code"] {
        Value::String(code) => code.clone(),
        code => code.to_string(),
    }
}
