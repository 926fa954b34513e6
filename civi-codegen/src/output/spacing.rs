//! Blank lines between items, which prettyplease doesn't write.

/// Items that stand together without a blank line where they follow each other, as long as they have
/// no documentation and no attribute: imports, re-exports, and the names of capabilities.
const TOGETHER: &[&str] = &["use ", "pub use ", "impl ", "mod ", "pub mod "];

/// An item as far as it has been read.
#[derive(Default)]
struct Reading {
    /// What it begins with, where it is one that stands together with others of its kind.
    kind: Option<&'static str>,
    /// Whether it has documentation or attributes.
    leads: bool,
    /// Whether its first line was read, and not yet its last.
    open: bool,
    /// Whether it holds items of its own.
    holds: bool,
}

/// The text of a file as prettyplease writes it, with a blank line between the items of the file,
/// and between those of an `impl` or a module.
pub(super) fn between_items(text: &str) -> String {
    let mut out: Vec<&str> = Vec::new();
    // The indentation at which items stand, from the outside in.
    let mut depths = vec![0];
    let mut now = Reading::default();
    // The item before this one; nothing at the beginning of a file, an `impl` or a module.
    let mut before: Option<Reading> = None;
    // Where this item's text begins.
    let mut start = 0;
    for line in text.lines() {
        let depth = line.len() - line.trim_start().len();
        let code = line.trim_start();
        let at = depths.last().copied().unwrap_or_default();
        if depths.len() > 1 && depth + 4 == at && code.starts_with('}') {
            depths.pop();
            out.push(line);
            before = Some(Reading::default());
            now = Reading::default();
            continue;
        }
        if depth != at || code.is_empty() {
            out.push(line);
            continue;
        }
        let begins = !now.open && !now.leads;
        if is_inner(code) || (begins && code.starts_with([')', ']'])) {
            out.push(line);
            before = Some(Reading::default());
            now = Reading::default();
            continue;
        }
        if begins {
            start = out.len();
        }
        out.push(line);
        if !now.open && (is_lead(code) || code.starts_with([')', ']'])) {
            now.leads = true;
            continue;
        }
        if !now.open {
            now.open = true;
            now.holds = holds_items(code);
            let kind = TOGETHER.iter().find(|kind| code.starts_with(**kind));
            now.kind = kind
                .copied()
                .filter(|_| !now.holds || code.ends_with(['}', ';']));
            if before
                .as_ref()
                .is_some_and(|before| !before.stands_with(&now))
            {
                out.insert(start, "");
            }
        }
        if now.holds && code.ends_with('{') {
            depths.push(at + 4);
            before = None;
            now = Reading::default();
            continue;
        }
        if code.ends_with(';') || code.ends_with('}') {
            before = Some(std::mem::take(&mut now));
        }
    }
    let mut text = out.join("\n");
    text.push('\n');
    text
}

impl Reading {
    fn stands_with(&self, next: &Reading) -> bool {
        self.kind.is_some() && self.kind == next.kind && !self.leads && !next.leads
    }
}

fn is_lead(code: &str) -> bool {
    code.starts_with("///") || code.starts_with("#[")
}

fn is_inner(code: &str) -> bool {
    code.starts_with("//!") || code.starts_with("#![")
}

/// Whether what this line opens holds items of its own.
fn holds_items(code: &str) -> bool {
    let code = code.strip_prefix("pub ").unwrap_or(code);
    ["impl ", "impl<", "mod ", "trait "]
        .iter()
        .any(|word| code.starts_with(word))
}

#[cfg(test)]
mod tests {
    use super::between_items;

    #[test]
    fn items_stand_apart_and_imports_together() {
        let text = "\
use ::a::b;
use ::c::{
    d, e;
};
use super::f;
/// An entity; with a sentence;
#[derive(
    Debug,
)]
pub enum A {}
impl X for A {
    const NAME: &str = \"}\";
    fn f() {
        g();
        h();
    }
}
impl Y for A {}
impl Z for A {}
impl<M> Values<M> {
    pub const A: Field<
        B,
    > = rt::field(
        \"a\",
    );
    /// B.
    pub fn b(
        self,
    ) -> Self {
        self
    }
}
pub struct Row {
    /// A.
    pub a: u8,
    pub b: u8,
}
";
        let spaced = "\
use ::a::b;
use ::c::{
    d, e;
};
use super::f;

/// An entity; with a sentence;
#[derive(
    Debug,
)]
pub enum A {}

impl X for A {
    const NAME: &str = \"}\";

    fn f() {
        g();
        h();
    }
}

impl Y for A {}
impl Z for A {}

impl<M> Values<M> {
    pub const A: Field<
        B,
    > = rt::field(
        \"a\",
    );

    /// B.
    pub fn b(
        self,
    ) -> Self {
        self
    }
}

pub struct Row {
    /// A.
    pub a: u8,
    pub b: u8,
}
";
        assert_eq!(between_items(text), spaced);
        assert_eq!(between_items(spaced).replace("\n\n\n", "\n\n"), spaced);
    }

    #[test]
    fn inner_lines_stand_before_the_first_item() {
        assert_eq!(
            between_items("//! Docs.\n#![allow(\n    unused,\n)]\nuse a;\n"),
            "//! Docs.\n#![allow(\n    unused,\n)]\n\nuse a;\n"
        );
    }
}
