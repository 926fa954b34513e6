//! Entities whose answers are not as the site declares them are read by their generated rows (APIv4
//! wire contract §12.1, §12.2), with both clients, whatever else may stand in such a column.

#![allow(clippy::unwrap_used)] // a failure here is the test failing

use std::future::Future;
use std::pin::pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use civi_runtime::BoxFuture;
use civi_runtime::prelude::*;
use civi_runtime::transport::{HttpRequest, HttpResponse, Transport, TransportError};
use civi_runtime::{CanGet, Client, Decimal, Record, SchemaCheck, blocking};
use live::{v5_77, v6_17};
use serde_json::{Value as Json, json};

/// A site that says the same to every call.
#[derive(Clone)]
struct Fixed(String);

impl Transport for Fixed {
    fn send(&self, _: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, TransportError>> {
        let body = self.0.clone();
        Box::pin(async move { Ok(HttpResponse::new(200, body)) })
    }

    fn sleep(&self, _: Duration) -> BoxFuture<'_, ()> {
        Box::pin(async {})
    }
}

fn now<T>(future: impl Future<Output = T>) -> T {
    let mut context = Context::from_waker(Waker::noop());
    match pin!(future).poll(&mut context) {
        Poll::Ready(done) => done,
        Poll::Pending => unreachable!("the site answers at once"),
    }
}

/// The rows of an answer whose envelope has these names, and the fields of what could not be read.
fn read<E: CanGet>(entity: &str, action: &str, rows: Json) -> (Vec<E::Row>, Vec<String>) {
    let count = rows.as_array().map_or(0, Vec::len);
    let body = json!({"values": rows, "entity": entity, "action": action, "debug": null,
        "version": 4, "count": count, "countFetched": count});
    let site = Fixed(body.to_string());
    let address = "https://crm.example.org";
    let builder = Client::builder(address).transport(site.clone());
    let client = builder.schema_check(SchemaCheck::Off).build().unwrap();
    let builder = blocking::Client::builder(address).transport(site);
    let waiting = builder.schema_check(SchemaCheck::Off).build().unwrap();
    let told: Arc<Mutex<Vec<String>>> = Arc::default();
    let also = Arc::clone(&told);
    let get =
        E::get().on_unreadable(move |value| also.lock().unwrap().push(value.field().to_owned()));
    let rows = now(get.rows(&client)).unwrap();
    assert_eq!(E::get().rows(&waiting).unwrap().len(), rows.len());
    let told = told.lock().unwrap().clone();
    (rows, told)
}

/// Each of the entity's columns with each kind of value that it may not have: the other columns of the
/// row are read, and so are the rows around it.
fn survives<E: CanGet>(entity: &str, action: &str, key: &str) {
    for column in <E::Row as Record>::COLUMNS {
        let wrong = [
            json!([1, ["a"]]),
            json!({"a": {"b": 1}}),
            json!("?"),
            json!(1.5),
            json!(true),
        ];
        for wrong in wrong {
            let mut rows = json!([{ key: 1 }, { key: 2 }, { key: 3 }]);
            rows[1][column] = wrong;
            let (read, _) = read::<E>(entity, action, rows);
            assert_eq!(read.len(), 3, "{entity}.{column}");
        }
    }
}

#[test]
fn payment_says_that_it_is_another_entity() {
    let rows = json!([{"id": 3, "trxn_date": "2026-01-02 03:04:05", "total_amount": 20.5,
        "fee_amount": 0, "net_amount": 20.5, "currency": "EUR", "is_payment": true,
        "status_id": 1, "contribution_id": 9}]);
    let (old, told) = read::<v5_77::Payment>("FinancialTrxn", "get", rows.clone());
    assert_eq!(old[0].total_amount, Some(Decimal::new(205, 1)));
    assert!(told.is_empty());
    let (new, _) = read::<v6_17::Payment>("FinancialTrxn", "get", rows);
    assert_eq!(new[0].net_amount, Some(Decimal::new(205, 1)));
    survives::<v6_17::Payment>("FinancialTrxn", "get", "id");
}

