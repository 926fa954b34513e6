//! Every operator, against contacts whose answers are known.

use civi_runtime::Relative;
use civi_runtime::function::{lower, month};
use civi_runtime::prelude::*;
use live::v5_77::options::{ContactGender, ContactType};
use live::v5_77::{Contact, Group, GroupContact};
use live::v6_17;

use crate::site::{AWKWARD, Site, date, run};

/// The individuals of the test that pass a filter: their first letters, in the order of creation.
async fn letters(site: &Site, filter: Filter<Contact>) -> String {
    let rows = Contact::get()
        .select(Contact::FIRST_NAME)
        .filter(site.ours() & Contact::CONTACT_TYPE.eq(ContactType::Individual) & filter.clone())
        .order_by(Contact::ID.asc())
        .rows(&site.client)
        .await
        .unwrap_or_else(|e| panic!("{filter:?}: {e}"));
    rows.into_iter()
        .filter_map(|name| name?.chars().next())
        .collect()
}

/// As [`letters`], for a filter that only the bindings of a newer site have.
async fn letters_of_newer(site: &Site, filter: Filter<v6_17::Contact>) -> String {
    use v6_17::{Contact, options::ContactType};
    let ours =
        Contact::SOURCE.eq(site.mark.as_str()) & Contact::CONTACT_TYPE.eq(ContactType::Individual);
    let names = Contact::get()
        .select(Contact::FIRST_NAME)
        .filter(ours & filter)
        .order_by(Contact::ID.asc())
        .rows(&site.client)
        .await
        .unwrap();
    names
        .into_iter()
        .filter_map(|name| name?.chars().next())
        .collect()
}

#[test]
#[ignore = "needs CIVI_URL and CIVI_API_KEY of a staging site"]
fn every_operator_finds_what_it_says() {
    run("operators", |site| async move {
        let family = site.family().await;
        let (born, first, last) = (Contact::BIRTH_DATE, Contact::FIRST_NAME, Contact::LAST_NAME);
        let means = Contact::PREFERRED_COMMUNICATION_METHOD;
        let gender = Contact::GENDER_ID;
        let id = Contact::ID;
        let cases = [
            (first.eq("Ada"), "A"),
            (first.eq(AWKWARD), "C"),
            (last.ne("Lovelace"), "BC"),
            (id.gt(family.ada), "BC"),
            (id.ge(family.bob), "BC"),
            (id.lt(family.cem), "AB"),
            (id.le(family.ada), "A"),
            (first.like("A%"), "A"),
            (first.not_like("A%"), "BC"),
            (first.in_(["Ada", AWKWARD]), "AC"),
            (first.not_in(["Ada", AWKWARD]), "B"),
            (born.between(date(1900, 1, 1), date(1950, 1, 1)), "A"),
            (born.not_between(date(1900, 1, 1), date(1950, 1, 1)), "C"),
            (born.is_null(), "B"),
            (born.is_not_null(), "AC"),
            (Contact::JOB_TITLE.is_empty(), "BC"),
            (Contact::JOB_TITLE.is_not_empty(), "A"),
            (last.contains("ovela"), "A"),
            (means.contains("1"), "A"),
            (means.is_empty(), "C"),
            (Contact::DO_NOT_EMAIL.eq(true), "A"),
            (Contact::DO_NOT_EMAIL.eq(false), "BC"),
            (gender.name().eq(ContactGender::Female), "A"),
            (gender.name().in_([ContactGender::Male]), "B"),
            (gender.is_null(), "C"),
            (
                Contact::CREATED_DATE.ge(Relative::raw("now - 1 day")),
                "ABC",
            ),
            (Contact::CREATED_DATE.eq(Relative::this_year()), "ABC"),
            (born.lt(Relative::previous("year")), "AC"),
            (Contact::EMPLOYER_ID.eq(family.org), "A"),
            (Contact::EMPLOYER_ID.to(Contact::ID).eq(family.org), "A"),
            (Contact::API_KEY.assume_permitted().is_null(), "ABC"),
        ];
        for (filter, expected) in cases {
            assert_eq!(letters(&site, filter.clone()).await, expected, "{filter:?}");
        }
        let newer = [
            (
                ("patterns", (5, 43)),
                vec![
                    (first.regexp("^[AB]"), "AB"),
                    (first.not_regexp("^[AB]"), "C"),
                ],
            ),
            (
                ("comparing fields in a filter", (5, 43)),
                vec![
                    (first.eq_field(last), "B"),
                    (first.ne_field(&last), "AC"),
                    (id.lt_field(Contact::EMPLOYER_ID), ""),
                ],
            ),
            (
                ("`NOT CONTAINS`", (5, 63)),
                vec![
                    (last.not_contains("ovela"), "BC"),
                    (means.not_contains("1"), "BC"),
                ],
            ),
            (
                ("patterns with case", (5, 68)),
                vec![
                    (first.regexp_binary("^a"), ""),
                    (first.not_regexp_binary("^a"), "ABC"),
                ],
            ),
            (
                ("functions in a filter", (5, 77)),
                vec![(lower(&first).eq("ada"), "A"), (month(&born).in_([5]), "C")],
            ),
        ];
        for ((what, since), cases) in newer {
            if !site.can(what, since) {
                continue;
            }
            for (filter, expected) in cases {
                assert_eq!(letters(&site, filter.clone()).await, expected, "{filter:?}");
            }
        }
        if site.can("`CONTAINS ONE OF`", (6, 4)) {
            use v6_17::Contact;
            let means = Contact::PREFERRED_COMMUNICATION_METHOD;
            let any = means.contains_one_of(["1", "3"]);
            assert_eq!(letters_of_newer(&site, any).await, "AB");
            let none = Contact::LAST_NAME.contains_one_of(["zzz"]);
            assert_eq!(letters_of_newer(&site, none).await, "");
            let others = letters_of_newer(&site, means.not_contains_one_of(["1"])).await;
            assert!(others.contains('B') && !others.contains('A'), "{others}");
        }
    });
}

