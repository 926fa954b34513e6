//! One action of an entity's file. A parameter is one line.

use serde_json::Value;

use super::super::text::{Doc, Facts};
use super::named;
use crate::error::Mismatch;
use crate::{Action, Param, json};

pub(super) fn action_doc(action: &Action) -> Doc {
    let mut facts = Facts::default();
    facts.optional("description", action.description.as_ref());
    facts.flag("deprecated", action.deprecated, false);
    facts.map(
        "params",
        action
            .params
            .iter()
            .map(|(name, param)| (name.clone(), param_doc(param))),
    );
    facts.finish()
}

fn param_doc(param: &Param) -> Doc {
    let mut facts = Facts::default();
    facts.texts("types", &param.types);
    facts.optional("default", param.default.as_ref());
    facts.flag("required", param.required, false);
    if !param.options.is_empty() {
        facts.value("options", param.options.clone());
    }
    facts.optional("description", param.description.as_ref());
    facts.optional("deprecated", param.deprecated.as_ref());
    facts.line()
}

pub(super) fn read_action(name: &str, value: &Value) -> Result<Action, Mismatch> {
    let map = json::object(value)?;
    Ok(Action {
        name: name.to_owned(),
        description: json::optional_text(map, "description")?,
        deprecated: json::flag(map, "deprecated", false)?,
        params: named(map, "params", |_, value| read_param(value))?,
    })
}

fn read_param(value: &Value) -> Result<Param, Mismatch> {
    let map = json::object(value)?;
    Ok(Param {
        types: json::texts(map, "types")?,
        default: map.get("default").cloned(),
        required: json::flag(map, "required", false)?,
        options: json::get(map, "options")
            .map_or(Ok(Vec::new()), |value| {
                json::list(value).map(<[Value]>::to_vec)
            })
            .map_err(|e| e.within("options"))?,
        description: json::optional_text(map, "description")?,
        deprecated: json::optional_text(map, "deprecated")?,
    })
}
