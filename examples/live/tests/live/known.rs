//! What the site has now: found out before a write, compared after it, and asked for as a whole.

use civi_runtime::SchemaCheck;
use civi_runtime::meta::EntitySchema;
use civi_runtime::prelude::*;
use civi_runtime::{Client, Credential, Values};
use live::v5_77::{Contact, SCHEMA};

use crate::site::run;

#[test]
#[ignore = "needs CIVI_URL and CIVI_API_KEY of a staging site"]
fn a_value_for_a_field_that_is_not_there_is_not_written() {
    run("known", |site| async move {
        let family = site.family().await;
        let client = &site.client;
        let gone = || {
            let values: Values<Contact, _> = Contact::changes().nick_name("changed").into();
            values.raw("civi_no_such_field", "x")
        };
        let update = Contact::update(gone()).id(family.ada);
        for error in [
            update.send(client).await.unwrap_err(),
            Contact::save([gone().id(family.ada)])
                .send(client)
                .await
                .unwrap_err(),
            client
                .batch((Contact::save([gone()]),))
                .await
                .unwrap()
                .0
                .unwrap_err(),
        ] {
            assert!(error.is_unknown_field() && error.is_unsent(), "{error}");
            assert_eq!(error.fields(), ["civi_no_such_field"]);
        }
        let ada = Contact::get()
            .select(Contact::NICK_NAME)
            .filter(Contact::ID.eq(family.ada));
        assert_ne!(ada.one(client).await.unwrap().as_deref(), Some("changed"));

        // And so it is where nobody asks.
        let client = Client::builder(&std::env::var("CIVI_URL").unwrap())
            .credential(Credential::api_key(std::env::var("CIVI_API_KEY").unwrap()))
            .schema_check(SchemaCheck::Off)
            .connect()
            .await
            .unwrap();
        Contact::update(gone())
            .id(family.ada)
            .send(&client)
            .await
            .unwrap();
        let ada = Contact::get()
            .select(Contact::NICK_NAME)
            .filter(Contact::ID.eq(family.ada));
        assert_eq!(ada.one(&client).await.unwrap().as_deref(), Some("changed"));
    });
}

#[test]
#[ignore = "needs CIVI_URL and CIVI_API_KEY of a staging site"]
fn a_column_that_is_not_there_is_not_believed() {
    run("columns", |site| async move {
        const GONE: civi_runtime::Field<Contact, String> =
            civi_runtime::Field::new("civi_no_such_field");
        let family = site.family().await;
        let read = Contact::get()
            .select((Contact::ID, GONE))
            .filter(Contact::ID.eq(family.ada));
        let error = read.one(&site.client).await.unwrap_err();
        assert!(error.is_unknown_field(), "{error}");
        assert_eq!(error.fields(), ["civi_no_such_field"]);
    });
}

#[test]
#[ignore = "needs CIVI_URL and CIVI_API_KEY of a staging site"]
fn what_is_stored_as_sent_is_confirmed() {
    run("confirm", |site| async move {
        let family = site.family().await;
        let changes = Contact::changes()
            .nick_name("Countess")
            .birth_date(Date::constant(1915, 12, 10))
            .do_not_email(true)
            .job_title(Null);
        let update = Contact::update(changes)
            .ids([family.ada, family.bob])
            .confirm();
        assert_eq!(update.send(&site.client).await.unwrap().len(), 2);
    });
}

#[test]
#[ignore = "needs CIVI_URL and CIVI_API_KEY of a staging site"]
fn the_site_is_compared_with_the_bindings() {
    run("verify", |site| async move {
        let client = &site.client;
        let core: Vec<EntitySchema> = SCHEMA
            .iter()
            .filter(|entity| entity.entity() == "Tag")
            .cloned()
            .collect();
        let report = client.verify(&core).await.unwrap();
        assert!(
            report.entities.iter().all(|entity| !entity.missing),
            "{report}"
        );
        let made_up = EntitySchema::new("Tag", &[("get", "name\ncivi_no_such_field")], "get");
        let nowhere = EntitySchema::new("CiviNoSuchEntity", &[("get", "id")], "get");
        let report = client.verify(&[made_up, nowhere]).await.unwrap();
        assert_eq!(report.entities.len(), 2, "{report}");
        assert_eq!(report.entities[0].fields[0].name, "civi_no_such_field");
        assert!(report.entities[1].missing, "{report}");
    });
}
