//! [`Sandbox`]: a site in a box, and how one is made.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use civi_runtime::{Client, ClientBuilder, Credential};
use civi_schema::Schema;

use crate::demo;
use crate::error::{Error, Result};
use crate::identity::{Authenticator, Identity};
use crate::misbehaviour::Misbehaviour;
use crate::schema::{Cms, Model};
use crate::site::Site;
use crate::store::Store;
use crate::transport::InProcess;

/// The API key of the administrator that every sandbox has, unless it is given others.
pub const ADMINISTRATOR_KEY: &str = "sandbox-admin-key";
/// The API key of the user who may see and edit contacts and nothing else.
pub const LIMITED_KEY: &str = "sandbox-limited-key";
/// The API key of the contact who has no user of the CMS.
pub const CONTACT_KEY: &str = "sandbox-contact-key";
/// The site key.
pub const SITE_KEY: &str = "sandbox-site-key";

/// The address that clients in the same process use.
pub(crate) const ADDRESS: &str = "http://localhost/";

/// A site in a box. Clones are the same site.
#[derive(Clone)]
pub struct Sandbox {
    pub(crate) site: Arc<Site>,
    administrator: String,
}

/// How a sandbox is made.
#[must_use]
pub struct SandboxBuilder {
    schema: Schema,
    cms: Option<Cms>,
    file: Option<PathBuf>,
    contacts: u32,
    seed: u64,
    rows: Vec<String>,
    identities: Vec<Identity>,
    accepts_passwords: bool,
}

impl Sandbox {
    /// A sandbox of a schema.
    pub fn builder(schema: Schema) -> SandboxBuilder {
        SandboxBuilder {
            schema,
            cms: None,
            file: None,
            contacts: 0,
            seed: 1,
            rows: Vec::new(),
            identities: Vec::new(),
            accepts_passwords: false,
        }
    }

    /// A sandbox of a schema without any settings, in memory.
    ///
    /// # Errors
    ///
    /// As [`SandboxBuilder::build`].
    pub fn new(schema: Schema) -> Result<Self> {
        Sandbox::builder(schema).build()
    }

    /// A sandbox of the snapshot in a folder.
    ///
    /// # Errors
    ///
    /// When the folder is no snapshot.
    pub fn open(snapshot: impl AsRef<Path>) -> Result<SandboxBuilder> {
        let schema =
            Schema::read(snapshot.as_ref()).map_err(|error| Error::new(error.to_string()))?;
        Ok(Sandbox::builder(schema))
    }

    /// The settings of an asynchronous client, of the administrator, that calls the sandbox
    /// without a socket.
    pub fn client_builder(&self) -> ClientBuilder<Client> {
        Client::builder(&self.address())
            .credential(Credential::api_key(self.administrator.clone()))
            .transport(InProcess::new(Arc::clone(&self.site)))
    }

    /// An asynchronous client of the administrator.
    ///
    /// # Errors
    ///
    /// When the client can't be set up.
    pub fn client(&self) -> Result<Client> {
        Ok(self.client_builder().build()?)
    }

    /// An asynchronous client of somebody else, by the API key.
    ///
    /// # Errors
    ///
    /// When the client can't be set up.
    pub fn client_of(&self, api_key: &str) -> Result<Client> {
        Ok(self
            .client_builder()
            .credential(Credential::api_key(api_key.to_owned()))
            .build()?)
    }

    /// The settings of a blocking client, of the administrator, that calls the sandbox without a
    /// socket.
    #[cfg(feature = "blocking")]
    pub fn blocking_client_builder(&self) -> ClientBuilder<civi_runtime::blocking::Client> {
        civi_runtime::blocking::Client::builder(&self.address())
            .credential(Credential::api_key(self.administrator.clone()))
            .transport(InProcess::new(Arc::clone(&self.site)))
    }

    /// A blocking client of the administrator.
    ///
    /// # Errors
    ///
    /// When the client can't be set up.
    #[cfg(feature = "blocking")]
    pub fn blocking_client(&self) -> Result<civi_runtime::blocking::Client> {
        Ok(self.blocking_client_builder().build()?)
    }

    /// A blocking client of somebody else, by the API key.
    ///
    /// # Errors
    ///
    /// When the client can't be set up.
    #[cfg(feature = "blocking")]
    pub fn blocking_client_of(&self, api_key: &str) -> Result<civi_runtime::blocking::Client> {
        let builder = self.blocking_client_builder();
        Ok(builder
            .credential(Credential::api_key(api_key.to_owned()))
            .build()?)
    }

    /// The API's full address, so that a client need not find the routes first.
    fn address(&self) -> String {
        let route = match self.site.model.cms {
            Cms::Joomla => "index.php?option=com_civicrm&task=civicrm/ajax/api4",
            _ => "civicrm/ajax/api4",
        };
        format!("{ADDRESS}{route}")
    }

