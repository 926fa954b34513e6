//! `client.verify(civi::SCHEMA)`: what the site lacks of all that bindings name, in one request.

use civi_runtime::meta::EntitySchema;
use serde_json::json;

use crate::site::{Said, Sent, Site, field_names, now, values};

/// As generated bindings carry it.
static SCHEMA: &[EntitySchema] = &[
    EntitySchema::new(
        "Tag",
        &[("get", "id"), ("get\ncreate\nupdate", "label\nextra.color")],
        "get\ncreate\nupdate\nmerge",
    ),
    EntitySchema::new("Eck_Vehicle", &[("get", "id")], "get"),
    EntitySchema::new("Order", &[("create", "total_amount")], "create"),
];

fn site(entities: &'static [&'static str], actions: &'static [&'static str]) -> Site {
    Site::new(move |sent| answer(sent, entities, actions))
}

fn answer(sent: &Sent, entities: &[&str], actions: &[&str]) -> Said {
    match sent.name().as_str() {
        "Entity.get" => field_names(entities),
        "Order.getActions" => field_names(&["create"]),
        name if name.ends_with(".getActions") => field_names(actions),
        _ => values(json!([])),
    }
}

fn fields(sent: &Sent) -> Said {
    match (sent.entity.as_str(), sent.params["action"].as_str()) {
        ("Eck_Vehicle", _) => Err(("API (Eck_Vehicle, getFields) does not exist", 500)),
        ("Order", _) => field_names(&[]),
        ("Tag", Some("update")) => field_names(&["id", "label"]),
        _ => field_names(&["id", "label", "extra.colour"]),
    }
}

#[test]
fn the_report_says_what_is_missing_and_for_what() {
    let site = site(&["Tag", "Order"], &["get", "create", "update"]).answering_fields(fields);
    let client = site.builder().schema_check(civi_runtime::SchemaCheck::Off);
    let report = now(client.build().unwrap().verify(SCHEMA)).unwrap();
    assert!(!report.is_ok());
    assert_eq!(report.compared, 3);
    let [tag, vehicle] = &report.entities[..] else {
        panic!("{report}");
    };
    assert!(vehicle.missing && vehicle.entity == "Eck_Vehicle");
    assert!(!tag.missing && tag.error.is_none());
    assert_eq!(tag.actions, ["merge"]);
    let [color] = &tag.fields[..] else {
        panic!("{report}");
    };
    assert_eq!(color.name, "extra.color");
    assert_eq!(color.actions, ["get", "create", "update"]);
    assert_eq!(color.nearest.as_deref(), Some("extra.colour"));
    let requests: Vec<usize> = site.sent().iter().map(|sent| sent.request).collect();
    assert!(requests.iter().all(|request| *request == 0), "{requests:?}");
    let text = report.to_string();
    for part in [
        "2 of 3 entities",
        "Tag: no field `extra.color` for get, create, update (did you mean `extra.colour`?)",
        "Tag: no action `merge`",
        "Eck_Vehicle: the site has no such entity",
    ] {
        assert!(text.contains(part), "{text}");
    }
    let error = report.into_result().unwrap_err();
    assert!(error.is_unknown_field() && !error.is_unsent(), "{error}");
}

#[test]
fn nothing_is_reported_where_everything_is_there() {
    let site = site(
        &["Tag", "Order", "Contact"],
        &["get", "create", "update", "merge"],
    )
    .with_fields(&["id", "label", "extra.color"]);
    let report = now(site.client().verify(&SCHEMA[..1])).unwrap();
    assert!(report.is_ok(), "{report}");
    report.into_result().unwrap();
}

#[test]
fn what_the_site_does_not_say_is_not_taken_for_good() {
    let site = site(&["Tag"], &["get", "create", "update", "merge"])
        .answering_fields(|_| Err(("Authorization failed", 403)));
    let report = now(site.client().verify(&SCHEMA[..1])).unwrap();
    assert!(!report.is_ok());
    let error = report.entities[0].error.as_ref().unwrap();
    assert!(error.is_permission(), "{error}");
    assert!(report.to_string().contains("did not say"), "{report}");
}

/// A site before 5.64 answers a batch with the error of the call that failed.
#[test]
fn an_old_site_is_asked_again_without_the_entities_that_it_lacks() {
    use civi_runtime::{Client, Credential};
    use mockito::Matcher;

    let envelope = |entity: &str, action: &str, names: &[&str]| {
        let rows: Vec<_> = names.iter().map(|name| json!({ "name": name })).collect();
        json!({"values": rows, "entity": entity, "action": action, "debug": null, "version": 4})
    };
    let mut server = mockito::Server::new();
    let batch = |server: &mut mockito::ServerGuard| server.mock("POST", "/civicrm/ajax/api4");
    batch(&mut server)
        .match_body(Matcher::Regex("Eck_Vehicle".into()))
        .with_status(500)
        .with_body(
            r#"{"error_code":0,"error_message":"API (Eck_Vehicle, getFields) does not exist"}"#,
        )
        .create();
    server
        .mock("POST", "/civicrm/ajax/api4/Entity/get")
        .with_body(envelope("Entity", "get", &["Tag"]).to_string())
        .create();
    let all = ["id", "label", "extra.color"];
    let answers = json!([
        envelope("Tag", "getFields", &all),
        envelope("Tag", "getFields", &all),
        envelope("Tag", "getFields", &all),
        envelope("Tag", "getActions", &["get", "create", "update", "merge"]),
    ]);
    batch(&mut server)
        .match_body(Matcher::Regex("^calls=%5B%5B%22Tag".into()))
        .with_body(answers.to_string())
        .create();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let client = Client::builder(&server.url())
        .credential(Credential::api_key("key"))
        .build()
        .unwrap();
    let report = runtime.block_on(client.verify(&SCHEMA[..2])).unwrap();
    let [vehicle] = &report.entities[..] else {
        panic!("{report}");
    };
    assert!(vehicle.missing && vehicle.entity == "Eck_Vehicle");
}

#[cfg(feature = "blocking")]
#[test]
fn the_blocking_client_verifies_too() {
    let site = site(&["Tag"], &["get"]).with_fields(&["id"]);
    let client = civi_runtime::blocking::Client::builder("https://crm.example.org")
        .transport(site)
        .build()
        .unwrap();
    let report = client.verify(&SCHEMA[..1]).unwrap();
    assert_eq!(report.entities[0].fields.len(), 2, "{report}");
    assert_eq!(report.entities[0].actions, ["create", "update", "merge"]);
}
