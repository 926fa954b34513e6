//! [`Identity`]: who the site takes us for.

use serde::{Deserialize, Deserializer};

use crate::error::{AuthReason, Error, Found, Result};

/// What `civicrm/authx/id` says (APIv4 wire contract §2.3).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct Identity {
    /// The contact that calls run as; `None` is nobody: the credential was ignored or never came.
    #[serde(deserialize_with = "id")]
    pub contact_id: Option<i64>,
    /// The CMS user linked to it. Without one most CMSs give the contact no permissions but those
    /// of anonymous visitors.
    #[serde(default, deserialize_with = "id")]
    pub user_id: Option<i64>,
    /// The way that the credential came: `xheader`, `header`, `param`.
    #[serde(default)]
    pub flow: Option<String>,
    /// The credential's kind: `api_key`, `jwt`, `pass`.
    #[serde(default)]
    pub cred: Option<String>,
}

impl Identity {
    /// Whether calls are nobody's.
    #[must_use]
    pub fn is_anonymous(&self) -> bool {
        self.contact_id.is_none()
    }

    pub(crate) fn read(json: &[u8]) -> Result<Self> {
        serde_json::from_slice(json).map_err(|e| {
            let wanted = format!("who we are ({e})");
            Error::decode(
                "authx/id",
                &Found {
                    wanted: &wanted,
                    json: &String::from_utf8_lossy(json),
                    ..Found::default()
                },
            )
        })
    }

    /// Itself, if it is somebody.
    pub(crate) fn somebody(self) -> Result<Self> {
        if self.is_anonymous() {
            return Err(Error::auth(AuthReason::Anonymous, ""));
        }
        Ok(self)
    }
}

/// An id; some CMSs send it as a string.
fn id<'de, D: Deserializer<'de>>(from: D) -> Result<Option<i64>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Loose {
        Number(i64),
        Text(String),
    }
    match Option::<Loose>::deserialize(from)? {
        None => Ok(None),
        Some(Loose::Number(n)) => Ok(Some(n)),
        Some(Loose::Text(text)) if text.is_empty() => Ok(None),
        Some(Loose::Text(text)) => text
            .parse()
            .map(Some)
            .map_err(|_| serde::de::Error::custom("an id that is no number")),
    }
}
