//! The ways to take rows: all, one, the first, a page, a count, a stream.

use std::future::poll_fn;
use std::pin::pin;

use civi_runtime::prelude::*;
use live::v5_77::{Contact, Entity};

use crate::site::run;

#[test]
#[ignore = "needs CIVI_URL and CIVI_API_KEY of a staging site"]
fn rows_are_taken_as_asked() {
    run("results", |site| async move {
        let family = site.family().await;
        let client = &site.client;
        let ours = Contact::get()
            .select(Contact::ID)
            .filter(site.ours())
            .order_by(Contact::ID.asc());
        let all = [family.org, family.ada, family.bob, family.cem];
        assert_eq!(ours.clone().rows(client).await.unwrap(), all);
        assert_eq!(ours.clone().page_size(1).rows(client).await.unwrap(), all);
        assert_eq!(ours.clone().limit(2).rows(client).await.unwrap(), all[..2]);
        assert_eq!(
            ours.clone().limit(2).offset(3).rows(client).await.unwrap(),
            all[3..]
        );
        assert_eq!(ours.clone().count(client).await.unwrap(), 4);
        assert_eq!(ours.clone().offset(9).count(client).await.unwrap(), 4);
        assert_eq!(ours.clone().first(client).await.unwrap(), Some(family.org));

        assert!(ours.clone().one(client).await.unwrap_err().is_ambiguous());
        assert!(
            ours.clone()
                .optional(client)
                .await
                .unwrap_err()
                .is_ambiguous()
        );
        let nobody = ours.clone().filter(filter::any([]));
        assert!(nobody.clone().one(client).await.unwrap_err().is_missing());
        assert_eq!(nobody.clone().optional(client).await.unwrap(), None);
        assert_eq!(nobody.clone().first(client).await.unwrap(), None);
        assert_eq!(nobody.count(client).await.unwrap(), 0);

        let page = ours.clone().page(1, 3, client).await.unwrap();
        assert_eq!(page.rows, all[3..]);
        assert_eq!((page.total, page.pages(), page.has_next()), (4, 2, false));
        let past = ours.clone().page(7, 3, client).await.unwrap();
        assert!(past.rows.is_empty());
        assert_eq!(past.total, 4);

        let answer = ours.limit(1).answer(client).await.unwrap();
        assert_eq!(answer.entity(), "Contact");
        if site.can("the number of rows in the answer", (5, 50)) {
            assert_eq!(answer.count_fetched(), Some(1));
        }
        assert!(ours_refused(client).await);
    });
}

/// A limit of 0 is not sent, since the site takes it for no limit.
async fn ours_refused(client: &civi_runtime::Client) -> bool {
    let none = Contact::get().limit(0).rows(client).await;
    none.is_err_and(|error| error.is_refused())
}

#[test]
#[ignore = "needs CIVI_URL and CIVI_API_KEY of a staging site"]
fn a_stream_goes_by_key_and_minds_no_change() {
    run("streams", |site| async move {
        let family = site.family().await;
        let client = &site.client;
        let stream = Contact::get()
            .select((Contact::ID, Contact::LAST_NAME))
            .filter(site.ours())
            .page_size(1)
            .stream(client);
        assert!(stream.is_by_key());
        let mut stream = pin!(stream);
        let mut seen = Vec::new();
        while let Some(row) = next(stream.as_mut()).await {
            let (id, _) = row.unwrap();
            if id == family.ada {
                // A row that goes while the stream runs moves no other.
                site.erase(vec![family.org]).await.unwrap();
            }
            seen.push(id);
        }
        assert_eq!(seen, [family.org, family.ada, family.bob, family.cem]);

        // An entity without a number for a key.
        let entities = Entity::get()
            .select(Entity::NAME)
            .rows(client)
            .await
            .unwrap();
        assert!(entities.len() > 50);
    });
}

/// The next row of a stream.
async fn next<S: futures_core::Stream>(mut stream: std::pin::Pin<&mut S>) -> Option<S::Item> {
    poll_fn(|context| stream.as_mut().poll_next(context)).await
}