#[test]
#[ignore = "needs CIVI_URL and CIVI_API_KEY of a staging site"]
fn trees_and_empty_ones_mean_what_they_say() {
    run("trees", |site| async move {
        site.family().await;
        let is = |name: &'static str| Contact::FIRST_NAME.eq(name);
        let nobody = Vec::<Id<Contact>>::new();
        let cases = [
            (is("Ada") | is("Bob"), "AB"),
            (!(is("Ada") | is("Bob")), "C"),
            (!is("Ada") & !is("Bob"), "C"),
            (filter::all([is("Ada"), Contact::BIRTH_DATE.is_null()]), ""),
            (
                filter::any([is("Ada"), Contact::BIRTH_DATE.is_null()]),
                "AB",
            ),
            (filter::any([]), ""),
            (filter::all([]), "ABC"),
            (is("Ada") | filter::any([]), "A"),
            (!filter::any([]), "ABC"),
            (Contact::ID.in_(nobody.clone()), ""),
            (Contact::ID.not_in(nobody), "ABC"),
        ];
        let nested = (is("Ada") | (is("Bob") & !Contact::BIRTH_DATE.is_null())) & !is("Cem");
        let nested = site
            .can("a negation behind another clause", (5, 40))
            .then_some((nested, "A"));
        for (filter, expected) in cases.into_iter().chain(nested) {
            assert_eq!(letters(&site, filter.clone()).await, expected, "{filter:?}");
        }
        // Nobody at all, where the filter is all there is.
        let none = Contact::get()
            .filter(filter::any([]))
            .rows(&site.client)
            .await;
        assert!(none.unwrap().is_empty());
    });
}

#[test]
#[ignore = "needs CIVI_URL and CIVI_API_KEY of a staging site"]
fn a_field_that_exists_in_filters_only_works_there() {
    run("groups", |site| async move {
        let family = site.family().await;
        let group = Group::create(Group::values().title(site.mark.as_str()));
        let group = group.send(&site.client).await.unwrap();
        // Old sites have no status by default (APIv4 wire contract §12.21).
        let member = civi_runtime::Values::from(GroupContact::values(family.bob, group))
            .raw("status", "Added");
        GroupContact::create(member)
            .send(&site.client)
            .await
            .unwrap();
        let in_group = Contact::GROUPS.in_([group.get()]);
        assert_eq!(letters(&site, in_group.clone()).await, "B");

        // It can't be read back, so no write goes by it.
        let refused = Contact::delete_where(site.ours() & in_group)
            .send(&site.client)
            .await;
        assert!(refused.unwrap_err().is_refused());
        assert_eq!(letters(&site, Filter::everything()).await, "ABC");
    });
}
