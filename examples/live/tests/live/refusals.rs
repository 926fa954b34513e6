//! What goes wrong says so: at the site, and before it is asked.

use civi_runtime::Field;
use civi_runtime::function::count;
use civi_runtime::prelude::*;
use live::v5_77::{Contact, Email};

use crate::site::run;

#[test]
#[ignore = "needs CIVI_URL and CIVI_API_KEY of a staging site"]
fn the_sites_own_errors_keep_their_words() {
    run("errors", |site| async move {
        let client = &site.client;
        let no_such: Field<Contact, i64> = Field::new("civi_live_no_such_field");
        let wrong = Contact::get()
            .filter(no_such.eq(1))
            .limit(1)
            .rows(client)
            .await;
        let error = wrong.unwrap_err();
        assert!(error.is_api(), "{error}");
        assert_eq!(
            (error.entity(), error.action()),
            (Some("Contact"), Some("get"))
        );
        assert!(
            error.to_string().contains("civi_live_no_such_field"),
            "{error}"
        );

        // A field that does not exist is silence in the site's `select`, and found out here.
        let silent = Contact::get().select(no_such).limit(1).rows(client).await;
        let error = silent.unwrap_err();
        assert!(error.is_unknown_field(), "{error}");

        for (entity, action) in [("CiviLiveNoSuch", "get"), ("Contact", "civiLiveNoSuch")] {
            let error = client
                .call(entity, action, &serde_json::json!({}))
                .await
                .unwrap_err();
            assert!(error.is_api() || error.is_protocol(), "{error}");
        }
        let error = client
            .call(
                "Activity",
                "create",
                &serde_json::json!({"values": {"subject": "x"}}),
            )
            .await
            .unwrap_err();
        assert!(error.is_api(), "{error}");
        let error = client
            .call(
                "Contact",
                "get",
                &serde_json::json!({"no_such_parameter": 1}),
            )
            .await
            .unwrap_err();
        assert!(error.is_api() || error.is_protocol(), "{error}");
    });
}

#[test]
#[ignore = "needs CIVI_URL and CIVI_API_KEY of a staging site"]
fn what_would_be_misunderstood_is_not_sent() {
    run("not-sent", |site| async move {
        let client = &site.client;
        let e = Email::alias::<Contact>("e");
        let unjoined = Contact::get()
            .filter(e.field(Email::EMAIL).eq("x"))
            .rows(client)
            .await;
        assert!(unjoined.unwrap_err().is_refused());
        let n = count(Contact::ID).alias("n");
        let unselected = Contact::get().order_by(n.desc()).rows(client).await;
        assert!(unselected.unwrap_err().is_refused());
        let unlinked = Contact::get()
            .join(e.left(filter::all([])))
            .rows(client)
            .await;
        assert!(unlinked.unwrap_err().is_refused());
        let long = Contact::changes().first_name("x".repeat(1000));
        let too_long = Contact::update(long).id(Id::new(1)).send(client).await;
        assert!(too_long.unwrap_err().is_refused());
    });
}
