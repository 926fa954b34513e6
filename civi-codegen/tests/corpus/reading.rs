//! Every text of the corpus is read to the parameters that it stands for.

use civi_codegen::query::{Call, parse};
use serde_json::Value as Json;

/// Parameters without what a variable is called.
fn anonymous(json: &Json) -> Json {
    match json {
        Json::String(text) if text.starts_with("$VAR") => Json::from("$"),
        // Addresses were numbered anew in each place.
        Json::String(text) if text.contains("@example.org") => {
            text.replace(|c: char| c.is_ascii_digit(), "").into()
        }
        Json::Number(number) => Json::from(number.as_f64()),
        Json::Array(items) => items.iter().map(anonymous).collect(),
        Json::Object(entries) if entries.is_empty() => Json::Array(Vec::new()),
        Json::Object(entries) => entries
            .iter()
            .map(|(key, value)| (key.clone(), anonymous(value)))
            .collect(),
        other => other.clone(),
    }
}

fn read(call: &Call) -> Json {
    anonymous(&serde_json::to_value(call).unwrap()["params"])
}

#[test]
fn every_text_is_read_as_what_it_says() {
    let (mut right, mut wrong) = (0, Vec::new());
    for super::Line { json: entry, own } in &super::lines("calls.jsonl") {
        let Some(text) = entry["text"].as_str().filter(|text| !text.is_empty()) else {
            continue;
        };
        let name = |key: &str| entry[key].as_str().unwrap_or_default().to_owned();
        let target = format!("{}.{}", name("entity"), name("action"));
        match parse(text) {
            Err(error) => {
                wrong.push((*own, format!("{}\n  {text}\n  {error}", name("source"))));
            }
            Ok(calls) if entry.get("entity").is_none() => {
                right += usize::from(!calls.is_empty());
            }
            Ok(calls) => {
                let wanted = anonymous(&entry["params"]);
                let found = calls.iter().find(|call| {
                    format!("{}.{}", call.entity, call.action) == target && read(call) == wanted
                });
                match found {
                    Some(_) => right += 1,
                    None => {
                        let found = calls
                            .first()
                            .map(|c| format!("{}.{} {}", c.entity, c.action, read(c)))
                            .unwrap_or_default();
                        let what = format!(
                            "{}\n  {text}\n  wanted {target} {wanted}\n  found  {found}",
                            name("source"),
                        );
                        wrong.push((*own, what));
                    }
                }
            }
        }
    }
    let all = right + wrong.len();
    let texts: Vec<&str> = wrong.iter().map(|(_, text)| text.as_str()).collect();
    println!("{right} of {all} texts read\n{}", texts.join("\n"));
    assert!(
        wrong.iter().all(|(own, _)| !own),
        "one of the project's own"
    );
    // What is left has its line breaks taken out, so that a comment runs to the end, or is no call.
    assert!(right * 100 >= all * 95, "{right} of {all}");
}
