//! The site that a subcommand asks: its address, the credential, and what its answers tell besides.

mod credential;
pub(crate) mod php;
mod recorder;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use civi_runtime::blocking::Client;
use civi_runtime::{AuthFlow, ClientBuilder, Error, Retry};
use clap::{Args, ValueEnum, ValueHint};

use crate::exit::Exit;
use crate::failure::Failure;
use crate::settings::Settings;
use crate::terminal::Terminal;
pub(crate) use credential::Secret;
pub(crate) use recorder::{Recorder, Recording};

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
    /// A file in PEM with the certificate authorities to trust instead of the system's; else
    /// CIVI_CA_FILE, else `site.ca-file` in civi.toml
    #[arg(long, value_name = "FILE", env = "CIVI_CA_FILE", hide_env = true)]
    #[arg(value_hint = ValueHint::FilePath)]
    ca_file: Option<PathBuf>,
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
    /// In the body, as APIv3's parameter `api_key`: for Joomla as it is shipped
    Legacy,
}

impl From<Flow> for AuthFlow {
    fn from(flow: Flow) -> Self {
        match flow {
            Flow::Xheader => Self::XHeader,
            Flow::Header => Self::Authorization,
            Flow::Param => Self::Parameter,
            Flow::Legacy => Self::LegacyParameter,
        }
    }
}

/// A site that can be asked.
pub(crate) struct Site {
    pub(crate) builder: ClientBuilder<Client>,
    /// The same without credential and site key: to look at an address that they are not for.
    pub(crate) anonymous: ClientBuilder<Client>,
    /// The way that the credential travels.
    pub(crate) flow: AuthFlow,
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
        let credential::Found {
            secret,
            credential,
            site_key,
            server_login,
        } = credential::find(terminal)?;
        let mut anonymous = Client::builder(&url)
            .retry(Retry::default())
            .user_agent(concat!("civi-codegen/", env!("CARGO_PKG_VERSION")));
        if let Some(seconds) = self.timeout.or(config.timeout) {
            anonymous = anonymous.timeout(Duration::from_secs(seconds));
        }
        let given = self
            .ca_file
            .clone()
            .filter(|file| !file.as_os_str().is_empty());
        if let Some(file) = given.or(config.ca_file) {
            anonymous = anonymous.trust_only(authority(&file)?);
        }
        let configured = config
            .auth_flow
            .and_then(|flow| Flow::from_str(&flow, true).ok());
        let flow = self.auth_flow.or(configured).map(AuthFlow::from);
        let flow = flow.unwrap_or_default();
        let mut builder = anonymous.clone().credential(credential).auth_flow(flow);
        if let Some(key) = site_key {
            builder = builder.site_key(key);
        }
        if let Some((user, password)) = server_login {
            builder = builder.server_login(user, password);
        }
        Ok(Site {
            builder,
            anonymous,
            flow,
            secret,
            url,
        })
    }
}

/// The certificates of a file in PEM.
fn authority(file: &Path) -> Result<Vec<u8>, Failure> {
    let name = file.display();
    let wrong = |message: String| {
        Failure::new(Exit::Usage, message).next(
            "name a file that holds the certificate authority as `-----BEGIN CERTIFICATE-----` …",
        )
    };
    let pem = fs::read(file).map_err(|error| {
        wrong(format!("the certificate file {name} can't be read")).because(&error)
    })?;
    if String::from_utf8_lossy(&pem).contains("-----BEGIN CERTIFICATE-----") {
        Ok(pem)
    } else {
        Err(wrong(format!(
            "the file {name} holds no certificate in PEM"
        )))
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
    let doctor = "`civi-codegen doctor` finds out what is wrong between here and the site";
    Failure::from_error(exit, error).next(if is_distrust(error) { TRUST } else { doctor })
}

/// Whether it is the site's certificate that is not trusted: sending again is no use then.
pub(crate) fn is_distrust(error: &Error) -> bool {
    error.is_connection() && !error.is_transient()
}

/// What to do about a certificate that is not trusted.
pub(crate) const TRUST: &str = "if the site's certificate is of an authority of its own, name a file with that authority's\n\
     certificate: --ca-file FILE, CIVI_CA_FILE, or `ca-file` under [site] in civi.toml; a certificate\n\
     that has expired or is for another name must be replaced on the site";
