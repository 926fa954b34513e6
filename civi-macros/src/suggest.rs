//! "Did you mean": the nearest of the names that exist, for a name that does not.

use civi_schema::nearest::nearest;

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_is_like_nothing_gets_no_suggestion() {
        assert_eq!(
            did_you_mean("dispaly_name", ["display_name"]),
            "; did you mean `display_name`?"
        );
        assert_eq!(did_you_mean("zebra", ["display_name"]), "");
    }

    #[test]
    fn what_there_is_is_shown_in_part() {
        assert_eq!(some_of(["a", "b", "c"], 2), "`a`, `b`, 1 more");
        assert_eq!(some_of([], 2), "");
    }
}
