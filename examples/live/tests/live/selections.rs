//! What can be asked for, and what it arrives as.

use civi_runtime::Presence;
use civi_runtime::prelude::*;
use live::v5_77::options::{ContactGender, ContactType};
use live::v5_77::{Address, Contact, Country, Email, Phone};

use crate::site::{AWKWARD, date, run};

#[test]
#[ignore = "needs CIVI_URL and CIVI_API_KEY of a staging site"]
fn tuples_rows_and_suffixes_arrive_typed() {
    run("selections", |site| async move {
        let family = site.family().await;
        let client = &site.client;
        let (id, kind, name, born, gender, label, means, label_of_means) = Contact::get()
            .select((
                Contact::ID,
                Contact::CONTACT_TYPE,
                Contact::FIRST_NAME,
                Contact::BIRTH_DATE,
                Contact::GENDER_ID.name(),
                Contact::GENDER_ID.label(),
                Contact::PREFERRED_COMMUNICATION_METHOD,
                Contact::PREFERRED_COMMUNICATION_METHOD.label(),
            ))
            .filter(Contact::ID.eq(family.ada))
            .one(client)
            .await
            .unwrap();
        assert_eq!(id, family.ada);
        assert_eq!(kind, Some(ContactType::Individual));
        assert_eq!(name.as_deref(), Some("Ada"));
        assert_eq!(born, Some(date(1915, 12, 10)));
        assert_eq!(gender, Some(ContactGender::Female));
        assert!(label.is_some());
        assert_eq!(means, Some(vec!["1".to_owned(), "2".to_owned()]));
        assert_eq!(label_of_means.map(|labels| labels.len()), Some(2));

        let row = Contact::get()
            .filter(Contact::ID.eq(family.cem))
            .one(client)
            .await
            .unwrap();
        assert_eq!(row.id, Some(family.cem));
        assert_eq!(row.first_name.as_deref(), Some(AWKWARD));
        assert_eq!(row.is_deleted, Some(false));

        if !site.knows::<Contact>("age_years").await {
            return;
        }
        let both = Contact::get()
            .select((Contact::all(), Contact::AGE_YEARS))
            .filter(Contact::ID.eq(family.cem));
        let (row, age) = both.one(client).await.unwrap();
        assert_eq!(row.last_name.as_deref(), Some("Celik"));
        assert!(age.is_some_and(|years| years > 30));
    });
}

#[test]
#[ignore = "needs CIVI_URL and CIVI_API_KEY of a staging site"]
fn absent_null_and_a_value_are_three_things() {
    run("presence", |site| async move {
        let family = site.family().await;
        let of = |id| {
            Contact::get()
                .select((Contact::CONTACT_TYPE, Contact::BIRTH_DATE.presence()))
                .filter(Contact::ID.eq(id))
                .one(&site.client)
        };
        let (_, ada) = of(family.ada).await.unwrap();
        let (_, bob) = of(family.bob).await.unwrap();
        let (_, org) = of(family.org).await.unwrap();
        assert_eq!(ada, Presence::Value(date(1915, 12, 10)));
        assert_eq!(bob, Presence::Null);
        assert_eq!(org, Presence::Absent); // an organization has no birthday at all
    });
}

#[test]
#[ignore = "needs CIVI_URL and CIVI_API_KEY of a staging site"]
fn implicit_joins_lead_through_references() {
    run("implicit", |site| async move {
        if !site.knows::<Contact>("email_primary").await {
            return;
        }
        let family = site.family().await;
        let client = &site.client;
        let address = format!("{}@example.org", site.mark);
        let email = Email::values(address.as_str()).contact_id(family.org);
        Email::create(email).send(client).await.unwrap();
        let country = Country::get().filter(Country::ISO_CODE.eq("AT"));
        let country = country.select(Country::ID).one(client).await.unwrap();
        let home = Address::values()
            .contact_id(family.ada)
            .city("Wien")
            .country_id(country);
        Address::create(home).send(client).await.unwrap();
        let phone = Phone::values("+43 1 000").contact_id(family.ada);
        Phone::create(phone).send(client).await.unwrap();

        let rows = Contact::get()
            .select((
                Contact::ID,
                Contact::EMPLOYER_ID.to(Contact::ORGANIZATION_NAME),
                Contact::EMPLOYER_ID
                    .to(Contact::EMAIL_PRIMARY)
                    .to(Email::EMAIL),
                Contact::ADDRESS_PRIMARY.to(Address::CITY),
                Contact::ADDRESS_PRIMARY
                    .to(Address::COUNTRY_ID)
                    .to(Country::ISO_CODE),
                Contact::PHONE_PRIMARY.to(Phone::PHONE),
            ))
            .filter(Contact::ID.in_([family.ada, family.bob]))
            .order_by(Contact::ID.asc())
            .rows(client)
            .await
            .unwrap();
        let (_, employer, email, city, iso, phone) = rows[0].clone();
        assert_eq!(employer, Some(format!("{} Works", site.mark)));
        assert_eq!(email.as_deref(), Some(address.as_str()));
        assert_eq!(city.as_deref(), Some("Wien"));
        assert_eq!(iso.as_deref(), Some("AT"));
        assert_eq!(phone.as_deref(), Some("+43 1 000"));
        assert_eq!(rows[1], (family.bob, None, None, None, None, None));
    });
}