#[test]
fn example_data_says_that_a_file_is_its_action() {
    let file = "/srv/crm/CRM/Contribute/WorkflowMessage/Receipt/ex1.php";
    let rows = json!([{"name": "workflow/receipt/ex1", "title": "Receipt", "workflow": "receipt",
        "file": file, "tags": ["preview"]}]);
    let (old, told) = read::<v5_77::ExampleData>("ExampleData", file, rows.clone());
    assert_eq!(old[0].title.as_deref(), Some("Receipt"));
    assert!(told.is_empty());
    let (new, _) = read::<v6_17::ExampleData>("ExampleData", file, rows);
    assert_eq!(new[0].file.as_deref(), Some(file));
    survives::<v6_17::ExampleData>("ExampleData", file, "name");
}

#[test]
fn a_case_types_definition_is_an_object() {
    let rows = json!([
        {"id": 1, "name": "housing_support", "title": "Housing", "is_active": true,
         "is_reserved": null, "weight": 1,
         "definition": {"activityTypes": [{"name": "Open Case", "max_instances": "1"}], "statuses": []}},
        {"id": 2, "name": "plain", "weight": 2, "definition": null},
    ]);
    let (old, told) = read::<v5_77::CaseType>("CaseType", "get", rows.clone());
    let definition: Json = serde_json::from_str(old[0].definition.as_deref().unwrap()).unwrap();
    assert_eq!(definition["activityTypes"][0]["name"], "Open Case");
    assert_eq!(old[1].weight, Some(2));
    assert!(told.is_empty());
    let (new, _) = read::<v6_17::CaseType>("CaseType", "get", rows);
    assert_eq!(new[0].name.as_deref(), Some("housing_support"));

    // The same where a number or a boolean is declared.
    let rows = json!([{"id": 1, "weight": [3], "is_active": {"since": "2020"}, "name": "x"}]);
    let (rows, told) = read::<v6_17::CaseType>("CaseType", "get", rows);
    assert_eq!((rows[0].weight, rows[0].is_active), (None, None));
    assert_eq!(rows[0].name.as_deref(), Some("x"));
    assert_eq!(told, ["weight", "is_active"]);
    survives::<v5_77::CaseType>("CaseType", "get", "id");
}

#[test]
fn an_extensions_compatibility_is_an_object() {
    let rows = json!([{"key": "org.example.ext", "file": "ext", "label": "Example",
        "version": "1.0", "tags": ["mgmt:hidden"], "path": "/srv/ext", "releaseDate": "2024-01-01",
        "compatibility": {"5.70": {"obsolete": true}}, "urls": {"Main": "https://example.org"},
        "authors": [{"name": "Ada", "email": "ada@example.org", "role": "Maintainer"}],
        "status": "installed"}]);
    let (old, told) = read::<v5_77::Extension>("Extension", "get", rows.clone());
    assert_eq!(
        old[0].compatibility.as_deref(),
        Some(r#"{"5.70":{"obsolete":true}}"#)
    );
    assert!(told.is_empty(), "{told:?}");
    let (new, _) = read::<v6_17::Extension>("Extension", "get", rows);
    assert_eq!(new[0].label.as_deref(), Some("Example"));
    survives::<v5_77::Extension>("Extension", "get", "key");
}

#[test]
fn a_routes_callback_is_a_list_on_old_sites() {
    let rows = json!([
        {"path": "civicrm/admin", "title": "Administer", "page_callback": ["CRM_Admin_Page", "run"],
         "page_arguments": null, "path_arguments": null, "access_arguments": [["access CiviCRM"], "and"]},
        {"path": "civicrm/ajax/api4", "page_callback": "CRM_Api4_Page_AJAX"},
    ]);
    let (old, told) = read::<v5_77::Route>("Route", "get", rows.clone());
    assert_eq!(
        old[0].page_callback.as_deref(),
        Some(r#"["CRM_Admin_Page","run"]"#)
    );
    assert_eq!(old[1].page_callback.as_deref(), Some("CRM_Api4_Page_AJAX"));
    assert!(told.is_empty());
    let (new, _) = read::<v6_17::Route>("Route", "get", rows);
    assert_eq!(new[1].path.as_deref(), Some("civicrm/ajax/api4"));
    survives::<v5_77::Route>("Route", "get", "path");
}
