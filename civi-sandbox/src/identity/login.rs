//! [`Authenticator`]: how the sandbox finds out who a credential belongs to.

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::{Caller, Identity, Presented, Refused, jwt};
use crate::schema::Model;
use crate::store::{Sql, Store, stored_text};

/// Who is let in, and how.
#[derive(Debug, Clone)]
pub(crate) struct Authenticator {
    /// The identities with their contacts; a user's id is its place.
    pub(crate) known: Vec<(i64, Arc<Identity>)>,
    pub(crate) site_key: String,
    pub(crate) jwt_key: Vec<u8>,
    pub(crate) accepts_passwords: bool,
}

impl Authenticator {
    /// The caller of a request.
    pub(crate) fn authenticate(
        &self,
        model: &Model,
        store: &Store,
        presented: Option<&Presented>,
        shown_site_key: Option<&str>,
    ) -> Result<Caller, Refused> {
        let Some(presented) = presented else {
            return Ok(Caller::nobody());
        };
        let refuse = |why: &str| Refused {
            flow: presented.flow,
            why: why.to_owned(),
        };
        let invalid = || refuse("Invalid credential");
        let (scheme, value) = presented.text.split_once(' ').ok_or_else(invalid)?;
        let (contact, kind) = match scheme {
            "Bearer" if jwt::is_token(value) => {
                let seconds = jiff::Timestamp::now().as_second();
                let contact = jwt::contact_of(&self.jwt_key, value, seconds).map_err(refuse)?;
                (contact, "jwt")
            }
            "Bearer" => (
                self.contact_of_key(store, value).ok_or_else(invalid)?,
                "api_key",
            ),
            // From 6.13 the usual header is ignored where passwords are not accepted (§0.4).
            "Basic"
                if !self.accepts_passwords
                    && presented.flow == "header"
                    && model.is_since(6, 13) =>
            {
                return Ok(Caller::nobody());
            }
            "Basic" => {
                let contact = self.contact_of_login(value).ok_or_else(invalid)?;
                if !self.accepts_passwords {
                    return Err(refuse(&format!(
                        "Authentication type \"pass\" with flow \"{}\" is not allowed for this principal.",
                        presented.flow
                    )));
                }
                (contact, "pass")
            }
            _ => return Err(invalid()),
        };
        let exists = self.exists(store, contact);
        if !exists {
            return Err(refuse(&format!("Contact ID {contact} is invalid")));
        }
        let caller = self.caller(contact, (presented.flow, kind));
        let permission = if kind == "pass" {
            "authenticate with password"
        } else {
            "authenticate with api key"
        };
        let passes = kind == "jwt"
            || caller.has(permission)
            || shown_site_key.is_some_and(|key| key == self.site_key);
        if !passes {
            return Err(refuse(
                "Login not permitted. Must satisfy guard (site_key, perm).",
            ));
        }
        if presented.flow == "legacyrest" && caller.user_id.is_none() {
            return Err(refuse("Cannot login. Failed to determine user."));
        }
        Ok(caller)
    }

    fn caller(&self, contact: i64, flow: (&'static str, &'static str)) -> Caller {
        let at = self.known.iter().position(|(id, _)| *id == contact);
        let identity = at
            .and_then(|at| self.known.get(at))
            .map(|(_, identity)| Arc::clone(identity));
        let identity = identity.unwrap_or_else(|| Arc::new(Identity::nobody()));
        let user_id = at
            .filter(|_| identity.has_user)
            .and_then(|at| i64::try_from(at + 1).ok());
        Caller {
            identity,
            contact_id: Some(contact),
            user_id,
            flow: Some(flow),
        }
    }

    fn contact_of_key(&self, store: &Store, key: &str) -> Option<i64> {
        let sql = Sql::new("SELECT id, api_key FROM civicrm_contact WHERE api_key = ")
            .then(Sql::value(key.to_owned()))
            .word(" AND is_deleted = 0");
        let rows = store.rows(&sql).ok()?;
        // The column compares without case, a key doesn't.
        let row = rows
            .iter()
            .find(|row| row.get(1).and_then(stored_text).as_deref() == Some(key))?;
        row.first().and_then(stored_text)?.parse().ok()
    }

    fn contact_of_login(&self, value: &str) -> Option<i64> {
        let decoded = String::from_utf8(STANDARD.decode(value).ok()?).ok()?;
        let (name, password) = decoded.split_once(':')?;
        let fits = |identity: &Identity| {
            identity
                .login
                .as_ref()
                .is_some_and(|(n, p)| n == name && p == password)
        };
        self.known
            .iter()
            .find(|(_, identity)| fits(identity))
            .map(|(contact, _)| *contact)
    }

    fn exists(&self, store: &Store, contact: i64) -> bool {
        let sql = Sql::new("SELECT 1 FROM civicrm_contact WHERE id = ").then(Sql::value(contact));
        store.cell(&sql).is_ok_and(|found| found.is_some())
    }

    /// A token for a contact, as `AuthxCredential.create` mints it.
    pub(crate) fn token(&self, contact: i64, seconds: i64) -> String {
        let until = jiff::Timestamp::now().as_second().saturating_add(seconds);
        super::mint(&self.jwt_key, contact, until)
    }
}
