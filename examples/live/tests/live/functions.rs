//! SQL functions, groups and equations.

use civi_runtime::function::*;
use civi_runtime::prelude::*;
use live::v5_77::Contact;
use live::v5_77::options::ContactType;

use crate::site::{date, run};

#[test]
#[ignore = "needs CIVI_URL and CIVI_API_KEY of a staging site"]
fn groups_are_counted_and_summed_up() {
    run("groups-of", |site| async move {
        let family = site.family().await;
        let client = &site.client;
        let n = count(Contact::ID).alias("n");
        let youngest = max(Contact::BIRTH_DATE).alias("youngest");
        let kinds = Contact::get()
            .select((Contact::CONTACT_TYPE, n.clone(), youngest))
            .filter(site.ours())
            .group_by(Contact::CONTACT_TYPE)
            .order_by(n.desc())
            .rows(client)
            .await
            .unwrap();
        assert_eq!(
            kinds,
            [
                (Some(ContactType::Individual), 3, Some(date(1990, 5, 5))),
                (Some(ContactType::Organization), 1, None),
            ]
        );
        let more = Contact::get()
            .select((Contact::CONTACT_TYPE, n.clone()))
            .filter(site.ours())
            .group_by(Contact::CONTACT_TYPE)
            .having(n.gt(1));
        assert_eq!(more.rows(client).await.unwrap().len(), 1);

        if !site.can("the other functions", (5, 77)) {
            return;
        }

        let (ids, names, oldest, distinct, all) = Contact::get()
            .select((
                group_concat(Contact::ID).alias("ids"),
                group_concat_text(Contact::LAST_NAME, "; ").alias("names"),
                min(Contact::BIRTH_DATE).alias("oldest"),
                count_distinct(Contact::CONTACT_TYPE).alias("kinds"),
                count_all().alias("all_of_them"),
            ))
            .filter(site.ours())
            .one(client)
            .await
            .unwrap();
        let mut ids = ids.unwrap();
        ids.sort();
        let mut own = vec![family.ada, family.bob, family.cem, family.org];
        own.sort();
        assert_eq!(ids, own);
        assert!(names.unwrap().contains("; "));
        assert_eq!(oldest, Some(date(1915, 12, 10)));
        assert_eq!((distinct, all), (2, 4));

        let decade = year(Contact::BIRTH_DATE).alias("born_in");
        let years = Contact::get()
            .select((decade.clone(), count(Contact::ID).alias("n")))
            .filter(site.ours() & Contact::BIRTH_DATE.is_not_null())
            .group_by(decade.clone())
            .order_by(decade.asc());
        assert_eq!(
            years.rows(client).await.unwrap(),
            [(Some(1915), 1), (Some(1990), 1)]
        );
        if site.can("`GROUP_NTH`", (6, 6)) {
            use live::v6_17::Contact;
            let by = Contact::ID.desc();
            let (first, second) = Contact::get()
                .select((
                    group_first(Contact::ID, &by).alias("newest"),
                    group_nth(Contact::ID, 2, &by).alias("second"),
                ))
                .filter(Contact::SOURCE.eq(site.mark.as_str()))
                .one(client)
                .await
                .unwrap();
            let number = |id: Option<Id<Contact>>| id.map(Id::get);
            assert_eq!(number(first), Some(family.cem.get()));
            assert_eq!(number(second), Some(family.bob.get()));
        }
    });
}

