//! Calls that are made for each row of another, of every kind; and what the site says of itself.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod bindings;
mod site;

use bindings::{Activity, Contact, Email, Note, Tag};
use civi_runtime::meta::{ActionInfo, FieldInfo, OptionPart};
use civi_runtime::prelude::*;
use civi_runtime::read::{by, first, parent};
use civi_runtime::{Action, Join, Null, SiteAction};
use serde_json::{Value as Json, json};
use site::{Site, now, values};

#[track_caller]
fn params(action: &impl Action) -> Json {
    serde_json::from_str(&action.call().unwrap().params.to_json()).unwrap()
}

#[track_caller]
fn refused(action: &impl Action) -> String {
    let error = action.call().unwrap_err();
    assert!(error.is_refused(), "{error}");
    error.to_string()
}

fn email() -> civi_runtime::write::Create<Email> {
    Email::create(Email::values("ada@example.org").contact_id(parent(Contact::ID)))
}

#[test]
fn a_get_chains_what_writes_and_what_only_a_site_has() {
    let get = Contact::get()
        .select(Contact::ID)
        .limit(2)
        .chain("email", email())
        .chain(
            "note",
            Email::save([Email::changes().contact_id(parent(Contact::EMPLOYER_ID))]),
        )
        .chain(
            "held",
            Email::update_where(
                Email::CONTACT_ID.eq(parent(Contact::ID)),
                Email::changes().on_hold(1),
            ),
        )
        .chain(
            "gone",
            Email::delete_where(Email::CONTACT_ID.eq(parent(Contact::ID))),
        )
        .chain(
            "sum",
            SiteAction::<Contact>::new("getChecksum")
                .set::<Id<Contact>>("contactId", parent(Contact::ID)),
        );
    let body = json!([{
        "id": 1, "email": [{"id": 5}], "note": [{"id": 6}], "held": [{"id": 7}],
        "gone": [{"id": 8}, {"id": 9}], "sum": [{"id": 1, "checksum": "abc"}],
    }]);
    let site = Site::new(move |_| values(body.clone()));
    let rows = now(get.rows(&site.client())).unwrap();
    assert_eq!(
        site.params("Contact.get"),
        json!({"select": ["id", "employer_id"], "limit": 2, "orderBy": {"id": "ASC"}, "chain": {
            "email": ["Email", "create", {"values": {"email": "ada@example.org", "contact_id": "$id"}}],
            "note": ["Email", "save", {"records": [{"contact_id": "$employer_id"}]}],
            "held": ["Email", "update", {"values": {"on_hold": 1}, "where": [["contact_id", "=", "$id"]]}],
            "gone": ["Email", "delete", {"where": [["contact_id", "=", "$id"]]}],
            "sum": ["Contact", "getChecksum", {"contactId": "$id"}],
        }}),
        "a field of the row that is referred to is selected"
    );
    let (((((contact, email), saved), held), gone), sum) = &rows[0];
    assert_eq!((*contact, *email), (Id::new(1), Id::new(5)));
    assert_eq!(saved.rows, [Id::new(6)]);
    assert_eq!(*held, [Id::new(7)]);
    assert_eq!(*gone, [Id::new(8), Id::new(9)]);
    assert_eq!(sum[0]["checksum"], "abc");
}

#[test]
fn a_write_is_chained_to_with_the_blocking_client_too() {
    let made = json!([{"id": 3, "first_name": "Ada", "email": [{"id": 5}], "tags": [{"id": 1, "name": "x"}]}]);
    let site = Site::new(move |sent| match sent.action.as_str() {
        "create" => values(made.clone()),
        other => panic!("{other}"),
    });
    let create = || {
        let ada = Tag::values("Ada");
        Tag::create(ada)
            .chain("email", Email::create(Email::values("a@example.org")))
            .chain(
                "tags",
                Tag::get()
                    .select((Tag::ID, Tag::NAME))
                    .filter(Tag::ID.eq(parent(Tag::ID))),
            )
    };
    let expected = (
        (Id::new(3), vec![Id::new(5)]),
        vec![vec![(Id::new(1), "x".to_owned())]],
    );
    assert_eq!(now(create().send(&site.client())).unwrap(), expected);
    #[cfg(feature = "blocking")]
    {
        let client = civi_runtime::blocking::Client::builder("https://crm.example.org")
            .credential(civi_runtime::Credential::api_key("key"))
            .transport(site.clone())
            .build()
            .unwrap();
        assert_eq!(create().send(&client).unwrap(), expected);
    }
    assert_eq!(
        site.sent()[0].params,
        json!({"values": {"label": "Ada"}, "chain": {
            "email": ["Email", "create", {"values": {"email": "a@example.org"}}],
            "tags": ["Tag", "get", {"select": ["id", "name"], "where": [["id", "=", "$id"]]}],
        }})
    );
}

