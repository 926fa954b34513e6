//! The goldens compile without a warning, and do what they are for.
#![deny(warnings)]

use std::collections::HashSet;

use civi_runtime::prelude::*;
use civi_runtime::row::read_records;
use civi_runtime::{Keyed, OptionList, Values};

#[path = "golden/hostile/mod.rs"]
pub mod hostile;
#[path = "golden/named/mod.rs"]
pub mod named;
#[path = "golden/standalone/mod.rs"]
pub mod standalone;
#[path = "golden/wordpress/mod.rs"]
pub mod wordpress;

type Outcome = Result<(), Box<dyn std::error::Error>>;

#[test]
fn a_row_is_read_into_its_struct() -> Outcome {
    use standalone::email::Row;
    let rows: Vec<Row> = read_records(
        br#"[{"id": "7", "email": "a@example.org", "hold_date": null, "is_primary": 1, "new": {}}]"#,
    )?;
    let [row] = rows.as_slice() else {
        return Err("not one row".into());
    };
    assert_eq!(row.id, Some(Id::new(7)));
    assert_eq!(row.email.as_deref(), Some("a@example.org"));
    assert_eq!(row.is_primary, Some(true));
    assert_eq!((row.hold_date, row.on_hold), (None, None));
    Ok(())
}

#[test]
fn a_row_is_shown_by_what_it_has_and_compared_and_cloned_as_a_whole() -> Outcome {
    use standalone::household::Row;
    let rows: Vec<Row> = read_records(
        br#"[{"id": 7, "display_name": "The Adas", "preferred_communication_method": ["1", "4"], "is_deleted": false},
             {"id": 7, "display_name": "The Adas", "preferred_communication_method": ["1"], "is_deleted": false}]"#,
    )?;
    let [row, other] = rows.as_slice() else {
        return Err("not two rows".into());
    };
    assert_eq!(
        format!("{row:?}"),
        r#"Row { display_name: "The Adas", id: Id(7), is_deleted: false, preferred_communication_method: ["1", "4"], .. }"#
    );
    assert_eq!(format!("{:?}", Row::default()), "Row { .. }");
    let mut copy = row.clone();
    assert_eq!(&copy, row);
    assert_ne!(row, other);
    copy.preferred_communication_method
        .clone_from(&other.preferred_communication_method);
    assert_eq!(&copy, other);
    copy.nick_name = Some("Adas".to_owned());
    assert_ne!(&copy, other);
    Ok(())
}

