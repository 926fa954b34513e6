//! The SQL functions: which release of CiviCRM has one, and what it takes (APIv4 wire contract §6.2,
//! §8, §12.21).

use crate::Release;

/// The functions that are known to be missing somewhere, each with the first release that may have
/// it. Of what is said to be of 5.40 it is only known that 5.39 lacks it.
const LATER: [(&str, Release); 7] = [
    ("CONCAT_WS", Release::new(5, 40)),
    ("YEAR", Release::new(5, 40)),
    ("GROUP_FIRST", Release::new(5, 69)),
    ("DATE_ADD", Release::new(6, 3)),
    ("DATE_SUB", Release::new(6, 3)),
    ("GROUP_NTH", Release::new(6, 6)),
    ("JSON_EXTRACT", Release::new(6, 14)),
];

/// The first release that has the function of this name, where an earlier one is known to lack it.
///
/// ```
/// use civi_schema::{Release, function};
///
/// assert_eq!(function::since("GROUP_NTH"), Some(Release::new(6, 6)));
/// assert_eq!(function::since("CONCAT"), None);
/// ```
#[must_use]
pub fn since(name: &str) -> Option<Release> {
    let mut later = LATER.iter();
    later.find_map(|(known, since)| (*known == name).then_some(*since))
}

/// What an expression is, as an argument of a function.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExpressionForm {
    /// A field.
    Field,
    /// A function of something.
    Function,
    /// A calculation or a comparison in brackets: `(a + b)`.
    Equation,
    /// A text between quotes.
    Text,
    /// A number.
    Number,
    /// `NULL`, `TRUE` or `FALSE`.
    Null,
}

/// What the site lets stand at a place of a function, which counts from 0: its own code has a list
/// for every argument (§6.2), and refuses the call for anything else.
///
/// ```
/// use civi_schema::function::{ExpressionForm, takes};
///
/// assert_eq!(takes("SUM", 0), [ExpressionForm::Field]);
/// assert!(takes("CONCAT", 2).contains(&ExpressionForm::Function));
/// ```
#[must_use]
pub fn takes(function: &str, place: usize) -> &'static [ExpressionForm] {
    use ExpressionForm::{Equation, Field, Function, Null, Number, Text};
    match (function, place) {
        ("AVG" | "COUNT" | "MAX" | "MIN" | "SUM", _) => &[Field],
        ("ABS" | "ROUND", 0) => &[Field, Number],
        ("LEFT" | "RIGHT" | "SUBSTRING" | "BINARY" | "LOWER" | "UPPER", 0) | ("REPLACE", _) => {
            &[Field, Text]
        }
        ("ROUND" | "LEFT" | "RIGHT" | "SUBSTRING", _) => &[Number],
        ("CONCAT_WS", 0) | ("JSON_EXTRACT", 1) => &[Text],
        ("CONCAT" | "CONCAT_WS", _) => &[Field, Function, Text],
        ("GROUP_CONCAT" | "GROUP_FIRST" | "GROUP_NTH", 0) => &[Field, Function, Equation],
        ("GROUP_CONCAT", _) => &[Field, Text],
        ("GROUP_FIRST" | "GROUP_NTH", _) => &[Field],
        ("IF" | "IFNULL" | "JSON_EXTRACT", 0) => &[Field, Function, Equation],
        _ => &[Field, Function, Text, Number, Null],
    }
}
