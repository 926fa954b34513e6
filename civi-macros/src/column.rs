//! From a path as it is written (`employer_id.email_primary.email`, `gender_id:label`) to the
//! schema's field: through any number of keys, into custom groups, with a suffix at the end.

use std::collections::BTreeMap;
use std::rc::Rc;

use civi_schema::nearest::nearest;
use civi_schema::rust_type::{FieldType, Presence, TypeRules, field_type};
use civi_schema::{Entity, Field, Suffix};

use crate::source::Source;
use crate::suggest::{did_you_mean, some_of};

/// A column that a row of the entity can have.
#[derive(Debug, Clone)]
pub(crate) struct Column {
    /// The entity that the field is of, after all joins.
    pub(crate) entity: Rc<Entity>,
    /// The field's name there.
    pub(crate) name: String,
    /// The suffix asked for.
    pub(crate) suffix: Option<Suffix>,
    /// The keys that lead to it.
    pub(crate) joins: Vec<String>,
}

/// Why a path leads nowhere: the text for the struct's author.
#[derive(Debug)]
pub(crate) struct Lost(pub(crate) String);

impl Column {
    /// The schema's field.
    pub(crate) fn field(&self) -> Option<&Field> {
        self.entity.fields.get(&self.name)
    }

    /// Whether a row can have null here: through a join, everything can.
    pub(crate) fn nullable(&self, kind: &FieldType) -> bool {
        !self.joins.is_empty() || kind.presence == Presence::Nullable
    }

    /// What its Rust type is, as the schema has it.
    pub(crate) fn kind(&self) -> Option<FieldType> {
        // Long lists are kept in files of their own. They are not read: what they would add, the
        // generated option types, there are none of here.
        let field = self.field()?;
        Some(field_type(
            &self.entity,
            field,
            &BTreeMap::new(),
            &TypeRules::default(),
        ))
    }
}

/// Follows `path` from `entity`.
///
/// # Errors
///
/// What is wrong with the path, and the nearest right one.
pub(crate) fn resolve(
    source: &mut Source,
    entity: &Rc<Entity>,
    path: &str,
) -> Result<Column, Lost> {
    let (bare, suffix) = match path.rsplit_once(':') {
        Some((bare, suffix)) => (bare, Some(suffix)),
        None => (path, None),
    };
    let mut column = Column {
        entity: Rc::clone(entity),
        name: String::new(),
        suffix: None,
        joins: Vec::new(),
    };
    let mut rest = bare;
    while !column.entity.fields.contains_key(rest) {
        let (key, after) = step(&column.entity, rest)?;
        let input = input(&column.entity, key, rest)?.to_owned();
        column.joins.push(key.to_owned());
        column.entity = source.entity(&input).map_err(|error| {
            Lost(format!(
                "`{key}` of `{from}` leads to `{input}`, and that can't be read: {error}",
                from = column.entity.name
            ))
        })?;
        rest = after;
    }
    column.name = rest.to_owned();
    if let (Some(suffix), Some(field)) = (suffix, column.field()) {
        column.suffix = Some(find_suffix(field, suffix)?);
    }
    Ok(column)
}

/// Follows `prefix`, the keys before a flattened struct's own fields, and answers where they lead.
///
/// # Errors
///
/// What is wrong with the path, and the nearest right one.
pub(crate) fn resolve_prefix(
    source: &mut Source,
    entity: &Rc<Entity>,
    prefix: &str,
) -> Result<Rc<Entity>, Lost> {
    let last = resolve(source, entity, prefix)?;
    if last.suffix.is_some() {
        return Err(Lost(format!(
            "`{prefix}` ends in a suffix; a prefix is a key, such as `{}`",
            last.name
        )));
    }
    let input = input(&last.entity, &last.name, prefix)?.to_owned();
    source.entity(&input).map_err(|error| {
        Lost(format!(
            "`{prefix}` leads to `{input}`, and that can't be read: {error}"
        ))
    })
}

