//! A live site's schema.
//!
//! [`fetch`] asks a site what it is, in four requests for a site of ordinary size: one for the list
//! of its entities, its version and who is asking; one batch for the fields that `get` knows, one
//! for those of `create` and `update` (each alone where the first was large or slow), and one for
//! the actions; and where it isn't Standalone a small one more for which CMS it is. Where a batch fails, or takes so long that
//! a proxy may cut the next one off, it is asked in smaller ones; where a site has no batch, one by
//! one. An entity that can't be read is left out and named with the reason; the rest goes on.
//!
//! With [`Options::cache`], what has come is kept in a folder, so that after a failure the next run
//! goes on where this one stopped. [`Fetched::write`] writes the snapshot and removes that folder.
//!
//! Fetch with an administrator's credential: a site leaves out what its user may not see (APIv4
//! wire contract §4.2, §5). [`Fetched::limited`] says whether that is likely.

mod ask;
mod cache;
mod cms;
mod day;
mod error;
mod progress;
mod search;
mod site;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use civi_runtime::blocking::Client;
use civi_schema::Schema;
use civi_schema::raw::{Answers, Normalized, Question, SnapshotSettings, Warning};
use civi_schema::snapshot::Written;

pub use error::Error;
pub use progress::Progress;

use ask::Asking;
use cache::Cache;

/// What to fetch and how.
#[derive(Debug, Clone)]
pub struct Options {
    /// Keep descriptions, comments and help texts.
    pub docs: bool,
    /// Keep `Import_*` entities.
    pub imports: bool,
    /// The saved searches that the snapshot keeps, by name.
    pub searches: Vec<String>,
    /// The CMS, where the caller knows it; else what the site tells of itself.
    pub cms: Option<String>,
    /// The snapshot as it was before: an entity that the site can't describe this time stays as it
    /// is there.
    pub last: Option<Schema>,
    /// The day to write into the snapshot; else that of `SOURCE_DATE_EPOCH`, else today's.
    pub taken: Option<String>,
    /// The folder that keeps what has come until the snapshot is written.
    pub cache: Option<PathBuf>,
    /// The longest that one request should take. The next ones are made smaller where one took
    /// longer.
    pub request_time: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            docs: false,
            imports: false,
            searches: Vec::new(),
            cms: None,
            last: None,
            taken: None,
            cache: None,
            request_time: Duration::from_secs(20),
        }
    }
}

impl Options {
    /// The usual folder for [`cache`](Options::cache): beside the snapshot's own.
    ///
    /// ```
    /// use civi_codegen::fetch::Options;
    /// use std::path::Path;
    ///
    /// let beside = Options::cache_beside(Path::new("schemas/mysite"));
    /// assert!(beside.ends_with("schemas/.mysite.civi-refresh"));
    /// ```
    #[must_use]
    pub fn cache_beside(out: &Path) -> PathBuf {
        let out = std::path::absolute(out).unwrap_or_else(|_| out.to_owned());
        let name = out
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        out.with_file_name(format!(".{name}.civi-refresh"))
    }
}

/// A site's schema, and how it was got.
#[derive(Debug, Clone)]
pub struct Fetched {
    /// The schema, and what was not understood.
    pub normalized: Normalized,
    /// Whether the user seems not to see everything; the snapshot is marked so.
    pub limited: bool,
    /// How many requests it took.
    pub requests: usize,
    /// How many bytes of answers came.
    pub bytes: u64,
    /// How many answers a former run had left in the cache.
    pub resumed: usize,
    /// The saved searches that were asked for and that the site did not give, each with the reason
    /// and what became of it.
    pub searches_missing: BTreeMap<String, String>,
    cache: Option<PathBuf>,
}

impl Fetched {
    /// The schema.
    #[must_use]
    pub fn schema(&self) -> &Schema {
        &self.normalized.schema
    }

    /// Writes the snapshot into this folder, and removes the cache.
    ///
    /// # Errors
    ///
    /// As [`Schema::write`]; the cache stays.
    pub fn write(&self, out: impl AsRef<Path>) -> civi_schema::Result<Written> {
        let written = self.normalized.schema.write(out)?;
        if let Some(cache) = &self.cache {
            // Left behind it is of no harm: it serves for a day and for this site only.
            let _ = std::fs::remove_dir_all(cache);
        }
        Ok(written)
    }
}

/// Fetches a site's schema. `progress` is told after every request.
///
/// # Errors
///
/// The site can't be reached or doesn't answer as APIv4, the credential isn't accepted or is
/// nobody's, or the cache can't be written. Single entities that fail are no error.
///
/// ```no_run
/// use civi_codegen::fetch::{Options, fetch};
/// use civi_runtime::blocking::Client;
///
/// let client = Client::from_env()?;
/// let fetched = fetch(&client, &Options::default(), &mut |progress| eprintln!("{progress}"))?;
/// fetched.write("schemas/mysite")?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn fetch(
    client: &Client,
    options: &Options,
    progress: &mut dyn FnMut(&Progress),
) -> Result<Fetched, Error> {
    let mut told = Progress::new();
    let about = site::about(client, &mut told)?;
    let mut answers =
        Answers::new(&serde_json::Value::Array(about.entities.clone())).map_err(Error::answer)?;
    let names: Vec<String> = answers
        .entity_names()
        .filter(|name| options.imports || !name.starts_with("Import_"))
        .map(str::to_owned)
        .collect();
    told.total = names.len() * Question::ALL.len();
    progress(&told);
    let cache = match &options.cache {
        Some(folder) => Some(Cache::open(folder, &about.mark(client, options, &names))?),
        None => None,
    };
    let resumed = cache
        .as_ref()
        .map_or(0, |cache| cache.restore(&mut answers, &names));
    let mut asking = Asking::new(client, options, cache.as_ref());
    told.done = asking.done(&names, &answers);
    asking.ask_all(&names, &mut answers, &mut told, progress)?;
    let limited = site::limited(&answers);
    let settings = SnapshotSettings {
        docs: options.docs,
        imports: options.imports,
        civicrm: about.civicrm.clone(),
        cms: options
            .cms
            .clone()
            .or_else(|| cms::of(client, &about, &names, &mut told)),
        locale: about.locale.clone(),
        taken: Some(options.taken.clone().unwrap_or_else(day::today)),
        taken_as: Some(
            if limited {
                "limited user"
            } else {
                "administrator"
            }
            .to_owned(),
        ),
    };
    let mut normalized = answers.normalize_after(options.last.as_ref(), &settings);
    let last = options.last.as_ref();
    let searches = search::searches(client, &options.searches, last, &mut told);
    normalized.schema.searches = searches.texts;
    if limited {
        normalized.warnings.insert(0, limited_warning());
    }
    Ok(Fetched {
        normalized,
        limited,
        requests: told.requests,
        bytes: told.bytes,
        resumed,
        searches_missing: searches.missing,
        cache: options.cache.clone(),
    })
}

fn limited_warning() -> Warning {
    Warning {
        entity: "Contact".to_owned(),
        field: None,
        what: "this user doesn't see all of it, so fields, custom groups and actions that need \
               more permissions are missing from the snapshot; refresh with an administrator's \
               credential"
            .to_owned(),
    }
}
