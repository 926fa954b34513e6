//! The other standard actions, and the site's own.

use civi_runtime::prelude::*;
use civi_runtime::{file, meta, setting};
use live::v5_77::{Activity, Contact, Group, Tag};
use live::v6_17;

use crate::site::run;

#[test]
#[ignore = "needs CIVI_URL and CIVI_API_KEY of a staging site"]
fn the_site_helps_to_choose_and_says_what_is_allowed() {
    run("choices", |site| async move {
        let family = site.family().await;
        let client = &site.client;
        if site.offers::<Contact>("autocomplete").await {
            // What it finds depends on the site's settings; that it answers does not.
            let found = Contact::autocomplete("Lovelace")
                .send(client)
                .await
                .unwrap();
            assert!(found.iter().all(|choice| !choice.label.is_empty()));
            let known = Contact::autocomplete("")
                .ids([family.ada])
                .send(client)
                .await
                .unwrap();
            assert!(
                known.iter().any(|choice| choice.id == family.ada),
                "{known:?}"
            );
        }

        let may = Contact::check_access("delete")
            .id(family.ada)
            .send(client)
            .await
            .unwrap();
        assert!(may);
        if !site.offers::<Contact>("getLinks").await {
            return;
        }
        let links = Contact::get_links()
            .id(family.ada)
            .send(client)
            .await
            .unwrap();
        assert!(
            links
                .iter()
                .any(|link| link.ui_action.as_deref() == Some("view"))
        );
    });
}

#[test]
#[ignore = "needs CIVI_URL and CIVI_API_KEY of a staging site"]
fn the_site_describes_itself() {
    run("itself", |site| async move {
        let client = &site.client;
        let fields = Contact::fields().send(client).await.unwrap();
        assert!(fields.iter().any(|field| field.name == "birth_date"));
        let options = Contact::fields().for_action("create").with_options();
        assert!(!options.send(client).await.unwrap().is_empty());
        let actions = Contact::actions().send(client).await.unwrap();
        assert!(actions.iter().any(|action| action.name == "get"));
        let entities = meta::Entities.send(client).await.unwrap();
        assert!(entities.iter().any(|entity| entity.name == "Contact"));
    });
}

#[test]
#[ignore = "needs CIVI_URL and CIVI_API_KEY of a staging site"]
fn settings_are_read_and_set() {
    run("settings", |site| async move {
        let client = &site.client;
        let before = setting::get(["defaultCurrency"])
            .send(client)
            .await
            .unwrap();
        assert_eq!(before[0].name, "defaultCurrency");
        let currency: String = before[0].read().unwrap();
        assert_eq!(currency.len(), 3);
        // The value that it has already: nothing changes. (Nothing is reverted, since that would.)
        setting::set("defaultCurrency", &currency)
            .send(client)
            .await
            .unwrap();
        let after = setting::get(["defaultCurrency"])
            .send(client)
            .await
            .unwrap();
        assert_eq!(after[0].value, before[0].value);
        assert!(
            setting::get(["civi_live_no_such_setting"])
                .send(client)
                .await
                .is_err()
        );
    });
}

#[test]
#[ignore = "needs CIVI_URL and CIVI_API_KEY of a staging site"]
fn managed_rows_are_exported() {
    run("managed", |site| async move {
        let client = &site.client;
        if !site.offers::<Tag>("export").await {
            return;
        }
        let tag = site.tag(Tag::values()).await;
        let exported = Tag::export(tag).send(client).await.unwrap();
        assert!(!exported.is_empty());
        // No extension manages it, so there is nothing to go back to; sites answer that in either
        // way.
        let reverted = Tag::revert([tag]).send(client).await;
        assert!(
            reverted.as_ref().err().is_none_or(|error| error.is_api()),
            "{reverted:?}"
        );
    });
}

#[test]
#[ignore = "needs CIVI_URL and CIVI_API_KEY of a staging site"]
fn actions_of_the_site_itself_are_typed() {
    run("own-actions", |site| async move {
        let family = site.family().await;
        let client = &site.client;
        let made = Contact::get_checksum(family.ada)
            .send(client)
            .await
            .unwrap();
        let checksum = made[0]["checksum"].as_str().unwrap().to_owned();
        let valid = Contact::validate_checksum(checksum, family.ada);
        assert_eq!(valid.send(client).await.unwrap()[0]["valid"], true);

        if !site.offers::<Group>("refresh").await {
            return;
        }
        let group = Group::create(Group::values().title(site.mark.as_str()));
        let group = group.send(client).await.unwrap();
        let refreshed = Group::refresh(serde_json::json!([["id", "=", group.get()]]));
        refreshed.send(client).await.unwrap();
    });
}

#[test]
#[ignore = "needs CIVI_URL and CIVI_API_KEY of a staging site"]
fn an_activity_has_contacts_in_lists() {
    run("activity", |site| async move {
        let family = site.family().await;
        let client = &site.client;
        let meeting = Activity::values(ByName("Meeting"), family.ada)
            .subject(site.mark.as_str())
            .target_contact_id(serde_json::json!([family.bob.get(), family.cem.get()]));
        let meeting = Activity::create(meeting).send(client).await.unwrap();
        let (kind, subject) = Activity::get()
            .select((Activity::ACTIVITY_TYPE_ID.label(), Activity::SUBJECT))
            .filter(Activity::ID.eq(meeting))
            .one(client)
            .await
            .unwrap();
        assert!(kind.is_some());
        assert_eq!(subject.as_deref(), Some(site.mark.as_str()));
    });
}

#[test]
#[ignore = "needs CIVI_URL and CIVI_API_KEY of a staging site"]
fn a_file_is_put_on_the_site() {
    run("files", |site| async move {
        let client = &site.client;
        if site.can("putting a file on the site", (6, 2)) {
            let upload = file::Upload::<v6_17::File>::new("civi-live.txt", "text/plain", "hello");
            let id = upload.send(client).await.unwrap();
            let url = file::FileUrl::<v6_17::File>::new(id)
                .send(client)
                .await
                .unwrap();
            assert!(!url.is_empty());
            v6_17::File::delete([id]).send(client).await.unwrap();
        }
    });
}
