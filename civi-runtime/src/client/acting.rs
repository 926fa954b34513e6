//! Acting for another contact, with tokens that the site mints (APIv4 wire contract §2.2).

use std::sync::Arc;
use std::time::Duration;

use serde::Deserialize;

use super::Parts;
use crate::call::action::{BoxFuture, Call, Exchange};
use crate::error::{Error, Result};
use crate::http::auth::{Credential, CredentialProvider};
use crate::http::connection::Connection;

const ENTITY: &str = "AuthxCredential";

impl Parts {
    pub(crate) fn acting_as(&self, contact: i64, ttl: Duration) -> Parts {
        let minted = Minted {
            by: Arc::clone(&self.connection),
            contact,
            ttl,
        };
        Parts {
            connection: Arc::new(self.connection.with_provider(Arc::new(minted))),
            identity: None,
        }
    }
}

/// The site's tokens for one contact.
struct Minted {
    /// The way to the site as whoever mints.
    by: Arc<Connection>,
    contact: i64,
    ttl: Duration,
}

impl Minted {
    async fn mint(&self) -> Result<Credential> {
        let seconds = self.ttl.as_secs();
        if seconds == 0 {
            return Err(Error::refused(
                "a token of less than a second would have expired before it is used; give \
                 `acting_as` more time",
            ));
        }
        // It stores nothing on the site, so it may be asked for again.
        let mut call = Call::reading(ENTITY, "create");
        call.params.set("contactId", &self.contact)?;
        call.params.set("ttl", &seconds)?;
        let answer = self.by.execute(call).await.map_err(|e| self.told(e))?;
        // The error must not show the answer: a token may be in it.
        let bad = || {
            Error::protocol("the site minted no token, or in a form that is not known")
                .at(ENTITY, Some("create"))
        };
        #[derive(Deserialize)]
        struct Made {
            cred: String,
        }
        let rows: Vec<Made> = serde_json::from_str(answer.values()).map_err(|_| bad())?;
        let token = rows.first().ok_or_else(bad)?;
        let token = token.cred.strip_prefix("Bearer ").ok_or_else(bad)?;
        Ok(Credential::jwt(token))
    }

    /// What is missing, where the error says that something is.
    fn told(&self, error: Error) -> Error {
        let contact = self.contact;
        if error.is_permission() {
            return error.explained(&format!(
                "to act for contact {contact}, this client's own contact needs the permission \
                 `generate any authx credential`"
            ));
        }
        if error.is_api() {
            return error.explained(&format!(
                "to act for contact {contact}, the site must have that contact, be CiviCRM 5.62 or \
                 later, and have the extension AuthX"
            ));
        }
        error
    }
}

impl CredentialProvider for Minted {
    fn credential(
        &self,
    ) -> BoxFuture<'_, Result<Credential, Box<dyn std::error::Error + Send + Sync>>> {
        Box::pin(async move { Ok(self.mint().await?) })
    }
}
