//! Each sort of change, and a sample of the two bundled snapshots checked by hand.

use std::path::Path;

use civi_schema::{
    Action, DataType, Entity, Field, GetField, OptionItem, OptionKey, OptionList, Options, Param,
    Schema, Suffix, WriteField,
};
use serde_json::json;

use super::{Impact, compare};

fn item(id: i64, name: &str, label: &str) -> OptionItem {
    OptionItem {
        id: OptionKey::Number(id),
        name: Some(name.to_owned()),
        label: Some(label.to_owned()),
        abbr: None,
        description: None,
    }
}

/// A schema with one entity that has a bit of everything.
pub(super) fn schema() -> Schema {
    let mut entity = Entity {
        name: "Thing".to_owned(),
        ..Entity::default()
    };
    entity.primary_key = vec!["id".to_owned()];
    entity.title = Some("Thing".to_owned());
    let mut field = Field::new("f", DataType::String);
    field.create = Some(WriteField::default());
    field.update = Some(WriteField::default());
    field.max_length = Some(64);
    entity.fields.insert("f".to_owned(), field);
    let mut kind = Field::new("kind_id", DataType::Integer);
    kind.suffixes = vec![Suffix::Name, Suffix::Label];
    kind.options = Options::Shared("Thing.kind_id".to_owned());
    entity.fields.insert("kind_id".to_owned(), kind.clone());
    kind.name = "other_kind_id".to_owned();
    entity.fields.insert("other_kind_id".to_owned(), kind);
    let mut run = Action {
        name: "run".to_owned(),
        ..Action::default()
    };
    let param = Param {
        types: vec!["int".to_owned()],
        ..Param::default()
    };
    run.params.insert("limit".to_owned(), param);
    entity.actions.insert("run".to_owned(), run);
    let mut schema = Schema::default();
    let items = vec![item(1, "a", "A"), item(2, "b", "B")];
    schema
        .option_lists
        .insert("Thing.kind_id".to_owned(), OptionList { items });
    schema.entities.insert("Thing".to_owned(), entity);
    schema
}

pub(super) fn changes(old: &Schema, new: &Schema) -> Vec<String> {
    let changes = compare(old, new).changes;
    changes
        .iter()
        .map(|change| format!("{} {change}", change.impact.as_str()))
        .collect()
}

/// The changes that `edit` makes, there and back.
#[track_caller]
fn edited(edit: impl FnOnce(&mut Schema), there: &[&str], back: &[&str]) {
    let old = schema();
    let mut new = schema();
    edit(&mut new);
    assert_eq!(changes(&old, &new), there);
    assert_eq!(changes(&new, &old), back);
}

#[track_caller]
fn entity_edited(edit: impl FnOnce(&mut Entity), there: &[&str], back: &[&str]) {
    edited(
        |schema| edit(schema.entities.get_mut("Thing").unwrap()),
        there,
        back,
    );
}

#[track_caller]
pub(super) fn field_edited(edit: impl FnOnce(&mut Field), there: &[&str], back: &[&str]) {
    entity_edited(
        |entity| edit(entity.fields.get_mut("f").unwrap()),
        there,
        back,
    );
}

#[track_caller]
fn list_edited(edit: impl FnOnce(&mut Vec<OptionItem>), there: &[&str], back: &[&str]) {
    let edit_list = |schema: &mut Schema| {
        edit(&mut schema.option_lists.get_mut("Thing.kind_id").unwrap().items);
    };
    edited(edit_list, there, back);
}

#[test]
fn the_same_schema_has_no_changes() {
    edited(
        |schema| schema.site.taken = Some("2026-01-01".to_owned()),
        &[],
        &[],
    );
    assert_eq!(compare(&schema(), &schema()).text(), "no changes\n");
}

#[test]
fn entities() {
    edited(
        |schema| {
            let new = Entity {
                name: "New".to_owned(),
                ..Entity::default()
            };
            schema.entities.insert("New".to_owned(), new);
        },
        &["additive New: entity: new, 0 fields, 0 actions"],
        &["breaking New: entity: gone, was 0 fields, 0 actions"],
    );
    entity_edited(
        |entity| entity.primary_key = vec!["name".to_owned()],
        &["breaking Thing: primary key: id → name"],
        &["breaking Thing: primary key: name → id"],
    );
    entity_edited(
        |entity| entity.title = Some("Ding".to_owned()),
        &["cosmetic Thing: title: Thing → Ding"],
        &["cosmetic Thing: title: Ding → Thing"],
    );
}

#[test]
fn fields_come_and_go() {
    entity_edited(
        |entity| {
            entity
                .fields
                .insert("g".to_owned(), Field::new("g", DataType::Money));
        },
        &["additive Thing.g: field: new, Decimal"],
        &["breaking Thing.g: field: gone, was Decimal"],
    );
    entity_edited(
        |entity| {
            let mut field = Field::new("g", DataType::Date);
            field.create = Some(WriteField {
                required: true,
                ..WriteField::default()
            });
            entity.fields.insert("g".to_owned(), field);
        },
        &["breaking Thing.g: field: new, Date, required by create"],
        &["breaking Thing.g: field: gone, was Date"],
    );
}

