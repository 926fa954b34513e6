//! "Did you mean": the nearest of the names that exist, for a name that does not.

/// How alike two names must be for one to be suggested for the other.
const ALIKE: f64 = 0.75;

/// The name nearest to `wrong`, where one is near enough to be meant.
pub(crate) fn nearest<'a>(
    wrong: &str,
    names: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let folded = fold(wrong);
    names
        .into_iter()
        .map(|name| (likeness(&folded, &fold(name)), name))
        .filter(|(likeness, _)| *likeness >= ALIKE)
        // The first of equals, so that the answer does not depend on anything but the order given.
        .reduce(|best, next| if next.0 > best.0 { next } else { best })
        .map(|(_, name)| name)
}

/// ` (did you mean …?)`, or nothing.
pub(crate) fn did_you_mean<'a>(wrong: &str, names: impl IntoIterator<Item = &'a str>) -> String {
    nearest(wrong, names).map_or_else(String::new, |name| format!("; did you mean `{name}`?"))
}

/// A few of the names, for a message that shows what there is.
pub(crate) fn some_of<'a>(names: impl IntoIterator<Item = &'a str>, most: usize) -> String {
    let mut names = names.into_iter();
    let mut shown: Vec<String> = names
        .by_ref()
        .take(most)
        .map(|name| format!("`{name}`"))
        .collect();
    let rest = names.count();
    if rest > 0 {
        shown.push(format!("{rest} more"));
    }
    shown.join(", ")
}

fn likeness(a: &str, b: &str) -> f64 {
    // `email` for `email_primary`: what is written is the beginning of what exists.
    let begins = if a.len() >= 4 && (b.starts_with(a) || a.starts_with(b)) {
        0.8
    } else {
        0.0
    };
    strsim::normalized_damerau_levenshtein(a, b).max(begins)
}

/// Case and the usual separators don't count: `displayName` is near `display_name`.
fn fold(name: &str) -> String {
    name.chars()
        .filter(|c| !matches!(c, '_' | '-' | ' '))
        .flat_map(char::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_suggested() {
        let names = ["display_name", "first_name", "last_name", "email_primary"];
        assert_eq!(nearest("dispaly_name", names), Some("display_name"));
        assert_eq!(nearest("displayName", names), Some("display_name"));
        assert_eq!(nearest("email", names), Some("email_primary"));
    }

    #[test]
    fn a_name_that_is_like_nothing_gets_no_suggestion() {
        assert_eq!(nearest("zebra", ["display_name", "first_name"]), None);
        assert_eq!(did_you_mean("zebra", ["display_name"]), "");
    }

    #[test]
    fn what_there_is_is_shown_in_part() {
        assert_eq!(some_of(["a", "b", "c"], 2), "`a`, `b`, 1 more");
        assert_eq!(some_of([], 2), "");
    }
}
