//! A site whose answers are not the same twice, and one that can't describe an entity this time.
#![allow(clippy::unwrap_used)] // A failure here is the test failing.

use civi_schema::raw::{Answers, Normalized, Question, SnapshotSettings};
use civi_schema::{OptionKey, Options, Schema};
use serde_json::{Value, json};

/// The answers of one run: each draws its own number, as PHP's `rand()` does.
fn run(fields: impl Fn(u32) -> Value, mut number: u32) -> Normalized {
    let mut answers = Answers::new(&json!([{"name": "UFField"}, {"name": "Thing"}])).unwrap();
    for question in Question::ALL {
        number = number * 7 % 9000 + 1000;
        for entity in ["UFField", "Thing"] {
            answers.put(question, entity, Ok(vec![fields(number)]));
        }
    }
    answers.normalize(&SnapshotSettings::default())
}

fn options(schema: &Schema, entity: &str) -> Vec<(String, Option<String>, Option<String>)> {
    let field = &schema.entities[entity].fields["field_name"];
    let items = match &field.options {
        Options::Own(list) => &list.items,
        Options::Shared(name) => &schema.option_lists[name].items,
        _ => return Vec::new(),
    };
    let id = |id: &OptionKey| match id {
        OptionKey::Text(text) => text.clone(),
        OptionKey::Number(number) => number.to_string(),
    };
    items
        .iter()
        .map(|item| (id(&item.id), item.name.clone(), item.label.clone()))
        .collect()
}

fn field(items: Value) -> Value {
    json!({"name": "field_name", "data_type": "String", "options": items})
}

#[test]
fn an_option_with_a_random_id_gives_the_same_snapshot() {
    let uffield = |n: u32| {
        let free = format!("format_free_html_{n}");
        field(json!([
            {"id": "first_name", "name": "First", "label": "First Name"},
            {"id": free, "name": free, "label": "Free HTML"},
            {"id": "formatting", "label": "Formatting"},
        ]))
    };
    // In the middle of an id, as hexadecimal, in a map instead of a list.
    let middle = |n: u32| {
        field(json!([{"id": format!("tmp{n}x"), "label": format!("Temporary {n}")}, {"id": "b"}]))
    };
    let hex =
        |n: u32| field(json!([{"id": format!("{:x}", n * 7919), "label": "Session"}, {"id": "b"}]));
    let map = |n: u32| field(json!({"b": "B", (format!("r_{n}")): "Random"}));
    let only = |n: u32| field(json!([{"id": format!("r_{n}"), "label": "Random"}]));
    for (what, fields) in [
        ("uffield", &uffield as &dyn Fn(u32) -> Value),
        ("middle", &middle),
        ("hex", &hex),
        ("map", &map),
        ("only", &only),
    ] {
        let (first, second) = (run(fields, 3), run(fields, 4001));
        assert_eq!(first.schema, second.schema, "{what}");
        for entity in ["UFField", "Thing"] {
            let ids: Vec<_> = options(&first.schema, entity)
                .into_iter()
                .map(|(id, ..)| id)
                .collect();
            let kept: &[&str] = match what {
                "uffield" => &["first_name", "formatting"],
                "only" => &[],
                _ => &["b"],
            };
            assert_eq!(ids, kept, "{what}");
        }
        // It is told, but for the one that every site has.
        let told: Vec<&str> = first.warnings.iter().map(|w| w.entity.as_str()).collect();
        let expected: &[&str] = if what == "uffield" {
            &["Thing"]
        } else {
            &["UFField"]
        };
        assert_eq!(told[..1], *expected, "{what}: {:?}", first.warnings);
    }
}

#[test]
fn the_known_one_goes_even_where_all_answers_have_the_same_number() {
    let of = |n: u32| {
        move |_: u32| {
            let free = format!("format_free_html_{n}");
            field(json!([{"id": free, "name": free, "label": "Free HTML"}, {"id": "a"}]))
        }
    };
    let (first, second) = (run(of(1234), 1), run(of(9876), 1));
    assert_eq!(
        options(&first.schema, "UFField"),
        options(&second.schema, "UFField")
    );
    // On another entity it is any option, since nothing shows that it changes.
    assert_eq!(options(&first.schema, "Thing").len(), 2);
}