#[test]
fn types_and_null() {
    field_edited(
        |field| field.data_type = DataType::Date,
        &["breaking Thing.f: type: String → Date"],
        &["breaking Thing.f: type: Date → String"],
    );
    field_edited(
        |field| field.nullable = false,
        &["breaking Thing.f: nullable: can be null → never null"],
        &["breaking Thing.f: nullable: never null → can be null"],
    );
}

#[test]
fn restrictions() {
    let some = |words: &[&str]| Some(words.iter().map(|word| (*word).to_owned()).collect());
    field_edited(
        |field| field.operators = some(&["=", "IN"]),
        &["breaking Thing.f: operators: any → =, IN"],
        &["additive Thing.f: operators: =, IN → any"],
    );
    field_edited(
        |field| field.permission = vec![vec!["a".to_owned(), "b".to_owned()], vec!["c".to_owned()]],
        &["breaking Thing.f: permission: none → a or b and c"],
        &["breaking Thing.f: permission: a or b and c → none"],
    );
    field_edited(
        |field| field.max_length = Some(255),
        &["additive Thing.f: max length: 64 → 255"],
        &["breaking Thing.f: max length: 255 → 64"],
    );
    field_edited(
        |field| field.kind = "Filter".to_owned(),
        &[
            "breaking Thing.f: readable: everywhere → in filters only",
            "cosmetic Thing.f: kind: Field → Filter",
        ],
        &[
            "additive Thing.f: readable: in filters only → everywhere",
            "cosmetic Thing.f: kind: Filter → Field",
        ],
    );
}

#[test]
fn what_actions_say() {
    field_edited(
        |field| field.get = None,
        &["breaking Thing.f: readable: yes → no"],
        &["additive Thing.f: readable: no → yes"],
    );
    field_edited(
        |field| {
            field.get = Some(GetField {
                implicit_filter: Some(json!(false)),
            })
        },
        &["breaking Thing.f: implicit filter: none → false"],
        &["breaking Thing.f: implicit filter: false → none"],
    );
    field_edited(
        |field| field.create = None,
        &["breaking Thing.f: taken by create: yes → no"],
        &["additive Thing.f: taken by create: no → yes"],
    );
    field_edited(
        |field| field.readonly = true,
        &[
            "breaking Thing.f: taken by create: yes → no",
            "breaking Thing.f: taken by update: yes → no",
        ],
        &[
            "additive Thing.f: taken by create: no → yes",
            "additive Thing.f: taken by update: no → yes",
        ],
    );
    field_edited(
        |field| {
            field.create = Some(WriteField {
                required: true,
                ..WriteField::default()
            })
        },
        &["breaking Thing.f: required by create: no → yes"],
        &["breaking Thing.f: required by create: yes → no"],
    );
    field_edited(
        |field| {
            field.update = Some(WriteField {
                required: true,
                ..WriteField::default()
            })
        },
        &["breaking Thing.f: required by update: no → yes"],
        &["additive Thing.f: required by update: yes → no"],
    );
    let default = WriteField {
        default: Some(json!("now")),
        ..WriteField::default()
    };
    field_edited(
        |field| field.create = Some(default),
        &["cosmetic Thing.f: default of create: none → \"now\""],
        &["cosmetic Thing.f: default of create: \"now\" → none"],
    );
}

#[test]
fn suffixes() {
    entity_edited(
        |entity| {
            entity
                .fields
                .get_mut("kind_id")
                .unwrap()
                .suffixes
                .push(Suffix::Icon)
        },
        &["additive Thing.kind_id: suffix :icon: new"],
        &["breaking Thing.kind_id: suffix :icon: gone"],
    );
}

#[test]
fn options_of_a_shared_list_once() {
    list_edited(
        |items| items.push(item(3, "c", "C")),
        &["additive Thing.kind_id: option c: new (also Thing.other_kind_id)"],
        &["breaking Thing.kind_id: option c: gone (also Thing.other_kind_id)"],
    );
    list_edited(
        |items| items[0] = item(1, "a", "Ah"),
        &["cosmetic Thing.kind_id: option a label: A → Ah (also Thing.other_kind_id)"],
        &["cosmetic Thing.kind_id: option a label: Ah → A (also Thing.other_kind_id)"],
    );
    list_edited(
        |items| items[0] = item(7, "a", "A"),
        &["breaking Thing.kind_id: option a stored as: 1 → 7 (also Thing.other_kind_id)"],
        &["breaking Thing.kind_id: option a stored as: 7 → 1 (also Thing.other_kind_id)"],
    );
    list_edited(|items| items.reverse(), &[], &[]);
}

#[test]
fn a_list_that_is_another_is_one_change() {
    let many = |items: &mut Vec<OptionItem>| {
        items.extend((10..40).map(|id| item(id, &format!("n{id}"), "N")));
    };
    list_edited(
        many,
        &[
            "additive Thing.kind_id: option changes: 30, such as n10: new (also \
           Thing.other_kind_id)",
        ],
        &[
            "breaking Thing.kind_id: option changes: 30, such as n10: gone (also \
           Thing.other_kind_id)",
        ],
    );
}

