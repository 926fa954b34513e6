//! [`Config`]: the settings file `civi.toml`.
//!
//! Every key is optional, a key that this version doesn't know is an error with its line and the
//! nearest key that there is, and a secret is refused: secrets come from the environment. Paths
//! are relative to the file's own folder.
//!
//! ```
//! use civi_codegen::config::Config;
//!
//! let config = Config::parse("schema = \"schemas/site\"\n\n[site]\nurl = \"https://crm.example.org\"", "civi.toml")?;
//! assert_eq!(config.site.url.as_deref(), Some("https://crm.example.org"));
//!
//! let error = Config::parse("shcema = \"schemas/site\"", "civi.toml").unwrap_err();
//! assert!(error.to_string().contains("did you mean `schema`?"));
//! # Ok::<(), civi_codegen::config::ConfigError>(())
//! ```

mod error;
mod reader;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

pub use error::{ConfigError, Problem};
use reader::Reader;

use crate::query::named::{FOLDER, read_folder};
use crate::{GenerateError, GenerateOptions};

/// The settings file's usual name.
pub const FILE_NAME: &str = "civi.toml";

/// What `civi.toml` says; see the crate's manual for every key.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Config {
    /// The file that it was read from; its folder is what paths are relative to.
    pub file: PathBuf,
    /// `schema`: the snapshot's folder.
    pub schema: Option<PathBuf>,
    /// `out`: where the bindings go, a file that ends in `.rs` or a folder.
    pub out: Option<PathBuf>,
    /// The folder of query files, where it is not `queries`.
    pub queries: Option<PathBuf>,
    /// The site's saved searches that `refresh` stores and that become functions.
    pub searches: Option<Vec<String>>,
    /// `[site]`: where the site is and how it is asked.
    pub site: SiteConfig,
    /// `[refresh]`: what a snapshot holds.
    pub refresh: RefreshConfig,
    /// `[generate]`: what bindings hold.
    pub generate: GenerateConfig,
}

/// `[site]` of `civi.toml`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SiteConfig {
    /// `url`: the site's address, without credentials.
    pub url: Option<String>,
    /// `auth-flow`: the way that the credential travels: `xheader`, `header`, `param` or `legacy`.
    pub auth_flow: Option<String>,
    /// `ca-file`: a file in PEM with the certificate authorities to trust instead of the system's.
    pub ca_file: Option<PathBuf>,
    /// `timeout`: how long one request may take, in seconds.
    pub timeout: Option<u64>,
}

/// `[refresh]` of `civi.toml`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RefreshConfig {
    /// `docs`: whether descriptions are kept.
    pub docs: Option<bool>,
    /// `imports`: whether `Import_*` entities are kept.
    pub imports: Option<bool>,
}

/// `[generate]` of `civi.toml`. What is absent is as the generator has it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct GenerateConfig {
    /// `entities`: the entities that bindings are made for, by name or pattern.
    pub entities: Option<Vec<String>>,
    /// `exclude`: entities that are left out, by name or pattern.
    pub exclude: Option<Vec<String>>,
    /// `exclude-fields`: fields that are left out, as `Entity.field`, by name or pattern.
    pub exclude_fields: Option<Vec<String>>,
    /// `exclude-actions`: actions that are left out, as `Entity.action`, by name or pattern.
    pub exclude_actions: Option<Vec<String>>,
    /// `option-limit`: the most options that an option type has.
    pub option_limit: Option<usize>,
    /// `row-derives`: derives added to every row struct.
    pub row_derives: Option<Vec<String>>,
    /// `option-derives`: derives added to every option type.
    pub option_derives: Option<Vec<String>>,
    /// `runtime`: the path of the runtime crate in generated code.
    pub runtime: Option<String>,
    /// `[generate.types]`: Rust types of the caller's own, by `Entity.field`.
    pub types: BTreeMap<String, String>,
    /// `[generate.names]`: Rust names of the caller's own, by `Entity` or `Entity.field`.
    pub names: BTreeMap<String, String>,
}

impl GenerateConfig {
    /// Puts what the file says over these options; what it doesn't say stays.
    pub fn apply(&self, options: &mut GenerateOptions) {
        fn set<T: Clone>(option: &mut T, said: &Option<T>) {
            if let Some(said) = said {
                option.clone_from(said);
            }
        }
        set(&mut options.entities, &self.entities);
        set(&mut options.exclude, &self.exclude);
        set(&mut options.exclude_fields, &self.exclude_fields);
        set(&mut options.exclude_actions, &self.exclude_actions);
        set(&mut options.option_limit, &self.option_limit);
        set(&mut options.row_derives, &self.row_derives);
        set(&mut options.option_derives, &self.option_derives);
        set(&mut options.runtime, &self.runtime);
        options.types.extend(self.types.clone());
        options.names.extend(self.names.clone());
    }
}

impl Config {
    /// Reads a settings file.
    ///
    /// # Errors
    ///
    /// Where the file can't be read, isn't TOML, or says something that this version doesn't
    /// know; every problem of the file is told at once, with its line.
    pub fn read(file: &Path) -> Result<Self, ConfigError> {
        let text =
            fs::read_to_string(file).map_err(|cause| ConfigError::unreadable(file, &cause))?;
        Self::parse(&text, file)
    }

