//! [`ServerLogin`]: the user name and password that the web server in front of a site wants.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use secrecy::{ExposeSecret, SecretString};

use super::AuthFlow;
use crate::error::{Error, Result};

/// What a `.htpasswd` in front of a staging site asks for; CiviCRM never sees it.
#[derive(Clone)]
pub(crate) struct ServerLogin {
    user: String,
    password: SecretString,
}

impl ServerLogin {
    pub(crate) fn new(user: impl Into<String>, password: impl Into<SecretString>) -> Self {
        ServerLogin {
            user: user.into(),
            password: password.into(),
        }
    }

    /// Refuses what the header can't carry, and a header that is taken.
    pub(crate) fn check(&self, flow: AuthFlow) -> Result<()> {
        if flow == AuthFlow::Authorization {
            return Err(Error::refused(
                "the web server's login and the credential can't both travel in the header \
                 `Authorization`; send the credential another way (`AuthFlow::XHeader`)",
            ));
        }
        if self.user.contains(':') {
            return Err(Error::refused(
                "the user name of the web server's login has a colon, which HTTP's form of user \
                 and password can't carry",
            ));
        }
        Ok(())
    }

    /// The value of the header `Authorization`.
    pub(crate) fn header(&self) -> String {
        format!("Basic {}", self.encoded())
    }

    fn encoded(&self) -> String {
        let both = format!("{}:{}", self.user, self.password.expose_secret());
        STANDARD.encode(both)
    }

    pub(crate) fn secrets(&self) -> [SecretString; 2] {
        [self.password.clone(), self.encoded().into()]
    }
}
