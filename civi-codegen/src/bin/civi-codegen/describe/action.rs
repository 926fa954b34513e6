//! An action as text: its parameters, their types and defaults.

use civi_codegen::schema::{Action, Entity};

use super::rust::Rust;
use super::value_text;
use crate::table::Table;
use crate::terminal::{Paint, Terminal};
use crate::wording::line;

pub(super) fn print(rust: &Rust, entity: &Entity, action: &Action, terminal: &mut Terminal) {
    let name = format!("{}.{}", line(&entity.name), line(&action.name));
    let deprecated = if action.deprecated {
        " (deprecated)"
    } else {
        ""
    };
    terminal.data(&format!(
        "{}: an action{deprecated}",
        terminal.paint(Paint::Heading, &name)
    ));
    if let Some(description) = &action.description {
        terminal.data(&format!("  {}", line(description)));
    }
    if let (Some(owner), Some(model)) = (
        rust.entity(&entity.name),
        rust.action(&entity.name, &action.name),
    ) {
        let required = model.params.iter().filter(|param| param.required);
        let required: Vec<&str> = required.map(|param| param.ident.as_str()).collect();
        let call = format!(
            "{}::{}({})",
            owner.type_name,
            model.function,
            required.join(", ")
        );
        terminal.data(&format!("  in Rust: {call}"));
    }
    if action.params.is_empty() {
        terminal.data("  no parameters of its own");
        return;
    }
    let mut table = Table::default();
    for (name, param) in &action.params {
        let types = if param.types.is_empty() {
            "any".to_owned()
        } else {
            param.types.join("|")
        };
        let mut properties = Vec::new();
        if param.required {
            properties.push("required".to_owned());
        }
        if let Some(default) = param.default.as_ref().filter(|value| !value.is_null()) {
            properties.push(format!("default {}", value_text(default)));
        }
        if !param.options.is_empty() {
            let options = param.options.iter().map(value_text).collect::<Vec<_>>();
            properties.push(format!("one of {}", options.join(" ")));
        }
        if let Some(deprecated) = &param.deprecated {
            properties.push(format!("deprecated {deprecated}"));
        }
        if let Some(description) = &param.description {
            properties.push(description.clone());
        }
        table.row([line(name), line(&types), line(&properties.join("; "))]);
    }
    table.print("  ", terminal);
}
