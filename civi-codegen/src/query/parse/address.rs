//! Addresses: of the Explorer (`…/civicrm/api4#/explorer/Contact/get?where=…`) and of REST
//! (`…/civicrm/ajax/api4/Contact/get?params=…`).

use percent_encoding::percent_decode_str;

use super::json;
use super::program::batch_of;
use crate::query::call::Call;
use crate::query::error::Problem;
use crate::query::literal::{Literal, Value};

/// Parameters that are lists of names, which an address may give between commas.
const NAMES: [&str; 3] = ["select", "groupBy", "match"];

/// Where SearchKit makes a search: `…/civicrm/admin/search#/create/Contact?params={…}`.
const SEARCH: &str = "search#/create/";

/// Whether a text has the path of a call, or of a batch of them.
pub(super) fn is_address(text: &str) -> bool {
    text.contains("ajax/api4")
        || text.contains("/explorer/")
        || text.contains("ajax%2Fapi4")
        || text.contains(SEARCH)
}

/// The calls that an address names, with what is sent besides: one, or a batch of them. `base` is
/// where the address begins in the input.
pub(super) fn calls(
    address: &str,
    base: usize,
    sent: &[(String, String, usize)],
) -> Result<Vec<Call>, Problem> {
    let inside = pairs(address).find(|(key, _)| key == "calls");
    let inside = inside.map(|(_, value)| (value, base));
    let besides = sent.iter().find(|(key, ..)| key == "calls");
    let besides = besides.map(|(_, value, at)| (value.clone(), *at));
    if let Some((batch, at)) = besides.or(inside) {
        let problem =
            |problem: Problem| Problem::at(at, format!("in `calls`: {}", problem.message));
        let batch = json::whole(&batch, 0).map_err(problem)?;
        return batch_of(unplaced(batch)).map_err(problem);
    }
    let mut call = call(address, base)?;
    for (key, value, at) in sent {
        match key.as_str() {
            "params" => params(&mut call, value, *at)?,
            "index" => call.index = Some(literal(value)),
            // Nothing else of what is sent is a parameter.
            _ => {}
        }
    }
    Ok(vec![call])
}

/// The parameters of an address, decoded. A fragment is none.
fn pairs(address: &str) -> impl Iterator<Item = (String, String)> {
    address.split(['?', '&']).skip(1).filter_map(|pair| {
        let pair = pair.split('#').next().unwrap_or_default();
        let (key, value) = pair.split_once('=')?;
        Some((plain(key), plain(value)))
    })
}

/// The one call that an address names.
fn call(address: &str, base: usize) -> Result<Call, Problem> {
    let address = address.trim_matches(['"', '\'', '<', '>']);
    if let Some(at) = address.find(SEARCH) {
        return search(&address[at + SEARCH.len()..], base);
    }
    // The path stands in a parameter where the CMS routes by it; the other parameters stay encoded,
    // since a `&` or a `#` in them is text.
    let routed;
    let mut place = address;
    if !address.contains("api4/") && !address.contains("/explorer/") {
        let pairs = address.split(['?', '&', '#']);
        let mut values = pairs.filter_map(|pair| Some(plain(pair.split_once('=')?.1)));
        routed = values
            .find(|value| value.contains("api4/") || value.contains("/explorer/"))
            .unwrap_or_else(|| plain(address));
        place = &routed;
    }
    let path = ["/explorer/", "ajax/api4/"]
        .iter()
        .find_map(|marker| place.find(marker).map(|at| at + marker.len()));
    let Some(from) = path else {
        return Err(Problem::at(
            base,
            "the address names no call: its path ends in `ajax/api4/Entity/action`",
        ));
    };
    let rest = &place[from..];
    let end = rest.find(['?', '&', '#', ' ']).unwrap_or(rest.len());
    let mut names = rest[..end].split('/').map(plain);
    let entity = names.next().filter(|name| !name.is_empty());
    let action = names.next().filter(|name| !name.is_empty());
    let (Some(entity), Some(action)) = (entity, action) else {
        return Err(Problem::at(
            base,
            "the address names no entity and action: its path ends in `Contact/get`",
        ));
    };
    let mut call = Call::new(entity, action, base);
    // REST by Joomla or WordPress puts the path into a parameter, so the others may stand before it.
    for (key, value) in pairs(address) {
        pair_of(&mut call, &key, &value, base)?;
    }
    Ok(call)
}

/// The search that an address of SearchKit makes: an entity, and the parameters of its `get`.
fn search(rest: &str, base: usize) -> Result<Call, Problem> {
    let end = rest.find(['?', '&', ' ']).unwrap_or(rest.len());
    let entity = plain(&rest[..end]);
    if entity.is_empty() {
        return Err(Problem::at(base, "the address names no entity to search"));
    }
    let mut call = Call::new(entity, "get", base);
    for pair in rest.split(['?', '&']).skip(1) {
        if let Some(("params", value)) = pair.split_once('=') {
            params(&mut call, &plain(value), base)?;
        }
    }
    Ok(call)
}

/// The text of a percent-encoded part, with `+` for blanks.
pub(super) fn plain(text: &str) -> String {
    let text = text.replace('+', " ");
    percent_decode_str(&text).decode_utf8_lossy().into_owned()
}

fn pair_of(call: &mut Call, key: &str, value: &str, base: usize) -> Result<(), Problem> {
    match key {
        "params" => params(call, value, base),
        "index" => {
            call.index = Some(literal(value));
            Ok(())
        }
        // What the CMS routes by, and credentials.
        "q"
        | "civiwp"
        | "page"
        | "option"
        | "task"
        | "format"
        | "_authx"
        | "api_key"
        | "key"
        | "reset"
        | "civicrm_install_type" => Ok(()),
        name => {
            let names = NAMES.contains(&name) && !value.starts_with('[');
            let parsed = if names {
                let list = value.split(',').map(Literal::text).collect();
                Literal::new(Value::List(list))
            } else {
                literal(value)
            };
            call.set(name, parsed);
            Ok(())
        }
    }
}

fn literal(text: &str) -> Literal {
    let simple = text.starts_with(['{', '[', '"'])
        || matches!(text, "true" | "false" | "null")
        || text.parse::<f64>().is_ok();
    match json::whole(text, 0) {
        Ok(value) if simple => unplaced(value),
        _ => Literal::text(text),
    }
}

/// What was decoded stands at no place of the input.
fn unplaced(mut literal: Literal) -> Literal {
    literal.at = 0;
    match &mut literal.value {
        Value::List(items) => {
            for item in items {
                *item = unplaced(std::mem::replace(item, Literal::new(Value::Null)));
            }
        }
        Value::Map(entries) => {
            for (_, value) in entries {
                *value = unplaced(std::mem::replace(value, Literal::new(Value::Null)));
            }
        }
        _ => {}
    }
    literal
}

/// The JSON of `params=…`.
fn params(call: &mut Call, text: &str, base: usize) -> Result<(), Problem> {
    let problem = |problem: Problem| Problem::at(base, format!("in `params`: {}", problem.message));
    let value = json::whole(text, 0).map_err(problem)?;
    match unplaced(value).value {
        Value::Map(entries) => {
            for (key, value) in entries {
                call.set(&key, value);
            }
            Ok(())
        }
        Value::List(items) if items.is_empty() => Ok(()),
        _ => Err(Problem::at(base, "`params` is an object")),
    }
}
