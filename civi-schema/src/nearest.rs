//! [`nearest`]: what somebody probably meant.

/// How alike two names must be for one to be suggested for the other.
const ALIKE: f64 = 0.75;

/// The name nearest to `wrong`, where one is near enough to be what was meant: the first of several
/// that are equally near.
///
/// Case and the usual separators don't count.
///
/// ```
/// use civi_schema::nearest::nearest;
///
/// let names = ["display_name", "first_name", "email_primary"];
/// assert_eq!(nearest("dispaly_name", names), Some("display_name"));
/// assert_eq!(nearest("displayName", names), Some("display_name"));
/// assert_eq!(nearest("email", names), Some("email_primary"));
/// assert_eq!(nearest("zebra", names), None);
/// ```
#[must_use]
pub fn nearest<'a>(wrong: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    alike(wrong, names).first().copied()
}

/// All names that are near enough, the nearest first and otherwise as given.
///
/// ```
/// use civi_schema::nearest::alike;
///
/// assert_eq!(alike("Contac", ["Country", "Contract", "Contact"]), ["Contact", "Contract"]);
/// ```
#[must_use]
pub fn alike<'a>(wrong: &str, names: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let folded = fold(wrong);
    let mut ranked: Vec<(f64, &str)> = names
        .into_iter()
        .map(|name| (likeness(&folded, &fold(name)), name))
        .filter(|(likeness, _)| *likeness >= ALIKE)
        .collect();
    // A stable sort, so that the answer depends on nothing but the order given.
    ranked.sort_by(|a, b| b.0.total_cmp(&a.0));
    ranked.into_iter().map(|(_, name)| name).collect()
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
