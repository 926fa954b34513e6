//! Option lists: what a field's values may be, and what the site calls them.

/// A field's options.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Options {
    /// The field has none.
    #[default]
    None,
    /// It has options, but the site did not list them: too many, dependent on another field, or
    /// none of them there yet (an empty list says no more than that).
    Unlisted,
    /// The list, in this entity's file.
    Own(OptionList),
    /// The list that the snapshot keeps under this name for several fields.
    Shared(String),
}

/// An option list, in the site's order.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct OptionList {
    /// The options.
    pub items: Vec<OptionItem>,
}

/// One option.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OptionItem {
    /// The stored value.
    pub id: OptionKey,
    /// The stable name, where there is one.
    pub name: Option<String>,
    /// The label, in the site's language.
    pub label: Option<String>,
    /// The abbreviation.
    pub abbr: Option<String>,
    /// The site's description, in snapshots made with `--docs`.
    pub description: Option<String>,
}

/// An option's stored value: the wire mixes numbers and strings within one list (§4.4).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
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

impl Options {
    /// The list itself, wherever the snapshot keeps it.
    ///
    /// ```
    /// use civi_schema::{OptionList, Options};
    /// use std::collections::BTreeMap;
    ///
    /// let shared = BTreeMap::from([("Contact.gender_id".to_owned(), OptionList::default())]);
    /// let options = Options::Shared("Contact.gender_id".to_owned());
    /// assert!(options.list(&shared).is_some());
    /// assert!(Options::Unlisted.list(&shared).is_none());
    /// ```
    pub fn list<'a>(
        &'a self,
        shared: &'a std::collections::BTreeMap<String, OptionList>,
    ) -> Option<&'a OptionList> {
        match self {
            Options::None | Options::Unlisted => None,
            Options::Own(list) => Some(list),
            Options::Shared(name) => shared.get(name),
        }
    }
}

impl std::fmt::Display for OptionKey {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            OptionKey::Number(number) => write!(out, "{number}"),
            OptionKey::Text(text) => out.write_str(text),
        }
    }
}

impl Suffix {
    /// The suffixes that CiviCRM itself has, in the order that its documentation lists them.
    pub const KNOWN: [Suffix; 8] = [
        Suffix::Name,
        Suffix::Label,
        Suffix::Description,
        Suffix::Abbr,
        Suffix::Icon,
        Suffix::Color,
        Suffix::Grouping,
        Suffix::Url,
    ];

    /// The suffix that the wire calls by this word, without the colon.
    ///
    /// ```
    /// use civi_schema::Suffix;
    /// assert_eq!(Suffix::from_wire("label"), Suffix::Label);
    /// assert_eq!(Suffix::from_wire("shade").as_str(), "shade");
    /// ```
    pub fn from_wire(word: &str) -> Self {
        match word {
            "name" => Suffix::Name,
            "label" => Suffix::Label,
            "description" => Suffix::Description,
            "abbr" => Suffix::Abbr,
            "icon" => Suffix::Icon,
            "color" => Suffix::Color,
            "grouping" => Suffix::Grouping,
            "url" => Suffix::Url,
            other => Suffix::Other(other.to_owned()),
        }
    }

    /// Whether an option can be given by it when a field is written (APIv4 wire contract §6.3).
    ///
    /// ```
    /// use civi_schema::Suffix;
    /// assert!(Suffix::Label.is_written());
    /// assert!(!Suffix::Color.is_written());
    /// ```
    #[must_use]
    pub fn is_written(&self) -> bool {
        matches!(self, Suffix::Name | Suffix::Label | Suffix::Abbr)
    }

    /// The wire's word for it, without the colon.
    pub fn as_str(&self) -> &str {
        match self {
            Suffix::Name => "name",
            Suffix::Label => "label",
            Suffix::Description => "description",
            Suffix::Abbr => "abbr",
            Suffix::Icon => "icon",
            Suffix::Color => "color",
            Suffix::Grouping => "grouping",
            Suffix::Url => "url",
            Suffix::Other(word) => word,
        }
    }
}