#[test]
#[ignore = "needs CIVI_URL and CIVI_API_KEY of a staging site"]
fn functions_of_one_row_give_what_they_say() {
    run("functions", |site| async move {
        let family = site.family().await;
        let client = &site.client;
        let ada = Contact::get().filter(Contact::ID.eq(family.ada));
        let old = ada.clone().select((
            concat((Contact::FIRST_NAME, " ", Contact::LAST_NAME)).alias("t1"),
            upper(Contact::FIRST_NAME).alias("t2"),
            coalesce(Contact::NICK_NAME, (Contact::FIRST_NAME,)).alias("t3"),
        ));
        let (both, loud, either) = old.one(client).await.unwrap();
        assert_eq!(both.as_deref(), Some("Ada Lovelace"));
        assert_eq!(loud.as_deref(), Some("ADA"));
        assert_eq!(either.as_deref(), Some("Ada"));
        if !site.can("the other functions", (5, 77)) {
            return;
        }
        let text = ada.clone().select((
            concat((Contact::FIRST_NAME, " ", Contact::LAST_NAME)).alias("t1"),
            concat_ws(", ", (Contact::LAST_NAME, Contact::FIRST_NAME)).alias("t2"),
            left(Contact::FIRST_NAME, 1).alias("t3"),
            right(Contact::FIRST_NAME, 1).alias("t4"),
            substring(Contact::LAST_NAME, 2, 3).alias("t5"),
            lower(Contact::FIRST_NAME).alias("t6"),
            upper(Contact::FIRST_NAME).alias("t7"),
            replace(Contact::FIRST_NAME, "d", "\"").alias("t8"),
            coalesce(Contact::NICK_NAME, (Contact::FIRST_NAME,)).alias("t9"),
        ));
        let expected = [
            "Ada Lovelace",
            "Lovelace, Ada",
            "A",
            "a",
            "ove",
            "ada",
            "ADA",
            "A\"a",
            "Ada",
        ];
        let (t1, t2, t3, t4, t5, t6, t7, t8, t9) = text.one(client).await.unwrap();
        assert_eq!(
            [t1, t2, t3, t4, t5, t6, t7, t8, t9].map(Option::unwrap_or_default),
            expected
        );

        let dates = ada.clone().select((
            year(Contact::BIRTH_DATE).alias("d1"),
            quarter(Contact::BIRTH_DATE).alias("d2"),
            month(Contact::BIRTH_DATE).alias("d3"),
            extract(Unit::Day, Contact::BIRTH_DATE).alias("d5"),
            daystoanniv(Contact::BIRTH_DATE).alias("d6"),
            datediff(Contact::BIRTH_DATE, "1915-12-01").alias("d8"),
            curdate().alias("d10"),
        ));
        let (d1, d2, d3, d5, d6, d8, today) = dates.one(client).await.unwrap();
        assert_eq!(
            (d1, d2, d3, d5, d8),
            (Some(1915), Some(4), Some(12), Some(10), Some(9))
        );
        assert!(d6.is_some_and(|days| (0..=366).contains(&days)));
        assert!(today.year() > 2020);

        let numbers = ada.clone().select((
            abs(Contact::GENDER_ID).alias("n1"),
            greatest(Contact::ID, (1,)).alias("n2"),
            least(Contact::ID, (0,)).alias("n3"),
            isnull(Contact::NICK_NAME).alias("n4"),
            if_(compare(Contact::GENDER_ID, Sign::Gt, 0), "yes", "no").alias("n6"),
            ifnull(Contact::NICK_NAME, "none").alias("n7"),
            nullif(Contact::FIRST_NAME, "Ada").alias("n8"),
            rand().alias("n9"),
            (Contact::GENDER_ID + 1).alias("n10"),
        ));
        match numbers.one(client).await {
            Ok((_, most, least, null, _, fallback, none, random, sum)) => {
                assert_eq!(most, Some(family.ada));
                assert_eq!(least.map(Id::get), Some(0));
                assert!(null);
                assert_eq!(fallback, Some("none".into()));
                assert_eq!(none, None);
                assert!((0.0..=1.0).contains(&random));
                assert!(sum > 1.0);
            }
            Err(error) => panic!("{error}"),
        }
        let sorted = Contact::get()
            .select(Contact::ID)
            .filter(site.ours())
            .order_by(rand().asc());
        assert_eq!(sorted.rows(client).await.unwrap().len(), 4);

        if site.can("the newest functions", (6, 3)) {
            use live::v6_17::Contact;
            let ada = Contact::get().filter(Contact::ID.eq(Id::new(family.ada.get())));
            let newer = ada.select((
                dayofweek(Contact::BIRTH_DATE).alias("weekday"),
                nextanniv(Contact::BIRTH_DATE).alias("next"),
                timestampdiff(Unit::Year, Contact::BIRTH_DATE, now()).alias("years"),
                isnotnull(Contact::NICK_NAME).alias("nicked"),
                date_add(Contact::BIRTH_DATE, 1, Unit::Month).alias("later"),
                date_sub(Contact::BIRTH_DATE, 1, Unit::Year).alias("earlier"),
            ));
            let (weekday, next, years, nicked, later, earlier) = newer.one(client).await.unwrap();
            assert_eq!(weekday, Some(6)); // a Friday
            let next = next.unwrap();
            assert_eq!((next.month(), next.day()), (12, 10));
            assert!(years.is_some_and(|years| years > 100));
            assert!(!nicked);
            assert_eq!(later, Some(date(1916, 1, 10)));
            assert_eq!(earlier, Some(date(1914, 12, 10)));
        }
    });
}
