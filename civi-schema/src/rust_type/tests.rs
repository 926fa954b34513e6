//! What each fact of a field makes of its type.

use super::*;

fn list(items: &[(&str, Option<&str>)]) -> Options {
    let items = items
        .iter()
        .map(|(id, name)| OptionItem {
            id: id
                .parse()
                .map_or_else(|_| OptionKey::Text((*id).to_owned()), OptionKey::Number),
            name: name.map(str::to_owned),
            label: None,
            abbr: None,
            description: None,
        })
        .collect();
    Options::Own(OptionList { items })
}

fn facts(change: impl FnOnce(&mut Entity, &mut Field)) -> FieldType {
    let mut entity = Entity {
        name: "Contribution".to_owned(),
        primary_key: vec!["id".to_owned()],
        ..Entity::default()
    };
    let mut field = Field::new("amount", DataType::Integer);
    change(&mut entity, &mut field);
    field_type(&entity, &field, &BTreeMap::new(), &TypeRules::default())
}

#[test]
fn the_key_is_an_id_of_its_entity() {
    let key = facts(|_, f| f.name = "id".to_owned());
    assert_eq!(key.value, ValueType::Id("Contribution".to_owned()));
    assert_eq!(key.presence, Presence::PrimaryKey);
}

#[test]
fn a_contact_types_key_is_a_contacts() {
    let key = facts(|e, f| {
        e.kinds = vec!["DAOEntity".to_owned(), "ContactType".to_owned()];
        f.name = "id".to_owned();
    });
    assert_eq!(key.value, ValueType::Id("Contact".to_owned()));
}

#[test]
fn neither_key_of_two_is_the_key() {
    let key = facts(|e, f| {
        e.primary_key = vec!["id".to_owned(), "kind".to_owned()];
        f.name = "id".to_owned();
    });
    assert_eq!(
        (key.value, key.presence),
        (ValueType::Plain(PlainType::Integer), Presence::Nullable)
    );
}

#[test]
fn a_list_stored_by_name_is_the_type_itself() {
    let status = facts(|_, f| {
        f.data_type = DataType::String;
        f.options = list(&[("Draft", Some("Draft")), ("Sent", None)]);
        f.suffixes = vec![Suffix::Name];
    });
    assert_eq!(status.value, ValueType::Options);
    assert_eq!(status.listed.map(|l| l.typed), Some(true));
}

#[test]
fn a_list_stored_by_number_is_typed_by_its_suffix_only() {
    let gender = facts(|_, f| {
        f.options = list(&[("1", Some("Female")), ("2", Some("Male"))]);
        f.suffixes = vec![Suffix::Name, Suffix::Label];
    });
    assert_eq!(gender.value, ValueType::Plain(PlainType::Integer));
    assert_eq!(gender.listed.map(|l| l.typed), Some(true));
}

#[test]
fn a_list_of_other_strings_keeps_its_text() {
    let issue = facts(|_, f| {
        f.data_type = DataType::String;
        f.options = list(&[("Edu", Some("Education"))]);
        f.suffixes = vec![Suffix::Name];
    });
    assert_eq!(issue.value, ValueType::Plain(PlainType::Text));
}

#[test]
fn a_list_past_the_limit_or_of_numbers_stays_data() {
    let numbers = facts(|_, f| {
        f.options = list(&[("1", Some("1")), ("2", Some("2"))]);
        f.suffixes = vec![Suffix::Name];
    });
    assert_eq!(numbers.listed.map(|l| l.typed), Some(false));
    let many: Vec<String> = (0..101).map(|i| format!("n{i}")).collect();
    let many: Vec<(&str, Option<&str>)> = many.iter().map(|n| (n.as_str(), None)).collect();
    let long = facts(|_, f| {
        f.data_type = DataType::String;
        f.options = list(&many);
        f.suffixes = vec![Suffix::Name];
    });
    assert_eq!(long.value, ValueType::Plain(PlainType::Text));
    assert_eq!(long.listed.map(|l| l.typed), Some(false));
}

