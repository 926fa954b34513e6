//! Naming everything of one scope at once: the only place where names know of each other.

use std::collections::BTreeMap;

use super::distinct::{AS, camel_ending, ending};
use super::keyword::{
    BUILDER, FUNCTIONS, MODULES, SETTERS, TYPES, VARIANTS, escape, is_never_legal,
};
use super::letter::folded;
use super::spelling::{camel, snake, upper};

/// How a field is named in Rust.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FieldName {
    /// The row's field and the setter: `first_name`, `r#type`.
    pub field: String,
    /// The constant: `FIRST_NAME`.
    pub constant: String,
}

/// How an entity is named in Rust.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntityName {
    /// The marker type: `MailingJob`.
    pub type_name: String,
    /// The module and, without `r#`, the file: `mailing_job`.
    pub module: String,
}

/// How a site-specific action is named in Rust.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ActionName {
    /// The function that starts it: `get_checksum`.
    pub function: String,
    /// The builder's type: `GetChecksum`.
    pub type_name: String,
}

/// The names of an entity's fields.
pub fn fields<'a>(wires: impl IntoIterator<Item = &'a str>) -> BTreeMap<&'a str, FieldName> {
    resolve(
        wires,
        |wire| snake_base(wire, SETTERS),
        |base| vec![upper(&folded(base))],
        |wire, collides| {
            let name = snake_name(wire, SETTERS, collides);
            FieldName {
                constant: upper(&name),
                field: escape(name),
            }
        },
    )
}

/// How a named query is named in Rust.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct QueryName {
    /// The function that makes it: `lapsed_donors`.
    pub function: String,
    /// The type of its rows: `LapsedDonors`.
    pub type_name: String,
}

/// The names of a site's named queries, or of its saved searches.
pub fn queries<'a>(wires: impl IntoIterator<Item = &'a str>) -> BTreeMap<&'a str, QueryName> {
    let base = |wire: &str| snake_base(wire, MODULES);
    pairs(wires, base, MODULES, TYPES, |function, type_name| {
        QueryName {
            function,
            type_name,
        }
    })
}

/// The names of a site's entities.
pub fn entities<'a>(wires: impl IntoIterator<Item = &'a str>) -> BTreeMap<&'a str, EntityName> {
    pairs(wires, module_base, MODULES, TYPES, |module, type_name| {
        EntityName { type_name, module }
    })
}

/// The names of the site-specific actions of the entity whose Rust type is `entity`.
pub fn actions<'a>(
    entity: &str,
    wires: impl IntoIterator<Item = &'a str>,
) -> BTreeMap<&'a str, ActionName> {
    let types: Vec<&str> = TYPES.iter().copied().chain([entity]).collect();
    pairs(
        wires,
        action_base,
        FUNCTIONS,
        &types,
        |function, type_name| ActionName {
            function,
            type_name,
        },
    )
}

/// The names of what is a module or a function, and a type besides: `base` gives the former where
/// no other name is like it.
fn pairs<'a, N>(
    wires: impl IntoIterator<Item = &'a str>,
    base: impl Fn(&str) -> String,
    reserved: &[&str],
    types: &[&str],
    name: impl Fn(String, String) -> N,
) -> BTreeMap<&'a str, N> {
    resolve(
        wires,
        |wire| (base(wire), camel_base(wire, types)),
        |(snake, camel)| both(snake, camel),
        |wire, collides| {
            let first = if collides || snake(wire).contains(AS) {
                snake_name(wire, reserved, true)
            } else {
                escape(base(wire))
            };
            name(first, camel_name(wire, types, collides))
        },
    )
}

/// The names of an action's parameters, as setters and arguments.
pub fn params<'a>(wires: impl IntoIterator<Item = &'a str>) -> BTreeMap<&'a str, String> {
    resolve(
        wires,
        |wire| snake_base(wire, BUILDER),
        |base| vec![upper(&folded(base))],
        |wire, collides| escape(snake_name(wire, BUILDER, collides)),
    )
}

