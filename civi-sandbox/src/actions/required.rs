//! What a record must have (§4.2, `required` and `required_if`).

use super::record::Record;
use crate::failure::{Failure, Outcome};
use crate::json::Json;
use crate::schema::EntityModel;

/// Refuses a new record that lacks what the API requires.
pub(super) fn check(entity: &EntityModel, values: &Json, record: &Record) -> Outcome<()> {
    let mut missing = Vec::new();
    for field in entity.fields.values() {
        let Some(create) = &field.field.create else {
            continue;
        };
        let needed = create.required
            || create
                .required_if
                .as_deref()
                .is_some_and(|condition| holds(condition, values));
        let has_default = create
            .default
            .as_ref()
            .is_some_and(|default| !default.is_null());
        if !needed || has_default || Some(field.name()) == entity.key() {
            continue;
        }
        if entity.forced.iter().any(|(name, _)| name == field.name()) {
            continue;
        }
        let is_blank = match record.cell(field.name()) {
            Some(cell) => crate::store::stored_text(cell).is_none_or(|text| text.is_empty()),
            None => is_missing(values, field.name()),
        };
        if is_blank {
            missing.push(field.name().to_owned());
        }
    }
    if missing.is_empty() {
        return Ok(());
    }
    Err(Failure::exception(format!(
        "Mandatory values missing from Api4 {}::create: {}",
        entity.name(),
        missing.join(", ")
    )))
}

fn is_missing(values: &Json, name: &str) -> bool {
    let given = |key: &String| key == name || super::super::query::split_suffix(key).0 == name;
    !values
        .pairs()
        .iter()
        .any(|(key, value)| given(key) && !value.is_blank())
}

/// Whether a condition such as `empty($values.title) && empty($values.name)` holds. A condition
/// of another form holds never: the sandbox would refuse what a site takes.
fn holds(condition: &str, values: &Json) -> bool {
    condition
        .split("||")
        .any(|any| any.split("&&").all(|one| one_holds(one.trim(), values)))
}

fn one_holds(condition: &str, values: &Json) -> bool {
    let (negated, condition) = match condition.strip_prefix('!') {
        Some(rest) => (true, rest.trim()),
        None => (false, condition),
    };
    let name = condition
        .strip_prefix("empty($values.")
        .and_then(|rest| rest.strip_suffix(')'));
    name.is_some_and(|name| is_missing(values, name) != negated)
}

#[cfg(test)]
mod tests {
    use super::holds;
    use crate::json::Json;

    #[test]
    fn conditions_of_the_snapshot_are_understood() {
        let values = Json::from([("title", "x".into())]);
        assert!(!holds("empty($values.title)", &values));
        assert!(holds("empty($values.name)", &values));
        assert!(!holds(
            "empty($values.name) && empty($values.title)",
            &values
        ));
        assert!(holds("!empty($values.title)", &values));
        assert!(!holds("$values.x == 'y'", &values));
    }
}
