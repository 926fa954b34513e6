//! Regular expressions: those of MySQL and MariaDB, as far as this program's own can be them.

use regex::{Regex, RegexBuilder};

use crate::failure::{Failure, Outcome};

/// The most memory of one that is compiled, in bytes.
const LARGEST: usize = 1 << 20;

/// Refuses a pattern that can't be had: one that is none, or, as the sandbox's limit, one that the
/// databases of real sites take.
pub(crate) fn check(pattern: &str) -> Outcome<()> {
    let own = own_words(pattern)?;
    match compiled(&own, false) {
        Ok(_) => Ok(()),
        Err(error) if is_limit(&error) => Err(Failure::limit(format!(
            "the regular expression `{}` (it has no look-around, no back-references and nothing \
             that is very large)",
            shown(pattern)
        ))),
        Err(_) => Err(Failure::exception("DB Error: unknown error")),
    }
}

/// The expression of a pattern that was checked.
pub(super) fn regex(pattern: &str, is_binary: bool) -> Result<Regex, regex::Error> {
    let own = own_words(pattern).unwrap_or_else(|_| pattern.to_owned());
    compiled(&own, is_binary)
}

fn compiled(own: &str, is_binary: bool) -> Result<Regex, regex::Error> {
    RegexBuilder::new(own)
        .case_insensitive(!is_binary)
        .size_limit(LARGEST)
        .build()
}

/// Whether the pattern is one elsewhere. What the parser does not know may be known to another.
fn is_limit(error: &regex::Error) -> bool {
    let regex::Error::Syntax(text) = error else {
        return true;
    };
    let unknown = [
        "look-around",
        "backreference",
        "unrecognized escape",
        "unrecognized flag",
    ];
    unknown.iter().any(|words| text.contains(words))
}

fn shown(pattern: &str) -> String {
    pattern.chars().take(80).collect()
}

/// The pattern with what has other signs here: the beginning and the end of a word, and what is
/// no sign inside of brackets elsewhere. What would silently mean something else is a limit.
fn own_words(pattern: &str) -> Outcome<String> {
    let pattern = pattern
        .replace("[[:<:]]", r"\b{start}")
        .replace("[[:>:]]", r"\b{end}");
    let mut own = String::with_capacity(pattern.len());
    let mut chars = pattern.chars().peekable();
    // The characters of a class so far.
    let mut class: Option<usize> = None;
    let mut last = ' ';
    let limit = |what: &str| Failure::limit(format!("{what} in a regular expression"));
    while let Some(c) = chars.next() {
        if c == '\\' {
            own.push(c);
            own.extend(chars.next());
            class = class.map(|length| length + 1);
            last = ' ';
            continue;
        }
        let next = chars.peek().copied();
        match (class, c) {
            (None, '[') => {
                own.push(c);
                if next == Some('^') {
                    own.extend(chars.next());
                }
                class = Some(0);
            }
            (None, '+') if matches!(last, '*' | '+' | '?' | '}') => {
                return Err(limit("a possessive quantifier such as `a++`"));
            }
            (None, _) => own.push(c),
            (Some(length), ']') if length > 0 => {
                own.push(c);
                class = None;
            }
            (Some(_), '[') if matches!(next, Some('.' | '=')) => {
                return Err(limit("a collating element such as `[.x.]`"));
            }
            (Some(length), '[') if next == Some(':') => {
                own.push(c);
                while let Some(inner) = chars.next() {
                    own.push(inner);
                    if inner == ':' && chars.peek() == Some(&']') {
                        own.extend(chars.next());
                        break;
                    }
                }
                class = Some(length + 1);
            }
            (Some(length), '[' | ']' | '&' | '~') => {
                own.push('\\');
                own.push(c);
                class = Some(length + 1);
            }
            (Some(length), '-') if next == Some('-') => {
                own.push_str("\\-");
                class = Some(length + 1);
            }
            (Some(length), _) => {
                own.push(c);
                class = Some(length + 1);
            }
        }
        last = c;
    }
    Ok(own)
}

#[cfg(test)]
mod tests {
    use super::{check, regex};

    fn refusal(pattern: &str) -> String {
        check(pattern).unwrap_err().message().to_owned()
    }

    fn finds(pattern: &str, text: &str) -> bool {
        check(pattern).unwrap();
        regex(pattern, false).unwrap().is_match(text)
    }

    #[test]
    fn what_real_databases_take_is_a_limit_by_name() {
        for pattern in [
            "(?=x)y",
            "(?<!x)y",
            r"(a)\1",
            "(?>a)",
            r"\Ka",
            "a++",
            "a{2}+",
            "[[.a.]]",
            "[[=a=]]",
            "(a{1000}){1000}",
        ] {
            assert!(
                refusal(pattern).contains("limit of civi-sandbox"),
                "{pattern}"
            );
        }
        for pattern in ["[", "a)", "(", "*a", "a{2,1}"] {
            assert_eq!(refusal(pattern), "DB Error: unknown error", "{pattern}");
        }
    }

    #[test]
    fn what_has_other_signs_here_means_the_same() {
        assert!(finds("[[:<:]]love", "a Lovelace") && !finds("[[:<:]]lace", "Lovelace"));
        assert!(finds("lace[[:>:]]", "Lovelace!") && !finds("love[[:>:]]", "Lovelace"));
        assert!(finds("^[[]x]$", "[x]") && finds("^[]a]+$", "]a") && finds("^[^]a]$", "b"));
        assert!(finds("^[a&&b]+$", "a&b") && finds("^[[:alpha:]&]+$", "a&b"));
        assert!(finds(r"^[\]\[]+$", "[]") && finds("^[a~~b]$", "~"));
        assert!(finds("", "x") && finds("a+?b", "aab"));
    }
}
