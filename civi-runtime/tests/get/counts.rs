//! Counting, numbered pages, and one row.

use crate::bindings::Contact;
use crate::bindings::options::ContactType;
use crate::bindings::site::{Site, answer, counted};
use civi_runtime::function::count;
use civi_runtime::{Actions, Id};
use serde_json::{Value as Json, json};

#[tokio::test]
async fn counting_asks_for_nothing_but_the_count() {
    let site = Site::with([counted("Contact", &json!([]), 170)]);
    let found = Contact::get()
        .select((Contact::ID, Contact::DISPLAY_NAME))
        .filter(Contact::CONTACT_TYPE.eq(ContactType::Individual))
        .order_by(Contact::LAST_NAME.asc())
        .limit(3)
        .offset(1000)
        .count(&site.client())
        .await
        .unwrap();
    assert_eq!(found, 170);
    assert_eq!(
        site.only(),
        json!({"select": ["row_count"], "where": [["contact_type", "=", "Individual"]]}),
        "no offset: past the end the site would count wrongly"
    );
}

#[tokio::test]
async fn groups_are_counted_beside_what_they_are_made_of() {
    let site = Site::with([counted(
        "Contact",
        &json!([{"contact_type": "Individual", "n": 3}]),
        2,
    )]);
    let n = count(Contact::ID).alias("n");
    let groups = Contact::get()
        .select((Contact::CONTACT_TYPE, n.clone()))
        .group_by(Contact::CONTACT_TYPE)
        .having(n.gt(1))
        .count(&site.client())
        .await
        .unwrap();
    assert_eq!(groups, 2);
    assert_eq!(
        site.only(),
        json!({"select": ["contact_type", "COUNT(id) AS n", "row_count"], "groupBy": ["contact_type"],
               "having": [["n", ">", 1]], "limit": 1})
    );
}

#[tokio::test]
async fn a_page_knows_how_many_there_are_even_past_the_end() {
    let site = Site::with([
        counted("Contact", &json!([{"id": 11}, {"id": 12}]), 23),
        counted("Contact", &json!([]), 90),
        counted("Contact", &json!([]), 23),
    ]);
    let client = site.client();
    let get = || {
        Contact::get()
            .select(Contact::ID)
            .order_by(Contact::LAST_NAME.asc())
    };
    let page = get().page(1, 10, &client).await.unwrap();
    assert_eq!((page.total, page.pages(), page.has_next()), (23, 3, true));
    assert_eq!(page.rows, [Id::new(11), Id::new(12)]);
    assert_eq!(
        site.only(),
        json!({"select": ["id", "row_count"], "orderBy": {"last_name": "ASC", "id": "ASC"}, "limit": 10, "offset": 10})
    );
    let past = get().page(9, 10, &client).await.unwrap();
    assert_eq!(
        (past.rows.len(), past.total, past.has_next()),
        (0, 23, false)
    );
}

#[tokio::test]
async fn one_optional_and_first() {
    let rows = |ids: &[i64]| {
        let rows: Vec<Json> = ids.iter().map(|id| json!({"id": id})).collect();
        answer("Contact", "get", &json!(rows))
    };
    let get = || Contact::get().select(Contact::ID);
    let site = Site::with([rows(&[7]), rows(&[]), rows(&[7, 8])]);
    let client = site.client();
    assert_eq!(get().one(&client).await.unwrap(), Id::new(7));
    assert!(get().one(&client).await.unwrap_err().is_missing());
    assert!(get().one(&client).await.unwrap_err().is_ambiguous());
    assert_eq!(site.asked()[0], json!({"select": ["id"], "limit": 2}));

    let site = Site::with([rows(&[7]), rows(&[]), rows(&[7, 8]), rows(&[7]), rows(&[])]);
    let client = site.client();
    assert_eq!(get().optional(&client).await.unwrap(), Some(Id::new(7)));
    assert_eq!(get().optional(&client).await.unwrap(), None);
    assert!(get().optional(&client).await.unwrap_err().is_ambiguous());
    assert_eq!(get().first(&client).await.unwrap(), Some(Id::new(7)));
    assert_eq!(get().first(&client).await.unwrap(), None);
    assert_eq!(
        site.asked()[3],
        json!({"select": ["id"], "limit": 1, "orderBy": {"id": "ASC"}})
    );
}
