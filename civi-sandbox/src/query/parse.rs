//! From text to an [`Expression`].

use super::expression::{Call, Expression, FieldPath, OPERATORS, Part, alias};
use civi_schema::function::ExpressionForm;

use super::function::Function;
use crate::failure::{Failure, Outcome};

/// What the refusal of an expression begins with.
const UNREADABLE: &str = "Unable to parse sql expression: ";

/// The refusal of what may not stand at its place.
const ILLEGAL: &str = "Illegal sql expression.";

/// How deep expressions may be in one another.
const DEEPEST: u8 = 16;

/// The units of dates.
const UNITS: &[&str] = &[
    "SECOND", "MINUTE", "HOUR", "DAY", "WEEK", "MONTH", "QUARTER", "YEAR",
];

/// Parses an expression.
pub(crate) fn expression(text: &str) -> Outcome<Expression> {
    at_depth(text.trim(), 0)
}

/// Parses what stands in `select`: the expression, its text, and the alias.
pub(crate) fn selected(text: &str) -> Outcome<(Expression, String, Option<String>)> {
    if let Some((expr, name)) = text.rsplit_once(" AS ") {
        let parsed = at_depth(expr.trim(), 0).map_err(|failure| match failure.message() {
            // The refusal has the alias, too.
            message if message.starts_with(UNREADABLE) => {
                Failure::exception(format!("{UNREADABLE}{text}"))
            }
            _ => failure,
        })?;
        let takes_alias = match &parsed {
            Expression::Field(field) => field.suffix.is_some(),
            _ => true,
        };
        let is_name = !name.contains(['"', '\'', '(', ')']);
        if takes_alias && is_name {
            return Ok((parsed, expr.trim().to_owned(), Some(alias(name.trim()))));
        }
    }
    Ok((at_depth(text.trim(), 0)?, text.trim().to_owned(), None))
}

/// A name and its suffix.
pub(crate) fn split_suffix(text: &str) -> (&str, Option<&str>) {
    match text.rsplit_once(':') {
        Some((name, suffix)) if !suffix.contains(' ') => (name, Some(suffix)),
        _ => (text, None),
    }
}

fn at_depth(text: &str, depth: u8) -> Outcome<Expression> {
    if depth > DEEPEST {
        return Err(Failure::exception("Expression is nested too deeply"));
    }
    if let Some(literal) = quoted(text) {
        return Ok(Expression::Text(literal));
    }
    if let Some(constant) = constant(text) {
        return Ok(constant);
    }
    if let Some(inner) = text
        .strip_prefix('(')
        .and_then(|rest| rest.strip_suffix(')'))
    {
        return equation(inner, depth);
    }
    match text.split_once('(') {
        Some((name, rest)) if is_function_name(name) => call(name, rest, depth),
        _ => Ok(Expression::Field(field(text))),
    }
}

fn field(text: &str) -> FieldPath {
    let (path, suffix) = split_suffix(text);
    FieldPath {
        path: path.to_owned(),
        suffix: suffix.map(ToOwned::to_owned),
    }
}

fn is_function_name(name: &str) -> bool {
    !name.is_empty()
        && name
            .bytes()
            .all(|b| b.is_ascii_uppercase() || b == b'_' || b.is_ascii_digit())
}

fn constant(text: &str) -> Option<Expression> {
    match text {
        "NULL" => return Some(Expression::Null),
        "TRUE" => return Some(Expression::Bool(true)),
        "FALSE" => return Some(Expression::Bool(false)),
        _ => {}
    }
    let is_number = text.starts_with(|c: char| c.is_ascii_digit() || c == '-' || c == '.')
        && text
            .bytes()
            .all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'-'));
    if !is_number {
        return None;
    }
    let whole = text.parse().ok().map(Expression::Whole);
    whole.or_else(|| text.parse().ok().map(Expression::Float))
}

