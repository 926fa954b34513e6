//! Several calls at once: batches and chains.

use civi_runtime::Field;
use civi_runtime::prelude::*;
use civi_runtime::read::parent;
use live::v5_77::{Contact, Email, Phone};

use crate::site::run;

#[test]
#[ignore = "needs CIVI_URL and CIVI_API_KEY of a staging site"]
fn a_batch_answers_each_call() {
    run("batch", |site| async move {
        if !site.can("a batch with a call that fails", (5, 64)) {
            return;
        }
        let family = site.family().await;
        let client = &site.client;
        let no_such: Field<Contact, i64> = Field::new("civi_live_no_such_field");
        let (people, change, wrong, emails) = client
            .batch((
                Contact::get()
                    .select(Contact::ID)
                    .filter(site.ours())
                    .order_by(Contact::ID.asc()),
                Contact::update(Contact::changes().nick_name("B")).id(family.ada),
                Contact::get().filter(no_such.eq(1)).limit(1),
                Email::get().filter(Email::CONTACT_ID.eq(family.ada)),
            ))
            .await
            .unwrap();
        assert_eq!(people.unwrap().len(), 4);
        assert_eq!(change.unwrap(), [family.ada]);
        assert!(wrong.unwrap_err().is_api());
        assert!(emails.unwrap().is_empty());

        let one_kind: Vec<_> = [family.ada, family.bob, family.cem]
            .into_iter()
            .map(|id| {
                Contact::get()
                    .select(Contact::LAST_NAME)
                    .filter(Contact::ID.eq(id))
            })
            .collect();
        let names = client.batch(one_kind).await.unwrap();
        let names: Vec<_> = names
            .into_iter()
            .map(|rows| rows.unwrap().remove(0))
            .collect();
        let expected = ["Lovelace", "Bob", "Celik"].map(|name| Some(name.to_owned()));
        assert_eq!(names, expected);
    });
}

#[test]
#[ignore = "needs CIVI_URL and CIVI_API_KEY of a staging site"]
fn a_chain_answers_for_each_row() {
    run("chain", |site| async move {
        let family = site.family().await;
        let client = &site.client;
        for name in ["one", "two"] {
            let address = format!("{name}-{}@example.org", site.mark);
            let email = Email::values(address).contact_id(family.ada);
            Email::create(email).send(client).await.unwrap();
        }
        let emails = Email::get()
            .select(Email::EMAIL)
            .filter(Email::CONTACT_ID.eq(parent(&Contact::ID)))
            .order_by(Email::ID.asc());
        let names_a_field = "a text in a chained call that looks like a parent's field";
        if !site.can(names_a_field, (5, 43)) {
            return;
        }
        let phones = Phone::get()
            .select(Phone::PHONE)
            // Looks like a reference to the contact's row, and is a text.
            .filter(Phone::CONTACT_ID.eq(parent(&Contact::ID)) & Phone::PHONE.eq("$id"));
        let rows = Contact::get()
            .select((Contact::ID, Contact::FIRST_NAME))
            .filter(site.ours() & Contact::ID.in_([family.ada, family.bob]))
            .order_by(Contact::ID.asc())
            .chain("emails", emails)
            .chain("phones", phones)
            .rows(client)
            .await
            .unwrap();
        let (((ada, _), emails), phones) = rows[0].clone();
        assert_eq!(ada, family.ada);
        assert_eq!(emails.len(), 2);
        assert!(emails[0].as_ref().is_some_and(|e| e.starts_with("one-")));
        assert!(phones.is_empty());
        assert!(rows[1].0.1.is_empty());

        // The literal is found where it is meant.
        let dollar = Phone::values("$id").contact_id(family.ada);
        Phone::create(dollar).send(client).await.unwrap();
        let phones = Phone::get()
            .select(Phone::PHONE)
            .filter(Phone::CONTACT_ID.eq(parent(&Contact::ID)) & Phone::PHONE.eq("$id"));
        let (_, phones) = Contact::get()
            .select(Contact::ID)
            .filter(Contact::ID.eq(family.ada))
            .chain("phones", phones)
            .one(client)
            .await
            .unwrap();
        assert_eq!(phones.len(), 1);
    });
}
