//! Who asks, where the credential travels as the legacy parameter: the site takes that on the API's
//! own addresses and not on `civicrm/authx/id` (APIv4 wire contract §2.1, §12.10).

use serde_json::{Value, json};

use super::Connection;
use crate::call::action::{Call, Exchange};
use crate::error::Result;
use crate::http::identity::Identity;

impl Connection {
    /// Reads one's own contact. A wrong key is refused; no row means that the site has ignored it,
    /// or that the contact may not see itself.
    pub(super) async fn own_contact(&self) -> Result<Identity> {
        let mut call = Call::reading("Contact", "get");
        call.params.set("select", &["id"])?;
        call.params.set("limit", &1)?;
        let myself = json!([["id", "=", "user_contact_id"]]);
        call.params.set("where", &myself)?;
        let rows: Vec<Value> = self.execute(call).await?.decode()?;
        let contact = rows.first().and_then(|row| {
            let id = row.get("id")?;
            id.as_i64().or_else(|| id.as_str()?.parse().ok())
        });
        Ok(Identity {
            contact_id: contact,
            user_id: None,
            flow: Some("legacyrest".to_owned()),
            cred: contact.map(|_| "api_key".to_owned()),
        })
    }
}
