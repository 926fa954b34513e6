//! [`Settings`]: `civi.toml`, under what the environment and the flags say.

use std::env;
use std::path::{Path, PathBuf};

use civi_codegen::config::Config;

use crate::exit::Exit;
use crate::failure::Failure;
use crate::options::{Global, SchemaOption};
use crate::terminal::Terminal;

/// The settings file, where there is one.
#[derive(Debug)]
pub(crate) struct Settings {
    pub(crate) config: Option<Config>,
}

impl Settings {
    pub(crate) fn new(global: &Global, terminal: &Terminal) -> Result<Self, Failure> {
        let file = match &global.config {
            Some(file) => Some(file.clone()),
            None => env::current_dir()
                .ok()
                .and_then(|folder| Config::find(&folder))
                .map(short),
        };
        let Some(file) = file else {
            return Ok(Self { config: None });
        };
        let config = Config::read(&file).map_err(|error| {
            Failure::from_error(Exit::Usage, &error)
                .next("correct the file; every setting is in the manual, `civi-codegen man`")
        })?;
        terminal.detail(&format!("settings from {}", file.display()));
        Ok(Self {
            config: Some(config),
        })
    }

    /// The settings file's folder; empty for the current one.
    pub(crate) fn folder(&self) -> Option<&Path> {
        self.config.as_ref().and_then(|config| config.file.parent())
    }

    /// The snapshot's folder: the flag or the environment, else `civi.toml`.
    pub(crate) fn schema(&self, option: &SchemaOption) -> Result<PathBuf, Failure> {
        let configured = || {
            self.config
                .as_ref()
                .and_then(|config| config.schema.clone())
        };
        option.schema.clone().or_else(configured).ok_or_else(|| {
            Failure::new(Exit::Usage, "no snapshot was named").next(
                "give --schema DIR, set CIVI_SCHEMA, or write `schema = \"DIR\"` into civi.toml;\n\
                 a snapshot is made by `civi-codegen refresh --out DIR`, with CIVI_URL and \
                 CIVI_API_KEY\nin the environment; `civi-codegen init` sets all of it up",
            )
        })
    }
}

/// The path as people would type it from here.
fn short(file: PathBuf) -> PathBuf {
    let here = env::current_dir().unwrap_or_default();
    file.strip_prefix(&here).map(Path::to_owned).unwrap_or(file)
}
