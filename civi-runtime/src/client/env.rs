//! A client's settings from the environment.

use std::env::{self, VarError};

use super::ClientBuilder;
use crate::error::{Error, Result};
use crate::http::auth::{AuthFlow, Credential};

impl<C> ClientBuilder<C> {
    /// A builder from the environment: `CIVI_URL`, one credential out of `CIVI_API_KEY`,
    /// `CIVI_JWT`, or `CIVI_USER` with `CIVI_PASSWORD`, and `CIVI_SITE_KEY` if the site wants one.
    ///
    /// `CIVI_AUTH_FLOW` names the way that the credential travels ([`AuthFlow`]), `CIVI_CA_FILE` a
    /// file in PEM with the certificate authorities to trust instead of the system's, and
    /// `CIVI_SERVER_USER` with `CIVI_SERVER_PASSWORD` are the login that the web server itself asks
    /// for ([`server_login`](Self::server_login)).
    ///
    /// # Errors
    ///
    /// When `CIVI_URL` or the credential is missing, there are two credentials or half of one,
    /// `CIVI_AUTH_FLOW` is no way that there is, or the file of `CIVI_CA_FILE` can't be read.
    pub fn from_env() -> Result<Self> {
        Self::from_variables(|name| match env::var(name) {
            Ok(value) if value.is_empty() => Ok(None),
            Ok(value) => Ok(Some(value)),
            Err(VarError::NotPresent) => Ok(None),
            Err(VarError::NotUnicode(_)) => {
                Err(Error::refused(format!("the variable {name} is not UTF-8")))
            }
        })
    }

    fn from_variables(get: impl Fn(&str) -> Result<Option<String>>) -> Result<Self> {
        let url = get("CIVI_URL")?.ok_or_else(|| {
            Error::refused("the variable CIVI_URL is not set; it is the site's address")
        })?;
        let mut found = Vec::new();
        if let Some(key) = get("CIVI_API_KEY")? {
            found.push(("CIVI_API_KEY", Credential::api_key(key)));
        }
        if let Some(token) = get("CIVI_JWT")? {
            found.push(("CIVI_JWT", Credential::jwt(token)));
        }
        if let Some((user, password)) = pair(&get, "CIVI_USER", "CIVI_PASSWORD")? {
            found.push(("CIVI_USER", Credential::password(user, password)));
        }
        let mut found = found.into_iter();
        let (first, credential) = found.next().ok_or_else(|| {
            Error::refused(
                "no credential is set: give CIVI_API_KEY, CIVI_JWT, or CIVI_USER and CIVI_PASSWORD",
            )
        })?;
        if let Some((second, _)) = found.next() {
            return Err(Error::refused(format!(
                "{first} and {second} are both set; leave one"
            )));
        }
        let mut builder = ClientBuilder::new(&url).credential(credential);
        if let Some(key) = get("CIVI_SITE_KEY")? {
            builder = builder.site_key(key);
        }
        if let Some((user, password)) = pair(&get, "CIVI_SERVER_USER", "CIVI_SERVER_PASSWORD")? {
            builder = builder.server_login(user, password);
        }
        if let Some(flow) = get("CIVI_AUTH_FLOW")? {
            let flow: AuthFlow = flow
                .parse()
                .map_err(|error| Error::refused(format!("CIVI_AUTH_FLOW: {error}")))?;
            builder = builder.auth_flow(flow);
        }
        if let Some(file) = get("CIVI_CA_FILE")? {
            let pem = std::fs::read(&file).map_err(|error| {
                Error::refused(format!(
                    "the file {file} that CIVI_CA_FILE names can't be read: {error}"
                ))
            })?;
            builder = builder.trust_only(pem);
        }
        Ok(builder)
    }
}

/// A user name and its password: both or neither.
fn pair(
    get: &impl Fn(&str) -> Result<Option<String>>,
    user: &str,
    password: &str,
) -> Result<Option<(String, String)>> {
    let half = |set: &str, not: &str| Err(Error::refused(format!("{set} is set and {not} is not")));
    match (get(user)?, get(password)?) {
        (Some(name), Some(secret)) => Ok(Some((name, secret))),
        (None, None) => Ok(None),
        (Some(_), None) => half(user, password),
        (None, Some(_)) => half(password, user),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::Client;

    fn read(variables: &[(&str, &str)]) -> Result<ClientBuilder<Client>> {
        ClientBuilder::from_variables(|name| {
            let found = variables.iter().find(|(n, _)| *n == name);
            Ok(found.map(|(_, value)| (*value).to_owned()))
        })
    }

    #[test]
    fn one_credential_is_taken() {
        let url = ("CIVI_URL", "https://crm.example.org");
        for set in [
            vec![url, ("CIVI_API_KEY", "k")],
            vec![url, ("CIVI_JWT", "t"), ("CIVI_SITE_KEY", "s")],
            vec![url, ("CIVI_USER", "u"), ("CIVI_PASSWORD", "p")],
        ] {
            let _ = read(&set).unwrap();
        }
    }

    #[test]
    fn the_flow_and_the_authority_are_taken() {
        let site = [
            ("CIVI_URL", "https://crm.example.org"),
            ("CIVI_API_KEY", "k"),
        ];
        let with = |more: (&'static str, &'static str)| read(&[site[0], site[1], more]);
        let legacy = with(("CIVI_AUTH_FLOW", "legacy")).unwrap();
        assert!(format!("{legacy:?}").contains("LegacyParameter"));
        let authority = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/transport/authority.pem");
        let _ = with(("CIVI_CA_FILE", authority)).unwrap();
        for (wrong, named) in [
            (("CIVI_AUTH_FLOW", "carrier-pigeon"), "xheader"),
            (("CIVI_CA_FILE", "/no/such.pem"), "/no/such.pem"),
        ] {
            let error = with(wrong).unwrap_err();
            let text = error.to_string();
            assert!(error.is_refused() && text.contains(named), "{text}");
            assert!(text.contains(wrong.0), "{text}");
        }
    }

    #[test]
    fn what_is_missing_or_too_much_is_named() {
        let url = ("CIVI_URL", "https://crm.example.org");
        for (set, named) in [
            (vec![("CIVI_API_KEY", "k")], "CIVI_URL"),
            (vec![url], "CIVI_API_KEY"),
            (vec![url, ("CIVI_USER", "u")], "CIVI_PASSWORD"),
            (vec![url, ("CIVI_PASSWORD", "p")], "CIVI_USER"),
            (
                vec![url, ("CIVI_API_KEY", "k"), ("CIVI_SERVER_USER", "u")],
                "CIVI_SERVER_PASSWORD",
            ),
            (
                vec![url, ("CIVI_API_KEY", "k"), ("CIVI_JWT", "t")],
                "CIVI_JWT",
            ),
        ] {
            let error = read(&set).unwrap_err();
            assert!(
                error.is_refused() && error.to_string().contains(named),
                "{error}"
            );
        }
    }
}
