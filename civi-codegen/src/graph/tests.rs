#![allow(clippy::unwrap_used)] // tests

use std::path::Path;

use civi_schema::{DataType, Entity, Field, Schema};
use proptest::prelude::*;

use super::Graph;

fn bundled() -> Schema {
    Schema::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("../schemas/standalone-6.17")).unwrap()
}

fn schema(entities: &[(&str, &[(&str, &str)])]) -> Schema {
    let mut schema = Schema::default();
    for (name, keys) in entities {
        let mut entity = Entity {
            name: (*name).to_owned(),
            ..Entity::default()
        };
        for (key, target) in *keys {
            let field = Field {
                fk_entity: Some((*target).to_owned()),
                ..Field::new(*key, DataType::Integer)
            };
            entity.fields.insert((*key).to_owned(), field);
        }
        schema.entities.insert((*name).to_owned(), entity);
    }
    schema
}

#[test]
fn keys_between_the_chosen_entities_are_drawn() {
    let schema = bundled();
    let chosen = [
        "Contact",
        "Email",
        "EntityTag",
        "Tag",
        "Custom_multi_rec",
        "Translation",
        "TranslationSource",
    ];
    let graph = Graph::new(&schema, chosen, 0);
    let golden = |name: &str, text: &str| {
        let path = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("tests/golden/graph")
            .join(name);
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(&path, text).unwrap();
        }
        assert_eq!(
            std::fs::read_to_string(&path)
                .unwrap()
                .replace("\r\n", "\n"),
            text,
            "{name}"
        );
    };
    golden("chosen.mmd", &graph.mermaid());
    golden("chosen.dot", &graph.dot());
    let around = Graph::new(&schema, ["EntityTag"], 1);
    golden("around.mmd", &around.mermaid());
    golden("around.dot", &around.dot());
}

#[test]
fn the_depth_is_how_many_keys_are_followed() {
    let schema = schema(&[
        ("A", &[("b_id", "B"), ("self_id", "A")]),
        ("B", &[("c_id", "C")]),
        ("C", &[("gone_id", "Nowhere"), ("a_id", "A")]),
    ]);
    let names = |depth| {
        let graph = Graph::new(&schema, ["A", "Missing"], depth);
        (
            graph.nodes.into_keys().collect::<String>(),
            graph.edges.len(),
        )
    };
    assert_eq!(names(0), ("A".to_owned(), 1));
    assert_eq!(names(1), ("AB".to_owned(), 2));
    assert_eq!(names(2), ("ABC".to_owned(), 4));
    assert_eq!(names(usize::MAX), ("ABC".to_owned(), 4));
}

/// What a line of the picture in Mermaid is: a node or an edge, with nothing in its quotes that ends
/// them or has a meaning.
fn is_mermaid(line: &str) -> bool {
    let id = |text: &str| {
        !text.is_empty()
            && text.starts_with(|c: char| c.is_ascii_uppercase())
            && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    };
    let quoted = |text: &str| {
        let inner = text
            .strip_prefix('"')
            .and_then(|text| text.strip_suffix('"'));
        inner.is_some_and(|inner| {
            let bare = inner.replace("<br>", "");
            !bare.contains(['"', '<', '>', '`', '%', '\\', '{', '}', '|', '\n', '\r'])
                && bare.split('#').skip(1).all(|rest| {
                    rest.split_once(';')
                        .is_some_and(|(number, _)| number.parse::<u32>().is_ok())
                })
        })
    };
    let Some(line) = line.strip_prefix("    ") else {
        return false;
    };
    for arrow in [" -->|", " -.->|"] {
        if let Some((from, rest)) = line.split_once(arrow) {
            return rest
                .rsplit_once("| ")
                .is_some_and(|(text, to)| id(from) && quoted(text) && id(to));
        }
    }
    [('[', ']'), ('(', ')')].into_iter().any(|(open, close)| {
        line.split_once(open)
            .and_then(|(name, rest)| Some(id(name) && quoted(rest.strip_suffix(close)?)))
            .unwrap_or(false)
    })
}

