//! Named queries.

use civi_runtime::DateTime;
use civi_runtime::prelude::*;
use live::v6_17::options::ContactType;
use live::v6_17::{Contact, queries};

use crate::site::run;

#[test]
#[ignore = "needs CIVI_URL and CIVI_API_KEY of a staging site"]
fn named_queries_are_answered() {
    run("named-queries", |site| async move {
        if !site.can("named queries of a newer site's bindings", (6, 17)) {
            return;
        }
        let family = site.family().await;
        let client = &site.client;
        let ada = Id::<Contact>::new(family.ada.get());
        let born = queries::birthdays(vec![ada], 5).rows(client).await.unwrap();
        // What `IF` gives has the type of its condition's first part (APIv4 wire contract §6.2).
        assert!(born.iter().all(|row| row.id == ada && row.is_ada.is_some()));
        let since = DateTime::constant(2025, 1, 1, 0, 0, 0, 0);
        queries::lapsed_donors(ContactType::Individual, since)
            .limit(2)
            .rows(client)
            .await
            .unwrap();
        let groups = queries::active_groups().rows(client).await.unwrap();
        assert!(groups.iter().all(|row| row.members >= 0));
        queries::mine("call").rows(client).await.unwrap();
        queries::whole_tags().rows(client).await.unwrap();
    });
}
