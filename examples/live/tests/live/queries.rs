//! Named queries.

use civi_runtime::prelude::*;
use civi_runtime::{Action, Call, DateTime, Values};
use live::v6_17::options::ContactType;
use live::v6_17::{Contact, SavedSearch, queries, searches};
use serde_json::Value as Json;

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

/// The saved searches that the bindings were made with, as their files say it.
const SEARCHES: [(&str, &str); 5] = [
    ("Activities", include_str!("../../searches/Activities.json")),
    ("Family", include_str!("../../searches/Family.json")),
    (
        "Group members",
        include_str!("../../searches/Group%20members.json"),
    ),
    (
        "Lapsed_Donors",
        include_str!("../../searches/Lapsed_Donors.json"),
    ),
    ("Tags", include_str!("../../searches/Tags.json")),
];

/// What the function of a search asks for.
fn asked(name: &str) -> Json {
    fn call(action: impl Action) -> Call {
        action.call().unwrap()
    }
    let call = match name {
        "Activities" => call(searches::activities()),
        "Family" => call(searches::family()),
        "Group members" => call(searches::group_members()),
        "Lapsed_Donors" => call(searches::lapsed_donors()),
        _ => call(searches::tags()),
    };
    serde_json::from_str(&call.params.to_json()).unwrap()
}

#[test]
#[ignore = "needs CIVI_URL and CIVI_API_KEY of a staging site"]
fn saved_searches_are_answered() {
    run("saved-searches", |site| async move {
        if !site.can("saved searches of a newer site's bindings", (6, 17)) {
            return;
        }
        let client = &site.client;
        // What somebody saves on the site is what the function asks for.
        for (name, file) in SEARCHES {
            let file: Json = serde_json::from_str(file).unwrap();
            let own = format!("{}-{name}", site.mark);
            let values = Values::<SavedSearch>::new()
                .raw("name", own.as_str())
                .raw("label", own.as_str())
                .raw("api_entity", file["entity"].clone())
                .raw("api_params", file["params"].clone());
            let id = SavedSearch::create(values).send(client).await.unwrap();
            let stored = SavedSearch::get()
                .select(SavedSearch::API_PARAMS)
                .filter(SavedSearch::ID.eq(id))
                .one(client)
                .await;
            SavedSearch::delete(id).send(client).await.unwrap();
            assert_eq!(stored.unwrap(), Some(asked(name)), "{name}");
        }
        let family = site.family().await;
        let activities = searches::activities().limit(3).rows(client).await.unwrap();
        assert!(
            activities
                .iter()
                .all(|row| row.case_id.is_none_or(|id| id.get() > 0))
        );
        let relatives = searches::family().limit(3).rows(client).await.unwrap();
        assert!(relatives.iter().all(|row| row.id.get() > 0));
        let groups = searches::group_members()
            .limit(3)
            .rows(client)
            .await
            .unwrap();
        assert!(
            groups
                .iter()
                .all(|row| row.count_group_group_contact_contact_01_id >= 0)
        );
        // The search goes on from there: nobody of the test's own has ever given anything.
        let lapsed = searches::lapsed_donors()
            .filter(Contact::ID.eq(Id::<Contact>::new(family.ada.get())))
            .rows(client)
            .await
            .unwrap();
        assert!(lapsed.is_empty());
        searches::tags().limit(3).rows(client).await.unwrap();
    });
}
