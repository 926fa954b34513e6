//! The site's saved searches, as the snapshot keeps them.

use std::collections::BTreeMap;

use civi_runtime::Call;
use civi_runtime::blocking::Client;
use civi_schema::snapshot::fits;
use serde_json::{Value, json};

use super::progress::Progress;
use crate::query::named::{Stored, saved_searches};
use crate::schema::Schema;
use crate::schema::nearest::nearest;

/// The saved searches that were asked for.
#[derive(Debug, Default)]
pub(super) struct Searches {
    /// The text of each one's file, by name.
    pub(super) texts: BTreeMap<String, String>,
    /// Those that the snapshot could not get, each with the reason and what became of it.
    pub(super) missing: BTreeMap<String, String>,
}

/// The saved searches of these names.
///
/// What the site refuses to tell, or tells in a form that is no query, stays as the last snapshot
/// has it. What the site does not have any more is not kept: code that uses it is to be looked at.
pub(super) fn searches(
    client: &Client,
    names: &[String],
    last: Option<&Schema>,
    told: &mut Progress,
) -> Searches {
    let mut found = Searches::default();
    if names.is_empty() {
        return found;
    }
    let stored = match ask(client, Some(json!([["name", "IN", names]])), told) {
        Ok(stored) => stored,
        Err(why) => {
            let why = format!("the site did not tell its saved searches: {why}");
            for name in names {
                found.keep(name, last, &why);
            }
            return found;
        }
    };
    let mut all = None;
    for name in names {
        if let Some(text) = stored.texts.get(name) {
            if fits(name) {
                found.texts.insert(name.clone(), text.clone());
            } else {
                let why = "no file can be called by its name: it is too long";
                found.missing.insert(name.clone(), why.to_owned());
            }
        } else if let Some(why) = stored.refused.get(name) {
            found.keep(name, last, why);
        } else {
            let all = all.get_or_insert_with(|| ask(client, None, told).unwrap_or_default());
            found.missing.insert(name.clone(), gone(name, last, all));
        }
    }
    found
}

impl Searches {
    /// A search that can't be stored this time.
    fn keep(&mut self, name: &str, last: Option<&Schema>, why: &str) {
        let kept = last.and_then(|last| last.searches.get(name));
        let became = match kept {
            Some(text) => {
                self.texts.insert(name.to_owned(), text.clone());
                "it stays as the last snapshot has it"
            }
            None => "it is not in the snapshot",
        };
        self.missing
            .insert(name.to_owned(), format!("{why}; {became}"));
    }
}

fn ask(client: &Client, filter: Option<Value>, told: &mut Progress) -> Result<Stored, String> {
    let fail = |error: civi_runtime::Error| error.to_string();
    let mut call = Call::reading("SavedSearch", "get");
    let select = ["name", "label", "api_entity", "api_params"];
    call.params.set("select", &select).map_err(fail)?;
    if let Some(filter) = filter {
        call.params.set("where", &filter).map_err(fail)?;
    }
    let answer = client.execute(call).map_err(fail)?;
    told.requests += 1;
    told.bytes += answer.values().len() as u64;
    // As text, because the order of keys has a meaning in `orderBy`.
    Ok(saved_searches(answer.values()))
}

/// What became of a search that the site does not have, as far as its other searches tell.
fn gone(name: &str, last: Option<&Schema>, all: &Stored) -> String {
    let known = last.and_then(|last| last.searches.get(name));
    let same = |text: &&String| {
        known.is_some_and(|known| query(known).is_some() && query(known) == query(text))
    };
    let renamed = all.texts.iter().find(|(_, text)| same(text));
    let end = "it is not in the snapshot";
    if let Some((other, _)) = renamed {
        return format!(
            "the site has the same search under the name `{other}` now: name that in `searches`; \
             {end}"
        );
    }
    let names = all.texts.keys().chain(all.refused.keys());
    let near = nearest(name, names.map(String::as_str));
    let mut text = if known.is_some() {
        "the site does not have it any more: it was deleted or renamed there, or this user may \
         not see it"
            .to_owned()
    } else {
        "the site has no saved search of this name that this user may see".to_owned()
    };
    text.push_str(&format!("; {end}"));
    if let Some(near) = near {
        text.push_str(&format!("; did you mean `{near}`?"));
    }
    text
}

/// What a search asks for, whatever it is called.
fn query(text: &str) -> Option<Value> {
    let file: Value = serde_json::from_str(text).ok()?;
    Some(json!([file.get("entity")?, file.get("params")?]))
}
