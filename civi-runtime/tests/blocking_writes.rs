//! The blocking client takes the same actions; their results are there at once.

#![cfg(feature = "blocking")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod bindings;
mod site;

use bindings::Tag;
use civi_runtime::prelude::*;
use civi_runtime::{Credential, blocking};
use serde_json::json;
use site::{Site, values};

#[test]
fn writes_and_batches() {
    let site = Site::new(|sent| match sent.action.as_str() {
        "get" => values(json!([{"id": 5, "name": "x"}])),
        _ => values(json!([{"id": 5}])),
    });
    let client = blocking::Client::builder("https://crm.example.org")
        .credential(Credential::api_key("key"))
        .transport(site.clone())
        .build()
        .unwrap();
    let id = Id::<Tag>::new(5);
    assert_eq!(Tag::create(Tag::values("x")).send(&client).unwrap(), id);
    let changes = || Tag::changes().description("y");
    assert_eq!(Tag::update(changes()).id(id).send(&client).unwrap(), [id]);
    assert_eq!(
        Tag::update_where(Tag::NAME.eq("x"), changes())
            .send(&client)
            .unwrap(),
        [id]
    );
    assert_eq!(Tag::save([changes()]).send(&client).unwrap().rows, [id]);
    let (made, gone) = client
        .batch((Tag::create(Tag::values("x")), Tag::delete([id])))
        .unwrap();
    assert_eq!((made.unwrap(), gone.unwrap()), (id, vec![id]));
    assert_eq!(site.sent().last().unwrap().action, "delete");
}
