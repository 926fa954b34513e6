//! [`Signs`]: settings of the site's PHP that show in what it prints.

/// What was seen in answers.
#[derive(Debug, Clone, Default)]
pub(crate) struct Signs {
    /// A number with more digits than it has, as `serialize_precision=17` prints it, and the number
    /// that is meant.
    pub(crate) long_number: Option<(String, String)>,
    /// The kind of a message that PHP prints into answers with `display_errors=On`.
    pub(crate) message: Option<&'static str>,
}

/// The kinds of PHP's messages.
const KINDS: [&str; 6] = [
    "Deprecated",
    "Notice",
    "Warning",
    "Strict Standards",
    "Fatal error",
    "Parse error",
];

/// A double has 15 digits that are sure; `serialize_precision=17` prints two more.
const SURE: usize = 15;

/// How much of an answer's beginning and end PHP's messages are looked for in.
const EDGE: usize = 40_000;

impl Signs {
    /// Looks at one answer.
    pub(crate) fn read(&mut self, body: &[u8]) {
        if self.message.is_none() {
            let end = &body[body.len().saturating_sub(EDGE)..];
            let start = &body[..body.len().min(EDGE)];
            self.message = message(start).or_else(|| message(end));
        }
        if self.long_number.is_none() && matches!(body.trim_ascii().first(), Some(b'{' | b'[')) {
            self.long_number = long_number(body);
        }
    }
}

/// A message as PHP prints it: `<b>Notice</b>:  … on line <b>12</b>`, or without tags. Within JSON
/// it is data: a line of PHP's own begins outside of it.
fn message(text: &[u8]) -> Option<&'static str> {
    let text = String::from_utf8_lossy(text);
    let mut lines = text.lines().map(|line| {
        let line = line.trim_start();
        line.strip_prefix("<b>").unwrap_or(line)
    });
    lines.find_map(|line| {
        let kind = KINDS.into_iter().find(|kind| {
            let rest = line.strip_prefix(kind);
            rest.is_some_and(|rest| rest.starts_with("</b>:") || rest.starts_with(": "))
        });
        kind.filter(|_| line.contains(" on line "))
    })
}

/// The first number in JSON with so many digits that a shorter one means the same double.
fn long_number(json: &[u8]) -> Option<(String, String)> {
    let mut in_text = false;
    let mut at = 0;
    while let Some(&byte) = json.get(at) {
        match byte {
            b'\\' if in_text => at += 1,
            b'"' => in_text = !in_text,
            b'-' | b'0'..=b'9' if !in_text => {
                let rest = json.get(at..).unwrap_or_default();
                let is_part = |b: &u8| matches!(b, b'-' | b'+' | b'.' | b'e' | b'E' | b'0'..=b'9');
                let length = rest.iter().take_while(|b| is_part(b)).count();
                let number = String::from_utf8_lossy(rest.get(..length).unwrap_or_default());
                if let Some(meant) = shorter(&number) {
                    return Some((number.into_owned(), meant));
                }
                at += length.saturating_sub(1);
            }
            _ => {}
        }
        at += 1;
    }
    None
}

/// The shortest number that means the same double, where it is clearly shorter.
fn shorter(number: &str) -> Option<String> {
    let digits = |text: &str| {
        let mantissa = text.split(['e', 'E']).next().unwrap_or_default();
        let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
        digits.trim_start_matches('0').len()
    };
    if !number.contains('.') || digits(number) <= SURE {
        return None;
    }
    let meant = number.parse::<f64>().ok()?.to_string();
    (digits(&meant) <= SURE).then_some(meant)
}

#[cfg(test)]
mod tests {
    use super::Signs;

    fn read(body: &str) -> Signs {
        let mut signs = Signs::default();
        signs.read(body.as_bytes());
        signs
    }

    #[test]
    fn numbers_of_seventeen_digits_are_seen() {
        for (number, meant) in [
            ("19.989999999999998", "19.99"),
            ("0.29999999999999999", "0.3"),
            ("-277.19999999999999", "-277.2"),
            ("1.0000000000000001e-5", "0.00001"),
            ("67.2000000000000028421709430404007434844970703125", "67.2"),
        ] {
            let signs = read(&format!(r#"{{"a":"x\"1","values":[{{"b":{number}}}]}}"#));
            let long = signs.long_number.unwrap();
            assert_eq!((long.0.as_str(), long.1.as_str()), (number, meant));
        }
        for plain in [
            r#"{"a":19.99,"b":123456789012345678,"c":1.5e300}"#,
            r#"{"a":"19.989999999999998"}"#,
            r#"{"a":"\\","b":"\"19.989999999999998"}"#,
            // A number that has all of these digits.
            r#"{"a":3.141592653589793}"#,
            "<p>19.989999999999998</p>",
            "",
        ] {
            assert!(read(plain).long_number.is_none(), "{plain}");
        }
    }

    #[test]
    fn messages_of_php_are_seen_and_data_is_not() {
        for (body, kind) in [
            (
                "<br />\n<b>Deprecated</b>:  Creation of x in <b>/a.php</b> on line <b>12</b><br />\n{}",
                "Deprecated",
            ),
            (
                "\nWarning: Undefined x in /a.php on line 3\n{\"values\":[]}",
                "Warning",
            ),
            ("{\"values\":[]}\nNotice: x in /a.php on line 3\n", "Notice"),
        ] {
            assert_eq!(read(body).message, Some(kind), "{body}");
        }
        for body in [
            r#"{"values":[{"subject":"Notice: the bus on line 5 is late"}]}"#,
            "Warning: this page is old",
            "{}",
        ] {
            assert_eq!(read(body).message, None, "{body}");
        }
    }
}
