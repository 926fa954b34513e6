//! Words that a Rust name can't be.

/// Keywords of every edition, strict and reserved, that are legal as raw identifiers.
const RAW: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn",
    "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let",
    "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return",
    "static", "struct", "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use",
    "virtual", "where", "while", "yield",
];

/// Keywords that can't be raw.
const NEVER: &[&str] = &["self", "super", "crate", "Self", "_"];

/// How a name is written so that it isn't a keyword.
pub(super) fn escape(name: String) -> String {
    if RAW.contains(&name.as_str()) {
        return format!("r#{name}");
    }
    name
}

/// Whether a keyword that can't be raw.
pub(super) fn is_never_legal(name: &str) -> bool {
    NEVER.contains(&name)
}

/// Module names that generated code uses itself, or that some systems refuse as a file name.
pub(super) const MODULES: &[&str] = &[
    "bindings",
    "builders",
    "options",
    "suffixes",
    "operators",
    "targets",
    "schema",
    "prelude",
    "rt",
    "mod",
    "lib",
    "main",
    "con",
    "prn",
    "aux",
    "nul",
    "com1",
    "com2",
    "com3",
    "com4",
    "com5",
    "com6",
    "com7",
    "com8",
    "com9",
    "lpt1",
    "lpt2",
    "lpt3",
    "lpt4",
    "lpt5",
    "lpt6",
    "lpt7",
    "lpt8",
    "lpt9",
];

/// Type names that generated modules use themselves, or that Rust's prelude has.
pub(super) const TYPES: &[&str] = &[
    "Row",
    "Values",
    "Field",
    "Id",
    "Slot",
    "Cell",
    "IntoWire",
    "Option",
    "Some",
    "None",
    "Vec",
    "String",
    "Result",
    "Ok",
    "Err",
    "Box",
    "Default",
    "Clone",
    "Debug",
    "From",
    "Into",
    "Send",
    "Sync",
    "Sized",
    "Copy",
    "Drop",
    "Fn",
    "FnMut",
    "FnOnce",
    "Iterator",
    "PartialEq",
    "Eq",
    "Ord",
    "PartialOrd",
    "ToString",
    "ToOwned",
    "AsRef",
    "AsMut",
    "Extend",
    "Future",
];

/// Functions of an entity's type that are not the site's.
pub(super) const FUNCTIONS: &[&str] = &["values", "changes", "all", "new"];

/// Methods that values have, by traits that come without an import.
pub(super) const SETTERS: &[&str] = &["clone", "into"];

/// Methods that every action's builder has.
pub(super) const BUILDER: &[&str] = &[
    "run", "rows", "call", "read", "new", "send", "guard", "admit", "clone", "into",
];

/// Variants that every option type has.
pub(super) const VARIANTS: &[&str] = &["Unlisted"];
