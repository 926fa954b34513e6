//! The Rust type of a field, with the names that it refers to.

use civi_schema::PlainType;

/// The Rust type of a field.
#[derive(Debug, Clone, PartialEq)]
pub struct RustType {
    /// One value.
    pub value: Scalar,
    /// Whether the field holds a list of them.
    pub list: bool,
    /// The innermost kind.
    pub base: Base,
    /// Its options, where it has any.
    pub listed: Option<ListedModel>,
    /// The Rust name of the entity that it refers to by another field than `id`.
    pub reference: Option<String>,
    /// The Rust name of the set of entities that it may point to, where it is a dynamic key.
    pub targets: Option<String>,
    /// Only in filters.
    pub filter_only: bool,
    /// The Rust name of the operator set, where the site restricts the operators.
    pub operators: Option<String>,
    /// Guarded by a permission of its own.
    pub restricted: bool,
}

/// The Rust type of one value.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)] // each is the type of the same name
pub enum Scalar {
    Integer,
    Float,
    Boolean,
    Text,
    Money,
    Date,
    Timestamp,
    Time,
    Json,
    /// `Id` of the entity with this Rust name.
    Id(String),
    /// The option type of this Rust name.
    Options(String),
    /// A type of the caller's own.
    Custom(String),
}

impl From<PlainType> for Scalar {
    fn from(plain: PlainType) -> Self {
        match plain {
            PlainType::Integer => Scalar::Integer,
            PlainType::Float => Scalar::Float,
            PlainType::Boolean => Scalar::Boolean,
            PlainType::Text => Scalar::Text,
            PlainType::Money => Scalar::Money,
            PlainType::Date => Scalar::Date,
            PlainType::Timestamp => Scalar::Timestamp,
            PlainType::Time => Scalar::Time,
            PlainType::Json => Scalar::Json,
        }
    }
}

impl Scalar {
    /// The type that is the same on every site; `None` where it is one of this site, or the
    /// caller's own.
    #[must_use]
    pub fn plain(&self) -> Option<PlainType> {
        let mut all = PlainType::ALL.iter().copied();
        all.find(|plain| Scalar::from(*plain) == *self)
    }
}

/// The innermost kind of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)] // each is the runtime's kind of the same name
pub enum Base {
    Nullable,
    NotNull,
    PrimaryKey,
}

/// A field's options.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedModel {
    /// The option list.
    pub list: ListRef,
    /// The Rust name of the suffix set.
    pub suffixes: String,
    /// Whether a suffix of the field can be written: only by its name, its label or its
    /// abbreviation can an option be given (APIv4 wire contract, §6.3).
    pub written_by_suffix: bool,
}

/// What the names of a field's options are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ListRef {
    /// The option type of this Rust name.
    Typed(String),
    /// Text.
    AnyName,
}

/// The entities that a dynamic key may point to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TargetSet {
    /// The field that says which entity it is, by its name on the wire.
    pub control: String,
    /// What that field holds, and the entity's Rust name.
    pub targets: Vec<(String, String)>,
}
