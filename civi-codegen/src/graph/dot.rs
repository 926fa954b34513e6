//! The picture in DOT, for Graphviz.

use std::fmt::Write as _;

use super::{Graph, plain};

impl Graph {
    /// The picture in DOT: `dot -Tsvg` draws it.
    #[must_use]
    pub fn dot(&self) -> String {
        let mut out = String::from(
            "digraph civi {\n    rankdir=LR;\n    node [shape=box];\n    edge [fontsize=10];\n",
        );
        for (name, node) in &self.nodes {
            let mut lines = vec![label(name)];
            lines.extend(node.notes().iter().map(|note| label(note)));
            let style = if node.chosen { "" } else { ", style=dashed" };
            let _ = writeln!(
                out,
                "    {} [label=\"{}\"{style}];",
                id(name),
                lines.join("\\n")
            );
        }
        for ((from, to, is_dynamic), keys) in &self.edges {
            let keys: Vec<String> = keys.iter().map(|key| label(key)).collect();
            let style = if *is_dynamic { ", style=dashed" } else { "" };
            let _ = writeln!(
                out,
                "    {} -> {} [label=\"{}\"{style}];",
                id(from),
                id(to),
                keys.join("\\n")
            );
        }
        out.push_str("}\n");
        out
    }
}

/// A name in quotes.
fn id(name: &str) -> String {
    format!("\"{}\"", label(name))
}

/// Text of a label, in which a backslash begins a word of DOT's own.
fn label(text: &str) -> String {
    plain(text).replace('\\', "\\\\").replace('"', "\\\"")
}