#[test]
fn chains_nest_and_take_one_row() {
    let inner = Email::create(Email::values("a@example.org")).chain(
        "note",
        Email::get()
            .select(Email::ID)
            .filter(Email::ID.eq(parent(Email::ID))),
    );
    let get = Contact::get()
        .select(Contact::ID)
        .limit(1)
        .chain("email", first(inner));
    assert_eq!(
        params(&get)["chain"],
        json!({"email": ["Email", "create", {
            "values": {"email": "a@example.org"},
            "chain": {"note": ["Email", "get", {"select": ["id"], "where": [["id", "=", "$id"]]}]},
        }, 0]})
    );
    let site = Site::new(|_| values(json!([{"id": 1, "email": {"id": 4, "note": [{"id": 9}]}}])));
    let rows = now(get.rows(&site.client())).unwrap();
    assert_eq!(rows, [(Id::new(1), (Id::new(4), vec![vec![Id::new(9)]]))]);

    let by_name = Contact::get()
        .select(Contact::ID)
        .limit(1)
        .chain("tags", by("name", Tag::get().select(Tag::NAME)));
    assert_eq!(params(&by_name)["chain"]["tags"][3], "name");
    let site = Site::new(|_| {
        values(json!([
            {"id": 1, "tags": {"b": {"id": 2, "name": "b"}, "a": {"id": 1, "name": "a"}}},
            {"id": 2, "tags": []},
        ]))
    });
    let rows = now(by_name.limit(2).rows(&site.client())).unwrap();
    assert_eq!(rows[0].1, ["b", "a"]);
    assert!(rows[1].1.is_empty());
}

#[test]
fn what_a_chained_call_must_not_say_is_refused() {
    // A parent's field where there is no parent.
    assert!(refused(&email()).contains("`contact_id` is `id` of Contact's row"));
    let param =
        SiteAction::<Contact>::new("x").set::<Id<Contact>>("contactId", parent(Contact::ID));
    assert!(refused(&param).contains("the parameter `contactId` is `id` of Contact's row"));
    // That of another entity.
    let other = Tag::get().select(Tag::ID).chain("email", email());
    assert!(
        refused(&other).contains("refers to `id` of Contact, but it is chained to rows of Tag")
    );
    // Text that the site could take for a field.
    let text = Contact::get()
        .select(Contact::ID)
        .chain("tag", Tag::create(Tag::values("$id")));
    assert!(refused(&text).contains("begins with `$`"));
    assert_eq!(
        params(&Tag::create(Tag::values("$id")))["values"]["label"],
        "$id"
    );
    // A filter that chooses every row.
    let all = Contact::get()
        .select(Contact::ID)
        .chain("all", Tag::delete_where(Filter::everything()));
    assert!(refused(&all).contains("the filter has no clause"));
    // Options that would have to be looked up first.
    let named = Email::create(Email::values("a@example.org").location_type_id(ByName("Elsewhere")));
    let get = Contact::get()
        .select(Contact::ID)
        .chain("email", named.clone());
    assert!(refused(&get).contains("names an option that the bindings do not have"));
    // A write looks them up.
    let site = Site::new(|sent| match sent.action.as_str() {
        "getFields" => {
            values(json!([{"name": "location_type_id", "options": [{"id": 1, "name": "Home"}]}]))
        }
        other => panic!("{other}"),
    });
    let create = Tag::create(Tag::values("x")).chain("email", named);
    let error = now(create.send(&site.client())).unwrap_err();
    assert!(error.to_string().contains("Elsewhere"), "{error}");
}

