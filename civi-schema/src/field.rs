//! [`Field`]: one field of an entity, over all its actions.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::{Options, Suffix};

/// One field of an entity.
///
/// What `get`, `create` and `update` agree on is said once; where they differ, `get` counts first,
/// then `create`. What each action says of its own is in [`get`](Field::get),
/// [`create`](Field::create) and [`update`](Field::update).
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// Its name on the wire: `first_name`, `extra_info.txt`, `Newsletter Subscribers`.
    pub name: String,
    /// Its title.
    pub title: Option<String>,
    /// Its label, where it differs from the title.
    pub label: Option<String>,
    /// The site's description, in snapshots made with `--docs`.
    pub description: Option<String>,
    /// `Field`, `Custom`, `Extra`, `Filter`; an open set.
    pub kind: String,
    /// The type of one value.
    pub data_type: DataType,
    /// How a list or a structure is stored in one column, where it is.
    pub serialize: Option<Serialization>,
    /// The form element: `Select`, `EntityRef`, … An open set.
    pub input_type: Option<String>,
    /// The longest text that fits, in characters.
    pub max_length: Option<u32>,
    /// The field whose value decides this one's options or target.
    pub control_field: Option<String>,
    /// The entity that this field's values are keys of.
    pub fk_entity: Option<String>,
    /// The field of that entity, where it is not its `id`.
    pub fk_column: Option<String>,
    /// The entities that a dynamic key may point to, by the value of its control field.
    pub dfk_entities: BTreeMap<String, String>,
    /// The field's options.
    pub options: Options,
    /// The suffixes that the field takes; empty where it has no options.
    pub suffixes: Vec<Suffix>,
    /// The operators that a filter may use, where the site restricts them.
    pub operators: Option<Vec<String>>,
    /// The permissions that guard it: every inner list must be met by one of its members.
    pub permission: Vec<Vec<String>>,
    /// Whether a row of this entity can have null here.
    pub nullable: bool,
    /// Whether it can't be written.
    pub readonly: bool,
    /// Whether the site marks it deprecated.
    pub deprecated: bool,
    /// Whether its value depends on the language.
    pub localizable: bool,
    /// The custom group that it belongs to.
    pub custom_group: Option<String>,
    /// What `get` says of it; `None` where `get` doesn't have it.
    pub get: Option<GetField>,
    /// What `create` says of it; `None` where `create` doesn't take it.
    pub create: Option<WriteField>,
    /// What `update` says of it; `None` where `update` doesn't take it.
    pub update: Option<WriteField>,
}

/// A field as `get` has it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct GetField {
    /// The filter that `get` adds by itself unless the caller filters on the field (§6.6).
    pub implicit_filter: Option<Value>,
}

/// A field as `create` or `update` takes it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct WriteField {
    /// The API refuses the call without it.
    pub required: bool,
    /// The condition under which the API refuses the call without it, as the site writes it.
    pub required_if: Option<String>,
    /// What is stored where nothing is given; may be symbolic (`now`, `user_contact_id`).
    pub default: Option<Value>,
    /// Not writable in this action.
    pub readonly: bool,
    /// The data type, where it differs from the field's own.
    pub data_type: Option<DataType>,
}

/// The wire's `data_type` (§4.3), an open set.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum DataType {
    /// `Integer`.
    Integer,
    /// `Float`.
    Float,
    /// `Money`.
    Money,
    /// `Boolean`.
    Boolean,
    /// `String`, also `Email` and `Url`.
    String,
    /// `Text`.
    Text,
    /// `Date`.
    Date,
    /// `Timestamp`, also `Datetime`.
    Timestamp,
    /// `Time`.
    Time,
    /// `Array`.
    Array,
    /// `Blob`, also `Mediumblob`.
    Blob,
    /// None was given.
    #[default]
    Missing,
    /// Anything else, kept as sent.
    Other(String),
}