/// The text inside quotes. A backslash before the quote that surrounds it makes it part of the
/// text; every other backslash stays what it is (§12.20).
fn quoted(text: &str) -> Option<String> {
    let mark = text.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let inner = text.get(1..)?.strip_suffix(mark)?;
    let mut out = String::with_capacity(inner.len());
    let mut chars = inner.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' if chars.peek() == Some(&mark) => {
                chars.next();
                out.push(mark);
            }
            // It ended earlier, so this is no single literal.
            c if c == mark => return None,
            c => out.push(c),
        }
    }
    Some(out)
}

/// `a + b` inside parentheses.
fn equation(inner: &str, depth: u8) -> Outcome<Expression> {
    let mut parts = Vec::new();
    for piece in split(inner, ' ') {
        let piece = piece.trim();
        if piece.is_empty() {
            continue;
        }
        match OPERATORS.iter().find(|operator| **operator == piece) {
            Some(operator) => parts.push(Part::Operator(operator)),
            None => {
                let operand = at_depth(piece, depth + 1)?;
                if matches!(
                    operand.form(),
                    ExpressionForm::Function | ExpressionForm::Equation
                ) {
                    return Err(Failure::exception(ILLEGAL));
                }
                parts.push(Part::Operand(operand));
            }
        }
    }
    let alternates = parts
        .iter()
        .enumerate()
        .all(|(at, part)| matches!(part, Part::Operand(_)) == (at % 2 == 0));
    if parts.is_empty() || !alternates || parts.len().is_multiple_of(2) {
        return Err(Failure::exception(format!("Invalid equation: ({inner})")));
    }
    Ok(Expression::Equation(parts))
}

/// Pieces between a separator outside of quotes and parentheses.
fn split(text: &str, separator: char) -> Vec<&str> {
    let mut pieces = Vec::new();
    let (mut depth, mut from) = (0_u32, 0);
    let mut inside: Option<char> = None;
    let mut escaped = false;
    for (at, c) in text.char_indices() {
        match inside {
            Some(mark) => {
                if c == mark && !escaped {
                    inside = None;
                }
                escaped = c == '\\' && !escaped;
            }
            None => match c {
                '"' | '\'' => {
                    inside = Some(c);
                    escaped = false;
                }
                '(' => depth += 1,
                ')' => depth = depth.saturating_sub(1),
                c if c == separator && depth == 0 => {
                    pieces.push(text.get(from..at).unwrap_or_default());
                    from = at + c.len_utf8();
                }
                _ => {}
            },
        }
    }
    pieces.push(text.get(from..).unwrap_or_default());
    pieces
}

/// Arguments: separated by a comma and a space (§6.2).
fn arguments(text: &str) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for piece in split(text, ',') {
        match all.last_mut() {
            // A comma without a space is part of the argument before it.
            Some(last) if !piece.starts_with(' ') => {
                last.push(',');
                last.push_str(piece);
            }
            _ => all.push(piece.trim().to_owned()),
        }
    }
    all.retain(|argument| !argument.is_empty());
    all
}

