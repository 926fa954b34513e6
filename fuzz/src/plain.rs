//! A plain reading of one column's JSON text, as the docs of `civi_runtime::Slot` promise it and with
//! nothing of the runtime's in it: the second opinion on rows.

use serde_json::Value;

/// What a column's text is, by the plain reading.
#[derive(Debug, Clone, PartialEq)]
pub enum Plain<T> {
    /// This.
    Is(T),
    /// No value: `null`, or what counts as nothing.
    Nothing,
    /// Not of this kind: the row must be refused.
    Wrong,
    /// The plain reading does not go as far.
    Unsure,
}

/// Numbers that are written longer than `rust_decimal` has digits are beyond the plain reading.
const LONG: usize = 28;

fn scalar(raw: &str) -> Option<Value> {
    serde_json::from_str(raw).ok()
}

/// A decimal number as digits without zeros around them, and the power of ten of the last: exact,
/// however long.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exact {
    pub negative: bool,
    pub digits: String,
    pub exponent: i64,
}

impl Exact {
    /// The number that a text is: digits, at most one point, an exponent.
    pub fn of(text: &str) -> Option<Exact> {
        let (number, exponent) = match text.find(['e', 'E']) {
            Some(at) => (&text[..at], text[at + 1..].parse::<i32>().ok()?),
            None => (text, 0),
        };
        let negative = number.starts_with('-');
        let unsigned = number.strip_prefix(['-', '+']).unwrap_or(number);
        let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
        let digits = format!("{whole}{fraction}");
        if digits.is_empty() || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
            return None;
        }
        let mut exponent = i64::from(exponent) - i64::try_from(fraction.len()).ok()?;
        let kept = digits.trim_end_matches('0');
        exponent += i64::try_from(digits.len() - kept.len()).ok()?;
        let kept = kept.trim_start_matches('0');
        if kept.is_empty() {
            return Some(Exact { negative: false, digits: String::new(), exponent: 0 });
        }
        Some(Exact { negative, digits: kept.to_owned(), exponent })
    }

    /// Whether `rust_decimal` can hold it without rounding: fewer digits than it has, and none
    /// behind its last decimal place.
    pub fn is_short(&self) -> bool {
        let digits = i64::try_from(self.digits.len()).unwrap_or(i64::MAX);
        digits <= 28 && self.exponent >= -28 && digits + self.exponent.max(0) <= 28
    }

    /// The whole number, if it is one that fits.
    fn whole(&self) -> Option<i64> {
        if self.exponent < 0 || self.exponent > 20 {
            return (self.digits.is_empty()).then_some(0);
        }
        let zeros = "0".repeat(usize::try_from(self.exponent).ok()?);
        let sign = if self.negative { "-" } else { "" };
        format!("{sign}{}{zeros}", if self.digits.is_empty() { "0" } else { &self.digits }).parse().ok()
    }
}

/// How many digits of a number count, as it is written.
pub fn significant(text: &str) -> usize {
    let number = text.split(['e', 'E']).next().unwrap_or_default();
    number.bytes().filter(u8::is_ascii_digit).skip_while(|digit| *digit == b'0').count()
}

pub fn integer(raw: &str) -> Plain<i64> {
    let text = match scalar(raw) {
        None => return Plain::Wrong,
        Some(Value::Null) => return Plain::Nothing,
        Some(Value::Bool(is)) => return Plain::Is(i64::from(is)),
        Some(Value::Number(_)) => raw.trim().to_owned(),
        Some(Value::String(text)) if text.trim().is_empty() => return Plain::Nothing,
        Some(Value::String(text)) => text.trim().to_owned(),
        Some(_) => return Plain::Wrong,
    };
    match Exact::of(&text) {
        None => Plain::Wrong,
        Some(exact) if exact.is_short() && text.len() <= LONG => {
            exact.whole().map_or(Plain::Wrong, Plain::Is)
        }
        Some(_) => Plain::Unsure,
    }
}

/// The amount's own text, and whether it is a number rather than a text.
pub fn amount(raw: &str) -> Plain<(String, bool)> {
    let (text, is_number) = match scalar(raw) {
        None => return Plain::Wrong,
        Some(Value::Null) => return Plain::Nothing,
        Some(Value::Number(_)) => (raw.trim().to_owned(), true),
        Some(Value::String(text)) if text.trim().is_empty() => return Plain::Nothing,
        Some(Value::String(text)) => (text.trim().to_owned(), false),
        Some(_) => return Plain::Wrong,
    };
    match Exact::of(&text) {
        None => Plain::Wrong,
        Some(exact) if exact.is_short() && text.len() <= LONG => Plain::Is((text, is_number)),
        Some(_) => Plain::Unsure,
    }
}

