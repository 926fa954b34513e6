//! Long results, page by page.

use crate::bindings::site::{Site, answer};
use crate::bindings::{Contact, Email, Setting};
use civi_runtime::{Actions, Alias, Id};
use serde_json::{Value as Json, json};

/// A site with contacts of these ids, which obeys `where id >`, `limit`, `offset` and `orderBy id`.
fn contacts(mut ids: impl FnMut(usize) -> Vec<i64> + Send + 'static) -> Site {
    let mut calls = 0;
    Site::new(move |_, params| {
        calls += 1;
        let after = params["where"]
            .as_array()
            .and_then(|clauses| clauses.iter().find(|c| c[1] == ">"))
            .map_or(i64::MIN, |clause| clause[2].as_i64().unwrap());
        let rows: Vec<Json> = ids(calls)
            .into_iter()
            .filter(|id| *id > after)
            .skip(usize::try_from(params["offset"].as_u64().unwrap_or(0)).unwrap())
            .take(usize::try_from(params["limit"].as_u64().unwrap_or(u64::MAX)).unwrap())
            .map(|id| json!({"id": id, "display_name": format!("C{id}")}))
            .collect();
        Some(answer("Contact", "get", &json!(rows)))
    })
}

#[tokio::test]
async fn all_rows_come_in_pages_by_the_key() {
    let site = contacts(|_| (1..=7).collect());
    let rows = Contact::get()
        .select(Contact::DISPLAY_NAME)
        .filter(Contact::IS_DECEASED.eq(false))
        .page_size(3)
        .rows(&site.client())
        .await
        .unwrap();
    assert_eq!(rows.len(), 7);
    assert_eq!(rows[6].as_deref(), Some("C7"));
    let clause = json!(["is_deceased", "=", false]);
    let asked = site.asked();
    assert_eq!(
        asked[0],
        json!({"select": ["display_name", "id"], "where": [clause], "orderBy": {"id": "ASC"}, "limit": 3})
    );
    assert_eq!(asked[1]["where"], json!([clause, ["id", ">", 3]]));
    assert_eq!(asked[2]["where"], json!([clause, ["id", ">", 6]]));
    assert_eq!(asked.len(), 3);
}

#[tokio::test]
async fn rows_that_come_and_go_move_no_others() {
    // After the first page, 1 and 2 are deleted and 9 comes.
    let site = contacts(|call| {
        if call == 1 {
            (1..=8).collect()
        } else {
            (3..=9).collect()
        }
    });
    let rows = Contact::get()
        .select(Contact::ID)
        .page_size(3)
        .rows(&site.client())
        .await
        .unwrap();
    let ids: Vec<i64> = rows.into_iter().map(Id::get).collect();
    assert_eq!(ids, [1, 2, 3, 4, 5, 6, 7, 8, 9]);
}

#[tokio::test]
async fn a_limit_bounds_the_pages() {
    let site = contacts(|_| (1..=100).collect());
    let rows = Contact::get()
        .select(Contact::ID)
        .page_size(4)
        .limit(10)
        .offset(2)
        .rows(&site.client())
        .await
        .unwrap();
    assert_eq!(rows.len(), 10);
    assert_eq!(rows[0], Id::new(3));
    let limits: Vec<Json> = site.asked().iter().map(|p| p["limit"].clone()).collect();
    assert_eq!(limits, [4, 4, 2]);
    assert_eq!(site.asked()[1].get("offset"), None);
}

#[tokio::test]
async fn an_order_of_its_own_is_paged_by_counting() {
    let site = contacts(|_| (1..=5).collect());
    let rows = Contact::get()
        .select(Contact::ID)
        .order_by(Contact::LAST_NAME.asc())
        .page_size(2)
        .rows(&site.client())
        .await
        .unwrap();
    assert_eq!(rows.len(), 5);
    assert_eq!(
        site.asked()[0]["orderBy"],
        json!({"last_name": "ASC", "id": "ASC"})
    );
    assert_eq!(site.asked()[2]["offset"], json!(4));
}

#[tokio::test]
async fn a_site_that_lost_the_filter_does_not_keep_us_for_ever() {
    let lost = Site::new(|_, _| Some(answer("Contact", "get", &json!([{"id": 1}, {"id": 2}]))));
    let error = Contact::get()
        .select(Contact::ID)
        .page_size(2)
        .rows(&lost.client())
        .await
        .unwrap_err();
    assert!(error.is_protocol(), "{error}");
    assert!(
        error.to_string().contains("the key 1 out of order"),
        "{error}"
    );
    let unlimited = contacts(|_| vec![]);
    drop(unlimited);
    let many = Site::new(|_, _| {
        let rows: Vec<Json> = (1..10).map(|id| json!({"id": id})).collect();
        Some(answer("Contact", "get", &json!(rows)))
    });
    let error = Contact::get()
        .page_size(2)
        .rows(&many.client())
        .await
        .unwrap_err();
    assert!(
        error.to_string().contains("9 rows where 2 were asked for"),
        "{error}"
    );
}

#[tokio::test]
async fn a_joined_row_is_never_cut_in_two() {
    // Contact 2 has three addresses, more than what is left of the first page.
    let all = [1, 2, 2, 2, 3, 4];
    let site = Site::new(move |_, params| {
        let after = params["where"]
            .as_array()
            .and_then(|clauses| clauses.iter().find(|c| c[1] == ">"))
            .map_or(0, |clause| clause[2].as_i64().unwrap());
        let limit = usize::try_from(params["limit"].as_u64().unwrap()).unwrap();
        let rows: Vec<Json> = all
            .iter()
            .filter(|id| **id > after)
            .take(limit)
            .map(|id| json!({"id": id, "e.email": "x"}))
            .collect();
        Some(answer("Contact", "get", &json!(rows)))
    });
    let e: Alias<Email, Contact> = Alias::new("e");
    let rows = Contact::get()
        .select((Contact::ID, e.field(Email::EMAIL)))
        .join(e.left(Contact::ID.eq_field(e.field(Email::CONTACT_ID))))
        .page_size(2)
        .rows(&site.client())
        .await
        .unwrap();
    let ids: Vec<i64> = rows.into_iter().map(|(id, _)| id.get()).collect();
    assert_eq!(ids, all);
}

#[tokio::test]
async fn an_entity_without_a_key_comes_at_once() {
    let body = json!([
        {"name": "lcMessages", "value": "en_US", "domain_id": 1},
        {"name": "contact_view_options", "value": ["1", "2"], "domain_id": 1},
        {"name": "mailing_backend", "value": {"outBound_option": "3"}, "domain_id": 1},
    ]);
    let site = Site::with([answer("Setting", "get", &body)]);
    let rows = Setting::get()
        .select((Setting::NAME, Setting::VALUE))
        .rows(&site.client())
        .await
        .unwrap();
    assert_eq!(rows[2].1, Some(json!({"outBound_option": "3"})));
    assert_eq!(site.only(), json!({"select": ["name", "value"]}));
}
