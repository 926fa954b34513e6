//! The credential: from the environment, from a file that it names, or from a prompt. Never from a
//! flag, and never from `civi.toml`.

use std::env;
use std::fs;

use civi_runtime::Credential;

use crate::exit::Exit;
use crate::failure::Failure;
use crate::terminal::Terminal;

/// What kind of credential it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Secret {
    ApiKey,
    Jwt,
    Password,
}

impl Secret {
    /// Its name in sentences.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::ApiKey => "API key",
            Self::Jwt => "JWT",
            Self::Password => "password",
        }
    }
}

/// What the environment holds for one site.
pub(super) struct Found {
    pub(super) secret: Secret,
    pub(super) credential: Credential,
    pub(super) site_key: Option<String>,
    /// User and password of the web server's own login.
    pub(super) server_login: Option<(String, String)>,
}

/// The credential, and the site key and the web server's login where there are any.
pub(super) fn find(terminal: &Terminal) -> Result<Found, Failure> {
    let site_key = variable("CIVI_SITE_KEY")?;
    let server_login = pair("CIVI_SERVER_USER", "CIVI_SERVER_PASSWORD")?;
    let mut found = Vec::new();
    if let Some(key) = variable("CIVI_API_KEY")? {
        found.push(("CIVI_API_KEY", Secret::ApiKey, Credential::api_key(key)));
    }
    if let Some(token) = variable("CIVI_JWT")? {
        found.push(("CIVI_JWT", Secret::Jwt, Credential::jwt(token)));
    }
    if let Some((user, password)) = pair("CIVI_USER", "CIVI_PASSWORD")? {
        let credential = Credential::password(user, password);
        found.push(("CIVI_USER", Secret::Password, credential));
    }
    let mut found = found.into_iter();
    let (secret, credential) = match (found.next(), found.next()) {
        (Some((first, ..)), Some((second, ..))) => {
            return Err(
                usage(format!("{first} and {second} are both set")).next("leave one of them")
            );
        }
        (Some((_, secret, credential)), None) => (secret, credential),
        (None, _) => (Secret::ApiKey, Credential::api_key(ask(terminal)?)),
    };
    Ok(Found {
        secret,
        credential,
        site_key,
        server_login,
    })
}

/// A user name and its password: both or neither.
fn pair(user: &str, password: &str) -> Result<Option<(String, String)>, Failure> {
    match (variable(user)?, variable(password)?) {
        (Some(name), Some(secret)) => Ok(Some((name, secret))),
        (Some(_), None) => Err(usage(format!("{user} is set and {password} is not"))),
        (None, Some(_)) => Err(usage(format!("{password} is set and {user} is not"))),
        (None, None) => Ok(None),
    }
}

/// Asks for the key, where somebody is there to ask.
fn ask(terminal: &Terminal) -> Result<String, Failure> {
    let nothing = || {
        usage("no credential is set").next(
            "set CIVI_API_KEY in the environment, or CIVI_API_KEY_FILE to a file that holds the \
             key;\nthere are also CIVI_JWT, and CIVI_USER with CIVI_PASSWORD",
        )
    };
    if !terminal.can_ask() {
        return Err(nothing());
    }
    match rpassword::prompt_password("API key: ") {
        Ok(key) if !key.trim().is_empty() => Ok(key.trim().to_owned()),
        _ => Err(nothing()),
    }
}

/// A variable, or the file that the variable with `_FILE` at its end names.
fn variable(name: &str) -> Result<Option<String>, Failure> {
    let read = |name: &str| match env::var(name) {
        Ok(value) if value.is_empty() => Ok(None),
        Ok(value) => Ok(Some(value)),
        Err(env::VarError::NotPresent) => Ok(None),
        Err(env::VarError::NotUnicode(_)) => Err(usage(format!("{name} is not UTF-8"))),
    };
    let file_name = format!("{name}_FILE");
    match (read(name)?, read(&file_name)?) {
        (Some(_), Some(_)) => {
            Err(usage(format!("{name} and {file_name} are both set")).next("leave one of them"))
        }
        (Some(value), None) => Ok(Some(value)),
        (None, None) => Ok(None),
        (None, Some(file)) => {
            let text = fs::read_to_string(&file).map_err(|error| {
                usage(format!(
                    "the file {file} that {file_name} names can't be read"
                ))
                .because(&error)
            })?;
            // Editors end files with a line end, and some begin them with a byte order mark; no
            // credential has one.
            match text.trim_start_matches('\u{feff}').trim() {
                "" => Err(usage(format!(
                    "the file {file} that {file_name} names is empty"
                ))),
                value => Ok(Some(value.to_owned())),
            }
        }
    }
}

fn usage(message: impl Into<String>) -> Failure {
    Failure::new(Exit::Usage, message)
}