pub fn float(raw: &str) -> Plain<f64> {
    let text = match scalar(raw) {
        // No JSON of itself, or a number that no float holds.
        None => return Plain::Wrong,
        Some(Value::Null) => return Plain::Nothing,
        Some(Value::Number(_)) => raw.trim().to_owned(),
        Some(Value::String(text)) if text.trim().is_empty() => return Plain::Nothing,
        Some(Value::String(text)) => text.trim().to_owned(),
        Some(_) => return Plain::Wrong,
    };
    match (Exact::of(&text), text.parse::<f64>()) {
        (Some(_), Ok(number)) if number.is_finite() => Plain::Is(number),
        _ => Plain::Wrong,
    }
}

pub fn boolean(raw: &str) -> Plain<bool> {
    match scalar(raw) {
        None => Plain::Wrong,
        Some(Value::Null) => Plain::Nothing,
        Some(Value::Bool(is)) => Plain::Is(is),
        Some(Value::Number(_)) => match raw.trim() {
            "0" => Plain::Is(false),
            "1" => Plain::Is(true),
            _ => Plain::Wrong,
        },
        Some(Value::String(text)) => match text.trim() {
            "" => Plain::Nothing,
            "0" => Plain::Is(false),
            "1" => Plain::Is(true),
            _ => Plain::Wrong,
        },
        Some(_) => Plain::Wrong,
    }
}

pub fn text(raw: &str) -> Plain<String> {
    match scalar(raw) {
        // What stands in lists and objects is kept as it is written, without a look into it.
        None if matches!(raw.trim_start().as_bytes().first(), Some(b'[' | b'{')) => {
            Plain::Is(raw.trim().to_owned())
        }
        None if raw.trim().starts_with('"') => Plain::Wrong,
        // A number that no float holds.
        None => Plain::Is(raw.trim().to_owned()),
        Some(Value::Null) => Plain::Nothing,
        Some(Value::String(text)) => Plain::Is(text),
        Some(_) => Plain::Is(raw.trim().to_owned()),
    }
}

pub fn json(raw: &str) -> Plain<Value> {
    match scalar(raw) {
        None => Plain::Wrong,
        Some(Value::Null) => Plain::Nothing,
        Some(value) => Plain::Is(value),
    }
}

/// A date as year, month and day. The zero date in its forms is nothing.
pub fn date(raw: &str) -> Plain<(i16, i8, i8)> {
    let text = match scalar(raw) {
        None => return Plain::Unsure,
        Some(Value::Null) => return Plain::Nothing,
        Some(Value::String(text)) => text,
        Some(Value::Number(_)) => return Plain::Unsure,
        Some(_) => return Plain::Wrong,
    };
    let bytes = text.as_bytes();
    let is_plain = bytes.len() == 10
        && bytes.iter().enumerate().all(|(at, byte)| match at {
            4 | 7 => *byte == b'-',
            _ => byte.is_ascii_digit(),
        });
    if text.is_empty() || text == "0000-00-00" {
        return Plain::Nothing;
    }
    if !is_plain {
        return Plain::Unsure;
    }
    let (year, month, day): (i16, i8, i8) =
        (text[..4].parse().unwrap(), text[5..7].parse().unwrap(), text[8..].parse().unwrap());
    let is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    let days = match month {
        2 if is_leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    };
    if (1..=days).contains(&day) { Plain::Is((year, month, day)) } else { Plain::Wrong }
}

/// The elements' texts of a list, as far as they are plain.
pub fn texts(raw: &str) -> Plain<Vec<String>> {
    let mut list = Vec::new();
    let elements: Vec<Value> = match scalar(raw) {
        Some(Value::Null) => return Plain::Nothing,
        Some(Value::Array(elements)) => {
            if elements.len() == 1 && elements[0] == "" {
                // `[""]` is how old sites take an empty list apart; `[ ""]` they never wrote.
                return if raw.trim() == r#"[""]"# { Plain::Is(Vec::new()) } else { Plain::Unsure };
            }
            elements
        }
        Some(Value::String(text)) if text.is_empty() => Vec::new(),
        Some(Value::String(text)) if !text.contains('\u{1}') => vec![Value::String(text)],
        _ => return Plain::Unsure,
    };
    for element in elements {
        match element {
            Value::Null => {}
            Value::String(text) => list.push(text),
            Value::Bool(is) => list.push(is.to_string()),
            _ => return Plain::Unsure,
        }
    }
    Plain::Is(list)
}
