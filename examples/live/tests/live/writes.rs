//! Writing: what is there afterwards, and what is found out before.

use civi_runtime::prelude::*;
use live::v5_77::{Contact, Contribution, Email};
use live::{v5_77, v6_17};

use crate::site::{AWKWARD, date, run};

#[test]
#[ignore = "needs CIVI_URL and CIVI_API_KEY of a staging site"]
fn what_is_written_is_there() {
    run("writes", |site| async move {
        let family = site.family().await;
        let client = &site.client;
        let names = |id| {
            Contact::get()
                .select((Contact::FIRST_NAME, Contact::NICK_NAME, Contact::BIRTH_DATE))
                .filter(Contact::ID.eq(id))
                .one(client)
        };
        let changes = Contact::changes().nick_name("Countess \\ \"A\"");
        let changed = Contact::update(changes)
            .id(family.ada)
            .send(client)
            .await
            .unwrap();
        assert_eq!(changed, [family.ada]);
        let (first, nick, born) = names(family.ada).await.unwrap();
        assert_eq!(first.as_deref(), Some("Ada")); // what was left alone is as it was
        assert_eq!(nick.as_deref(), Some("Countess \\ \"A\""));
        assert_eq!(born, Some(date(1915, 12, 10)));

        let cleared = Contact::changes().nick_name(Null).birth_date(None::<Date>);
        let rows = Contact::update(cleared)
            .ids([family.ada])
            .reload()
            .send(client)
            .await
            .unwrap();
        assert_eq!(rows[0].id, Some(family.ada));
        assert_eq!(rows[0].birth_date, None);
        assert_eq!(
            names(family.ada).await.unwrap(),
            (Some("Ada".into()), None, None)
        );

        if site.can("a selection that is read again after writing", (6, 6)) {
            let newer = Id::<v6_17::Contact>::new(family.bob.get());
            let rows = v6_17::Contact::update(v6_17::Contact::changes().nick_name("Bobby"))
                .id(newer)
                .reload_as((v6_17::Contact::ID, v6_17::Contact::NICK_NAME))
                .send(client)
                .await
                .unwrap();
            assert_eq!(rows, [(newer, Some("Bobby".to_owned()))]);
        }

        // An id that isn't there is found out, although the site reports success.
        let nowhere = Contact::update(Contact::changes().nick_name("x")).id(Id::new(2_000_000_000));
        assert!(nowhere.send(client).await.is_err());

        if !site.can("the trash", (5, 45)) {
            return;
        }
        let deleted = Contact::delete([family.bob]).send(client).await.unwrap();
        assert_eq!(deleted, [family.bob]);
        let trashed =
            Contact::get().filter(Contact::ID.eq(family.bob) & Contact::IS_DELETED.eq(true));
        assert_eq!(trashed.count(client).await.unwrap(), 1);
    });
}

#[test]
#[ignore = "needs CIVI_URL and CIVI_API_KEY of a staging site"]
fn a_filter_chooses_rows_after_proof() {
    run("by-filter", |site| async move {
        let family = site.family().await;
        let client = &site.client;
        let people = || site.ours() & Contact::FIRST_NAME.is_not_null();
        let change = || Contact::changes().nick_name("all of us");
        let would = Contact::update_where(people(), change())
            .dry_run()
            .send(client)
            .await;
        assert_eq!(would.unwrap(), [family.ada, family.bob, family.cem]);
        let named = Contact::get().filter(site.ours() & Contact::NICK_NAME.eq("all of us"));
        assert_eq!(named.clone().count(client).await.unwrap(), 0);

        let did = Contact::update_where(people(), change())
            .send(client)
            .await
            .unwrap();
        assert_eq!(did, [family.ada, family.bob, family.cem]);
        assert_eq!(named.count(client).await.unwrap(), 3);

        let awkward = site.ours() & Contact::FIRST_NAME.eq(AWKWARD);
        let gone = if site.can("the trash", (5, 45)) {
            Contact::erase_where(awkward).send(client).await
        } else {
            Contact::delete_where(awkward).send(client).await
        };
        let gone = gone.unwrap();
        assert_eq!(gone, [family.cem]);
        let everything = Contact::delete_where(filter::all([])).send(client).await;
        assert!(everything.unwrap_err().is_refused());
        let nobody = Contact::delete_where(site.ours() & filter::any([]))
            .send(client)
            .await;
        assert!(nobody.unwrap().is_empty());
        let left = Contact::get()
            .filter(site.ours())
            .count(client)
            .await
            .unwrap();
        assert_eq!(left, 3);
    });
}

