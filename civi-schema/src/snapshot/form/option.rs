//! Option lists. An option is one line; its label is left out where it equals its name.

use serde_json::Value;

use super::super::text::{Doc, Facts};
use crate::error::Mismatch;
use crate::json::{self, describe};
use crate::{OptionItem, OptionKey, OptionList, Options};

/// A field's options: `true` where they are not listed, a shared list's name, or the list.
pub(super) fn options_doc(options: &Options) -> Option<Doc> {
    match options {
        Options::None => None,
        Options::Unlisted => Some(Doc::Line(Value::from(true))),
        Options::Shared(name) => Some(Doc::Line(Value::from(name.clone()))),
        Options::Own(list) => Some(list_doc(list)),
    }
}

pub(in super::super) fn list_doc(list: &OptionList) -> Doc {
    Doc::List(list.items.iter().map(item_doc).collect())
}

fn item_doc(item: &OptionItem) -> Doc {
    let mut facts = Facts::default();
    match &item.id {
        OptionKey::Number(number) => facts.value("id", *number),
        OptionKey::Text(text) => facts.value("id", text.clone()),
    }
    facts.optional("name", item.name.as_ref());
    if item.label != item.name {
        facts.value("label", item.label.clone());
    }
    facts.optional("abbr", item.abbr.as_ref());
    facts.optional("description", item.description.as_ref());
    facts.line()
}

pub(super) fn read_options(value: &Value) -> Result<Options, Mismatch> {
    match value {
        Value::Bool(false) => Ok(Options::None),
        Value::Bool(true) => Ok(Options::Unlisted),
        Value::String(name) => Ok(Options::Shared(name.clone())),
        Value::Array(_) => read_list(value).map(Options::Own),
        other => Err(Mismatch::new(
            "true, a list's name or a list",
            describe(other),
        )),
    }
}

pub(in super::super) fn read_list(value: &Value) -> Result<OptionList, Mismatch> {
    Ok(OptionList {
        items: json::each(json::list(value)?, read_item)?,
    })
}

fn read_item(value: &Value) -> Result<OptionItem, Mismatch> {
    let map = json::object(value)?;
    let id = match map.get("id") {
        Some(Value::String(text)) => OptionKey::Text(text.clone()),
        Some(other) => OptionKey::Number(json::integer(other).map_err(|e| e.within("id"))?),
        None => return Err(Mismatch::new("the option's stored value", "nothing").within("id")),
    };
    let name = json::optional_text(map, "name")?;
    let label = if map.contains_key("label") {
        json::optional_text(map, "label")?
    } else {
        name.clone()
    };
    Ok(OptionItem {
        id,
        name,
        label,
        abbr: json::optional_text(map, "abbr")?,
        description: json::optional_text(map, "description")?,
    })
}
