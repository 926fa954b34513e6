//! A connection to the site, and contacts that belong to one test.

use std::future::Future;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use civi_runtime::prelude::*;
use civi_runtime::{Client, Complete, Values};
use live::v5_77::contact;
use live::v5_77::options::ContactGender;
use live::v5_77::{Activity, Contact, Contribution, Domain, Group, Tag};

/// What the suite needs when it runs without.
pub(crate) const NEEDS: &str = "this test needs a CiviCRM staging site: set CIVI_URL to its address and CIVI_API_KEY to the API \
     key of a user who may administer it";

/// A first name with everything in it that quoting could get wrong.
pub(crate) const AWKWARD: &str = r#"Cem "C" O'Neil \ 100% $id"#;

/// The site, as one test has it.
pub(crate) struct Site {
    pub(crate) client: Client,
    /// What everything that the test makes is marked with: the contacts' `source`, the names of
    /// tags and groups.
    pub(crate) mark: String,
    version: (u32, u32),
}

/// Four contacts: three individuals and the organization that employs the first.
pub(crate) struct Family {
    pub(crate) ada: Id<Contact>,
    pub(crate) bob: Id<Contact>,
    pub(crate) cem: Id<Contact>,
    pub(crate) org: Id<Contact>,
}

/// Runs a test with the site, and cleans up after it, whatever becomes of it.
pub(crate) fn run<F, T>(name: &str, test: F)
where
    F: FnOnce(Arc<Site>) -> T,
    T: Future<Output = ()> + Send + 'static,
{
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("a runtime");
    runtime.block_on(async {
        let site = Arc::new(Site::connect(name).await);
        let outcome = tokio::spawn(test(Arc::clone(&site))).await;
        let left = site.clean().await;
        if let Err(stopped) = outcome {
            if let Err(error) = left {
                eprintln!(
                    "what is marked `{}` was not all removed: {error}",
                    site.mark
                );
            }
            std::panic::resume_unwind(stopped.into_panic());
        }
        left.unwrap_or_else(|error| {
            panic!(
                "what is marked `{}` was not all removed: {error}",
                site.mark
            )
        });
    });
}

impl Site {
    async fn connect(name: &str) -> Site {
        for variable in ["CIVI_URL", "CIVI_API_KEY"] {
            assert!(std::env::var_os(variable).is_some(), "{NEEDS}");
        }
        let client = Client::from_env().await.unwrap_or_else(|e| panic!("{e}"));
        let since = SystemTime::now().duration_since(UNIX_EPOCH);
        let moment = since.map_or(0, |d| d.as_millis());
        let version = Domain::get()
            .select(Domain::VERSION)
            .limit(1)
            .first(&client);
        let version = version.await.unwrap_or_else(|e| panic!("{e}"));
        let version = version
            .flatten()
            .expect("a site has a domain with a version");
        Site {
            client,
            mark: format!("civi-live-{name}-{moment}-{}", std::process::id()),
            version: numbers(&version),
        }
    }

    /// Whether the site is of this version of CiviCRM or newer; says so if it isn't.
    pub(crate) fn is_at_least(&self, major: u32, minor: u32) -> bool {
        let new_enough = self.version >= (major, minor);
        if !new_enough {
            let (own_major, own_minor) = self.version;
            println!(
                "left out: needs CiviCRM {major}.{minor}, the site has {own_major}.{own_minor}"
            );
        }
        new_enough
    }

    /// Values of an individual that belongs to the test.
    pub(crate) fn person(&self, values: contact::Values<Complete>) -> Values<Contact> {
        // The schema says that `contact_type` is read-only, although `create` takes it.
        Values::from(values.source(self.mark.as_str())).raw("contact_type", "Individual")
    }

    /// Creates the four contacts.
    pub(crate) async fn family(&self) -> Family {
        let client = &self.client;
        let org = Contact::values()
            .organization_name(format!("{} Works", self.mark))
            .source(self.mark.as_str());
        let org = Values::from(org).raw("contact_type", "Organization");
        let org = Contact::create(org).send(client).await.unwrap();
        let ada = Contact::values()
            .first_name("Ada")
            .last_name("Lovelace")
            .birth_date(date(1915, 12, 10))
            .gender_id(ContactGender::Female)
            .job_title("Countess")
            .preferred_communication_method(["1", "2"])
            .do_not_email(true)
            .employer_id(org);
        let bob = Contact::values()
            .first_name("Bob")
            .last_name("Bob")
            .gender_id(ContactGender::Male)
            .preferred_communication_method(["3"]);
        let cem = Contact::values()
            .first_name(AWKWARD)
            .last_name("Celik")
            .birth_date(date(1990, 5, 5));
        let ada = Contact::create(self.person(ada))
            .send(client)
            .await
            .unwrap();
        let bob = Contact::create(self.person(bob))
            .send(client)
            .await
            .unwrap();
        let cem = Contact::create(self.person(cem))
            .send(client)
            .await
            .unwrap();
        Family { ada, bob, cem, org }
    }

    /// The test's own contacts.
    pub(crate) fn ours(&self) -> Filter<Contact> {
        Contact::SOURCE.eq(self.mark.as_str())
    }

    /// Deletes for good what the test has made.
    async fn clean(&self) -> CiviResult<()> {
        let client = &self.client;
        let marked = format!("{}%", self.mark);
        let activities = Activity::SUBJECT.like(marked.as_str());
        Activity::delete_where(activities).send(client).await?;
        self.clean_contributions().await?;
        for deleted in [false, true] {
            let ours = self.ours() & Contact::IS_DELETED.eq(deleted);
            let ids = Contact::get()
                .select(Contact::ID)
                .filter(ours)
                .rows(client)
                .await?;
            if !ids.is_empty() {
                Contact::delete(ids).use_trash(false).send(client).await?;
            }
        }
        Group::delete_where(Group::TITLE.like(marked.as_str()))
            .send(client)
            .await?;
        Tag::delete_where(Tag::NAME.like(marked.as_str()))
            .send(client)
            .await?;
        for deleted in [false, true] {
            let ours = self.ours() & Contact::IS_DELETED.eq(deleted);
            assert_eq!(Contact::get().filter(ours).count(client).await?, 0);
        }
        Ok(())
    }

    /// Deletes the test's contributions: a contact that has one stays.
    async fn clean_contributions(&self) -> CiviResult<()> {
        let ours = Contribution::SOURCE.eq(self.mark.as_str());
        for test in [false, true] {
            let ids = Contribution::get()
                .select(Contribution::ID)
                .filter(ours.clone() & Contribution::IS_TEST.eq(test))
                .rows(&self.client)
                .await;
            let ids = match ids {
                Ok(ids) => ids,
                // A site without the component has no contributions.
                Err(error) if error.is_api() || error.is_protocol() => return Ok(()),
                Err(error) => return Err(error),
            };
            if !ids.is_empty() {
                Contribution::delete(ids).send(&self.client).await?;
            }
        }
        Ok(())
    }
}

/// The major and minor number of a version such as `5.77.beta1`.
fn numbers(version: &str) -> (u32, u32) {
    let mut parts = version.split('.').map(|part| part.parse().unwrap_or(0));
    (parts.next().unwrap_or(0), parts.next().unwrap_or(0))
}

/// A date.
pub(crate) fn date(year: i16, month: i8, day: i8) -> Date {
    Date::constant(year, month, day)
}
