//! One call asks a provider, and the others wait for what it gets.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use civi_runtime::BoxFuture;
use civi_runtime::{Client, Credential, CredentialProvider, Retry, blocking};

use crate::server::{Reply, Site};

const TASKS: usize = 50;

/// Takes its time, and counts. The first token has expired.
#[derive(Clone)]
struct Slow {
    asked: Arc<AtomicUsize>,
    blocking: bool,
    fails: bool,
}

impl Slow {
    fn new(blocking: bool, fails: bool) -> Self {
        Slow {
            asked: Arc::default(),
            blocking,
            fails,
        }
    }
}

impl CredentialProvider for Slow {
    fn credential(
        &self,
    ) -> BoxFuture<'_, Result<Credential, Box<dyn std::error::Error + Send + Sync>>> {
        Box::pin(async move {
            let number = self.asked.fetch_add(1, Ordering::SeqCst) + 1;
            let time = Duration::from_millis(100);
            if self.blocking {
                std::thread::sleep(time);
            } else {
                tokio::time::sleep(time).await;
            }
            if self.fails {
                return Err("the vault is sealed".into());
            }
            Ok(Credential::jwt(format!("token-{number}")))
        })
    }
}

/// Takes every token but the first.
fn site() -> Site {
    Site::start(|_, request| match request.header("x-civi-auth") {
        Some("Bearer token-1") => Reply::new(401, "HTTP 401 Expired token"),
        _ => Reply::contacts("[]"),
    })
}

fn with_async(site: &Site, provider: &Slow) -> Vec<civi_runtime::Result<()>> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap();
    let client = Client::builder(&site.url)
        .credential(Credential::provider(provider.clone()))
        .retry(Retry::off())
        .no_proxy()
        .build()
        .unwrap();
    runtime.block_on(async {
        let tasks: Vec<_> = (0..TASKS)
            .map(|_| {
                let call = client.call("Contact", "get", &());
                tokio::spawn(async move { call.await.map(drop) })
            })
            .collect();
        let mut results = Vec::new();
        for task in tasks {
            results.push(task.await.unwrap());
        }
        results
    })
}

fn with_threads(site: &Site, provider: &Slow) -> Vec<civi_runtime::Result<()>> {
    let client = blocking::Client::builder(&site.url)
        .credential(Credential::provider(provider.clone()))
        .retry(Retry::off())
        .no_proxy()
        .build()
        .unwrap();
    let threads: Vec<_> = (0..TASKS)
        .map(|_| {
            let client = client.clone();
            std::thread::spawn(move || client.call("Contact", "get", &()).map(drop))
        })
        .collect();
    threads.into_iter().map(|t| t.join().unwrap()).collect()
}

#[test]
fn an_expired_token_is_renewed_once_for_all_that_wait() {
    for blocking in [false, true] {
        let (site, provider) = (site(), Slow::new(blocking, false));
        let results = if blocking {
            with_threads(&site, &provider)
        } else {
            with_async(&site, &provider)
        };
        for result in results {
            result.unwrap();
        }
        // Once for the first token, once since it has expired.
        assert_eq!(
            provider.asked.load(Ordering::SeqCst),
            2,
            "blocking {blocking}"
        );
    }
}

#[test]
fn a_provider_that_fails_is_not_asked_by_each_that_waits() {
    for blocking in [false, true] {
        let (site, provider) = (site(), Slow::new(blocking, true));
        let results = if blocking {
            with_threads(&site, &provider)
        } else {
            with_async(&site, &provider)
        };
        assert!(results.iter().all(|result| {
            let error = result.as_ref().unwrap_err();
            error.is_refused() && error.to_string().contains("the vault is sealed")
        }));
        assert!(site.seen().is_empty());
        let asked = provider.asked.load(Ordering::SeqCst);
        assert!(
            asked < TASKS / 4,
            "asked {asked} times, blocking {blocking}"
        );
    }
}

#[test]
fn a_provider_that_gives_the_same_token_again_is_asked_once_a_token() {
    let site = Site::start(|_, _| Reply::new(401, "HTTP 401 Expired token"));
    let asked = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&asked);
    let client = blocking::Client::builder(&site.url)
        .credential(Credential::provider(move || {
            counter.fetch_add(1, Ordering::SeqCst);
            Ok(Credential::jwt("always-the-same"))
        }))
        .no_proxy()
        .build()
        .unwrap();
    let error = client.call("Contact", "get", &()).unwrap_err();
    assert!(error.is_auth());
    assert_eq!((site.seen().len(), asked.load(Ordering::SeqCst)), (2, 2));
}