#[test]
fn actions_and_parameters() {
    entity_edited(
        |entity| {
            entity.actions.remove("run");
        },
        &["breaking Thing.run(): action: gone"],
        &["additive Thing.run(): action: new"],
    );
    let with = |param: Param| {
        move |entity: &mut Entity| {
            let run = entity.actions.get_mut("run").unwrap();
            run.params.insert("mode".to_owned(), param);
        }
    };
    let optional = Param {
        types: vec!["string".to_owned()],
        ..Param::default()
    };
    entity_edited(
        with(optional.clone()),
        &["additive Thing.run(mode): parameter: new, string"],
        &["breaking Thing.run(mode): parameter: gone, was string"],
    );
    entity_edited(
        with(Param {
            required: true,
            ..optional
        }),
        &["breaking Thing.run(mode): parameter: new, string, required"],
        &["breaking Thing.run(mode): parameter: gone, was string"],
    );
    let limit = |edit: fn(&mut Param)| {
        move |entity: &mut Entity| {
            edit(
                entity
                    .actions
                    .get_mut("run")
                    .unwrap()
                    .params
                    .get_mut("limit")
                    .unwrap(),
            );
        }
    };
    entity_edited(
        limit(|param| param.required = true),
        &["breaking Thing.run(limit): required: no → yes"],
        &["breaking Thing.run(limit): required: yes → no"],
    );
    entity_edited(
        limit(|param| param.types.push("string".to_owned())),
        &["breaking Thing.run(limit): type: int → int or string"],
        &["breaking Thing.run(limit): type: int or string → int"],
    );
    entity_edited(
        limit(|param| param.options = vec![json!("x")]),
        &["additive Thing.run(limit): option x: new"],
        &["breaking Thing.run(limit): option x: gone"],
    );
}

#[test]
fn the_three_forms() {
    let mut new = schema();
    new.site.civicrm = Some("6.0".to_owned());
    let mut old = schema();
    old.site.civicrm = Some("5.77".to_owned());
    let entity = new.entities.get_mut("Thing").unwrap();
    entity.title = Some("Ding <b>\n@you".to_owned());
    entity.fields.remove("f");
    let difference = compare(&old, &new);
    assert_eq!(
        difference.text(),
        "CiviCRM 5.77 → 6.0\n1 breaking, 0 additive, 1 cosmetic changes\n\nBreaking\n  Thing\n    f: \
         field: gone, was String\n\nCosmetic\n  Thing\n    title: Thing → Ding <b> @you\n"
    );
    assert_eq!(
        difference.markdown(),
        "**1 breaking, 0 additive, 1 cosmetic changes (CiviCRM 5.77 → 6.0)**\n\n### Breaking\n\n- \
         `Thing.f`: field: gone, was String\n\n<details><summary>Cosmetic (1)</summary>\n\n- \
         `Thing`: title: Thing → Ding &lt;b\\> @\u{200b}you\n\n</details>\n"
    );
    let json: serde_json::Value = serde_json::from_str(&difference.json()).unwrap();
    assert_eq!(json["counts"]["breaking"], 1);
    assert_eq!(json["to"]["civicrm"], "6.0");
    let gone = json["changes"]
        .as_array()
        .unwrap()
        .iter()
        .find(|c| c["part"] == "f")
        .unwrap();
    assert_eq!(gone["what"], "field");
    assert_eq!(gone["from"], "String");
}

/// Facts that were looked up by hand in what the two sites sent.
#[test]
fn the_bundled_snapshots() {
    let schemas = Path::new(env!("CARGO_MANIFEST_DIR")).join("../schemas");
    let old = Schema::read(schemas.join("wordpress-5.77")).unwrap();
    let new = Schema::read(schemas.join("standalone-6.17")).unwrap();
    let all = changes(&old, &new);
    for expected in SAMPLE {
        assert!(all.iter().any(|change| change == expected), "{expected}");
    }
    let difference = compare(&old, &new);
    assert!(difference.count(Impact::Breaking) > 100);
    assert!(difference.changes.is_sorted());
}

const SAMPLE: &[&str] = &[
    "breaking CiviRulesRule: entity: gone, was 13 fields, 11 actions",
    "breaking Contact.fadfa.fafa: field: gone, was String",
    "breaking Contribution.net_amount: taken by create: yes → no",
    "breaking ActionSchedule.mapping_id: required by create: yes → no",
    "breaking Activity.source_contact_id: operators: any → =, !=, <>, IN, NOT IN",
    "additive Contact.email_primary: taken by update: no → yes",
    "additive Contact.getMergedTo(): action: new (also Household.getMergedTo() and 2 more)",
    "additive EntityTag.tag_id: suffix :description: new",
    "additive AfformSubmission.status_id: option Rejected: new",
    "additive Address.street_unit: max length: 16 → any",
    "additive ACL.update(reload): type: bool → array or bool (also ACLEntityRole.update(reload) \
     and 113 more)",
    "cosmetic FinancialType: label field: name → label",
];