fn call(name: &str, rest: &str, depth: u8) -> Outcome<Expression> {
    let function = Function::of(name)
        .ok_or_else(|| Failure::exception(format!("{UNREADABLE}{name}({rest}")))?;
    let (inner, suffix) = match rest.strip_suffix(')') {
        Some(inner) => (inner, None),
        None => match rest.rsplit_once("):") {
            Some((inner, suffix)) => (inner, Some(suffix.to_owned())),
            None => {
                return Err(Failure::exception(format!(
                    "Invalid expression: {name}({rest}"
                )));
            }
        },
    };
    let mut call = Call {
        function,
        arguments: Vec::new(),
        is_distinct: false,
        is_unique: false,
        is_star: false,
        order: Vec::new(),
        separator: None,
        unit: None,
        count: None,
        suffix,
    };
    let mut inner = inner.trim();
    if let Some(rest) = inner.strip_prefix("DISTINCT ") {
        call.is_distinct = true;
        inner = rest.trim();
    } else if let Some(rest) = inner.strip_prefix("UNIQUE ") {
        call.is_unique = true;
        inner = rest.trim();
    }
    let inner = flags(&mut call, inner, depth)?;
    if name == "COUNT" && inner == "*" {
        call.is_star = true;
        return Ok(Expression::Call(Box::new(call)));
    }
    for argument in arguments(&inner) {
        if let Some((count, unit)) = interval(&argument) {
            call.count = Some(count);
            call.unit = Some(unit);
            call.arguments.push(Expression::Whole(count));
        } else {
            call.arguments.push(at_depth(&argument, depth + 1)?);
        }
    }
    let (least, most) = function.arity();
    if call.arguments.len() < least {
        let missing = call.arguments.len() + 1;
        let what = match inner.trim_end().ends_with(',') {
            true => "Too few arguments to",
            false => "Missing",
        };
        return Err(Failure::exception(format!(
            "{what} param {missing} for SQL function {name}"
        )));
    }
    if call.arguments.len() > most {
        return Err(Failure::exception(format!(
            "Too many arguments given for SQL function {name}"
        )));
    }
    let mut given = call.arguments.iter().enumerate();
    let fits = |(place, one): (usize, &Expression)| function.takes(place).contains(&one.form());
    if !given.all(fits) {
        return Err(Failure::exception(ILLEGAL));
    }
    Ok(Expression::Call(Box::new(call)))
}

/// Takes `ORDER BY`, `SEPARATOR`, `N=` and a leading unit out of a call's text.
fn flags(call: &mut Call, inner: &str, depth: u8) -> Outcome<String> {
    let mut inner = inner.to_owned();
    if let Some((before, after)) = cut(&inner, " SEPARATOR ") {
        call.separator = Some(quoted(after.trim()).unwrap_or_else(|| after.trim().to_owned()));
        inner = before;
    }
    if let Some((before, after)) = cut(&inner, " ORDER BY ") {
        for key in arguments(&after) {
            let (key, down) = match key.strip_suffix(" DESC") {
                Some(key) => (key.to_owned(), true),
                None => (key.strip_suffix(" ASC").unwrap_or(&key).to_owned(), false),
            };
            call.order.push((at_depth(key.trim(), depth + 1)?, down));
        }
        inner = before;
    }
    if let Some((before, after)) = cut(&inner, " N=") {
        call.count = after.trim().parse().ok();
        inner = before;
    }
    let name = call.function.name();
    let (between, is_unit_first) = match name {
        "EXTRACT" => (" FROM ", true),
        "TIMESTAMPDIFF" => (",", true),
        _ => ("", false),
    };
    if is_unit_first {
        let parts = inner.split_once(between);
        let unit = parts.and_then(|(unit, _)| UNITS.iter().find(|u| **u == unit.trim()));
        let (Some((_, rest)), Some(unit)) = (parts, unit) else {
            return Err(Failure::exception(format!(
                "Missing param 1 for SQL function {name}"
            )));
        };
        call.unit = Some(unit);
        inner = rest.trim().to_owned();
    }
    Ok(inner)
}

/// What stands before and after words outside of quotes and parentheses.
fn cut(text: &str, words: &str) -> Option<(String, String)> {
    let at = text.rfind(words)?;
    let (before, after) = (text.get(..at)?, text.get(at + words.len()..)?);
    let quotes = before.chars().filter(|c| *c == '"').count();
    let open = before.matches('(').count() == before.matches(')').count();
    (quotes.is_multiple_of(2) && open).then(|| (before.to_owned(), after.to_owned()))
}

