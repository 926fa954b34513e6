//! The named queries of `queries/` are functions of the bindings, and ask for what their files say.

#![allow(clippy::unwrap_used)] // a failure here is the test failing

use civi_runtime::{Action, DateTime, Id};
use live::v6_17::{Contact, options::ContactType, queries};
use serde_json::Value as Json;

type Outcome = Result<(), Box<dyn std::error::Error>>;

/// The parameters that a file has, with values in the places of its own parameters.
fn file(name: &str, values: &[(&str, Json)]) -> Json {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/queries/");
    let text = std::fs::read_to_string(format!("{folder}{name}.json")).unwrap();
    let mut params = serde_json::from_str::<Json>(&text).unwrap()["params"].take();
    put(&mut params, values);
    params
}

fn put(json: &mut Json, values: &[(&str, Json)]) {
    match json {
        Json::String(text) => {
            if let Some((_, value)) = values.iter().find(|(name, _)| text == name) {
                *json = value.clone();
            }
        }
        Json::Array(items) => items.iter_mut().for_each(|item| put(item, values)),
        Json::Object(entries) => entries.values_mut().for_each(|value| put(value, values)),
        _ => {}
    }
}

#[track_caller]
fn asks(call: &impl Action, params: &Json) -> Outcome {
    let sent: Json = serde_json::from_str(&call.call()?.params.to_json())?;
    assert_eq!(sent, *params);
    Ok(())
}

#[test]
fn a_query_takes_its_parameters() -> Outcome {
    let since = DateTime::constant(2025, 1, 1, 0, 0, 0, 0);
    let call = queries::lapsed_donors(ContactType::Individual, since);
    let values = [
        ("$kind", "Individual".into()),
        ("$since", "2025-01-01 00:00:00".into()),
    ];
    asks(&call, &file("lapsed_donors", &values))?;
    let contacts = vec![Id::new(1), Id::new(2)];
    let call = queries::birthdays(contacts, 5);
    let values = [
        ("$contacts", serde_json::json!([1, 2])),
        ("$most", 5.into()),
    ];
    asks(&call, &file("birthdays", &values))?;
    asks(
        &queries::mine("call"),
        &file("mine", &[("$word", "call".into())]),
    )?;
    asks(&queries::active_groups(), &file("active_groups", &[]))?;
    asks(&queries::whole_tags(), &file("whole_tags", &[]))
}

/// What a query gives is a `Get` like any other, and its rows have names.
#[test]
fn a_query_goes_on_from_there() -> Outcome {
    let since = DateTime::constant(2025, 1, 1, 0, 0, 0, 0);
    let call = queries::lapsed_donors(ContactType::Individual, since)
        .filter(Contact::FIRST_NAME.eq("Ada"))
        .limit(3);
    let sent: Json = serde_json::from_str(&call.call()?.params.to_json())?;
    assert_eq!(sent["limit"], 3);
    assert_eq!(
        sent["where"][2],
        serde_json::json!(["first_name", "=", "Ada"])
    );
    let names = |row: queries::LapsedDonors| (row.display_name, row.last_gift, row.total);
    let _ = names;
    Ok(())
}