#[test]
fn the_constructor_takes_what_is_mandatory() -> Outcome {
    use standalone::{Email, EntityTag};
    let values: Values<Email> = Email::values("a@example.org").is_primary(true).into();
    assert_eq!(
        values.to_json()?,
        r#"{"email":"a@example.org","is_primary":true}"#
    );
    let values: Values<EntityTag> = EntityTag::values(3, Id::new(4)).into();
    assert_eq!(values.to_json()?, r#"{"entity_id":3,"tag_id":4}"#);
    Ok(())
}

#[test]
fn a_dynamic_key_is_written_and_compared_with_the_entity_that_it_points_to() -> Outcome {
    use standalone::{Activity, Contact, EntityTag, Household};
    let ada: Id<Contact> = Id::new(3);
    let values: Values<EntityTag> = EntityTag::values(ada, Id::new(4)).into();
    assert_eq!(values.to_json()?, r#"{"entity_id":3,"tag_id":4}"#);

    let call = EntityTag::get()
        .select(EntityTag::ENTITY_ID.key_of::<Contact>())
        .filter(EntityTag::ENTITY_ID.is(ada) | EntityTag::ENTITY_ID.points_to::<Activity>())
        .limit(1)
        .call()?;
    assert_eq!(
        call.params.get("where"),
        Some(
            r#"[["OR",[["AND",[["entity_table","=","civicrm_contact"],["entity_id","=",3]]],["entity_table","=","civicrm_activity"]]]]"#
        )
    );

    let tag = EntityTag::alias::<Household>("t");
    let key = tag.field(EntityTag::ENTITY_ID);
    let join =
        tag.left(Household::ID.eq_field(key.key_of::<Contact>()) & key.points_to::<Contact>());
    assert_eq!(
        Household::get()
            .join(join)
            .limit(9)
            .call()?
            .params
            .get("join"),
        Some(
            r#"[["EntityTag AS t","LEFT",["id","=","t.entity_id"],["t.entity_table","=","\"civicrm_contact\""]]]"#
        )
    );
    Ok(())
}

#[test]
fn a_records_owner_is_mandatory_although_forms_do_not_change_it() -> Outcome {
    use standalone::CustomMultiRec;
    let values: Values<CustomMultiRec> = CustomMultiRec::values(Id::new(2)).into();
    assert_eq!(values.to_json()?, r#"{"entity_id":2}"#);
    Ok(())
}

#[test]
fn an_option_goes_by_name() -> Outcome {
    use hostile::Match;
    use hostile::options::MatchStatusId as Status;
    let changes: Values<Match, _> = Match::changes().status_id(Status::NA).into();
    assert_eq!(changes.to_json()?, r#"{"status_id:name":"N/A"}"#);
    Ok(())
}

#[test]
fn every_option_is_found_by_its_name_again() {
    use hostile::options::MatchStatusId as Status;
    let wires = [
        "", "1", "1.0", "+1", "-1", "N/A", "🎉", "Unlisted", "Other", "Self", "foo_bar", "FooBar",
        "Foo Bar", "foo bar", "!=", "Unnamed", "a\"b", "a\\b", "dup", "{}", "*/", "Größe", "名前",
        "_1", "Err", "Ok", "None", "CHOICES",
    ];
    for wire in wires {
        let option = Status::from_text(wire);
        assert!(option.is_known(), "{wire:?}");
        assert_eq!(option.as_str(), wire);
        assert_eq!(wire.parse::<Status>().as_ref(), Ok(&option));
    }
    assert_eq!(Status::from_text("later").to_string(), "later");
    assert_eq!(
        format!("{:?}", Status::from_text("later")),
        r#"Unlisted("later")"#
    );
    assert_eq!(format!("{:?} {:>5}", Status::NA, Status::NA), "N/A   N/A");
    for text in wires.into_iter().chain(["later"]) {
        let option = Status::from_text(text);
        assert_eq!(option.clone(), option);
        assert_eq!(HashSet::from([option.clone(), option]).len(), 1, "{text:?}");
    }
    assert_ne!(Status::from_text("later"), Status::from_text("sooner"));
    assert_ne!(Status::from_text("Self"), Status::from_text("Other"));
    assert!(!Status::from_text("later").is_known());
}

#[test]
fn every_awkward_field_keeps_its_wire_name() {
    use hostile::Match;
    assert_eq!(Match::TYPE.path(), "type");
    assert_eq!(Match::FOO_BAR__AS_PASCAL.path(), "FooBar");
    assert_eq!(Match::FOO_BAR__AS_PLAIN.path(), "foo_bar");
    assert_eq!(Match::FOO__BAR__AS_PLAIN.path(), "foo__bar");
    assert_eq!(Match::FOO__BAR__AS_DOTTED.path(), "foo.bar");
    assert_eq!(Match::MATCH__TYPE.path(), "match.type");
    assert_eq!(Match::_1ST_GIFT.path(), "1st_gift");
}

#[test]
fn an_action_of_its_own_has_a_builder() -> Outcome {
    use hostile::options::MatchRunSelf;
    let call = hostile::Match::run("x", MatchRunSelf::AB)
        .r#type__as_plain(2)
        .call()?;
    assert_eq!(
        (call.entity.as_ref(), call.action.as_ref()),
        ("match", "run")
    );
    assert_eq!(
        call.params.to_json(),
        r#"{"a b":"x","self":"a`b","type":2}"#
    );
    assert_eq!(call.repeat, civi_runtime::Repeat::Never);
    Ok(())
}

#[test]
fn a_parameter_out_of_a_list_takes_an_option_known_or_not() -> Outcome {
    use standalone::Household;
    use standalone::options::HouseholdMergeDuplicatesMode as Mode;
    for (mode, wire) in [(Mode::Safe, "safe"), (Mode::from_text("bold"), "bold")] {
        let call = Household::merge_duplicates(Id::new(1), 2, mode).call()?;
        let params = format!(r#"{{"contactId":1,"duplicateId":2,"mode":"{wire}"}}"#);
        assert_eq!(call.params.to_json(), params);
    }
    Ok(())
}

#[test]
fn settings_are_asked_for_by_name() -> Outcome {
    use hostile::Setting;
    let call = Setting::get([Setting::TYPE]).call()?;
    assert_eq!(call.params.to_json(), r#"{"select":["type"]}"#);
    assert_eq!(call.action, "get");
    assert_eq!(Setting::TYPE, "type");
    Ok(())
}

#[test]
fn a_contact_type_is_told_apart_by_a_contacts_id() {
    fn key<E: Keyed<Key = Id<standalone::Contact>>>() -> &'static str {
        E::KEY
    }
    assert_eq!(key::<standalone::Household>(), "id");
}

/// A named query is a `get` with rows of its own, and goes on as any other.
#[test]
fn a_named_query_asks_for_what_its_file_says() -> Outcome {
    use civi_runtime::{Action, DateTime};
    use named::{Tag, queries, searches};

    let since = DateTime::constant(2026, 1, 1, 0, 0, 0, 0);
    let names = vec!["a".to_owned(), "b".to_owned()];
    let call = queries::tags_in_use("civicrm_contact", since, names, "%a%", 3, 10)
        .filter(Tag::IS_SELECTABLE.eq(true))
        .call()?;
    let sent: serde_json::Value = serde_json::from_str(&call.params.to_json())?;
    let wanted = serde_json::json!({
        "select": ["id", "name", "color", "parent_id.name", "created_date", "COUNT(use.id) AS uses",
                   "GROUP_CONCAT(DISTINCT use.entity_table) AS type"],
        "join": [["EntityTag AS use", "LEFT", ["id", "=", "use.tag_id"],
                  ["use.entity_table", "=", "\"civicrm_contact\""]]],
        "where": [["created_date", ">=", "2026-01-01 00:00:00"], ["name", "IN", ["a", "b"]],
                  ["OR", [["label", "LIKE", "%a%"], ["name", "LIKE", "%a%"]]],
                  ["description", "!=", "$none"], ["is_selectable", "=", true]],
        "groupBy": ["id"],
        "having": [["uses", ">", 3]],
        "orderBy": {"uses": "DESC"},
        "limit": 10,
    });
    assert_eq!(sent, wanted);
    let fields = |row: queries::TagsInUse| {
        let parent: Option<String> = row.parent_id__name;
        let uses: i64 = row.uses;
        let tables: Option<Vec<String>> = row.r#type;
        (row.id, row.name, parent, uses, tables)
    };
    let _ = fields;
    let search = searches::tagged_things().limit(5).call()?;
    assert!(
        search
            .params
            .to_json()
            .contains("AS UPPER_EntityTag_Tag_tag_id_01_color")
    );
    let whole = queries::all_tags().call()?;
    assert_eq!(whole.params.to_json(), r#"{"orderBy":{"name":"ASC"}}"#);
    Ok(())
}