#[test]
fn a_parents_field_is_a_value_of_every_kind() {
    // A key that may be of several entities takes it too; outside a chain it is refused.
    let note = Note::values(parent(Contact::ID)).to_json().unwrap_err();
    assert!(
        note.to_string()
            .contains("`entity_id` is `id` of Contact's row"),
        "{note}"
    );
    let activity = Activity::update_where(
        Activity::ID.eq(1),
        Activity::changes()
            .target_contact_id([parent(Contact::ID), parent(Contact::EMPLOYER_ID)])
            .source_contact_id(parent(Contact::ID))
            .details(Null),
    );
    let get = Contact::get().select(Contact::ID).chain("a", activity);
    assert_eq!(
        params(&get),
        json!({"select": ["id", "employer_id"], "chain": {"a": ["Activity", "update", {
            "values": {"target_contact_id": ["$id", "$employer_id"], "source_contact_id": "$id", "details": null},
            "where": [["id", "=", 1]],
        }]}})
    );
}

#[test]
fn fields_and_actions_are_narrowed_as_rows_are() {
    let fields = Contact::fields()
        .for_action("create")
        .filter(FieldInfo::READONLY.eq(false) | FieldInfo::NAME.eq("id"))
        .filter(FieldInfo::USAGE.contains("import"))
        .order_by(FieldInfo::TITLE.desc())
        .limit(5)
        .values(Contact::changes().first_name("Ada"))
        .options([OptionPart::Id, OptionPart::Grouping])
        .select((FieldInfo::NAME, FieldInfo::REQUIRED, FieldInfo::OPTIONS));
    assert_eq!(
        params(&fields),
        json!({
            "select": ["name", "required", "options"],
            "where": [["OR", [["readonly", "=", false], ["name", "=", "id"]]], ["usage", "CONTAINS", "import"]],
            "orderBy": {"title": "DESC"},
            "limit": 5,
            "action": "create",
            "loadOptions": ["id", "grouping"],
            "values": {"first_name": "Ada"},
        })
    );
    let site =
        Site::new(|_| values(json!([{"name": "x", "required": true, "options": {"1": "a"}}])));
    let rows = now(fields.send(&site.client())).unwrap();
    assert_eq!(
        rows,
        [("x".to_owned(), Some(true), Some(json!({"1": "a"})))]
    );

    assert_eq!(
        params(&Contact::fields().option_labels()),
        json!({"loadOptions": true})
    );
    assert_eq!(params(&Contact::fields()), json!({}));
    let actions = Contact::actions()
        .filter(ActionInfo::NAME.in_(["get", "create"]))
        .select(ActionInfo::PARAMS);
    assert_eq!(
        params(&actions),
        json!({"select": ["params"], "where": [["name", "IN", ["get", "create"]]]})
    );
    // The gate is the same: what a `get` refuses is refused here.
    let wrong = Contact::fields().filter(FieldInfo::SUFFIXES.eq(["a", "b"]));
    assert!(refused(&wrong).contains("the site takes no list there"));
    let chained = Contact::get()
        .select(Contact::ID)
        .chain("fields", Tag::fields().filter(FieldInfo::NAME.eq("x")));
    assert_eq!(
        params(&chained)["chain"]["fields"],
        json!(["Tag", "getFields", {"where": [["name", "=", "x"]]}])
    );
}

#[test]
fn a_join_by_key_has_no_condition() {
    let email = Email::alias::<Contact>("e");
    let get = |join: Join<Contact>| {
        params(
            &Contact::get()
                .select((Contact::ID, email.field(Email::EMAIL)))
                .join(join),
        )
    };
    assert_eq!(
        get(email.left_by_key())["join"],
        json!([["Email AS e", "LEFT"]])
    );
    let through = Activity::alias::<Contact>("act").through::<Tag>();
    let get = Contact::get()
        .select((Contact::ID, through.field(Activity::SUBJECT)))
        .join(through.inner_by_key());
    assert_eq!(
        params(&get)["join"],
        json!([["Activity AS act", "INNER", "Tag"]])
    );
    let without = Contact::get().join(email.left(Filter::everything()));
    assert!(refused(&without).contains("left_by_key"));
}

#[test]
fn long_rows_have_what_short_ones_have() {
    let field = Contact::ID;
    let wide = Contact::get().select((
        field, field, field, field, field, field, field, field, field, field, field, field, field,
    ));
    let site = Site::new(|_| values(json!([{"id": 1}, {"id": 1}])));
    let rows = now(wide.send(&site.client())).unwrap();
    assert_eq!(rows[0], rows[1]);
    assert!(format!("{:?}", rows[0]).starts_with("Row13("));
    let row = rows[0];
    assert_eq!((row.0, row.12), (Id::new(1), Id::new(1)));
}
