use jiff::civil::{date, time};
use rust_decimal::Decimal;

use super::{Changes, Chosen, Values};
use crate::entity::Entity;
use crate::value::Id;
use crate::value::wire::{ByName, Null};

enum Person {}
impl Entity for Person {
    const NAME: &'static str = "Person";
}

crate::option_list! {
    enum Gender, Unlisted {
        Female = 0, "Female", "1", "Woman";
    }
}

crate::option_list! {
    enum Kind, Unlisted {
        Person = 0, "Person", "person", "A person";
    }
}

fn person() -> Values<Person, Changes> {
    Values::new()
}

#[track_caller]
fn sends(values: &Values<Person, Changes>, json: &str) {
    assert_eq!(values.to_json().unwrap(), json);
}

#[test]
fn every_type_is_written_as_the_site_reads_it() {
    sends(
        &person()
            .set::<Option<String>>("first_name", "Ada")
            .set::<i64>("weight", 7)
            .set::<Option<f64>>("geo", 1.5)
            .set::<bool>("is_on", true)
            .set::<Option<Decimal>>("amount", Decimal::new(1250, 2))
            .set::<Decimal>("fee", 3)
            .set::<Option<jiff::civil::Date>>("birth_date", date(1985, 12, 10))
            .set::<Option<jiff::civil::DateTime>>("at", date(2026, 2, 3).at(4, 5, 6, 7))
            .set::<Option<jiff::civil::DateTime>>("on", date(2026, 2, 3))
            .set::<Option<jiff::civil::Time>>("time", time(4, 5, 6, 0))
            .set::<Option<Id<Person>>>("employer_id", Id::new(9))
            .set::<Option<Vec<String>>>("methods", ["1", "2"])
            .set::<Option<serde_json::Value>>("blob", serde_json::json!({"a": []})),
        r#"{"first_name":"Ada","weight":7,"geo":1.5,"is_on":true,"amount":"12.50","fee":"3","birth_date":"1985-12-10","at":"2026-02-03 04:05:06","on":"2026-02-03","time":"04:05:06","employer_id":9,"methods":["1","2"],"blob":{"a":[]}}"#,
    );
}

#[test]
fn clearing_is_not_leaving_alone() {
    sends(&person(), "{}");
    sends(
        &person()
            .set::<Option<String>>("a", None)
            .set::<Option<jiff::civil::Date>>("b", Null)
            .set::<Option<Chosen<i64, Gender>>>("c", None)
            .set::<Option<Vec<String>>>("d", None)
            .set::<Option<Vec<String>>>("e", Vec::<String>::new())
            .set::<Option<String>>("f", Some("x".to_owned())),
        r#"{"a":null,"b":null,"c":null,"d":null,"e":[],"f":"x"}"#,
    );
}

#[test]
fn an_option_goes_by_name_and_a_stored_value_as_it_is() {
    type Listed = Option<Chosen<i64, Gender>>;
    sends(
        &person().set::<Listed>("gender_id", Gender::Female),
        r#"{"gender_id:name":"Female"}"#,
    );
    sends(
        &person().set::<Listed>("gender_id", 1),
        r#"{"gender_id":1}"#,
    );
    sends(
        &person().set::<Listed>("gender_id", Some(1)),
        r#"{"gender_id":1}"#,
    );
    sends(
        &person().set::<Listed>("gender_id", ByName("Other")),
        r#"{"gender_id:name":"Other"}"#,
    );
    sends(
        &person().set::<Option<Kind>>("kind", Kind::Person),
        r#"{"kind":"person"}"#,
    );
    sends(
        &person().set::<Option<Vec<Kind>>>("k", [Kind::Person]),
        r#"{"k":["person"]}"#,
    );
    sends(
        &person().set::<Option<Chosen<Vec<i64>, Gender>>>("g", vec![Gender::Female]),
        r#"{"g:name":["Female"]}"#,
    );
}

