//! [`nearest`]: what somebody probably meant.

/// The candidate that is most like a name, where one is like enough to be what was meant.
///
/// Case doesn't count.
///
/// ```
/// use civi_codegen::nearest::nearest;
///
/// assert_eq!(nearest("birthdate", ["birth_date", "id"]), Some("birth_date"));
/// assert_eq!(nearest("contact", ["Contact", "Contribution"]), Some("Contact"));
/// assert_eq!(nearest("zzz", ["birth_date", "id"]), None);
/// ```
#[must_use]
pub fn nearest<'c>(name: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    let name = name.to_lowercase();
    candidates
        .into_iter()
        .map(|candidate| {
            (
                strsim::jaro_winkler(&name, &candidate.to_lowercase()),
                candidate,
            )
        })
        .filter(|(likeness, _)| *likeness > 0.8)
        .max_by(|(a, _), (b, _)| a.total_cmp(b))
        .map(|(_, candidate)| candidate)
}