/// `INTERVAL 3 MONTH`.
fn interval(text: &str) -> Option<(i64, &'static str)> {
    let (count, unit) = text.strip_prefix("INTERVAL ")?.trim().split_once(' ')?;
    let unit = UNITS.iter().find(|u| **u == unit.trim())?;
    Some((count.parse().ok()?, unit))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> Expression {
        expression(text).unwrap()
    }

    /// Which backslashes escape (§12.20).
    #[test]
    fn wire_12_20_only_the_surrounding_quote_is_escaped() {
        assert_eq!(parsed(r#""a\b""#), Expression::Text(r"a\b".into()));
        assert_eq!(parsed(r#""a\"b""#), Expression::Text("a\"b".into()));
        assert_eq!(parsed(r#"'a"b'"#), Expression::Text("a\"b".into()));
        assert_eq!(parsed(r#""a\\b""#), Expression::Text(r"a\\b".into()));
    }

    /// Arguments are separated by a comma and a space, and functions are upper case (§6.2).
    #[test]
    fn wire_6_2_arguments_need_a_space_after_the_comma() {
        let failure = expression("IF(a,b,c)").unwrap_err();
        assert_eq!(failure.message(), "Missing param 2 for SQL function IF");
        assert!(matches!(parsed("count(id)"), Expression::Field(_)));
        assert!(expression("NOSUCH(id)").is_err());
    }

    /// The keys of what has no alias (§6.2).
    #[test]
    fn wire_6_2_keys_without_an_alias_are_made_of_the_fields() {
        let key = |text: &str| parsed(text).default_key(text);
        assert_eq!(key("COUNT(id)"), "COUNT:id");
        assert_eq!(key("COUNT(*)"), "COUNT:");
        assert_eq!(
            key("CONCAT(first_name, \" \", last_name)"),
            "CONCAT:first_name_last_name"
        );
        assert_eq!(key("MONTH(birth_date):label"), "MONTH:birth_date:label");
        assert_eq!(key("(id + 1)"), "id_1");
    }

    /// What each function refuses at each place (§6.2).
    #[test]
    fn wire_6_2_arguments_are_of_the_kinds_that_a_function_takes() {
        for text in [
            "LOWER(CONCAT(first_name, last_name))",
            "SUM(ABS(id))",
            "SUM((id + 1))",
            "ROUND((id / 2))",
            "ROUND(AVG(id), 2)",
            "CONCAT(first_name, 1)",
            "CONCAT((id + 1), \"a\")",
            "LEFT(first_name, id)",
            "COALESCE((id + 1), 2)",
            "((id + 1) * 2)",
            "(SUM(id) / 2)",
            "CONCAT_WS(first_name, last_name)",
        ] {
            assert_eq!(
                expression(text).unwrap_err().message(),
                "Illegal sql expression.",
                "{text}"
            );
        }
        for text in [
            "CONCAT(LOWER(first_name), \" \")",
            "IF((id > 1), \"a\", NULL)",
            "COALESCE(LOWER(first_name), 1)",
            "GROUP_CONCAT(CONCAT(first_name, \"x\"))",
            "ROUND(2.5, 1)",
            "DATE_ADD(NOW(), INTERVAL 3 MONTH)",
        ] {
            assert!(expression(text).is_ok(), "{text}");
        }
    }

    #[test]
    fn flags_of_functions_are_understood() {
        let Expression::Call(call) = parsed("GROUP_NTH(last_name N= -1 ORDER BY birth_date DESC)")
        else {
            panic!("no call");
        };
        assert_eq!(
            (call.count, call.order.len(), call.arguments.len()),
            (Some(-1), 1, 1)
        );
        let Expression::Call(call) = parsed("GROUP_CONCAT(DISTINCT last_name SEPARATOR \"; \")")
        else {
            panic!("no call");
        };
        assert_eq!(
            (call.separator.as_deref(), call.is_distinct),
            (Some("; "), true)
        );
        assert!(matches!(
            parsed("TIMESTAMPDIFF(DAY , birth_date, CURDATE())"),
            Expression::Call(_)
        ));
        assert!(matches!(
            parsed("DATE_ADD(x, INTERVAL 3 MONTH)"),
            Expression::Call(_)
        ));
        assert!(expression(&"(".repeat(100)).is_err() || expression(&"(".repeat(100)).is_ok());
    }
}
