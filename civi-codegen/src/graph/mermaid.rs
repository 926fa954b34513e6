//! The picture in Mermaid, which forges draw in Markdown.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::{Graph, plain};

/// The longest text that Mermaid draws unless it is configured otherwise, in characters.
const LONGEST: usize = 50_000;
/// The most edges that it draws.
const EDGES: usize = 500;

impl Graph {
    /// The picture in Mermaid: for a fence of the language `mermaid` in Markdown.
    #[must_use]
    pub fn mermaid(&self) -> String {
        let ids = self.ids();
        let id = |name: &str| ids.get(name).cloned().unwrap_or_default();
        let mut out = String::from("flowchart LR\n");
        for (name, node) in &self.nodes {
            let mut lines = vec![label(name)];
            lines.extend(node.notes().iter().map(|note| label(note)));
            let text = lines.join("<br>");
            let (open, close) = if node.chosen { ("[", "]") } else { ("(", ")") };
            let _ = writeln!(out, "    {}{open}\"{text}\"{close}", id(name));
        }
        for ((from, to, is_dynamic), keys) in &self.edges {
            let keys: Vec<String> = keys.iter().map(|key| label(key)).collect();
            let arrow = if *is_dynamic { "-.->" } else { "-->" };
            let text = keys.join("<br>");
            let _ = writeln!(out, "    {} {arrow}|\"{text}\"| {}", id(from), id(to));
        }
        out
    }

    /// Whether the picture is larger than Mermaid draws without being configured.
    #[must_use]
    pub fn is_too_large_for_mermaid(&self) -> bool {
        self.edges.len() > EDGES || self.mermaid().chars().count() > LONGEST
    }

    /// An identifier for each entity: its name, as far as Mermaid takes it.
    fn ids(&self) -> BTreeMap<&str, String> {
        let mut taken = BTreeSet::new();
        let mut ids = BTreeMap::new();
        // Names that are taken as they are keep them, whatever others come to.
        let (plain, odd): (Vec<_>, Vec<_>) = self.nodes.keys().partition(|name| is_id(name));
        for name in plain.into_iter().chain(odd) {
            let mut id = if is_id(name) {
                name.clone()
            } else {
                let word = |c: char| if c.is_ascii_alphanumeric() { c } else { '_' };
                format!("E_{}", name.chars().map(word).collect::<String>())
            };
            let wanted = id.clone();
            let mut number = 1;
            while !taken.insert(id.clone()) {
                number += 1;
                id = format!("{wanted}_{number}");
            }
            ids.insert(name.as_str(), id);
        }
        ids
    }
}

/// Whether Mermaid takes a name as it is: its own words are written small.
fn is_id(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_uppercase())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// Text between quotes, in which Mermaid reads `#…;` as a character, and HTML and Markdown as such.
fn label(text: &str) -> String {
    let mut out = String::new();
    for c in plain(text).chars() {
        match c {
            '"' | '#' | '&' | '<' | '>' | '`' | '%' | ';' | '\\' | '*' | '{' | '}' | '|' | '$' => {
                let _ = write!(out, "#{};", u32::from(c));
            }
            plain => out.push(plain),
        }
    }
    out
}
