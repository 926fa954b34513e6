//! A connection to the site, and contacts that belong to one test.

use std::collections::hash_map::RandomState;
use std::future::Future;
use std::hash::BuildHasher;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use civi_runtime::prelude::*;
use civi_runtime::{Client, Complete, Entity, Values};
use live::v5_77::options::ContactGender;
use live::v5_77::{Activity, Contact, Contribution, Domain, Group, Tag};
use live::v5_77::{contact, tag};

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
            mark: format!("civi-live-{name}-{}", of_this_run()),
            version: numbers(&version),
        }
    }

    /// Whether the site is of this version of CiviCRM or newer.
    fn has(&self, major: u32, minor: u32) -> bool {
        self.version >= (major, minor)
    }

    /// Whether the site is of this version of CiviCRM or newer; says what is left out if it isn't.
    pub(crate) fn can(&self, what: &str, (major, minor): (u32, u32)) -> bool {
        let new_enough = self.has(major, minor);
        if !new_enough {
            let (own_major, own_minor) = self.version;
            println!(
                "left out: {what}, which needs CiviCRM {major}.{minor}; the site has \
                 {own_major}.{own_minor}"
            );
        }
        new_enough
    }

    /// Whether the site offers this action of an entity; says so if it doesn't.
    pub(crate) async fn offers<E: Entity>(&self, action: &str) -> bool {
        let actions = E::actions().send(&self.client).await.unwrap();
        let offers = actions.iter().any(|offered| offered.name == action);
        if !offers {
            println!("left out: the site has no {}.{action}", E::NAME);
        }
        offers
    }

    /// Whether an entity of the site has this field; says so if it doesn't.
    pub(crate) async fn knows<E: Entity>(&self, field: &str) -> bool {
        let fields = E::fields().send(&self.client).await.unwrap();
        let knows = fields.iter().any(|known| known.name == field);
        if !knows {
            println!("left out: the site has no field `{field}` of {}", E::NAME);
        }
        knows
    }

    /// Deletes contacts for good.
    pub(crate) async fn erase(&self, ids: Vec<Id<Contact>>) -> CiviResult<Vec<Id<Contact>>> {
        // The bindings are of a newer site, so that they don't know of one without a trash.
        if self.has(5, 45) {
            Contact::erase(ids).send(&self.client).await
        } else {
            Contact::delete(ids).send(&self.client).await
        }
    }

    /// A tag that belongs to the test.
    pub(crate) async fn tag(&self, values: tag::Values<Complete>) -> Id<Tag> {
        let values = values.name(self.mark.as_str());
        let values = if self.knows::<Tag>("label").await {
            values.label(self.mark.as_str())
        } else {
            values
        };
        Tag::create(values).send(&self.client).await.unwrap()
    }

    /// A contact of the test. On a site that others write to at the same time, the database now
    /// and then refuses one that is fine (APIv4 wire contract §12.17).
    async fn contact(&self, values: Values<Contact>) -> Id<Contact> {
        for attempt in 1..=4 {
            match Contact::create(values.clone()).send(&self.client).await {
                Ok(id) => return id,
                Err(error) if error.is_database() && attempt < 4 => {
                    println!("tried again on a busy site: {error}");
                    tokio::time::sleep(Duration::from_millis(200 * attempt)).await;
                }
                Err(error) => panic!("{error}"),
            }
        }
        unreachable!("the last attempt returns or panics");
    }

    /// Values of an individual that belongs to the test.
    pub(crate) fn person(&self, values: contact::Values<Complete>) -> Values<Contact> {
        // The schema says that `contact_type` is read-only, although `create` takes it.
        Values::from(values.source(self.mark.as_str())).raw("contact_type", "Individual")
    }

    /// Creates the four contacts.
    pub(crate) async fn family(&self) -> Family {
        let org = Contact::values()
            .organization_name(format!("{} Works", self.mark))
            .source(self.mark.as_str());
        let org = Values::from(org).raw("contact_type", "Organization");
        let org = self.contact(org).await;
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
        let ada = self.contact(self.person(ada)).await;
        let bob = self.contact(self.person(bob)).await;
        let cem = self.contact(self.person(cem)).await;
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
                self.erase(ids).await?;
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

/// What no other run is marked with, on whatever machine and at whatever time it runs.
fn of_this_run() -> String {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    let moment = since.map_or(0, |d| d.as_millis());
    let random = RandomState::new().hash_one(std::process::id());
    format!("{moment:x}-{:08x}", random & 0xffff_ffff)
}

/// A date.
pub(crate) fn date(year: i16, month: i8, day: i8) -> Date {
    Date::constant(year, month, day)
}
