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

/// The suffixes that CiviCRM itself has, in the order that its documentation lists them: the wire's
/// word for each, and the runtime's trait for a field that has it.
const KNOWN: [(Suffix, &str, &str); 8] = [
    (Suffix::Name, "name", "HasName"),
    (Suffix::Label, "label", "HasLabel"),
    (Suffix::Description, "description", "HasDescription"),
    (Suffix::Abbr, "abbr", "HasAbbr"),
    (Suffix::Icon, "icon", "HasIcon"),
    (Suffix::Color, "color", "HasColor"),
    (Suffix::Grouping, "grouping", "HasGrouping"),
    (Suffix::Url, "url", "HasUrl"),
];

impl Suffix {
    /// The suffixes that CiviCRM itself has, in the order that its documentation lists them.
    ///
    /// ```
    /// assert_eq!(civi_schema::Suffix::known().count(), 8);
    /// ```
    pub fn known() -> impl Iterator<Item = Suffix> {
        KNOWN.into_iter().map(|(suffix, ..)| suffix)
    }

    /// The suffix that the wire calls by this word, without the colon.
    ///
    /// ```
    /// use civi_schema::Suffix;
    /// assert_eq!(Suffix::from_wire("label"), Suffix::Label);
    /// assert_eq!(Suffix::from_wire("shade").as_str(), "shade");
    /// ```
    pub fn from_wire(word: &str) -> Self {
        let known = KNOWN.into_iter().find(|(_, wire, _)| *wire == word);
        known.map_or_else(|| Suffix::Other(word.to_owned()), |(suffix, ..)| suffix)
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
        match (self, self.row()) {
            (Suffix::Other(word), _) => word,
            (_, row) => row.map_or("", |(_, wire, _)| wire),
        }
    }

    /// The runtime's trait for a field that has it (APIv4 wire contract, §6.3); `None` for a suffix
    /// that the runtime does not have.
    ///
    /// ```
    /// use civi_schema::Suffix;
    ///
    /// assert_eq!(Suffix::Label.capability(), Some("HasLabel"));
    /// assert_eq!(Suffix::from_wire("shade").capability(), None);
    /// ```
    #[must_use]
    pub fn capability(&self) -> Option<&'static str> {
        self.row().map(|(_, _, capability)| *capability)
    }

    fn row(&self) -> Option<&'static (Suffix, &'static str, &'static str)> {
        const ROWS: &[(Suffix, &str, &str)] = &KNOWN;
        ROWS.iter().find(|(known, ..)| known == self)
    }
}