/// The names of option types.
pub fn lists<'a>(wires: impl IntoIterator<Item = &'a str>) -> BTreeMap<&'a str, String> {
    resolve(
        wires,
        |wire| camel_base(wire, TYPES),
        |base| vec![folded(base)],
        |wire, collides| camel_name(wire, TYPES, collides),
    )
}

/// The names of an option list's variants, by the options' stable names.
pub fn variants<'a>(wires: impl IntoIterator<Item = &'a str>) -> BTreeMap<&'a str, String> {
    resolve(
        wires,
        |wire| camel_base(wire, VARIANTS),
        |base| vec![folded(base)],
        |wire, collides| camel_name(wire, VARIANTS, collides),
    )
}

/// The keys of what has a name in each style.
fn both(snake: &str, camel: &str) -> Vec<String> {
    vec![
        format!("s {}", upper(&folded(snake))),
        format!("c {}", folded(camel)),
    ]
}

fn snake_base(wire: &str, reserved: &[&str]) -> String {
    let mut name = snake(wire);
    if is_never_legal(&name) || reserved.contains(&name.as_str()) {
        name.push('_');
    }
    name
}

/// An entity's module stands beside its type, and a name that begins with anything but a letter
/// that has a capital can be the same in both styles.
fn module_base(wire: &str) -> String {
    let mut name = snake_base(wire, MODULES);
    let first = name.trim_start_matches('_').chars().next();
    if !first.is_some_and(|c| c.is_lowercase() && c != 'ß') {
        name.push_str("_module");
    }
    name
}

/// An action's function stands beside the fields' constants, and a name without any letter that
/// has a case would be the same in both styles.
fn action_base(wire: &str) -> String {
    let mut name = snake_base(wire, FUNCTIONS);
    if !name.contains(char::is_lowercase) {
        name.push_str("_action");
    }
    name
}

fn snake_name(wire: &str, reserved: &[&str], collides: bool) -> String {
    let words = snake(wire);
    if collides || words.contains(AS) {
        return format!("{words}{AS}{}", ending(wire, &words));
    }
    snake_base(wire, reserved)
}

fn camel_base(wire: &str, reserved: &[&str]) -> String {
    apart(camel(wire), reserved)
}

fn camel_name(wire: &str, reserved: &[&str], collides: bool) -> String {
    if collides {
        let name = camel(wire);
        let ending = camel_ending(wire, &name);
        return apart(name + &ending, reserved);
    }
    camel_base(wire, reserved)
}

/// The name, with low lines until it is none that is taken: an entity's own name can be one that
/// already got its low line.
fn apart(mut name: String, reserved: &[&str]) -> String {
    while is_never_legal(&name) || reserved.contains(&name.as_str()) {
        name.push('_');
    }
    name
}

/// Names every wire name, telling each whether another comes to one of the same keys.
fn resolve<'a, B, N>(
    wires: impl IntoIterator<Item = &'a str>,
    base: impl Fn(&str) -> B,
    keys: impl Fn(&B) -> Vec<String>,
    name: impl Fn(&str, bool) -> N,
) -> BTreeMap<&'a str, N> {
    let mut owners: BTreeMap<String, usize> = BTreeMap::new();
    let mut by_wire: BTreeMap<&'a str, Vec<String>> = BTreeMap::new();
    for wire in wires {
        if by_wire.contains_key(wire) {
            continue;
        }
        let keys = keys(&base(wire));
        for key in &keys {
            *owners.entry(key.clone()).or_default() += 1;
        }
        by_wire.insert(wire, keys);
    }
    by_wire
        .into_iter()
        .map(|(wire, keys)| {
            let collides = keys.iter().any(|k| owners.get(k).is_some_and(|n| *n > 1));
            (wire, name(wire, collides))
        })
        .collect()
}
