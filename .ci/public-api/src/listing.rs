//! The public API as text, one item a line.

use std::collections::BTreeSet;
use std::path::Path;

/// Every public item with its signature, sorted.
///
/// # Errors
///
/// When rustdoc's JSON can't be read.
pub fn of(json: &Path) -> Result<String, String> {
    let api = public_api::Builder::from_rustdoc_json(json)
        .omit_blanket_impls(true)
        .omit_auto_trait_impls(true)
        .omit_auto_derived_impls(true)
        .build()
        .map_err(|error| error.to_string())?;
    // Impls come in an order that changes from run to run.
    let lines: BTreeSet<String> = api.items().map(|item| item.to_string()).collect();
    Ok(lines.into_iter().map(|line| line + "\n").collect())
}

/// The lines that only one of the two listings has.
pub fn differences(expected: &str, found: &str) -> Vec<String> {
    let (expected, found): (BTreeSet<&str>, BTreeSet<&str>) =
        (expected.lines().collect(), found.lines().collect());
    let gone = expected.difference(&found).map(|line| format!("- {line}"));
    let new = found.difference(&expected).map(|line| format!("+ {line}"));
    gone.chain(new).collect()
}

#[cfg(test)]
mod tests {
    use super::differences;

    #[test]
    fn what_is_gone_and_what_is_new_is_listed() {
        assert_eq!(differences("a\nb\n", "b\nc\n"), ["- a", "+ c"]);
        assert!(differences("a\nb\n", "a\nb\n").is_empty());
    }
}
