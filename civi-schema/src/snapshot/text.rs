//! [`Doc`]: JSON text with one thing a line, the same bytes for the same content.

use serde_json::Value;

/// A JSON text's layout.
pub(super) enum Doc {
    /// On one line, with the keys of its objects sorted.
    Line(Value),
    /// An object with one key a line, in the given order.
    Map(Vec<(String, Doc)>),
    /// A list with one item a line.
    List(Vec<Doc>),
}

/// The facts of one thing as a [`Doc::Map`], without those that have their default.
#[derive(Default)]
pub(super) struct Facts(Vec<(String, Doc)>);

impl Facts {
    pub(super) fn doc(&mut self, key: &str, doc: Doc) {
        self.0.push((key.to_owned(), doc));
    }

    pub(super) fn value(&mut self, key: &str, value: impl Into<Value>) {
        self.doc(key, Doc::Line(value.into()));
    }

    pub(super) fn optional(&mut self, key: &str, value: Option<&(impl Clone + Into<Value>)>) {
        if let Some(value) = value {
            self.value(key, value.clone());
        }
    }

    /// The flag, unless it is the default.
    pub(super) fn flag(&mut self, key: &str, value: bool, default: bool) {
        if value != default {
            self.value(key, value);
        }
    }

    /// The list on one line, unless it is empty.
    pub(super) fn texts(&mut self, key: &str, texts: &[String]) {
        if !texts.is_empty() {
            self.value(key, texts.to_vec());
        }
    }

    /// The map with one key a line, unless it is empty.
    pub(super) fn map(&mut self, key: &str, entries: impl Iterator<Item = (String, Doc)>) {
        let entries: Vec<_> = entries.collect();
        if !entries.is_empty() {
            self.doc(key, Doc::Map(entries));
        }
    }

    pub(super) fn finish(self) -> Doc {
        Doc::Map(self.0)
    }

    /// All facts on one line.
    pub(super) fn line(self) -> Doc {
        Doc::Map(self.0).flat()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Doc {
    /// The text, with a newline at its end.
    pub(super) fn text(&self) -> String {
        let mut out = String::new();
        self.put(0, &mut out);
        out.push('\n');
        out
    }

    /// The same content in one line. Its keys come sorted.
    fn flat(self) -> Doc {
        fn value(doc: Doc) -> Value {
            match doc {
                Doc::Line(value) => value,
                Doc::List(items) => Value::Array(items.into_iter().map(value).collect()),
                Doc::Map(entries) => Value::Object(
                    entries
                        .into_iter()
                        .map(|(key, doc)| (key, value(doc)))
                        .collect(),
                ),
            }
        }
        Doc::Line(value(self))
    }

    fn put(&self, depth: usize, out: &mut String) {
        match self {
            Doc::Line(value) => put_line(value, out),
            Doc::Map(entries) if entries.is_empty() => out.push_str("{}"),
            Doc::List(items) if items.is_empty() => out.push_str("[]"),
            Doc::Map(entries) => {
                for (index, (key, doc)) in entries.iter().enumerate() {
                    out.push_str(if index == 0 { "{" } else { "," });
                    put_break(depth + 1, out);
                    put_string(key, out);
                    out.push_str(": ");
                    doc.put(depth + 1, out);
                }
                put_break(depth, out);
                out.push('}');
            }
            Doc::List(items) => {
                for (index, doc) in items.iter().enumerate() {
                    out.push_str(if index == 0 { "[" } else { "," });
                    put_break(depth + 1, out);
                    doc.put(depth + 1, out);
                }
                put_break(depth, out);
                out.push(']');
            }
        }
    }
}

fn put_break(depth: usize, out: &mut String) {
    out.push('\n');
    for _ in 0..depth {
        out.push_str("  ");
    }
}

fn put_line(value: &Value, out: &mut String) {
    match value {
        Value::String(text) => put_string(text, out),
        Value::Array(items) => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                out.push_str(if index == 0 { "" } else { ", " });
                put_line(item, out);
            }
            out.push(']');
        }
        Value::Object(map) => {
            // Sorted here: the map's own order depends on a feature of serde_json that any other
            // crate of the build may turn on.
            let mut entries: Vec<_> = map.iter().collect();
            entries.sort_by(|a, b| a.0.cmp(b.0));
            out.push('{');
            for (index, (key, item)) in entries.into_iter().enumerate() {
                out.push_str(if index == 0 { "" } else { ", " });
                put_string(key, out);
                out.push_str(": ");
                put_line(item, out);
            }
            out.push('}');
        }
        plain => out.push_str(&plain.to_string()),
    }
}

/// A JSON string; text as it is, but nothing that would end a line.
fn put_string(text: &str, out: &mut String) {
    out.push('"');
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            // Control characters, and the two that some editors take for line ends.
            control if control.is_control() || matches!(control, '\u{2028}' | '\u{2029}') => {
                out.push_str(&format!("\\u{:04x}", u32::from(control)));
            }
            plain => out.push(plain),
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn one_thing_a_line_and_sorted_inside_a_line() {
        let mut facts = Facts::default();
        facts.value("name", "Contact");
        facts.doc(
            "items",
            Doc::List(vec![Doc::Line(json!({"b": 1, "a": [true, null]}))]),
        );
        facts.doc("none", Doc::Map(Vec::new()));
        assert_eq!(
            facts.finish().text(),
            "{\n  \"name\": \"Contact\",\n  \"items\": [\n    {\"a\": [true, null], \"b\": 1}\n  ],\n  \"none\": {}\n}\n"
        );
    }

    #[test]
    fn strings_never_end_a_line() {
        let text = "a\n\"\\\u{1}\u{85}\u{2028}é";
        let doc = Doc::Line(Value::from(text)).text();
        assert_eq!(doc.lines().count(), 1);
        assert_eq!(
            serde_json::from_str::<Value>(&doc).unwrap(),
            Value::from(text)
        );
    }
}
