//! [`Exit`]: the exit codes, which are stable and part of the manual.

use std::process::ExitCode;

/// How a subcommand ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    /// It did what was asked, and found what was looked for.
    Success = 0,
    /// It failed: a file can't be read or written, a snapshot is broken.
    Failure = 1,
    /// It was called wrongly: arguments, `civi.toml`, a setting that is missing.
    Usage = 2,
    /// `check` found code that isn't what the snapshot gives; `diff --exit-code` found changes.
    Differences = 3,
    /// `describe` and `list` found nothing by the name or the pattern.
    NotFound = 4,
    /// The site can't be reached, or refused us.
    Site = 5,
    /// `doctor` found something that must be put right.
    Unhealthy = 6,
    /// `refresh` wrote a snapshot, but the site failed to describe some entity or saved search.
    Incomplete = 7,
}

macro_rules! codes {
    () => {
        "\
Exit codes:
  0  done
  1  failed: a file can't be read or written, a snapshot is broken
  2  called wrongly: arguments, civi.toml, a missing setting
  3  differences: `check` found stale code, `diff --exit-code` found changes
  4  nothing found by that name or pattern: `describe`, `list`
  5  the site can't be reached or refused us: `refresh`, `diff --live`
  6  `doctor` found something that must be put right
  7  `refresh` wrote a snapshot, but the site could not describe every entity or saved search"
    };
}

/// The exit codes in words, for the help.
pub(crate) const HELP: &str = codes!();

/// The exit codes, and the environment, for the long help and the man page.
pub(crate) const LONG_HELP: &str = concat!(
    codes!(),
    "

Environment:
  CIVI_URL        the site's address, or the full address of its API
  CIVI_API_KEY    the API key of the contact to ask as
  CIVI_JWT        a JWT, instead of a key
  CIVI_USER, CIVI_PASSWORD
                  a name and password of the CMS, where the site takes them
  CIVI_SITE_KEY   the site key, where the site's guard asks for it
  CIVI_SERVER_USER, CIVI_SERVER_PASSWORD
                  the login that the web server itself asks for, before CiviCRM
  CIVI_..._FILE   a file that holds one of these secrets, instead of it
  CIVI_AUTH_FLOW  the way that the credential travels: xheader, header, param, legacy
  CIVI_CA_FILE    certificate authorities to trust instead of the system's, in PEM
  CIVI_SCHEMA     the snapshot's folder
  CIVI_CONFIG     the settings file
  NO_COLOR        set and not empty: no colours"
);

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}
