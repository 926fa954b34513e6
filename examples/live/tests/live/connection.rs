//! Who we are, over both clients.

use civi_runtime::prelude::*;
use civi_runtime::{Client, Credential, blocking};
use live::v5_77::Contact;

use crate::site::run;

#[test]
#[ignore = "needs CIVI_URL and CIVI_API_KEY of a staging site"]
fn both_clients_are_somebody() {
    run("connection", |site| async move {
        let asynchronous = site.client.whoami().await.unwrap();
        assert!(!asynchronous.is_anonymous());
        assert_eq!(
            site.client.identity().unwrap().contact_id,
            asynchronous.contact_id
        );

        let mark = site.mark.clone();
        site.family().await;
        let rows = tokio::task::spawn_blocking(move || {
            let client = blocking::Client::from_env()?;
            assert_eq!(client.whoami()?.contact_id, asynchronous.contact_id);
            let ours = Contact::get()
                .select((Contact::ID, Contact::DISPLAY_NAME))
                .filter(Contact::SOURCE.eq(mark.as_str()))
                .page_size(2);
            let at_once = ours.clone().rows(&client)?;
            let one_by_one = ours.iter(&client).collect::<CiviResult<Vec<_>>>()?;
            assert_eq!(at_once, one_by_one);
            Ok::<_, CiviError>(at_once)
        });
        assert_eq!(rows.await.unwrap().unwrap().len(), 4);
    });
}

#[test]
#[ignore = "needs CIVI_URL and CIVI_API_KEY of a staging site"]
fn a_wrong_key_and_nobody_are_refused() {
    run("credentials", |_| async move {
        let url = std::env::var("CIVI_URL").unwrap();
        let wrong = Client::connect(&url, Credential::api_key("civi-live-is-no-key")).await;
        assert!(wrong.unwrap_err().is_auth());

        let nobody = Client::builder(&url).connect().await;
        assert!(nobody.is_err());
    });
}
