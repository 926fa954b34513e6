//! What the runtime calls the operators and suffixes of the wire.

use crate::Suffix;

/// The runtime's marker for an operator (APIv4 wire contract, §6.1); `None` for one that it does
/// not have.
///
/// ```
/// use civi_schema::names::operator;
///
/// assert_eq!(operator("NOT LIKE"), Some("NotLike"));
/// assert_eq!(operator("<>"), operator("!="));
/// assert_eq!(operator("SOUNDS LIKE"), None);
/// ```
#[must_use]
pub fn operator(wire: &str) -> Option<&'static str> {
    Some(match wire {
        "=" => "Eq",
        "!=" | "<>" => "Ne",
        ">" => "Gt",
        ">=" => "Ge",
        "<" => "Lt",
        "<=" => "Le",
        "LIKE" => "Like",
        "NOT LIKE" => "NotLike",
        "IN" => "In",
        "NOT IN" => "NotIn",
        "BETWEEN" => "Between",
        "NOT BETWEEN" => "NotBetween",
        "IS NULL" => "IsNull",
        "IS NOT NULL" => "IsNotNull",
        "IS EMPTY" => "IsEmpty",
        "IS NOT EMPTY" => "IsNotEmpty",
        "CONTAINS" => "Contains",
        "NOT CONTAINS" => "NotContains",
        "CONTAINS ONE OF" => "ContainsOneOf",
        "NOT CONTAINS ONE OF" => "NotContainsOneOf",
        "REGEXP" => "Regexp",
        "NOT REGEXP" => "NotRegexp",
        "REGEXP BINARY" => "RegexpBinary",
        "NOT REGEXP BINARY" => "NotRegexpBinary",
        _ => return None,
    })
}

/// The runtime's trait for a suffix (APIv4 wire contract, §6.3); `None` for one that it does not
/// have.
///
/// ```
/// use civi_schema::{Suffix, names::suffix};
///
/// assert_eq!(suffix(&Suffix::Label), Some("HasLabel"));
/// assert_eq!(suffix(&Suffix::from_wire("shade")), None);
/// ```
#[must_use]
pub fn suffix(suffix: &Suffix) -> Option<&'static str> {
    Some(match suffix {
        Suffix::Name => "HasName",
        Suffix::Label => "HasLabel",
        Suffix::Description => "HasDescription",
        Suffix::Abbr => "HasAbbr",
        Suffix::Icon => "HasIcon",
        Suffix::Color => "HasColor",
        Suffix::Grouping => "HasGrouping",
        Suffix::Url => "HasUrl",
        Suffix::Other(_) => return None,
    })
}
