//! Options that the bindings do not know are looked up before they are sent.
//!
//! A name without a match makes the site store nothing where an option should be, and say that all is
//! well (APIv4 wire contract §6.3). An option of a generated list needs no such read.

use serde_json::{Map, Value as Json, json};

use crate::call::action::{Call, Exchange};
use crate::call::answer::Answer;
use crate::entity::Entity;
use crate::error::{Error, Result};
use crate::query::values::Unlisted;

/// The read that finds out whether the site has these options; nothing when there are none to look
/// up.
pub(crate) fn lookup<E: Entity>(action: &'static str, named: &[Unlisted]) -> Result<Option<Call>> {
    let mut fields: Vec<&str> = named.iter().map(|option| option.field).collect();
    fields.sort_unstable();
    fields.dedup();
    if fields.is_empty() {
        return Ok(None);
    }
    let mut call = Call::reading(E::NAME, "getFields");
    // What saves is asked about as what creates: the same fields, in every version.
    let asked = if action == "update" { action } else { "create" };
    call.params.set("action", asked)?;
    call.params
        .set("select", &["name", "options", "input_attrs"])?;
    call.params.set("where", &json!([["name", "IN", fields]]))?;
    call.params
        .set("loadOptions", &["id", "name", "label", "abbr"])?;
    Ok(Some(call))
}

/// Judges the answer to [`lookup`]. A field whose options the site does not list (there are too many,
/// or they depend on another field's value) is let pass.
pub(crate) fn all_known<E: Entity>(
    action: &'static str,
    named: &[Unlisted],
    answer: &Answer,
) -> Result<()> {
    let fields: Vec<Map<String, Json>> = answer.decode()?;
    let mut problems = Vec::new();
    for option in named {
        let Some(field) = fields
            .iter()
            .find(|f| f.get("name") == Some(&json!(option.field)))
        else {
            continue;
        };
        let depends = field
            .get("input_attrs")
            .is_some_and(|a| a.get("control_field").is_some());
        let Some(list) = field.get("options").and_then(Json::as_array) else {
            continue;
        };
        if depends || list.is_empty() {
            continue;
        }
        let known: Vec<String> = list
            .iter()
            .filter_map(|o| text(o.get(option.suffix)?))
            .collect();
        if !known.is_empty() && !known.iter().any(|k| same(k, &option.text)) {
            let shown: Vec<&str> = known.iter().take(20).map(String::as_str).collect();
            problems.push(format!(
                "`{}` has no option with the {} {:?}, the site would store nothing; it has {}",
                option.field,
                option.suffix,
                option.text,
                shown.join(", "),
            ));
        }
    }
    if problems.is_empty() {
        return Ok(());
    }
    let problems = problems.join("; ");
    Err(
        Error::refused(format!("{}.{action} was not sent: {problems}", E::NAME))
            .at(E::NAME, Some(action)),
    )
}

/// [`lookup`] and [`all_known`].
pub(crate) async fn look_up<E: Entity>(
    exchange: &dyn Exchange,
    action: &'static str,
    named: &[Unlisted],
) -> Result<()> {
    match lookup::<E>(action, named)? {
        Some(call) => all_known::<E>(action, named, &exchange.execute(call).await?),
        None => Ok(()),
    }
}

/// Whether a guard's answer is that to [`lookup`].
pub(crate) fn is_lookup(answer: &Answer) -> bool {
    answer.action().eq_ignore_ascii_case("getFields")
}

fn text(json: &Json) -> Option<String> {
    match json {
        Json::String(text) => Some(text.clone()),
        Json::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// Lenient about case, which the site may be too: a doubt is no reason to refuse.
fn same(a: &str, b: &str) -> bool {
    a.to_lowercase() == b.to_lowercase()
}
