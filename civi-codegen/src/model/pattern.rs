//! Patterns of wire names, in which `*` stands for any characters.

/// Whether a wire name fits a pattern in which `*` stands for any characters.
///
/// ```
/// assert!(civi_codegen::model::fits("Custom_*", "Custom_Jobs"));
/// assert!(!civi_codegen::model::fits("Contact", "ContactType"));
/// ```
#[must_use]
pub fn fits(pattern: &str, name: &str) -> bool {
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = name.strip_prefix(first) else {
        return false;
    };
    let parts: Vec<&str> = parts.collect();
    let Some((last, middle)) = parts.split_last() else {
        return rest.is_empty();
    };
    for part in middle {
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    rest.ends_with(last)
}

pub(super) fn fits_any(patterns: &[String], name: &str) -> bool {
    patterns.iter().any(|pattern| fits(pattern, name))
}

#[cfg(test)]
mod tests {
    use super::fits;

    #[test]
    fn a_star_stands_for_any_characters() {
        assert!(fits("Contact", "Contact"));
        assert!(!fits("Contact", "ContactType"));
        assert!(fits("Custom_*", "Custom_Jobs"));
        assert!(fits("*", ""));
        assert!(fits("*.hash", "Contact.hash"));
        assert!(fits("C*t*e", "ContactType"));
        assert!(!fits("C*x*e", "ContactType"));
        assert!(!fits("a*a", "a"));
    }
}