/// The texts in quotes of a line in DOT, and what stands outside of them.
fn dot_line(line: &str) -> Option<(Vec<String>, String)> {
    let (mut texts, mut outside) = (Vec::new(), String::new());
    let mut rest = line.chars();
    while let Some(c) = rest.next() {
        if c != '"' {
            outside.push(c);
            continue;
        }
        let mut text = String::new();
        loop {
            match rest.next()? {
                '"' => break,
                '\\' => match rest.next()? {
                    c @ ('"' | '\\') => text.push(c),
                    'n' => text.push('\n'),
                    _ => return None,
                },
                c => text.push(c),
            }
        }
        outside.push('_');
        texts.push(text);
    }
    Some((texts, outside))
}

#[test]
fn names_with_a_meaning_are_written_otherwise() {
    let schema = schema(&[
        ("end", &[("a\"] --> B", "end"), ("x|y", "Größe")]),
        ("Größe", &[("%%{init: {}}%%", "E_Gr__e")]),
        (
            "E_Gr__e",
            &[("#quot;<script>", "end"), ("`md`\nnew line", "end")],
        ),
    ]);
    let graph = Graph::new(&schema, ["end", "Größe", "E_Gr__e"], 0);
    let text = graph.mermaid();
    for line in text.lines().skip(1) {
        assert!(is_mermaid(line), "{line}");
    }
    assert!(text.contains("    E_Gr__e[\"E_Gr__e\"]\n"), "{text}");
    assert!(text.contains("    E_Gr__e_2[\"Größe\"]\n"), "{text}");
    assert!(text.contains("    E_end[\"end\"]\n"), "{text}");
}

#[test]
fn the_whole_schema_has_a_picture() {
    let schema = bundled();
    let graph = Graph::new(&schema, schema.entities.keys().map(String::as_str), 0);
    assert_eq!(graph.nodes.len(), schema.entities.len());
    assert!(graph.edges.len() > 200);
    for line in graph.mermaid().lines().skip(1) {
        assert!(is_mermaid(line), "{line}");
    }
}

proptest! {
    #[test]
    fn whatever_the_site_calls_things_the_picture_holds_them(
        names in prop::collection::btree_set(".{1,12}", 1..6),
        keys in prop::collection::vec((".{1,16}", 0usize..6, 0usize..6), 0..12),
    ) {
        let names: Vec<String> = names.into_iter().collect();
        let mut schema = Schema::default();
        for name in &names {
            let entity = Entity { name: name.clone(), ..Entity::default() };
            schema.entities.insert(name.clone(), entity);
        }
        for (key, from, to) in &keys {
            let (from, to) = (&names[from % names.len()], &names[to % names.len()]);
            let field = Field { fk_entity: Some(to.clone()), ..Field::new(key.as_str(), DataType::Integer) };
            schema.entities.get_mut(from).unwrap().fields.insert(key.clone(), field);
        }
        let graph = Graph::new(&schema, names.iter().map(String::as_str), 0);
        let mermaid = graph.mermaid();
        let lines: Vec<&str> = mermaid.split('\n').collect();
        prop_assert_eq!(lines.len(), 2 + graph.nodes.len() + graph.edges.len());
        for line in &lines[1..lines.len() - 1] {
            prop_assert!(is_mermaid(line), "{}", line);
        }
        let dot = graph.dot();
        let lines: Vec<&str> = dot.split('\n').collect();
        prop_assert_eq!(lines.len(), 6 + graph.nodes.len() + graph.edges.len());
        for line in &lines[4..lines.len() - 2] {
            let (texts, outside) = dot_line(line).ok_or_else(|| TestCaseError::fail(line.to_string()))?;
            prop_assert!(
                ["    _ [label=_];", "    _ -> _ [label=_];"].contains(&outside.as_str()),
                "{}", line
            );
            let first = texts[0].clone();
            let known = names.iter().any(|name| super::plain(name) == first);
            prop_assert!(known, "{}", line);
        }
    }
}