#[test]
fn stored_lists_are_lists_and_stored_structures_json() {
    let list = facts(|_, f| f.serialize = Some(Serialization::Bookend));
    assert_eq!(
        (list.value, list.list),
        (ValueType::Plain(PlainType::Integer), true)
    );
    let json = facts(|_, f| f.serialize = Some(Serialization::Json));
    assert_eq!(
        (json.value, json.list),
        (ValueType::Plain(PlainType::Json), false)
    );
}

#[test]
fn a_key_to_another_column_refers_without_an_id() {
    let reference = facts(|_, f| {
        f.data_type = DataType::String;
        f.fk_entity = Some("OptionGroup".to_owned());
        f.fk_column = Some("name".to_owned());
    });
    assert_eq!(reference.value, ValueType::Plain(PlainType::Text));
    assert_eq!(reference.reference.as_deref(), Some("OptionGroup"));
}

#[test]
fn what_may_be_missing_is_nullable() {
    let sure = |change: fn(&mut Entity, &mut Field)| {
        facts(|e, f| {
            f.nullable = false;
            change(e, f);
        })
        .presence
    };
    assert_eq!(sure(|_, _| {}), Presence::NotNull);
    assert_eq!(
        sure(|_, f| f.permission = vec![vec!["see".to_owned()]]),
        Presence::Nullable
    );
    assert_eq!(
        sure(|_, f| f.custom_group = Some("g".to_owned())),
        Presence::Nullable
    );
    assert_eq!(
        sure(|e, f| {
            e.name = "Contact".to_owned();
            f.name = "is_deceased".to_owned();
        }),
        Presence::Nullable
    );
}

fn key_type(change: impl FnOnce(&mut Field)) -> Option<KeyType> {
    let mut field = Field::new("key", DataType::Integer);
    change(&mut field);
    let entity = Entity {
        name: "Thing".to_owned(),
        primary_key: vec!["key".to_owned()],
        fields: BTreeMap::from([("key".to_owned(), field)]),
        ..Entity::default()
    };
    key(&entity).map(|(_, ty)| ty)
}

#[test]
fn a_key_is_an_id_a_number_or_a_text() {
    assert_eq!(key_type(|_| {}), Some(KeyType::Own));
    let other = key_type(|f| f.fk_entity = Some("Contact".to_owned()));
    assert_eq!(other, Some(KeyType::Of("Contact".to_owned())));
    let by_name = key_type(|f| {
        f.fk_entity = Some("Contact".to_owned());
        f.fk_column = Some("name".to_owned());
    });
    assert_eq!(by_name, Some(KeyType::Own));
    for word in [
        "String",
        "Text",
        "Blob",
        "Date",
        "Timestamp",
        "Time",
        "Money",
        "Float",
        "",
        "Nosuch",
    ] {
        let ty = key_type(|f| f.data_type = DataType::from_wire(word));
        assert_eq!(ty, Some(KeyType::Text), "{word}");
    }
}

#[test]
fn what_no_row_can_be_chosen_by_is_no_key() {
    for word in ["Boolean", "Array"] {
        let ty = key_type(|f| f.data_type = DataType::from_wire(word));
        assert_eq!(ty, None, "{word}");
    }
    for way in 1..8 {
        for word in ["Integer", "String", "", "Nosuch"] {
            let ty = key_type(|f| {
                f.data_type = DataType::from_wire(word);
                f.serialize = Serialization::from_wire(way);
            });
            assert_eq!(ty, None, "{word} {way}");
        }
    }
    assert_eq!(key_type(|f| f.get = None), None);
}

#[test]
fn a_field_that_is_no_key_after_all_is_a_plain_field() {
    let flag = facts(|_, f| {
        f.name = "id".to_owned();
        f.data_type = DataType::Boolean;
    });
    assert_eq!(flag.presence, Presence::Nullable);
}
