//! Explicit joins of each kind.

use civi_runtime::function::count;
use civi_runtime::prelude::*;
use live::v5_77::{Contact, Email, EntityTag, Tag};

use crate::site::{AWKWARD, Site, run};

/// An address of Ada's, and two of Bob's, the second of which is not his primary one.
async fn emails(site: &Site) -> crate::site::Family {
    let family = site.family().await;
    for (contact, name) in [
        (family.ada, "ada"),
        (family.bob, "bob"),
        (family.bob, "b'o\"b"),
    ] {
        let address = format!("{name}-{}@example.org", site.mark);
        let email = Email::values(address).contact_id(contact);
        Email::create(email).send(&site.client).await.unwrap();
    }
    family
}

#[test]
#[ignore = "needs CIVI_URL and CIVI_API_KEY of a staging site"]
fn left_inner_and_exclude_join_as_they_say() {
    run("joins", |site| async move {
        let family = emails(&site).await;
        let client = &site.client;
        let e = Email::alias("e");
        let on = || Contact::ID.eq_field(e.field(Email::CONTACT_ID));
        let ask = |join| {
            Contact::get()
                .select((Contact::ID, e.field(Email::EMAIL)))
                .filter(site.ours() & Contact::FIRST_NAME.is_not_null())
                .join(join)
                .order_by(Contact::ID.asc())
                .order_by(e.field(Email::ID).asc())
                .rows(client)
        };
        let primary = e.field(Email::IS_PRIMARY).eq(true);
        let ids = |rows: Vec<(Id<Contact>, Option<String>)>| {
            rows.into_iter()
                .map(|(id, email)| (id, email.is_some()))
                .collect::<Vec<_>>()
        };
        let left = ask(e.left(on() & primary.clone())).await.unwrap();
        assert_eq!(
            ids(left),
            [(family.ada, true), (family.bob, true), (family.cem, false)]
        );
        let inner = ask(e.inner(on())).await.unwrap();
        assert_eq!(
            ids(inner),
            [(family.ada, true), (family.bob, true), (family.bob, true)]
        );
        let without = Contact::get()
            .select(Contact::ID)
            .filter(site.ours() & Contact::FIRST_NAME.is_not_null())
            .join(e.exclude(on()));
        assert_eq!(without.rows(client).await.unwrap(), [family.cem]);

        let e2 = e.field(Email::EMAIL);
        let n = count(e.field(Email::ID)).alias("n");
        let counted = Contact::get()
            .select((Contact::ID, n.clone()))
            .filter(site.ours())
            .join(e.left(on()))
            .group_by(Contact::ID)
            .having(n.gt(1))
            .rows(client)
            .await
            .unwrap();
        assert_eq!(counted, [(family.bob, 2)]);
        let filtered = Contact::get()
            .select(Contact::ID)
            .filter(site.ours() & e2.like("ada-%"))
            .join(e.left(on()))
            .rows(client)
            .await
            .unwrap();
        assert_eq!(filtered, [family.ada]);
    });
}

#[test]
#[ignore = "needs CIVI_URL and CIVI_API_KEY of a staging site"]
fn text_in_conditions_is_text() {
    run("literals", |site| async move {
        let family = emails(&site).await;
        let client = &site.client;
        let e = Email::alias("e");
        let linked = || Contact::ID.eq_field(e.field(Email::CONTACT_ID));
        let awkward = format!("b'o\"b-{}@example.org", site.mark);
        let plain = format!("ada-{}@example.org", site.mark);
        let address = e.field(Email::EMAIL);
        let cases = [
            (address.eq(awkward.as_str()), vec![family.bob]),
            (
                address.in_([awkward.as_str(), plain.as_str()]),
                vec![family.ada, family.bob],
            ),
            (
                address.like(format!("ada-{}%", site.mark)),
                vec![family.ada],
            ),
            (
                address.contains(format!("ada-{}", site.mark)),
                vec![family.ada],
            ),
            (Contact::FIRST_NAME.eq(AWKWARD), vec![]),
            (address.eq("e.email"), vec![]),
            (address.eq("\" OR 1 = 1 OR \""), vec![]),
            (address.eq("\\"), vec![]),
            (
                !e.field(Email::IS_PRIMARY).eq(true) & address.eq(awkward.as_str()),
                vec![family.bob],
            ),
        ];
        for (condition, expected) in cases {
            let found = Contact::get()
                .select(Contact::ID)
                .filter(site.ours())
                .join(e.inner(linked() & condition.clone()))
                .order_by(Contact::ID.asc())
                .rows(client)
                .await
                .unwrap_or_else(|error| panic!("{condition:?}: {error}"));
            assert_eq!(found, expected, "{condition:?}");
        }
    });
}

#[test]
#[ignore = "needs CIVI_URL and CIVI_API_KEY of a staging site"]
fn a_bridge_joins_through_a_third_entity() {
    run("bridge", |site| async move {
        let family = site.family().await;
        let client = &site.client;
        let tag = site.tag(Tag::values().used_for(["civicrm_contact"])).await;
        let given = EntityTag::values(family.ada.get(), tag).entity_table("civicrm_contact");
        EntityTag::create(given).send(client).await.unwrap();

        let t = Tag::alias("t").through::<EntityTag>();
        let rows = Contact::get()
            .select((Contact::ID, t.field(Tag::NAME)))
            .filter(site.ours())
            .join(
                t.inner(
                    Contact::ID.eq_field(t.bridge_field(EntityTag::ENTITY_ID))
                        & t.bridge_field(EntityTag::ENTITY_TABLE)
                            .eq("civicrm_contact"),
                ),
            )
            .rows(client)
            .await
            .unwrap();
        assert_eq!(rows, [(family.ada, Some(site.mark.clone()))]);
    });
}
