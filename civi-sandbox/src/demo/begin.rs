//! What every site has before anybody has used it.

use std::sync::Arc;

use crate::context::Context;
use crate::error::Result;
use crate::identity::{Caller, Identity};
use crate::json::Json;
use crate::schema::Model;
use crate::store::{Sql, Store, stored_text};

use super::{options, row};

/// The day that the rows of the beginning are of, so that the same sandbox has the same bytes.
pub(super) const BEGINNING: &str = "2026-01-01 00:00:00";

/// The relationships that core has, from both ends.
const RELATIONSHIPS: &[(&str, &str, &str, &str)] = &[
    ("Child of", "Parent of", "Individual", "Individual"),
    ("Spouse of", "Spouse of", "Individual", "Individual"),
    ("Partner of", "Partner of", "Individual", "Individual"),
    ("Sibling of", "Sibling of", "Individual", "Individual"),
    ("Employee of", "Employer of", "Individual", "Organization"),
    (
        "Volunteer for",
        "Volunteer is",
        "Individual",
        "Organization",
    ),
    (
        "Head of Household for",
        "Head of Household is",
        "Individual",
        "Household",
    ),
    (
        "Household Member of",
        "Household Member is",
        "Individual",
        "Household",
    ),
    (
        "Case Coordinator is",
        "Case Coordinator",
        "Individual",
        "Individual",
    ),
    ("Supervised by", "Supervisor", "Individual", "Individual"),
];

/// A caller for the sandbox's own writing.
pub(super) fn nobody_may_all() -> Caller {
    Caller {
        identity: Arc::new(Identity::administrator("")),
        ..Caller::nobody()
    }
}

/// Puts the rows of the beginning in place.
pub(crate) fn begin(model: &Model, store: &Store) -> Result<()> {
    let caller = nobody_may_all();
    let context = &Context::new(model, store, &caller);
    let contact = row(
        context,
        "Contact",
        [
            ("id", Json::Int(1)),
            ("contact_type", "Organization".into()),
            ("organization_name", "Default Organization".into()),
            ("hash", "00000000000000000000000000000001".into()),
            ("created_date", BEGINNING.into()),
            ("modified_date", BEGINNING.into()),
        ],
    )?;
    row(
        context,
        "Domain",
        [
            ("id", Json::Int(1)),
            ("name", "Default Domain Name".into()),
            ("version", model.version.as_str().into()),
            ("contact_id", Json::Int(contact)),
        ],
    )?;
    options::lists(context)?;
    options::parents(context)?;
    options::groups_of_options(context)?;
    options::custom_groups(context)?;
    for (a_b, b_a, a, b) in RELATIONSHIPS {
        row(
            context,
            "RelationshipType",
            [
                ("name_a_b", (*a_b).into()),
                ("label_a_b", (*a_b).into()),
                ("name_b_a", (*b_a).into()),
                ("label_b_a", (*b_a).into()),
                ("contact_type_a", (*a).into()),
                ("contact_type_b", (*b).into()),
                ("is_reserved", true.into()),
            ],
        )?;
    }
    Ok(())
}

/// The contacts of those who may call; they are made where they aren't there.
pub(crate) fn contacts_of(
    model: &Model,
    store: &Store,
    identities: Vec<Identity>,
) -> Result<Vec<(i64, Arc<Identity>)>> {
    let caller = nobody_may_all();
    let context = Context::new(model, store, &caller);
    let mut all = Vec::new();
    if model.entity("Contact").is_none() {
        return Ok(all);
    }
    for (at, identity) in (1_u32..).zip(identities) {
        let sql = Sql::new("SELECT id FROM civicrm_contact WHERE api_key = ")
            .then(Sql::value(identity.api_key.clone()));
        let found = store
            .cell(&sql)?
            .as_ref()
            .and_then(stored_text)
            .and_then(|id| id.parse().ok());
        let id = match found {
            Some(id) => id,
            None => {
                let key = identity.api_key.clone();
                let (first, last) = identity
                    .display_name
                    .split_once(' ')
                    .unwrap_or((identity.display_name.as_str(), ""));
                let id = row(
                    &context,
                    "Contact",
                    [
                        ("contact_type", "Individual".into()),
                        ("first_name", first.into()),
                        ("last_name", last.into()),
                        ("hash", format!("{:032x}", at + 0xa0).into()),
                        ("created_date", BEGINNING.into()),
                        ("modified_date", BEGINNING.into()),
                    ],
                )?;
                let sql = Sql::new("UPDATE civicrm_contact SET api_key = ")
                    .then(Sql::value(key))
                    .word(" WHERE id = ")
                    .then(Sql::value(id));
                store.run(&sql)?;
                id
            }
        };
        all.push((id, Arc::new(identity)));
    }
    Ok(all)
}
