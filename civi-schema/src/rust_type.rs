//! Field → what its Rust type is, as facts: the generator writes them as code, the derive compares
//! them with a struct.

mod key;

use std::collections::BTreeMap;

use crate::{
    DataType, Entity, Field, OptionItem, OptionKey, OptionList, Options, PlainType, Serialization,
    Suffix,
};

pub use key::{KeyType, key};

/// The Rust type of one value of a field.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ValueType {
    /// A type that is the same on every site.
    Plain(PlainType),
    /// `Id<E>` of the entity with this wire name.
    Id(String),
    /// The option type of the field's list: the list is stored by its stable strings.
    Options,
}

/// Whether a row of the field's own entity always has a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Presence {
    /// It can be null or missing.
    Nullable,
    /// It has a value in every row.
    NotNull,
    /// It is the primary key, alone.
    PrimaryKey,
}

/// A field's option list as the type system sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Whether the list becomes an option type. Where not (too long, not sent, numbers only),
    /// `:name` is a string.
    pub typed: bool,
    /// The suffixes that the field takes, sorted.
    pub suffixes: Vec<Suffix>,
}

/// What the Rust type of a field is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldType {
    /// The type of one value.
    pub value: ValueType,
    /// Whether the field holds a list of them.
    pub list: bool,
    /// Whether a value is always there.
    pub presence: Presence,
    /// Its options, where it has any.
    pub listed: Option<Listed>,
    /// The entity that it refers to by another field than `id`.
    pub reference: Option<String>,
    /// It exists in filters only (`type: Filter`).
    pub filter_only: bool,
    /// The only operators that a filter may use, where the site restricts them.
    pub operators: Option<Vec<String>>,
    /// It is guarded by a permission of its own.
    pub restricted: bool,
}

/// What decides a field's type besides the schema.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypeRules {
    /// The most options that an option type has; a longer list stays data.
    pub option_limit: usize,
}

impl Default for TypeRules {
    fn default() -> Self {
        TypeRules { option_limit: 100 }
    }
}

/// The fields of contacts that only some contact types have although the column is never null: the
/// site leaves them out of the other types' rows (APIv4 wire contract, §7).
const OF_SOME_CONTACT_TYPES: &[&str] = &["is_deceased"];

/// What the Rust type of a field is. `lists` are the snapshot's shared lists
/// ([`Schema::option_lists`](crate::Schema::option_lists)).
///
/// ```
/// use std::collections::BTreeMap;
/// use civi_schema::rust_type::{TypeRules, ValueType, field_type};
/// use civi_schema::{DataType, Entity, Field};
///
/// let entity = Entity { name: "Email".into(), primary_key: vec!["id".into()], ..Entity::default() };
/// let mut field = Field::new("contact_id", DataType::Integer);
/// field.fk_entity = Some("Contact".into());
/// let facts = field_type(&entity, &field, &BTreeMap::new(), &TypeRules::default());
/// assert_eq!(facts.value, ValueType::Id("Contact".into()));
/// ```
#[must_use]
pub fn field_type(
    entity: &Entity,
    field: &Field,
    lists: &BTreeMap<String, OptionList>,
    rules: &TypeRules,
) -> FieldType {
    let is_key = key::is_only(entity, field);
    let options = option_list(field, lists);
    let typed = options.filter(|list| is_typed(list, rules));
    let filter_only = field.kind == "Filter";
    let restricted = !field.permission.is_empty();
    let (value, list) = value_type(entity, field, is_key, options, typed);
    let boolean = value == ValueType::Plain(PlainType::Boolean);
    FieldType {
        presence: presence(
            entity,
            field,
            is_key && field.fk_entity.is_none() && key::of_value(&value, list).is_some(),
        ),
        listed: (!field.suffixes.is_empty() && !boolean || value == ValueType::Options).then(
            || Listed {
                typed: typed.is_some()
                    && (value == ValueType::Options || field.suffixes.contains(&Suffix::Name)),
                suffixes: sorted(&field.suffixes),
            },
        ),
        reference: match (&field.fk_entity, &value) {
            (Some(_), ValueType::Id(_)) | (None, _) => None,
            (Some(target), _) => Some(target.clone()),
        },
        value,
        list,
        filter_only,
        operators: field.operators.clone(),
        restricted,
    }
}

/// What a field is where an action of writing gives it another data type than `get` does.
#[must_use]
pub fn written_type(
    entity: &Entity,
    field: &Field,
    data_type: &DataType,
    lists: &BTreeMap<String, OptionList>,
    rules: &TypeRules,
) -> FieldType {
    let mut other = field.clone();
    other.data_type = data_type.clone();
    field_type(entity, &other, lists, rules)
}