/// The wire's `serialize` (§4.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Serialization {
    /// 1: separated, with bookends.
    Bookend,
    /// 2: separated, trimmed.
    Trimmed,
    /// 3: JSON.
    Json,
    /// 4: PHP's own serialisation.
    Php,
    /// 5: comma-separated.
    Comma,
    /// 6: comma-separated `key=value`.
    KeyValue,
    /// Another number, kept as sent.
    Other(i64),
}

impl Default for Field {
    /// A field without a name of which nothing is said: it may be null, and no action knows it.
    fn default() -> Self {
        Field {
            name: String::new(),
            title: None,
            label: None,
            description: None,
            kind: "Field".to_owned(),
            data_type: DataType::Missing,
            serialize: None,
            input_type: None,
            max_length: None,
            control_field: None,
            fk_entity: None,
            fk_column: None,
            dfk_entities: BTreeMap::new(),
            options: Options::None,
            suffixes: Vec::new(),
            operators: None,
            permission: Vec::new(),
            nullable: true,
            readonly: false,
            deprecated: false,
            localizable: false,
            custom_group: None,
            get: None,
            create: None,
            update: None,
        }
    }
}

impl Field {
    /// A plain column of the entity's own table that can be null, and that `get` has.
    #[must_use]
    pub fn new(name: impl Into<String>, data_type: DataType) -> Self {
        Field {
            name: name.into(),
            data_type,
            get: Some(GetField::default()),
            ..Field::default()
        }
    }
}

impl DataType {
    /// The type that the wire calls by this word.
    ///
    /// ```
    /// use civi_schema::DataType;
    /// assert_eq!(DataType::from_wire("Datetime"), DataType::Timestamp);
    /// assert_eq!(DataType::from_wire("Point"), DataType::Other("Point".to_owned()));
    /// ```
    pub fn from_wire(word: &str) -> Self {
        match word {
            "Integer" => DataType::Integer,
            "Float" => DataType::Float,
            "Money" => DataType::Money,
            "Boolean" => DataType::Boolean,
            "String" | "Email" | "Url" => DataType::String,
            "Text" => DataType::Text,
            "Date" => DataType::Date,
            "Timestamp" | "Datetime" => DataType::Timestamp,
            "Time" => DataType::Time,
            "Array" => DataType::Array,
            "Blob" | "Mediumblob" => DataType::Blob,
            "" => DataType::Missing,
            other => DataType::Other(other.to_owned()),
        }
    }

    /// The wire's usual word for it; empty where the wire says none.
    pub fn as_str(&self) -> &str {
        match self {
            DataType::Integer => "Integer",
            DataType::Float => "Float",
            DataType::Money => "Money",
            DataType::Boolean => "Boolean",
            DataType::String => "String",
            DataType::Text => "Text",
            DataType::Date => "Date",
            DataType::Timestamp => "Timestamp",
            DataType::Time => "Time",
            DataType::Array => "Array",
            DataType::Blob => "Blob",
            DataType::Missing => "",
            DataType::Other(word) => word,
        }
    }
}

impl Serialization {
    /// The way that the wire gives this number to; 0 is none.
    ///
    /// ```
    /// use civi_schema::Serialization;
    /// assert_eq!(Serialization::from_wire(3), Some(Serialization::Json));
    /// assert_eq!(Serialization::from_wire(0), None);
    /// ```
    pub fn from_wire(code: i64) -> Option<Self> {
        match code {
            0 => None,
            1 => Some(Serialization::Bookend),
            2 => Some(Serialization::Trimmed),
            3 => Some(Serialization::Json),
            4 => Some(Serialization::Php),
            5 => Some(Serialization::Comma),
            6 => Some(Serialization::KeyValue),
            other => Some(Serialization::Other(other)),
        }
    }

    /// The wire's number for it.
    pub fn code(self) -> i64 {
        match self {
            Serialization::Bookend => 1,
            Serialization::Trimmed => 2,
            Serialization::Json => 3,
            Serialization::Php => 4,
            Serialization::Comma => 5,
            Serialization::KeyValue => 6,
            Serialization::Other(code) => code,
        }
    }
}