#[test]
fn several_options_go_by_name_and_none_is_an_empty_list() {
    type Several = Option<Chosen<Vec<i64>, Gender>>;
    let both = person()
        .set::<Several>("a", [Gender::Female])
        .set::<Several>("b", vec![ByName("Female"), ByName("New")])
        .set::<Several>("c", [1, 2])
        .set::<Several>("d", Some(vec![3]));
    sends(
        &both,
        r#"{"a:name":["Female"],"b:name":["Female","New"],"c":[1,2],"d":[3]}"#,
    );
    let unlisted = both.unlisted();
    let unlisted: Vec<&str> = unlisted.iter().map(|option| option.text.as_str()).collect();
    assert_eq!(
        unlisted,
        ["Female", "New"],
        "what is given by name is looked up first"
    );
    sends(
        &person().set::<Several>("a", Vec::<i64>::new()),
        r#"{"a":[]}"#,
    );
}

#[test]
fn the_last_value_of_a_field_counts_in_its_first_place() {
    type Listed = Option<Chosen<i64, Gender>>;
    sends(
        &person()
            .set::<Listed>("gender_id", Gender::Female)
            .set::<Option<String>>("x", "y")
            .set::<Listed>("gender_id", 2),
        r#"{"gender_id":2,"x":"y"}"#,
    );
}

#[test]
fn what_the_site_would_store_as_something_else_is_refused_all_at_once() {
    let values = person()
        .set_max::<Option<String>>("first_name", 3, "Ádám")
        .set::<Option<String>>("nick_name", "null")
        .set::<Option<f64>>("geo", f64::NAN)
        .set::<Option<jiff::civil::Date>>("birth_date", date(12, 1, 1));
    let message = values.to_json().unwrap_err().to_string();
    for part in [
        "Person",
        "`first_name` takes 3 characters, this text has 4",
        "`nick_name` can't hold the text `null`",
        "`geo` can't be NaN",
        "`birth_date` has the year 12",
    ] {
        assert!(message.contains(part), "{part:?} is not in {message:?}");
    }
}

#[test]
fn a_length_is_counted_in_characters() {
    sends(
        &person().set_max::<Option<String>>("n", 4, "Ádám"),
        r#"{"n":"Ádám"}"#,
    );
}

#[test]
fn debug_shows_no_values() {
    let text = format!("{:?}", person().set::<Option<String>>("api_key", "s3cret"));
    assert_eq!(text, r#"Values{"api_key"}"#);
}

/// A complaint belongs to the value that it is about, and goes with it, whichever way the field is
/// given another one.
#[test]
fn a_value_that_is_given_anew_is_judged_anew() {
    let long = || person().set_max::<String>("name", 3, "toolong");
    assert_eq!(long().problems().len(), 1);
    sends(
        &long().set_max::<String>("name", 3, "ok"),
        r#"{"name":"ok"}"#,
    );
    sends(&long().raw("name", "toolong"), r#"{"name":"toolong"}"#);
    sends(
        &long().raw("name:label", "toolong"),
        r#"{"name:label":"toolong"}"#,
    );
    let year = person().set::<Option<jiff::civil::Date>>("born", date(85, 1, 1));
    assert_eq!(year.problems().len(), 1);
    sends(
        &year.set::<Option<jiff::civil::Date>>("born", None),
        r#"{"born":null}"#,
    );

    let by_name =
        person().set::<Chosen<i64, crate::query::kind::AnyName>>("type_id", ByName("Home"));
    assert_eq!(by_name.unlisted().len(), 1);
    assert!(by_name.clone().raw("type_id", 1).unlisted().is_empty());
    assert!(by_name.raw("type_id:name", "Work").unlisted().is_empty());

    let again = long().set_max::<String>("name", 3, "too long again");
    assert_eq!(again.problems().len(), 1, "{:?}", again.problems());
    let action = crate::call::site_action::SiteAction::<Person>::new("doIt");
    let action = action.set::<f64>("factor", f64::NAN);
    assert!(crate::call::action::Action::call(&action).is_err());
    let call = crate::call::action::Action::call(&action.set::<f64>("factor", 1.5)).unwrap();
    assert_eq!(call.params.to_json(), r#"{"factor":1.5}"#);
}