/// A field's option list, wherever the snapshot keeps it; `None` where it has none, or the site
/// did not list it.
#[must_use]
pub fn option_list<'a>(
    field: &'a Field,
    lists: &'a BTreeMap<String, OptionList>,
) -> Option<&'a OptionList> {
    match &field.options {
        Options::None | Options::Unlisted => None,
        Options::Own(list) => Some(list),
        Options::Shared(name) => lists.get(name),
    }
}

/// The string that stands for an option: its stable name, or its stored value where it has none.
#[must_use]
pub fn option_name(item: &OptionItem) -> String {
    item.name.clone().unwrap_or_else(|| key_text(&item.id))
}

/// Whether a list becomes an option type: it has options, not more than the limit, and their names
/// say more than numbers.
#[must_use]
pub fn is_typed(list: &OptionList, rules: &TypeRules) -> bool {
    !list.items.is_empty()
        && list.items.len() <= rules.option_limit
        && list.items.iter().any(|i| !is_number(&option_name(i)))
}

/// The entity whose `Id` an entity's key is: itself, but the contact types are contacts.
#[must_use]
pub fn key_entity(entity: &Entity) -> &str {
    if entity.kinds.iter().any(|k| k == "ContactType") {
        "Contact"
    } else {
        &entity.name
    }
}

fn value_type(
    entity: &Entity,
    field: &Field,
    is_key: bool,
    options: Option<&OptionList>,
    typed: Option<&OptionList>,
) -> (ValueType, bool) {
    let list = match field.serialize {
        None => false,
        Some(Serialization::Bookend | Serialization::Trimmed | Serialization::Comma) => true,
        Some(_) => return (ValueType::Plain(PlainType::Json), false),
    };
    if let Some(target) = &field.fk_entity {
        let to_id = field
            .fk_column
            .as_deref()
            .is_none_or(|column| column == "id");
        let number =
            field.data_type == DataType::Integer || (list && field.data_type == DataType::String);
        if to_id && number {
            return (ValueType::Id(target.clone()), list);
        }
    }
    let value = match &field.data_type {
        DataType::Integer if is_key => ValueType::Id(key_entity(entity).to_owned()),
        DataType::Integer => ValueType::Plain(PlainType::Integer),
        DataType::Float => ValueType::Plain(PlainType::Float),
        DataType::Money => ValueType::Plain(PlainType::Money),
        DataType::Boolean => ValueType::Plain(PlainType::Boolean),
        DataType::String | DataType::Text => {
            if typed.is_some_and(is_stored_by_name) && !is_key {
                ValueType::Options
            } else {
                ValueType::Plain(PlainType::Text)
            }
        }
        DataType::Blob => ValueType::Plain(PlainType::Text),
        DataType::Date => ValueType::Plain(PlainType::Date),
        DataType::Timestamp => ValueType::Plain(PlainType::Timestamp),
        DataType::Time => ValueType::Plain(PlainType::Time),
        // A filter takes one element at a time: `groups IN [1, 2]`.
        DataType::Array if field.kind == "Filter" && options.is_some_and(is_stored_by_number) => {
            ValueType::Plain(PlainType::Integer)
        }
        DataType::Array | DataType::Missing | DataType::Other(_) => {
            ValueType::Plain(PlainType::Json)
        }
    };
    (value, list && field.data_type != DataType::Array)
}

fn presence(entity: &Entity, field: &Field, is_key: bool) -> Presence {
    if is_key {
        return Presence::PrimaryKey;
    }
    let contact = key_entity(entity) == "Contact";
    // Custom fields: rows from before the field was made mandatory have null, and contacts of a
    // type that doesn't have the group lack the key. Guarded fields are missing for who may not
    // see them.
    let always = !field.nullable
        && field.kind == "Field"
        && field.custom_group.is_none()
        && field.permission.is_empty()
        && field.get.is_some()
        && !(contact && OF_SOME_CONTACT_TYPES.contains(&field.name.as_str()));
    if always {
        Presence::NotNull
    } else {
        Presence::Nullable
    }
}

/// Every option's stored value is its name.
fn is_stored_by_name(list: &OptionList) -> bool {
    list.items.iter().all(|item| {
        item.name
            .as_ref()
            .is_none_or(|name| *name == key_text(&item.id))
    })
}

fn is_stored_by_number(list: &OptionList) -> bool {
    !list.items.is_empty() && list.items.iter().all(|item| is_number(&key_text(&item.id)))
}

fn key_text(key: &OptionKey) -> String {
    match key {
        OptionKey::Number(number) => number.to_string(),
        OptionKey::Text(text) => text.clone(),
    }
}

fn is_number(text: &str) -> bool {
    text.parse::<i64>().is_ok()
}

fn sorted(suffixes: &[Suffix]) -> Vec<Suffix> {
    let mut sorted = suffixes.to_vec();
    sorted.sort();
    sorted.dedup();
    sorted
}

#[cfg(test)]
mod tests;
