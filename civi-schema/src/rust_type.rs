//! Field → what its Rust type is, as facts: the generator writes them as code, the derive compares
//! them with a struct.

use std::collections::BTreeMap;

use crate::{
    DataType, Entity, Field, OptionItem, OptionKey, OptionList, Options, Serialization, Suffix,
};

/// The Rust type of one value of a field.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum ValueType {
    /// `i64`.
    Integer,
    /// `f64`.
    Float,
    /// `bool`.
    Boolean,
    /// `String`.
    Text,
    /// `Decimal`.
    Money,
    /// `Date`.
    Date,
    /// `DateTime`.
    Timestamp,
    /// `Time`.
    Time,
    /// `serde_json::Value`.
    Json,
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
    let is_key = matches!(entity.primary_key.as_slice(), [key] if *key == field.name);
    let options = option_list(field, lists);
    let typed = options.filter(|list| is_typed(list, rules));
    let filter_only = field.kind == "Filter";
    let restricted = !field.permission.is_empty();
    let (value, list) = value_type(entity, field, is_key, options, typed);
    let boolean = value == ValueType::Boolean;
    FieldType {
        presence: presence(entity, field, is_key && field.fk_entity.is_none()),
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
        Some(_) => return (ValueType::Json, false),
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
        DataType::Integer => ValueType::Integer,
        DataType::Float => ValueType::Float,
        DataType::Money => ValueType::Money,
        DataType::Boolean => ValueType::Boolean,
        DataType::String | DataType::Text => {
            if typed.is_some_and(is_stored_by_name) && !is_key {
                ValueType::Options
            } else {
                ValueType::Text
            }
        }
        DataType::Blob => ValueType::Text,
        DataType::Date => ValueType::Date,
        DataType::Timestamp => ValueType::Timestamp,
        DataType::Time => ValueType::Time,
        // A filter takes one element at a time: `groups IN [1, 2]`.
        DataType::Array if field.kind == "Filter" && options.is_some_and(is_stored_by_number) => {
            ValueType::Integer
        }
        DataType::Array | DataType::Missing | DataType::Other(_) => ValueType::Json,
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
mod tests {
    use super::*;

    fn list(items: &[(&str, Option<&str>)]) -> Options {
        let items = items
            .iter()
            .map(|(id, name)| OptionItem {
                id: id
                    .parse()
                    .map_or_else(|_| OptionKey::Text((*id).to_owned()), OptionKey::Number),
                name: name.map(str::to_owned),
                label: None,
                abbr: None,
                description: None,
            })
            .collect();
        Options::Own(OptionList { items })
    }

    fn facts(change: impl FnOnce(&mut Entity, &mut Field)) -> FieldType {
        let mut entity = Entity {
            name: "Contribution".to_owned(),
            primary_key: vec!["id".to_owned()],
            ..Entity::default()
        };
        let mut field = Field::new("amount", DataType::Integer);
        change(&mut entity, &mut field);
        field_type(&entity, &field, &BTreeMap::new(), &TypeRules::default())
    }

    #[test]
    fn the_key_is_an_id_of_its_entity() {
        let key = facts(|_, f| f.name = "id".to_owned());
        assert_eq!(key.value, ValueType::Id("Contribution".to_owned()));
        assert_eq!(key.presence, Presence::PrimaryKey);
    }

    #[test]
    fn a_contact_types_key_is_a_contacts() {
        let key = facts(|e, f| {
            e.kinds = vec!["DAOEntity".to_owned(), "ContactType".to_owned()];
            f.name = "id".to_owned();
        });
        assert_eq!(key.value, ValueType::Id("Contact".to_owned()));
    }

    #[test]
    fn neither_key_of_two_is_the_key() {
        let key = facts(|e, f| {
            e.primary_key = vec!["id".to_owned(), "kind".to_owned()];
            f.name = "id".to_owned();
        });
        assert_eq!(
            (key.value, key.presence),
            (ValueType::Integer, Presence::Nullable)
        );
    }

    #[test]
    fn a_list_stored_by_name_is_the_type_itself() {
        let status = facts(|_, f| {
            f.data_type = DataType::String;
            f.options = list(&[("Draft", Some("Draft")), ("Sent", None)]);
            f.suffixes = vec![Suffix::Name];
        });
        assert_eq!(status.value, ValueType::Options);
        assert_eq!(status.listed.map(|l| l.typed), Some(true));
    }

    #[test]
    fn a_list_stored_by_number_is_typed_by_its_suffix_only() {
        let gender = facts(|_, f| {
            f.options = list(&[("1", Some("Female")), ("2", Some("Male"))]);
            f.suffixes = vec![Suffix::Name, Suffix::Label];
        });
        assert_eq!(gender.value, ValueType::Integer);
        assert_eq!(gender.listed.map(|l| l.typed), Some(true));
    }

    #[test]
    fn a_list_of_other_strings_keeps_its_text() {
        let issue = facts(|_, f| {
            f.data_type = DataType::String;
            f.options = list(&[("Edu", Some("Education"))]);
            f.suffixes = vec![Suffix::Name];
        });
        assert_eq!(issue.value, ValueType::Text);
    }

    #[test]
    fn a_list_past_the_limit_or_of_numbers_stays_data() {
        let numbers = facts(|_, f| {
            f.options = list(&[("1", Some("1")), ("2", Some("2"))]);
            f.suffixes = vec![Suffix::Name];
        });
        assert_eq!(numbers.listed.map(|l| l.typed), Some(false));
        let many: Vec<String> = (0..101).map(|i| format!("n{i}")).collect();
        let many: Vec<(&str, Option<&str>)> = many.iter().map(|n| (n.as_str(), None)).collect();
        let long = facts(|_, f| {
            f.data_type = DataType::String;
            f.options = list(&many);
            f.suffixes = vec![Suffix::Name];
        });
        assert_eq!(long.value, ValueType::Text);
        assert_eq!(long.listed.map(|l| l.typed), Some(false));
    }

    #[test]
    fn stored_lists_are_lists_and_stored_structures_json() {
        let list = facts(|_, f| f.serialize = Some(Serialization::Bookend));
        assert_eq!((list.value, list.list), (ValueType::Integer, true));
        let json = facts(|_, f| f.serialize = Some(Serialization::Json));
        assert_eq!((json.value, json.list), (ValueType::Json, false));
    }

    #[test]
    fn a_key_to_another_column_refers_without_an_id() {
        let reference = facts(|_, f| {
            f.data_type = DataType::String;
            f.fk_entity = Some("OptionGroup".to_owned());
            f.fk_column = Some("name".to_owned());
        });
        assert_eq!(reference.value, ValueType::Text);
        assert_eq!(reference.reference.as_deref(), Some("OptionGroup"));
    }

    #[test]
    fn what_may_be_missing_is_nullable() {
        let sure = |change: fn(&mut Entity, &mut Field)| {
            facts(|e, f| {
                f.nullable = false;
                change(e, f);
            })
            .presence
        };
        assert_eq!(sure(|_, _| {}), Presence::NotNull);
        assert_eq!(
            sure(|_, f| f.permission = vec![vec!["see".to_owned()]]),
            Presence::Nullable
        );
        assert_eq!(
            sure(|_, f| f.custom_group = Some("g".to_owned())),
            Presence::Nullable
        );
        assert_eq!(
            sure(|e, f| {
                e.name = "Contact".to_owned();
                f.name = "is_deceased".to_owned();
            }),
            Presence::Nullable
        );
    }
}
