//! Option lists: what a field's values may be, and what the site calls them.

/// A field's options.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Options {
    /// The field has none.
    #[default]
    None,
    /// It has options, but the site did not list them (too many, or they depend on another field).
    Unlisted,
    /// The list, in this entity's file.
    Own(OptionList),
    /// The list that the snapshot keeps under this name for several fields.
    Shared(String),
}

/// An option list, in the site's order.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct OptionList {
    /// The options.
    pub items: Vec<OptionItem>,
}

/// One option.
#[derive(Debug, Clone, PartialEq)]
pub struct OptionItem {
    /// The stored value.
    pub id: OptionKey,
    /// The stable name, where there is one.
    pub name: Option<String>,
    /// The label, in the site's language.
    pub label: Option<String>,
    /// The abbreviation.
    pub abbr: Option<String>,
}

/// An option's stored value: the wire mixes numbers and strings within one list (§4.4).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum OptionKey {
    /// A number.
    Number(i64),
    /// A string.
    Text(String),
}

/// A suffix that a field with options takes (§6.3), an open set.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Suffix {
    /// `:name`.
    Name,
    /// `:label`.
    Label,
    /// `:description`.
    Description,
    /// `:abbr`.
    Abbr,
    /// `:icon`.
    Icon,
    /// `:color`.
    Color,
    /// `:grouping`.
    Grouping,
    /// `:url`.
    Url,
    /// Another, kept as sent.
    Other(String),
}