    /// Reads settings from a text; `file` is the name that errors call it by and the file whose
    /// folder paths are relative to.
    ///
    /// # Errors
    ///
    /// As [`Config::read`].
    pub fn parse(text: &str, file: impl AsRef<Path>) -> Result<Self, ConfigError> {
        let file = file.as_ref();
        let folder = file.parent().unwrap_or(Path::new(""));
        let path = |text: String| folder.join(text);
        let mut reader = Reader::new(text);
        let mut config = Self {
            file: file.to_owned(),
            ..Self::default()
        };
        if let Some(mut root) = reader.root() {
            config.schema = root.text("schema").map(path);
            config.out = root.text("out").map(path);
            config.queries = root.text("queries").map(path);
            config.searches = root.texts("searches");
            if let Some(mut site) = root.table("site") {
                config.site.url = site.checked("url", site_url);
                config.site.auth_flow = site.checked("auth-flow", auth_flow);
                config.site.ca_file = site.text("ca-file").map(path);
                config.site.timeout = site.seconds("timeout");
            }
            if let Some(mut refresh) = root.table("refresh") {
                config.refresh.docs = refresh.flag("docs");
                config.refresh.imports = refresh.flag("imports");
            }
            if let Some(mut generate) = root.table("generate") {
                config.generate.entities = generate.texts("entities");
                config.generate.exclude = generate.texts("exclude");
                config.generate.exclude_fields = generate.texts("exclude-fields");
                config.generate.exclude_actions = generate.texts("exclude-actions");
                config.generate.option_limit = generate
                    .number("option-limit")
                    .and_then(|limit| usize::try_from(limit).ok());
                config.generate.row_derives = generate.texts("row-derives");
                config.generate.option_derives = generate.texts("option-derives");
                config.generate.runtime = generate.checked("runtime", rust_path);
                if let Some(mut types) = generate.table("types") {
                    config.generate.types = types.pairs();
                }
                if let Some(mut names) = generate.table("names") {
                    config.generate.names = names.pairs();
                }
            }
        }
        let problems = reader.problems();
        if problems.is_empty() {
            Ok(config)
        } else {
            Err(ConfigError::new(file, problems))
        }
    }

    /// The queries and saved searches that the bindings get.
    ///
    /// # Errors
    ///
    /// Where a query file can't be read.
    pub fn apply_queries(&self, options: &mut GenerateOptions) -> Result<(), GenerateError> {
        let root = self.file.parent().unwrap_or(Path::new(""));
        let folder = self.queries.as_deref().unwrap_or(Path::new(FOLDER));
        let folder = folder.strip_prefix(root).unwrap_or(folder);
        options.queries = read_folder(root, folder)?;
        if let Some(searches) = &self.searches {
            options.searches.clone_from(searches);
        }
        Ok(())
    }

    /// The settings file that counts in a folder: `civi.toml` there, or else in the nearest
    /// folder above it that has one.
    #[must_use]
    pub fn find(folder: &Path) -> Option<PathBuf> {
        folder
            .ancestors()
            .map(|folder| folder.join(FILE_NAME))
            .find(|file| file.is_file())
    }
}

/// Refuses an address that carries a secret or isn't one.
fn site_url(url: &str) -> Result<(), String> {
    let Some((scheme, rest)) = url.split_once("://") else {
        return Err("an address begins with `https://` or `http://`".to_owned());
    };
    if scheme != "https" && scheme != "http" {
        return Err(format!(
            "an address begins with `https://` or `http://`, not `{scheme}://`"
        ));
    }
    let (authority, query) = match rest.split_once(['/', '?', '#']) {
        Some((authority, _)) => (
            authority,
            rest.split_once('?').map_or("", |(_, query)| query),
        ),
        None => (rest, ""),
    };
    let secrets = ["api_key=", "_authx=", "_authxSiteKey=", "key="];
    let is_secret = |part: &str| secrets.iter().any(|secret| part.starts_with(secret));
    if authority.contains('@') || query.split('&').any(is_secret) {
        return Err(
            "an address in a file must not carry a secret: take it out, change it on the \
             site if it was shared, and set CIVI_API_KEY in the environment"
                .to_owned(),
        );
    }
    Ok(())
}

/// Refuses a way that there isn't.
fn auth_flow(flow: &str) -> Result<(), String> {
    if ["xheader", "header", "param", "legacy"].contains(&flow) {
        Ok(())
    } else {
        Err("there are `xheader`, `header`, `param` and `legacy`".to_owned())
    }
}

/// Refuses what can't be a path to a crate or module.
fn rust_path(path: &str) -> Result<(), String> {
    let legal = |segment: &str| {
        segment.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && segment
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || c == '_')
    };
    if path
        .strip_prefix("::")
        .unwrap_or(path)
        .split("::")
        .all(legal)
    {
        Ok(())
    } else {
        Err("it is a Rust path such as `::civi_runtime`".to_owned())
    }
}

#[cfg(test)]
mod tests;