/// Cuts the first key off a path: the longest beginning that is a field (a custom field's name
/// has a dot of its own).
fn step<'p>(entity: &Entity, path: &'p str) -> Result<(&'p str, &'p str), Lost> {
    path.rmatch_indices('.')
        .map(|(dot, _)| (&path[..dot], &path[dot + 1..]))
        .find(|(key, _)| entity.fields.contains_key(*key))
        .ok_or_else(|| unknown(entity, path))
}

/// The entity that a key leads to.
fn input<'e>(entity: &'e Entity, key: &str, path: &str) -> Result<&'e str, Lost> {
    let field = entity
        .fields
        .get(key)
        .ok_or_else(|| unknown(entity, path))?;
    if let Some(input) = &field.fk_entity {
        return Ok(input);
    }
    let name = &entity.name;
    if !field.dfk_entities.is_empty() {
        let targets = some_of(field.dfk_entities.values().map(String::as_str), 5);
        return Err(Lost(format!(
            "`{key}` of `{name}` leads to another entity from row to row ({targets}), so it can't \
             be joined by; ask for `{key}` itself and read that entity by it"
        )));
    }
    let keys = keys(entity);
    let hint = match nearest(key, keys.iter().copied()) {
        Some(like) => format!("did you mean `{like}`?"),
        None if keys.is_empty() => format!("`{name}` has no keys"),
        None => format!("the keys of `{name}` are {}", some_of(keys, 8)),
    };
    Err(Lost(format!(
        "`{key}` of `{name}` is no key, so `{path}` can't be reached through it; {hint}"
    )))
}

/// The fields of an entity that lead to another.
fn keys(entity: &Entity) -> Vec<&str> {
    entity
        .fields
        .values()
        .filter(|field| field.fk_entity.is_some())
        .map(|field| field.name.as_str())
        .collect()
}

/// What there is to say when no field begins the path.
fn unknown(entity: &Entity, path: &str) -> Lost {
    let name = &entity.name;
    let all = || entity.fields.keys().map(String::as_str);
    let advice =
        "if the site has gained it since, make the snapshot again with `civi-codegen refresh`";
    let Some((first, rest)) = path.split_once('.') else {
        let hint = did_you_mean(path, all());
        return Lost(format!("`{name}` has no field `{path}`{hint}\n{advice}"));
    };
    let group = entity
        .fields
        .values()
        .any(|field| field.custom_group.as_deref() == Some(first));
    if group {
        let members = || all().filter(|field| field.split('.').next() == Some(first));
        let hint = match nearest(path, members()) {
            Some(like) => format!("did you mean `{like}`?"),
            None => format!("it has {}", some_of(members(), 8)),
        };
        return Lost(format!(
            "the custom group `{first}` of `{name}` has no field `{rest}`; {hint}\n{advice}"
        ));
    }
    let keys = keys(entity);
    let hint = match nearest(first, keys.iter().copied()) {
        Some(like) => format!("; did you mean `{like}.{rest}`?"),
        None => did_you_mean(path, all()),
    };
    Lost(format!(
        "`{name}` has neither a key nor a custom group `{first}`{hint}\n{advice}"
    ))
}

/// The suffix by its text.
fn find_suffix(field: &Field, wanted: &str) -> Result<Suffix, Lost> {
    let name = &field.name;
    if field.suffixes.is_empty() {
        return Err(Lost(format!(
            "`{name}` has no options, so it takes no suffix: write `{name}` without `:{wanted}`"
        )));
    }
    let known = || field.suffixes.iter().map(Suffix::as_str);
    field
        .suffixes
        .iter()
        .find(|suffix| suffix.as_str() == wanted)
        .cloned()
        .ok_or_else(|| {
            let hint = did_you_mean(wanted, known());
            let all = known()
                .map(|suffix| format!("`:{suffix}`"))
                .collect::<Vec<_>>()
                .join(", ");
            Lost(format!(
                "`{name}` has no suffix `:{wanted}`{hint}\nit takes {all}"
            ))
        })
}
