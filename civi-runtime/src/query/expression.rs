//! How the site reads an expression: what its text is taken for, which texts can stand in it as
//! literals, and which functions make one row of many (APIv4 wire contract §6.2, §6.4).

use civi_schema::function::ExpressionForm;

use crate::entity::Release;
use crate::error::Result;

/// What the site takes the text of an expression for.
pub(crate) fn form(text: &str) -> ExpressionForm {
    match text.chars().next() {
        Some('(') => ExpressionForm::Equation,
        Some('"' | '\'') => ExpressionForm::Text,
        Some('0'..='9' | '-') if text.parse::<f64>().is_ok() => ExpressionForm::Number,
        _ if text.contains('(') => ExpressionForm::Function,
        _ => ExpressionForm::Field,
    }
}

/// The functions that make one row of many.
const AGGREGATES: [&str; 8] = [
    "AVG",
    "COUNT",
    "GROUP_CONCAT",
    "GROUP_FIRST",
    "GROUP_NTH",
    "MAX",
    "MIN",
    "SUM",
];

/// Whether a function makes one row of many.
pub(crate) fn is_aggregate(function: &str) -> bool {
    AGGREGATES.contains(&function)
}

/// The first release that has a function, where an earlier one is known to lack it.
fn since(function: &str) -> Option<Release> {
    let since = civi_schema::function::since(function)?;
    Some(Release::new(since.major, since.minor))
}

/// The first release that compares a field of a row, or a function, with an expression outside of
/// joins, and that has equations.
const EQUATIONS: Release = Release::new(5, 43);

/// Refuses an expression that a site of this release does not read.
pub(crate) fn demand(release: Release, text: &str) -> Result<()> {
    if form(text) == ExpressionForm::Equation {
        release.demand(EQUATIONS, format_args!("the equation `{text}`"))?;
    }
    let lacking = |name: &str| since(name).is_some_and(|since| release < since);
    match function_in(text, lacking) {
        Some(name) => release.demand(
            since(name).unwrap_or(Release::NEWEST),
            format_args!("the function `{name}`"),
        ),
        None => Ok(()),
    }
}

/// Refuses what only later releases read in a filter: an expression beside a field, or a function
/// in the place of one.
pub(crate) fn demand_filter(release: Release, text: &str, place: &str) -> Result<()> {
    release.demand(
        EQUATIONS,
        format_args!("the expression `{text}` in {place}"),
    )
}

/// The first function of an expression that makes one row of many, if it has one.
pub(crate) fn aggregate_in(text: &str) -> Option<&str> {
    function_in(text, is_aggregate)
}

/// The first function of an expression that is such a one. What stands in quotes is no function.
fn function_in(text: &str, is_wanted: impl Fn(&str) -> bool) -> Option<&str> {
    let (mut quote, mut escaped, mut word) = (None, false, None);
    for (at, c) in text.char_indices() {
        if quote.is_none() && (c.is_ascii_alphanumeric() || c == '_') {
            word.get_or_insert(at);
            continue;
        }
        if c == '('
            && let Some(name) = word.and_then(|start| text.get(start..at))
            && is_wanted(name)
        {
            return Some(name);
        }
        word = None;
        if matches!(c, '"' | '\'') && !escaped {
            match quote {
                None => quote = Some(c),
                Some(open) if open == c => quote = None,
                Some(_) => {}
            }
        }
        escaped = c == '\\' && !escaped;
    }
    None
}

/// Where a literal stands, which decides how the site finds its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// It is the whole expression.
    Alone,
    /// Others stand beside it: the arguments of a function, the sides of an equation.
    Argument,
}

/// A text as a literal of the site's expressions.
///
/// Between quotes, the site takes a backslash before the surrounding quote for the quote itself;
/// every other backslash stays what it is, and two stay two (APIv4 wire contract §6.4). So a
/// backslash is never doubled, and a text that has one right before a quote stands between quotes
/// of the other kind.
///
/// # Errors
///
/// Why the text can't be said, where it can't.
pub(crate) fn quoted(text: &str, place: Place) -> std::result::Result<String, &'static str> {
    if text.contains('\0') {
        return Err("the site does not take a text with a zero byte as a literal");
    }
    if place == Place::Argument {
        // The site takes a call apart with a pattern that ends at a line break.
        if text.contains(['\n', '\r']) {
            return Err("the site's parser stops at a line break in a literal");
        }
        // The quote after such a backslash would not end the literal.
        if !trailing_backslashes(text).is_multiple_of(2) {
            return Err("a literal that ends in a backslash breaks the site's parser");
        }
    }
    let quote = ['"', '\'']
        .into_iter()
        .find(|quote| can_surround(text, *quote))
        .ok_or(
            "the site has no literal with a backslash right before `\"` and another before `'`",
        )?;
    let mut literal = String::with_capacity(text.len() + 2);
    literal.push(quote);
    for c in text.chars() {
        if c == quote {
            literal.push('\\');
        }
        literal.push(c);
    }
    literal.push(quote);
    Ok(literal)
}

