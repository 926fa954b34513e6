//! The site that a subcommand asks: its address, the credential, and what its answers tell besides.

mod credential;
mod recorder;

use std::time::Duration;

use civi_runtime::blocking::Client;
use civi_runtime::{AuthFlow, ClientBuilder, Error, Retry};
use clap::{Args, ValueEnum, ValueHint};

use crate::exit::Exit;
use crate::failure::Failure;
use crate::settings::Settings;
use crate::terminal::Terminal;
pub(crate) use credential::Secret;
pub(crate) use recorder::{Recorder, Tape};

/// Which site, and how it is asked. A secret is never a flag.
#[derive(Debug, Args)]
pub(crate) struct SiteOptions {
    /// The site's address, or the full address of its API; else CIVI_URL, else `site.url` in
    /// civi.toml
    #[arg(
        long,
        value_name = "URL",
        env = "CIVI_URL",
        hide_env = true,
        hide_env_values = true
    )]
    #[arg(value_hint = ValueHint::Url)]
    url: Option<String>,
    /// The way that the credential travels; else CIVI_AUTH_FLOW, else `site.auth-flow` in civi.toml
    #[arg(long, value_name = "FLOW", env = "CIVI_AUTH_FLOW", hide_env = true)]
    auth_flow: Option<Flow>,
    /// How many seconds one request may take; else `site.timeout` in civi.toml, else 120
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..=86_400))]
    timeout: Option<u64>,
}

/// `--auth-flow`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Flow {
    /// In the header X-Civi-Auth, which servers leave alone
    Xheader,
    /// In the header Authorization, which some servers take away
    Header,
    /// In the body, as a parameter
    Param,
}

impl From<Flow> for AuthFlow {
    fn from(flow: Flow) -> Self {
        match flow {
            Flow::Xheader => Self::XHeader,
            Flow::Header => Self::Authorization,
            Flow::Param => Self::Parameter,
        }
    }
}

/// A site that can be asked.
pub(crate) struct Site {
    pub(crate) builder: ClientBuilder<Client>,
    pub(crate) secret: Secret,
    /// The address as it was given; never with a credential in it.
    pub(crate) url: String,
}

impl SiteOptions {
    /// The address that the flag or the environment names.
    pub(crate) fn url(&self) -> Option<&str> {
        self.url.as_deref().filter(|url| !url.is_empty())
    }

    /// Whether the flag or the environment names a site.
    pub(crate) fn is_named(&self) -> bool {
        self.url().is_some()
    }

    /// The site that the flags, the environment and `civi.toml` name.
    pub(crate) fn site(&self, settings: &Settings, terminal: &Terminal) -> Result<Site, Failure> {
        let config = settings.config.as_ref().map(|config| config.site.clone());
        let config = config.unwrap_or_default();
        let url = self
            .url
            .clone()
            .filter(|url| !url.is_empty())
            .or(config.url)
            .ok_or_else(|| {
                Failure::new(Exit::Usage, "no site was named").next(
                    "set CIVI_URL to the site's address, give --url, or write `url = \"…\"` under \
                 [site] in civi.toml",
                )
            })?;
        let (secret, credential, site_key) = credential::find(terminal)?;
        let mut builder = Client::builder(&url)
            .credential(credential)
            .retry(Retry::default())
            .user_agent(concat!("civi-codegen/", env!("CARGO_PKG_VERSION")));
        if let Some(key) = site_key {
            builder = builder.site_key(key);
        }
        let configured = config
            .auth_flow
            .and_then(|flow| Flow::from_str(&flow, true).ok());
        if let Some(flow) = self.auth_flow.or(configured) {
            builder = builder.auth_flow(flow.into());
        }
        if let Some(seconds) = self.timeout.or(config.timeout) {
            builder = builder.timeout(Duration::from_secs(seconds));
        }
        Ok(Site {
            builder,
            secret,
            url,
        })
    }
}

impl Site {
    /// Connects, as somebody.
    pub(crate) fn connect(self, terminal: &Terminal) -> Result<Client, Failure> {
        let client = self.builder.connect().map_err(|error| failure(&error))?;
        terminal.detail(&format!("the API is at {}", client.endpoint().api_url()));
        Ok(client)
    }
}

/// What a client's error means for the command.
pub(crate) fn failure(error: &Error) -> Failure {
    let exit = if error.is_refused() {
        Exit::Usage
    } else {
        Exit::Site
    };
    Failure::from_error(exit, error)
        .next("`civi-codegen doctor` finds out what is wrong between here and the site")
}
