//! What generated documentation says. Everything that a site wrote is made harmless here: it
//! reaches rustdoc as text, never as markup, a link or a test.

use civi_schema::standard::erases;
use civi_schema::{Entity, Field, Param, Schema};
use serde_json::Value;

use crate::GenerateOptions;

/// The most characters of a site's text in one place.
const LONGEST: usize = 400;

/// A site's text as one line that Markdown, rustdoc and rustc all take for plain text.
pub(crate) fn text(site: &str) -> String {
    let mut out = String::with_capacity(site.len());
    let mut space = false;
    for (taken, c) in site.chars().enumerate() {
        if taken == LONGEST {
            out.push('…');
            break;
        }
        if c.is_whitespace() {
            space = !out.is_empty();
            continue;
        }
        // Control characters, and those that make text read in another order than it has.
        let unseen = c.is_control()
            || matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}'
                | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
                | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}');
        if unseen {
            continue;
        }
        if space {
            out.push(' ');
            space = false;
        }
        let marks = matches!(
            c,
            '\\' | '`'
                | '*'
                | '_'
                | '['
                | ']'
                | '<'
                | '>'
                | '#'
                | '|'
                | '~'
                | '&'
                | '$'
                | ':'
                | '!'
        );
        let starts = out.is_empty() && matches!(c, '-' | '+' | '=');
        let numbers = matches!(c, '.' | ')') && out.chars().all(|c| c.is_ascii_digit());
        if marks || starts || numbers {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// A wire name or a value as code in Markdown.
pub(crate) fn code(site: &str) -> String {
    let clean: String = site
        .chars()
        .filter(|c| !c.is_control() && !matches!(c, '`' | '\u{200b}'..='\u{206f}' | '\u{feff}'))
        .take(120)
        .collect();
    let trimmed = clean.trim();
    if trimmed.is_empty() {
        "(empty)".to_owned()
    } else {
        format!("`{trimmed}`")
    }
}

fn sentence(site: Option<&str>) -> Option<String> {
    site.map(text).filter(|text| !text.is_empty())
}

/// The header of every generated file.
pub(super) fn header(schema: &Schema, options: &GenerateOptions) -> Vec<String> {
    let site = &schema.site;
    let mut lines = Vec::new();
    let mut of = Vec::new();
    if let Some(snapshot) = &options.snapshot {
        of.push(format!("snapshot {snapshot}"));
    }
    if let Some(version) = &site.civicrm {
        of.push(format!("CiviCRM {version}"));
    }
    of.extend(site.cms.clone());
    of.extend(site.taken.as_ref().map(|day| format!("taken {day}")));
    if !of.is_empty() {
        lines.push(of.join(", "));
    }
    if let Some(command) = &options.command {
        lines.push(format!("To make it again: {command}"));
    }
    lines
        .into_iter()
        .map(|line| line.chars().filter(|c| !c.is_control()).collect())
        .collect()
}

/// What an entity's documentation says.
pub(super) fn entity(entity: &Entity) -> Vec<String> {
    let title = sentence(entity.title_plural.as_deref())
        .or_else(|| sentence(entity.title.as_deref()))
        .unwrap_or_else(|| code(&entity.name));
    let mut lines = vec![format!("{title} ({} on the wire).", code(&entity.name))];
    if let Some(description) = sentence(entity.description.as_deref()) {
        lines.push(String::new());
        lines.push(description);
    }
    let mut facts = Vec::new();
    if !entity.forced.is_empty() {
        let forced: Vec<String> = entity
            .forced
            .iter()
            .map(|(field, value)| format!("{} is {}", code(field), code(value)))
            .collect();
        facts.push(format!("In every row {}.", forced.join(" and ")));
    }
    if entity.key_guessed {
        facts.push("The site does not say what its key is; these bindings take `id`.".to_owned());
    }
    if erases(entity) {
        facts.push(
            "The site has no trash for it: `erase` deletes rows for good, and there is no `delete`."
                .to_owned(),
        );
    }
    match entity.primary_key.as_slice() {
        [] => facts.push("Its rows have no key.".to_owned()),
        [_] => {}
        keys => {
            let keys: Vec<String> = keys.iter().map(|key| code(key)).collect();
            facts.push(format!("Its key is {} together.", keys.join(" and ")));
        }
    }
    if let Some(since) = &entity.since {
        facts.push(format!("Available since CiviCRM {}.", code(since)));
    }
    if !facts.is_empty() {
        lines.push(String::new());
        lines.push(facts.join(" "));
    }
    lines
}

/// A field's title as a sentence.
pub(super) fn title(field: &Field) -> String {
    sentence(field.title.as_deref())
        .or_else(|| sentence(field.label.as_deref()))
        .map_or_else(|| format!("The field {}.", code(&field.name)), ended)
}

/// A text with a mark at its end.
fn ended(text: String) -> String {
    if text.ends_with(['.', '?', '!', '…', ':']) {
        text
    } else {
        text + "."
    }
}

/// What a field's constant says besides the title, in one line; empty where there is no more.
pub(super) fn facts(field: &Field) -> String {
    let mut facts = Vec::new();
    if let Some(control) = &field.control_field
        && !field.dfk_entities.is_empty()
    {
        let targets: Vec<String> = field
            .dfk_entities
            .iter()
            .map(|(value, entity)| format!("{} for {}", code(entity), code(value)))
            .collect();
        facts.push(format!(
            "Refers to the entity that {} names: {}.",
            code(control),
            targets.join(", ")
        ));
    }
    if !field.permission.is_empty() {
        let all: Vec<String> = field
            .permission
            .iter()
            .map(|any| {
                any.iter()
                    .map(|one| code(one))
                    .collect::<Vec<_>>()
                    .join(" or ")
            })
            .collect();
        facts.push(format!("Needs the permission {}.", all.join(" and ")));
    }
    if let Some(filter) = field
        .get
        .as_ref()
        .and_then(|get| get.implicit_filter.as_ref())
    {
        facts.push(format!(
            "Where a query has no filter on it, `get` adds the filter {}.",
            json(filter)
        ));
    }
    facts.extend(sentence(field.description.as_deref()));
    facts.join(" ")
}

/// What a setter says besides the title; empty where there is no more.
pub(super) fn written(field: &Field, action: Option<&civi_schema::WriteField>) -> String {
    let mut facts = Vec::new();
    if let Some(condition) = action.and_then(|shape| shape.required_if.as_ref()) {
        facts.push(format!("Required if {}.", code(condition)));
    }
    if let Some(default) = action.and_then(|shape| shape.default.as_ref()) {
        facts.push(format!("The default is {}.", json(default)));
    }
    if let Some(longest) = field.max_length {
        facts.push(format!("At most {longest} characters."));
    }
    facts.join(" ")
}

/// What an action's documentation says.
pub(super) fn action(entity: &Entity, action: &civi_schema::Action) -> Vec<String> {
    let mut lines = vec![format!(
        "The site's own action {}.",
        code(&format!("{}.{}", entity.name, action.name))
    )];
    if let Some(description) = sentence(action.description.as_deref()) {
        lines.push(String::new());
        lines.push(description);
    }
    if gets_rows(action) && entity.actions.contains_key("get") {
        lines.push(String::new());
        lines.push(
            "Its rows are those of `get`, and may have more columns. They are read as JSON; \
             `SiteAction::from(…).reads_rows::<Row>()` reads them as [`Row`]."
                .to_owned(),
        );
    }
    lines
}

/// Whether an action is the `get` of stored rows under another name: it takes the whole query.
fn gets_rows(action: &civi_schema::Action) -> bool {
    [
        "select", "join", "where", "groupBy", "having", "orderBy", "limit", "offset",
    ]
    .iter()
    .all(|param| action.params.contains_key(*param))
}

/// What a parameter's documentation says.
pub(super) fn param(name: &str, param: &Param) -> String {
    let mut facts = vec![format!("The parameter {}.", code(name))];
    if !param.options.is_empty() {
        let all: Vec<String> = param.options.iter().take(12).map(json).collect();
        let more = if param.options.len() > 12 {
            ", …"
        } else {
            ""
        };
        facts.push(format!("One of {}{more}.", all.join(", ")));
    }
    if let Some(default) = &param.default {
        facts.push(format!("The default is {}.", json(default)));
    }
    facts.extend(sentence(param.description.as_deref()));
    facts.join(" ")
}

/// What an option type's documentation says.
pub(super) fn list(schema: &Schema, owners: &[(String, String)]) -> String {
    let title = owners.first().and_then(|(entity, field)| {
        let field = schema.entities.get(entity)?.fields.get(field)?;
        sentence(field.title.as_deref().or(field.label.as_deref()))
    });
    let fields: Vec<String> = owners
        .iter()
        .take(6)
        .map(|(entity, field)| code(&format!("{entity}.{field}")))
        .collect();
    let more = if owners.len() > 6 { ", …" } else { "" };
    let options = title.map_or_else(
        || "The options of".to_owned(),
        |title| format!("{title}: the options of"),
    );
    format!("{options} {}{more}.", fields.join(", "))
}

/// What an alias of an option type says.
pub(super) fn alias((entity, field): &(String, String), list: &str) -> String {
    let owner = code(&format!("{entity}.{field}"));
    format!("The options of {owner}, which are those of [`{list}`].")
}

/// What a variant's documentation says: the label, or the name on the wire where there is no label.
pub(super) fn option(item: &civi_schema::OptionItem, name: &str) -> String {
    let label = sentence(item.label.as_deref()).map(ended);
    let mut parts = vec![label.unwrap_or_else(|| format!("The option {}.", code(name)))];
    parts.extend(sentence(item.description.as_deref()));
    parts.join(" ")
}

/// A setting's documentation.
pub(super) fn setting(field: &Field) -> String {
    let mut parts = vec![title(field)];
    parts.extend(sentence(field.description.as_deref()));
    parts.join(" ")
}

fn json(value: &Value) -> String {
    code(&value.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sites_text_is_one_line_without_markup() {
        assert_eq!(
            text("a\n```\nfn main() {}\n```"),
            "a \\`\\`\\` fn main() {} \\`\\`\\`"
        );
        assert_eq!(
            text("see [x] <b> http://example.org"),
            "see \\[x\\] \\<b\\> http\\://example.org"
        );
        assert_eq!(text("    indented"), "indented");
        assert_eq!(text("1. one"), "1\\. one");
        assert_eq!(text("- one"), "\\- one");
        assert_eq!(text("a */ \"b\" \u{202e}c\r\n"), "a \\*/ \"b\" c");
    }

    #[test]
    fn code_never_ends_before_its_end() {
        assert_eq!(code("a`b`"), "`ab`");
        assert_eq!(code(" \n"), "(empty)");
    }
}
