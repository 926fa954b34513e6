//! What a site says in its many ways, and what becomes of it.
#![allow(clippy::unwrap_used)] // A failure here is the test failing.

use civi_schema::raw::{Answers, Normalized, SnapshotSettings};
use civi_schema::{DataType, Field, OptionKey, Options, Serialization, Suffix};
use serde_json::{Value, json};

fn envelope(rows: Value) -> Value {
    json!({ "values": rows, "entity": "X", "action": "y", "version": 4, "count": 1 })
}

/// The answers of a site with one entity `Thing`.
fn site(get: Value, create: Value, update: Value, actions: Value) -> Answers {
    let mut answers =
        Answers::new(&envelope(json!([{"name": "Thing", "type": ["DAOEntity"]}]))).unwrap();
    answers
        .get_fields(&json!({ "Thing": envelope(get) }))
        .unwrap();
    answers
        .create_fields(&json!({ "Thing": envelope(create) }))
        .unwrap();
    answers
        .update_fields(&json!({ "Thing": envelope(update) }))
        .unwrap();
    answers
        .actions(&json!({ "Thing": envelope(actions) }))
        .unwrap();
    answers
}

fn normalize(answers: &Answers) -> Normalized {
    answers.normalize(&SnapshotSettings::default())
}

/// The field that `get` describes so.
fn field(mut row: Value) -> (Field, Vec<String>) {
    row["name"] = json!("f");
    let Normalized {
        schema, warnings, ..
    } = normalize(&site(json!([row]), json!([]), json!([]), json!([])));
    let field = schema.entities["Thing"].fields["f"].clone();
    let options = match &field.options {
        Options::Shared(name) => Options::Own(schema.option_lists[name].clone()),
        other => other.clone(),
    };
    (
        Field { options, ..field },
        warnings.iter().map(ToString::to_string).collect(),
    )
}

fn keys(options: &Options) -> Vec<(OptionKey, Option<String>)> {
    let Options::Own(list) = options else {
        return Vec::new();
    };
    list.items
        .iter()
        .map(|item| (item.id.clone(), item.label.clone()))
        .collect()
}

fn number(number: i64) -> OptionKey {
    OptionKey::Number(number)
}

fn text(text: &str) -> OptionKey {
    OptionKey::Text(text.to_owned())
}

#[test]
fn empty_php_arrays_are_empty_objects() {
    let (field, warnings) = field(json!({
        "input_attrs": [], "dfk_entities": [], "permission": [], "operators": [], "suffixes": [],
    }));
    assert_eq!(field.max_length, None);
    assert!(field.dfk_entities.is_empty() && field.permission.is_empty());
    assert_eq!(field.operators, None);
    assert_eq!(warnings, Vec::<String>::new());
}

#[test]
fn options_come_in_every_shape() {
    let listed =
        json!([{"id": 1, "name": 1, "label": 5}, {"id": "current_domain", "label": "Now"}]);
    let (mixed, _) = field(json!({ "options": listed }));
    assert_eq!(
        keys(&mixed.options),
        [
            (number(1), Some("5".into())),
            (text("current_domain"), Some("Now".into()))
        ]
    );
    let (map, _) = field(json!({ "options": {"7": "Seven", "x": "Ex", "08": "Eight"} }));
    let mut entries = keys(&map.options);
    entries.sort();
    assert_eq!(
        entries,
        [
            (number(7), Some("Seven".into())),
            (text("08"), Some("Eight".into())),
            (text("x"), Some("Ex".into()))
        ]
    );
    let (list, _) = field(json!({ "options": ["No", "Yes"] }));
    assert_eq!(
        keys(&list.options),
        [
            (number(0), Some("No".into())),
            (number(1), Some("Yes".into()))
        ]
    );
    assert_eq!(
        field(json!({ "options": true })).0.options,
        Options::Unlisted
    );
    assert_eq!(field(json!({ "options": false })).0.options, Options::None);
    assert_eq!(field(json!({})).0.options, Options::None);
    // Too many to list, yet the suffixes work.
    let (many, _) = field(json!({ "options": false, "suffixes": ["label", "abbr"] }));
    assert_eq!(many.options, Options::Unlisted);
    assert_eq!(many.suffixes, [Suffix::Label, Suffix::Abbr]);
    assert_eq!(field(json!({ "options": [] })).0.options, Options::Unlisted);
}