    /// Another sandbox with the same rows, in memory: each test can have its own.
    ///
    /// # Errors
    ///
    /// When there is no memory for it.
    pub fn copy(&self) -> Result<Sandbox> {
        let site = Arc::new(self.site.copy()?);
        Ok(Sandbox {
            site,
            administrator: self.administrator.clone(),
        })
    }

    /// Puts back the rows that were there when the sandbox was made.
    ///
    /// # Errors
    ///
    /// When the database fails, or is a file that was there before the sandbox was made.
    pub fn reset(&self) -> Result<()> {
        self.site.reset()
    }

    /// Adds rows as JSON lines; see [`SandboxBuilder::rows`].
    ///
    /// # Errors
    ///
    /// When a line is no row; the lines before it are written.
    pub fn add_rows(&self, lines: &str) -> Result<()> {
        demo::add_lines(&self.site.model, &self.site.store(), lines)
    }

    /// Lets things go wrong from now on.
    pub fn misbehave(&self, misbehaviour: Misbehaviour) {
        self.site.misbehave(Some(misbehaviour));
    }

    /// Lets nothing go wrong any more.
    pub fn behave(&self) {
        self.site.misbehave(None);
    }

    /// A JSON web token of a contact, as a site mints it, good for some seconds (APIv4 wire
    /// contract §2.2). A negative number makes one that has expired.
    #[must_use]
    pub fn token(&self, contact_id: i64, seconds: i64) -> String {
        self.site.authenticator.token(contact_id, seconds)
    }
}

impl std::fmt::Debug for Sandbox {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sandbox")
            .field("civicrm", &self.site.model.version)
            .field("cms", &self.site.model.cms)
            .finish_non_exhaustive()
    }
}

impl SandboxBuilder {
    /// Keeps the database in a file, which is made where it isn't there; rows that are in it stay.
    pub fn file(mut self, path: impl Into<PathBuf>) -> Self {
        self.file = Some(path.into());
        self
    }

    /// The CMS, where it isn't the snapshot's.
    pub fn cms(mut self, cms: Cms) -> Self {
        self.cms = Some(cms);
        self
    }

    /// Makes this many contacts with all that belongs to them: plausible, and awkward in places.
    pub fn demo(mut self, contacts: u32) -> Self {
        self.contacts = contacts;
        self
    }

    /// The seed of the demo data: the same seed makes the same rows.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// Adds rows as JSON lines, each `{"entity": "Contact", "values": {"first_name": "Ada"}}`. An
    /// `id` among the values is kept.
    pub fn rows(mut self, lines: impl Into<String>) -> Self {
        self.rows.push(lines.into());
        self
    }

    /// Adds somebody who may call. Without any, there are an administrator, a limited user and a
    /// contact without user, with the keys [`ADMINISTRATOR_KEY`], [`LIMITED_KEY`] and
    /// [`CONTACT_KEY`].
    pub fn identity(mut self, identity: Identity) -> Self {
        self.identities.push(identity);
        self
    }

    /// Accepts names and passwords, which AuthX by default does not.
    pub fn accept_passwords(mut self) -> Self {
        self.accepts_passwords = true;
        self
    }

    /// Makes the sandbox.
    ///
    /// # Errors
    ///
    /// When the file is no database of a sandbox, or a line of the rows is no row.
    pub fn build(self) -> Result<Sandbox> {
        let model = Arc::new(Model::new(self.schema, self.cms));
        let (store, is_new) = match &self.file {
            Some(path) => Store::in_file(path, &model)?,
            None => (Store::in_memory(&model)?, true),
        };
        let identities = match self.identities.is_empty() {
            true => vec![
                Identity::administrator(ADMINISTRATOR_KEY),
                Identity::limited(LIMITED_KEY),
                Identity::contact_only(CONTACT_KEY),
            ],
            false => self.identities,
        };
        let administrator = identities
            .iter()
            .find(|one| one.may_all)
            .or(identities.first());
        let administrator = administrator
            .map(|one| one.api_key.clone())
            .unwrap_or_default();
        store.run_fixed("BEGIN")?;
        if is_new {
            demo::begin(&model, &store)?;
        }
        let known = demo::contacts_of(&model, &store, identities)?;
        if is_new && self.contacts > 0 {
            demo::fill(&model, &store, self.contacts, self.seed)?;
        }
        store.run_fixed("COMMIT")?;
        for lines in &self.rows {
            demo::add_lines(&model, &store, lines)?;
        }
        let authenticator = Authenticator {
            known,
            site_key: SITE_KEY.to_owned(),
            jwt_key: b"civi-sandbox signs its tokens so".to_vec(),
            accepts_passwords: self.accepts_passwords,
        };
        let site = Arc::new(Site::new(model, authenticator, store, is_new)?);
        Ok(Sandbox {
            site,
            administrator,
        })
    }
}