/// Whether every such quote in the text can be written with a backslash before it: after an odd
/// number of backslashes that backslash would make a pair with the last of them, which the site
/// keeps as two.
fn can_surround(text: &str, quote: char) -> bool {
    text.match_indices(quote).all(|(at, _)| {
        text.get(..at)
            .is_none_or(|t| trailing_backslashes(t).is_multiple_of(2))
    })
}

fn trailing_backslashes(text: &str) -> usize {
    text.len() - text.trim_end_matches('\\').len()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Reads a literal as the site does: quotes off, then pairs of backslashes set aside, the
    /// escaped quote resolved, and the pairs put back.
    fn read(literal: &str) -> String {
        let quote = literal.chars().next().unwrap();
        let inner = &literal[1..literal.len() - 1];
        inner
            .replace("\\\\", "\0")
            .replace(&format!("\\{quote}"), &quote.to_string())
            .replace('\0', "\\\\")
    }

    /// How many characters of a list of arguments the site takes for the first one.
    fn first_argument(text: &str) -> &str {
        let (mut quote, mut escaped, mut backslashes) = (None, false, 0);
        for (at, c) in text.char_indices() {
            if !escaped && matches!(c, '"' | '\'') {
                match quote {
                    None => quote = Some(c),
                    Some(open) if open == c => quote = None,
                    Some(_) => {}
                }
            }
            if quote.is_none() && matches!(c, ',' | ' ') {
                return &text[..at];
            }
            backslashes = if c == '\\' { backslashes + 1 } else { 0 };
            escaped = backslashes % 2 == 1;
        }
        text
    }

    #[test]
    fn a_backslash_is_sent_as_it_is() {
        for (text, literal) in [
            (r"^A.*\d", r#""^A.*\d""#),
            (r"a\b", r#""a\b""#),
            (r"a\\b", r#""a\\b""#),
            (r#"a "b" 'c'"#, r#""a \"b\" 'c'""#),
            (r#"a\"b"#, r#"'a\"b'"#),
            (r#"a\"b'c"#, r#"'a\"b\'c'"#),
            (r#"a\\"b"#, r#""a\\\"b""#),
            (r"a\'b", r#""a\'b""#),
            (r"a\\", r#""a\\""#),
            ("", r#""""#),
        ] {
            for place in [Place::Alone, Place::Argument] {
                assert_eq!(quoted(text, place).as_deref(), Ok(literal), "{text}");
            }
            assert_eq!(read(literal), text);
        }
    }

    #[test]
    fn what_can_not_be_said_is_refused() {
        assert_eq!(quoted(r"a\", Place::Alone).as_deref(), Ok(r#""a\""#));
        assert!(quoted(r"a\", Place::Argument).is_err());
        assert!(quoted(r"a\\\", Place::Argument).is_err());
        for place in [Place::Alone, Place::Argument] {
            assert!(quoted(r#"\" and \'"#, place).is_err());
            assert!(quoted("a\0b", place).is_err());
        }
        assert!(quoted("a\nb", Place::Argument).is_err());
        assert!(quoted("a\nb", Place::Alone).is_ok());
    }

    #[test]
    fn an_aggregate_is_found_outside_quotes_only() {
        assert_eq!(aggregate_in("COUNT(id)"), Some("COUNT"));
        assert_eq!(aggregate_in("COALESCE(SUM(x), 0)"), Some("SUM"));
        assert_eq!(aggregate_in(r#"CONCAT("a\" (", MAX(x))"#), Some("MAX"));
        assert_eq!(aggregate_in(r#"CONCAT("MAX(", x)"#), None);
        assert_eq!(aggregate_in(r#"CONCAT('"', "SUM(")"#), None);
        assert_eq!(aggregate_in("ADMIN(x)"), None);
        assert_eq!(aggregate_in("max"), None);
    }

    #[test]
    fn a_text_has_the_form_that_the_site_takes_it_for() {
        for (text, expected) in [
            ("employer_id.last_name:label", ExpressionForm::Field),
            ("YEAR(birth_date)", ExpressionForm::Function),
            ("(a + b)", ExpressionForm::Equation),
            (r#""a(""#, ExpressionForm::Text),
            ("'a'", ExpressionForm::Text),
            ("-1.5", ExpressionForm::Number),
        ] {
            assert_eq!(form(text), expected, "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_literal_is_read_as_what_it_was(text in r#"[\\"' ,()a-c$]{0,10}"#) {
            if let Ok(literal) = quoted(&text, Place::Alone) {
                prop_assert_eq!(read(&literal), text.clone());
            }
            if let Ok(literal) = quoted(&text, Place::Argument) {
                prop_assert_eq!(read(&literal), text);
                let list = format!("{literal}, x");
                prop_assert_eq!(first_argument(&list), literal);
            }
        }
    }
}