#[test]
fn a_name_that_changes_under_one_id_is_left_out() {
    let named = |n: u32| field(json!([{"id": 1, "name": format!("one_{n}"), "label": "One"}]));
    let (first, second) = (run(named, 5), run(named, 77));
    assert_eq!(first, second);
    assert_eq!(
        options(&first.schema, "Thing"),
        [("1".to_owned(), None, Some("One".to_owned()))]
    );
}

#[test]
fn options_that_only_one_action_has_stay() {
    let mut answers = Answers::new(&json!([{"name": "Thing"}])).unwrap();
    for question in Question::ALL {
        let mut items = vec![
            json!({"id": "a", "label": "A"}),
            json!({"id": "y2023", "label": "2023"}),
        ];
        if question == Question::GetFields {
            // Disabled: it can be found, and not chosen.
            items.push(json!({"id": "old", "label": "Old"}));
        }
        answers.put(question, "Thing", Ok(vec![field(Value::Array(items))]));
    }
    let schema = answers.normalize(&SnapshotSettings::default()).schema;
    assert_eq!(options(&schema, "Thing").len(), 3);
}

#[test]
fn an_entity_that_fails_stays_as_it_was_with_its_lists() {
    let items: Vec<Value> = (0..60)
        .map(|n| json!({"id": n, "label": format!("L{n}")}))
        .collect();
    let answers = |fails: &[&str]| {
        let mut answers =
            Answers::new(&json!([{"name": "A"}, {"name": "B"}, {"name": "C"}])).unwrap();
        for question in Question::ALL {
            for entity in ["A", "B", "C"] {
                let result = if fails.contains(&entity) && question == Question::UpdateFields {
                    Err("the site answered 500: unknown type".to_owned())
                } else {
                    Ok(vec![field(Value::Array(items.clone()))])
                };
                answers.put(question, entity, result);
            }
        }
        answers
    };
    let last = answers(&[]).normalize(&SnapshotSettings::default()).schema;
    assert_eq!(last.option_lists.len(), 1, "the list is shared");
    for fails in [&["A"][..], &["B"], &["A", "B", "C"]] {
        let now = answers(fails).normalize_after(Some(&last), &SnapshotSettings::default());
        assert_eq!(now.failed, fails);
        assert_eq!(now.schema.entities, last.entities);
        assert_eq!(now.schema.option_lists, last.option_lists);
        assert_eq!(now.schema.site.left_out.len(), fails.len());
        // The next run on that snapshot changes nothing.
        let again = answers(fails).normalize_after(Some(&now.schema), &SnapshotSettings::default());
        assert_eq!(again, now);
    }
    // Without a snapshot from before it is left out, and told as failed too.
    let none = answers(&["B"]).normalize(&SnapshotSettings::default());
    assert_eq!(none.failed, ["B"]);
    assert!(!none.schema.entities.contains_key("B"));
    // What the site no longer lists does not stay.
    let mut fewer = Answers::new(&json!([{"name": "A"}])).unwrap();
    for question in Question::ALL {
        fewer.put(question, "A", Err("no".to_owned()));
    }
    let now = fewer.normalize_after(Some(&last), &SnapshotSettings::default());
    assert_eq!(now.schema.entities.keys().collect::<Vec<_>>(), ["A"]);
}

#[test]
fn a_byte_order_mark_is_no_part_of_a_file() {
    let mut answers = Answers::new(&json!([{"name": "A"}])).unwrap();
    let items: Vec<Value> = (0..60).map(|n| json!({"id": n, "label": "L"})).collect();
    for question in Question::ALL {
        answers.put(question, "A", Ok(vec![field(Value::Array(items.clone()))]));
    }
    let schema = answers.normalize(&SnapshotSettings::default()).schema;
    let folder = tempfile::tempdir().unwrap();
    schema.write(folder.path()).unwrap();
    let files = Schema::files(folder.path(), &[]).unwrap();
    for file in files.iter().filter(|file| file.is_file()) {
        let bytes = std::fs::read(file).unwrap();
        std::fs::write(file, [b"\xef\xbb\xbf", bytes.as_slice()].concat()).unwrap();
    }
    assert_eq!(Schema::read(folder.path()).unwrap(), schema);
    assert_eq!(
        Schema::read_entity(folder.path(), "A").unwrap().entities,
        schema.entities
    );
    // Written again, they are replaced and none is left over.
    let written = schema.write(folder.path()).unwrap();
    assert_eq!((written.changed.len(), written.removed.len()), (3, 0));
}