#[test]
fn the_members_of_a_group_of_options_are_options() {
    let all = |options: Value| {
        let (field, warnings) = field(json!({ "options": options }));
        let mut keys = keys(&field.options);
        keys.sort();
        (keys, warnings)
    };
    let expected = vec![
        (number(1), Some("One".to_owned())),
        (number(2), Some("Two".to_owned())),
        (text("x"), Some("Ex".to_owned())),
    ];
    for options in [
        json!({"Numbers": {"1": "One", "2": "Two"}, "x": "Ex"}),
        json!({"All": {"Numbers": {"1": "One", "2": "Two"}, "x": "Ex"}}),
        json!([{"label": "Numbers", "options": {"1": "One", "2": "Two"}}, {"id": "x", "label": "Ex"}]),
        json!([{"text": "Numbers", "children": [{"id": 1, "text": "One"}, {"id": 2, "text": "Two"}]},
               {"id": "x", "text": "Ex"}]),
        json!({"Numbers": {"options": [{"id": 1, "label": "One"}, {"id": 2, "label": "Two"}]},
               "x": {"label": "Ex"}}),
        // A group that is an option itself.
        json!([{"id": "x", "label": "Ex", "children": [{"id": 1, "label": "One"}, {"id": 2, "label": "Two"}]}]),
    ] {
        let (keys, warnings) = all(options.clone());
        assert_eq!(keys, expected, "{options}");
        assert_eq!(warnings, Vec::<String>::new(), "{options}");
    }
    // What can't be kept is named.
    let (_, warnings) = all(json!([{"label": "Lost"}]));
    assert_eq!(
        warnings,
        [r#"Thing.f: an option without an id: {"label":"Lost"}; left out"#]
    );
    let (_, warnings) = all(json!([{"label": "Group", "options": 5}]));
    assert_eq!(
        warnings,
        ["Thing.f: a group of options whose members are the number 5; left out"]
    );
}

#[test]
fn permissions_nest() {
    let (both, _) = field(json!({ "permission": ["a", ["b", "c"]] }));
    assert_eq!(
        both.permission,
        [vec!["a".to_owned()], vec!["b".to_owned(), "c".to_owned()]]
    );
    assert_eq!(
        field(json!({ "permission": "a" })).0.permission,
        [vec!["a".to_owned()]]
    );
}

#[test]
fn attributes_may_be_strings() {
    let (field, _) = field(json!({
        "input_attrs": {"maxlength": "64", "control_field": "country_id", "time": 12},
        "serialize": 0, "deprecated": 1, "readonly": "0", "nullable": false,
        "usage": {"import": true}, "data_type": "Datetime",
    }));
    assert_eq!(field.max_length, Some(64));
    assert_eq!(field.control_field.as_deref(), Some("country_id"));
    assert_eq!(field.serialize, None);
    assert!(field.deprecated && !field.readonly && !field.nullable);
    assert_eq!(field.data_type, DataType::Timestamp);
}

#[test]
fn unknown_things_are_kept_or_warned_of() {
    let (field, warnings) = field(json!({
        "data_type": "Point", "serialize": 9, "suffixes": ["shade"], "colour": 1,
    }));
    assert_eq!(field.data_type, DataType::Other("Point".to_owned()));
    assert_eq!(field.serialize, Some(Serialization::Other(9)));
    assert_eq!(field.suffixes, [Suffix::Other("shade".to_owned())]);
    assert_eq!(
        warnings,
        [
            "Thing.f: unknown key `colour`; left out",
            "Thing.f: unknown data type `Point`; kept, its values are any JSON"
        ]
    );
}

#[test]
fn a_setting_has_another_shape() {
    let (field, warnings) = field(json!({
        "title": "Debug", "html_type": "toggle", "default": "x", "add": 5,
        "help_text": ["A", "B"], "options": false, "readonly": false, "description": null,
        "serialize": null, "data_type": null,
    }));
    assert_eq!(field.kind, "Field");
    assert_eq!(field.input_type.as_deref(), Some("toggle"));
    assert_eq!(field.data_type, DataType::Missing);
    assert!(field.nullable);
    assert_eq!(field.description, None);
    // Its `default` is no filter of `get`.
    assert_eq!(field.get.unwrap().implicit_filter, None);
    assert_eq!(warnings, Vec::<String>::new());
}

#[test]
fn actions_differ_on_one_field() {
    let get = json!([{"name": "is_test", "data_type": "Boolean", "default_value": false,
                      "required": true, "title": "Test", "label": "Test"}]);
    let create = json!([{"name": "is_test", "data_type": "String", "default_value": "now",
                         "required_if": "empty($values.title)", "required": true},
                        {"name": "password", "data_type": "String"}]);
    let schema = normalize(&site(get, create, json!([]), json!([]))).schema;
    let fields = &schema.entities["Thing"].fields;
    let test = &fields["is_test"];
    assert_eq!(test.data_type, DataType::Boolean);
    assert_eq!(test.label, None);
    assert_eq!(
        test.get.as_ref().unwrap().implicit_filter,
        Some(json!(false))
    );
    let create = test.create.as_ref().unwrap();
    assert!(create.required);
    assert_eq!(create.default, Some(json!("now")));
    assert_eq!(create.data_type, Some(DataType::String));
    assert_eq!(create.required_if.as_deref(), Some("empty($values.title)"));
    assert_eq!(test.update, None);
    assert_eq!(fields["password"].get, None);
    assert!(fields["password"].create.is_some());
}

#[test]
fn parameters_of_every_version() {
    let actions = json!([{
        "name": "run", "deprecated": null, "description": "Runs.", "params": {
            "checkPermissions": {"type": ["bool"], "default": true},
            "language": {"type": ["string"], "options": ["en_US"]},
            "a": {"type": {"1": "string"}, "default": null, "required": true, "deprecated": "use b"},
            "b": {"type": ["null", "bool", "array"], "default": [], "options": ["x", 1]},
            "c": {"default": 0, "deprecated": true},
            "d": [],
        },
    }, {"name": "bare", "params": []}]);
    let Normalized {
        schema, warnings, ..
    } = normalize(&site(json!([]), json!([]), json!([]), actions));
    let actions = &schema.entities["Thing"].actions;
    assert!(actions["bare"].params.is_empty());
    let run = &actions["run"];
    assert_eq!(run.description, None);
    assert_eq!(run.params.keys().collect::<Vec<_>>(), ["a", "b", "c", "d"]);
    assert_eq!(run.params["a"].types, ["string"]);
    assert!(run.params["a"].required);
    assert_eq!(run.params["a"].default, None);
    assert_eq!(run.params["a"].deprecated.as_deref(), Some("use b"));
    assert_eq!(run.params["b"].types, ["bool", "array"]);
    assert_eq!(run.params["b"].default, Some(json!([])));
    assert_eq!(run.params["b"].options, [json!("x"), json!(1)]);
    assert!(run.params["c"].types.is_empty());
    assert_eq!(run.params["c"].deprecated.as_deref(), Some(""));
    assert!(warnings.is_empty());
}

#[test]
fn descriptions_only_on_request() {
    let get = json!([{"name": "f", "description": "What it is.", "help_pre": "How."}]);
    let answers = site(get, json!([]), json!([]), json!([]));
    let docs = SnapshotSettings {
        docs: true,
        ..SnapshotSettings::default()
    };
    let schema = answers.normalize(&docs).schema;
    let field = &schema.entities["Thing"].fields["f"];
    assert_eq!(field.description.as_deref(), Some("What it is.\n\nHow."));
    assert!(schema.site.docs);
    assert_eq!(
        normalize(&answers).schema.entities["Thing"].fields["f"].description,
        None
    );
}

#[test]
fn an_error_in_a_batch_leaves_its_entity_out() {
    let mut answers = site(json!([]), json!([]), json!([]), json!([]));
    let refused = json!({"error_code": 0, "status": 500, "error_id": "ab12-cd34-ef56",
        "error_message": "Sorry an error occurred. (Error ID: ab12-cd34-ef56)"});
    answers.create_fields(&json!({ "Thing": refused })).unwrap();
    let schema = normalize(&answers).schema;
    assert!(schema.entities.is_empty());
    assert_eq!(
        schema.site.left_out["Thing"],
        "getFields for create: the site answered 500: Sorry an error occurred."
    );
}

#[test]
fn what_the_site_forgets_leaves_its_entity_out() {
    let mut answers = Answers::new(&json!([
        {"name": "Lost"}, {"name": "Import_5", "type": ["Import"]}, {"title": "Nameless"},
        {"name": "x".repeat(300)},
    ]))
    .unwrap();
    answers
        .get_fields(&json!({ "Ghost": {"values": []} }))
        .unwrap();
    let Normalized {
        schema, warnings, ..
    } = normalize(&answers);
    assert_eq!(
        schema.site.left_out["Lost"],
        "getFields for get: the site gave no answer"
    );
    assert_eq!(
        schema.site.left_out["Import_5"],
        "of an import job, so not there for long"
    );
    assert_eq!(
        schema.site.left_out["Ghost"],
        "described, but not listed by Entity.get"
    );
    assert!(schema.site.left_out.keys().any(|name| name.len() == 300));
    assert_eq!(warnings.len(), 2);
}

#[test]
fn an_entity_without_fields_is_an_entity() {
    let schema = normalize(&site(json!([]), json!([]), json!([]), json!([]))).schema;
    assert!(schema.entities["Thing"].fields.is_empty());
}

#[test]
fn names_that_come_twice_count_once() {
    let twice = json!([{"name": "f", "data_type": "Integer"}, {"name": "f", "data_type": "Text"},
                       {"name": 12}, {"title": "none"}, 5]);
    let Normalized {
        schema, warnings, ..
    } = normalize(&site(twice, json!([]), json!([]), json!([])));
    let fields = &schema.entities["Thing"].fields;
    assert_eq!(fields["f"].data_type, DataType::Integer);
    assert!(fields.contains_key("12"));
    assert_eq!(
        warnings.iter().map(ToString::to_string).collect::<Vec<_>>(),
        [
            "Thing.f: named twice; the first counts",
            "Thing: a field or action without a name; left out (and at 1 other places)"
        ]
    );
}

#[test]
fn recurring_lists_are_kept_once_under_a_stable_name() {
    let options = json!([{"id": 1, "name": "a", "label": "A"}]);
    let get = json!([
        {"name": "mine.first", "custom_group": "mine", "type": "Custom", "options": options},
        {"name": "z_id", "options": options}, {"name": "y_id", "options": options},
        {"name": "alone", "options": [{"id": 2, "label": "B"}]},
    ]);
    let schema = normalize(&site(get, json!([]), json!([]), json!([]))).schema;
    assert_eq!(
        schema.option_lists.keys().collect::<Vec<_>>(),
        ["Thing.y_id"]
    );
    let fields = &schema.entities["Thing"].fields;
    for name in ["mine.first", "y_id", "z_id"] {
        assert_eq!(
            fields[name].options,
            Options::Shared("Thing.y_id".to_owned())
        );
    }
    assert!(matches!(fields["alone"].options, Options::Own(_)));
}

mod folder {
    use super::*;

    fn captures() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        let put = |name: &str, value: Value| {
            std::fs::write(folder.path().join(name), value.to_string()).unwrap();
        };
        put("Entity.get.json", envelope(json!([{"name": "Thing"}])));
        for what in [
            "getFields.get",
            "getFields.create",
            "getFields.update",
            "getActions",
        ] {
            put(
                &format!("batch.{what}.json"),
                json!({ "Thing": envelope(json!([])) }),
            );
        }
        folder
    }

    fn error_with(name: &str, content: Option<&str>) -> (civi_schema::Error, String) {
        let folder = captures();
        let path = folder.path().join(name);
        match content {
            Some(content) => std::fs::write(&path, content).unwrap(),
            None => std::fs::remove_file(&path).unwrap(),
        }
        let error = Answers::read(folder.path()).unwrap_err();
        assert_eq!(error.path(), path);
        let text = error
            .to_string()
            .replace(&path.display().to_string(), "FILE");
        (error, text)
    }

    #[test]
    fn whole_answers_read() {
        let schema = normalize(&Answers::read(captures().path()).unwrap()).schema;
        assert_eq!(schema.entities.len(), 1);
    }

    #[test]
    fn a_missing_file() {
        let (error, text) = error_with("batch.getActions.json", None);
        assert!(error.is_not_found());
        assert!(text.starts_with("can't read FILE: "), "{text}");
    }

    #[test]
    fn a_truncated_file() {
        let (error, text) = error_with("batch.getFields.get.json", Some("{\"Thing\":\n {\"val"));
        assert!(error.is_malformed());
        assert_eq!(
            text,
            "FILE: ends too early, at line 2 column 6; was it cut off? Make it again"
        );
    }

    #[test]
    fn not_json() {
        let (_, text) = error_with("Entity.get.json", Some("<html>"));
        assert_eq!(text, "FILE: not JSON: expected value at line 1 column 1");
    }

    #[test]
    fn json_of_another_shape() {
        let (_, text) = error_with("batch.getFields.update.json", Some("{\"Thing\": \"no\"}"));
        assert_eq!(
            text,
            "FILE: expected an answer's envelope at Thing, found \"no\""
        );
        let (_, text) = error_with("batch.getFields.update.json", Some("12"));
        assert_eq!(
            text,
            "FILE: expected a batch answer at the top, found the number 12"
        );
        let (_, text) = error_with("Entity.get.json", Some("{\"values\": 3}"));
        assert_eq!(text, "FILE: expected a list at values, found the number 3");
    }

    #[test]
    fn an_error_as_the_whole_answer() {
        let refused =
            "{\"error_code\": 0, \"error_message\": \"Authorization failed\", \"status\": 403}";
        let (_, text) = error_with("batch.getActions.json", Some(refused));
        assert_eq!(text, "FILE: the site answered 403: Authorization failed");
        let (_, text) = error_with("Entity.get.json", Some(refused));
        assert_eq!(text, "FILE: the site answered 403: Authorization failed");
    }
}
