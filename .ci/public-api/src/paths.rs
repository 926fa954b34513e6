//! The public paths of each item.

use std::collections::BTreeMap;
use std::path::Path;

use rustdoc_types::{Crate, Id, ItemEnum};

/// The module whose purpose is to repeat items.
const PRELUDE: &str = "prelude";

/// The items that have two public paths, each with all of them.
///
/// # Errors
///
/// When rustdoc's JSON can't be read.
pub fn repeated(json: &Path) -> Result<Vec<String>, String> {
    let text = std::fs::read_to_string(json).map_err(|error| error.to_string())?;
    let documented: Crate = serde_json::from_str(&text).map_err(|error| error.to_string())?;
    let mut found = Found {
        documented: &documented,
        paths: BTreeMap::new(),
    };
    found.module(documented.root, "", &mut vec![documented.root]);
    let repeated = found.paths.into_values().filter(|paths| paths.len() > 1);
    Ok(repeated
        .map(|paths| format!("one item, two public paths: {}", paths.join(", ")))
        .collect())
}

struct Found<'c> {
    documented: &'c Crate,
    /// By the item's number here, or by the source of one that is another crate's.
    paths: BTreeMap<String, Vec<String>>,
}

impl<'c> Found<'c> {
    fn module(&mut self, module: Id, prefix: &str, above: &mut Vec<Id>) {
        let Some(ItemEnum::Module(items)) = self.inner(module) else {
            return;
        };
        for &item in &items.items {
            self.item(item, prefix, above);
        }
    }

    fn inner(&self, item: Id) -> Option<&'c ItemEnum> {
        self.documented.index.get(&item).map(|item| &item.inner)
    }

    fn item(&mut self, item: Id, prefix: &str, above: &mut Vec<Id>) {
        let documented = self.documented;
        let Some(entry) = documented.index.get(&item) else {
            return;
        };
        match &entry.inner {
            ItemEnum::Use(import) if import.is_glob => {
                if let Some(module) = import.id {
                    self.below(module, prefix, above);
                }
            }
            ItemEnum::Use(import) => match import.id {
                Some(target) if documented.index.contains_key(&target) => {
                    self.named(target, &import.name, prefix, above);
                }
                _ => self.add(import.source.clone(), prefix, &import.name),
            },
            ItemEnum::Impl(_) => {}
            _ => {
                if let Some(name) = &entry.name {
                    self.named(item, name, prefix, above);
                }
            }
        }
    }

    fn named(&mut self, item: Id, name: &str, prefix: &str, above: &mut Vec<Id>) {
        if let Some(ItemEnum::Module(_)) = self.inner(item) {
            if name == PRELUDE {
                return;
            }
            self.below(item, &format!("{prefix}{name}::"), above);
        }
        self.add(format!("{:?}", item), prefix, name);
    }

    fn below(&mut self, module: Id, prefix: &str, above: &mut Vec<Id>) {
        // A module can re-export one that it is in.
        if !above.contains(&module) {
            above.push(module);
            self.module(module, prefix, above);
            above.pop();
        }
    }

    fn add(&mut self, item: String, prefix: &str, name: &str) {
        let paths = self.paths.entry(item).or_default();
        paths.push(format!("{prefix}{name}"));
    }
}

#[cfg(test)]
mod tests {
    use super::repeated;

    /// rustdoc's JSON of `pub mod a { pub struct X; } pub use a::X;`, reduced, with a prelude that
    /// has `X` once more.
    fn documented(reexport: bool) -> String {
        let item = |id: u32, name: &str, inner: &str| {
            format!(
                r#""{id}":{{"id":{id},"crate_id":0,"name":{name},"span":null,"visibility":"public",
                "docs":null,"links":{{}},"attrs":[],"deprecation":null,"inner":{inner}}}"#
            )
        };
        let module = |items: &str| {
            format!(r#"{{"module":{{"is_crate":false,"items":[{items}],"is_stripped":false}}}}"#)
        };
        let reuse = r#"{"use":{"source":"a::X","name":"X","id":2,"is_glob":false}}"#;
        let items = [
            item(0, r#""c""#, &module(if reexport { "1, 3, 4" } else { "1, 4" })),
            item(1, r#""a""#, &module("2")),
            item(
                2,
                r#""X""#,
                r#"{"struct":{"kind":"unit","generics":{"params":[],"where_predicates":[]},"impls":[]}}"#,
            ),
            item(3, "null", reuse),
            item(4, r#""prelude""#, &module("5")),
            item(5, "null", reuse),
        ];
        format!(
            r#"{{"root":0,"crate_version":null,"includes_private":false,"index":{{{}}},"paths":{{}},
            "external_crates":{{}},"target":{{"triple":"","target_features":[]}},
            "format_version":57}}"#,
            items.join(",")
        )
    }

    fn repeated_in(json: &str, name: &str) -> Vec<String> {
        let file = std::env::temp_dir().join(format!("civi-public-api-{}-{name}", std::process::id()));
        std::fs::write(&file, json).unwrap();
        let found = repeated(&file).unwrap();
        std::fs::remove_file(&file).unwrap();
        found
    }

    #[test]
    fn an_item_with_two_paths_is_found_and_the_prelude_counts_for_none() {
        assert_eq!(
            repeated_in(&documented(true), "two"),
            ["one item, two public paths: a::X, X"]
        );
        assert!(repeated_in(&documented(false), "one").is_empty());
    }
}