#[test]
#[ignore = "needs CIVI_URL and CIVI_API_KEY of a staging site"]
fn save_and_replace_make_it_so() {
    run("save", |site| async move {
        let family = site.family().await;
        let client = &site.client;
        let external = |n: u32| format!("{}-{n}", site.mark);
        let record = |n: u32, name: &str| {
            let values = Contact::values()
                .external_identifier(external(n))
                .first_name(name);
            site.person(values)
        };
        let save = |records: Vec<_>| {
            Contact::save(records)
                .matching(Contact::EXTERNAL_IDENTIFIER)
                .chunk(2)
                .send(client)
        };
        let matches = site.can("`matching` of `save`", (5, 44));
        if matches {
            let created = save((0..5).map(|n| record(n, "New")).collect())
                .await
                .unwrap();
            assert_eq!(created.rows.len(), 5);
            let again = save((0..6).map(|n| record(n, "Newer")).collect())
                .await
                .unwrap();
            assert_eq!(again.rows[..5], created.rows[..]);
            let newer = Contact::get().filter(site.ours() & Contact::FIRST_NAME.eq("Newer"));
            assert_eq!(newer.count(client).await.unwrap(), 6);
        }

        // A record that the site refuses stops the rest, and the error says what is in.
        let doubled = vec![
            record(10, "In"),
            record(10, "Refused"), // the identifier is taken by then
            record(11, "Untried"),
        ];
        let partial = Contact::save(doubled)
            .chunk(1)
            .send(client)
            .await
            .unwrap_err();
        assert!(partial.is_partial(), "{partial}");
        let report = partial.partial_write().unwrap();
        assert_eq!(report.done.len(), 1);
        assert_eq!(report.failed[0].index, 1);

        let address = |name: &str| {
            let address = format!("{name}-{}@example.org", site.mark);
            Email::values(address).contact_id(family.ada)
        };
        let of_ada = || Email::CONTACT_ID.eq(family.ada);
        let first = Email::replace(of_ada(), [address("a"), address("b")])
            .send(client)
            .await;
        assert_eq!(first.unwrap().rows.len(), 2);
        if !site.can("`matching` of `replace`", (5, 61)) {
            return;
        }
        let second = Email::replace(of_ada(), [address("b"), address("c"), address("d")])
            .matching((Email::CONTACT_ID, Email::EMAIL))
            .send(client)
            .await
            .unwrap();
        assert_eq!(second.rows.len(), 3);
        assert_eq!(second.deleted.len(), 1);
        let now = Email::get().filter(of_ada()).count(client).await.unwrap();
        assert_eq!(now, 3);
    });
}

#[test]
#[ignore = "needs CIVI_URL and CIVI_API_KEY of a staging site"]
fn money_and_moments_are_exact() {
    run("money", |site| async move {
        let family = site.family().await;
        let client = &site.client;
        let received = date(2026, 1, 2).at(3, 4, 5, 0);
        let amount: Decimal = "1234.56".parse().unwrap();
        let kind = v5_77::FinancialType::get()
            .select(v5_77::FinancialType::ID)
            .first(client)
            .await
            .unwrap();
        let given = Contribution::values(family.ada, kind.unwrap(), amount)
            .receive_date(received)
            .source(site.mark.as_str());
        let given = Contribution::create(given).send(client).await.unwrap();
        let read = Contribution::get()
            .select((Contribution::TOTAL_AMOUNT, Contribution::RECEIVE_DATE))
            .filter(Contribution::ID.eq(given) & Contribution::TOTAL_AMOUNT.eq(amount))
            .one(client)
            .await
            .unwrap();
        assert_eq!(read.0, amount);
        assert_eq!(read.1, Some(received));
    });
}
