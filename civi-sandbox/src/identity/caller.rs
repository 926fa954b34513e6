//! [`Identity`]: somebody who may call the sandbox, as a test sets it up.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

use civi_schema::Field;

/// Somebody who may call the sandbox: a contact, with or without a user of the CMS, and what the
/// user may.
///
/// ```
/// use civi_sandbox::Identity;
///
/// let clerk = Identity::limited("clerk-key")
///     .permission("access CiviContribute")
///     .hide_field("Contact", "birth_date")
///     .hide_entity("Note");
/// ```
#[derive(Clone)]
pub struct Identity {
    pub(crate) display_name: String,
    pub(crate) api_key: String,
    pub(crate) login: Option<(String, String)>,
    pub(crate) has_user: bool,
    pub(crate) may_all: bool,
    pub(crate) permissions: BTreeSet<String>,
    pub(crate) hidden_fields: BTreeSet<(String, String)>,
    pub(crate) hidden_entities: BTreeSet<String>,
}

impl Identity {
    fn new(display_name: &str, api_key: &str) -> Self {
        Identity {
            display_name: display_name.to_owned(),
            api_key: api_key.to_owned(),
            login: None,
            has_user: true,
            may_all: false,
            permissions: BTreeSet::new(),
            hidden_fields: BTreeSet::new(),
            hidden_entities: BTreeSet::new(),
        }
    }

    /// A user who may do everything.
    #[must_use]
    pub fn administrator(api_key: &str) -> Self {
        Identity {
            may_all: true,
            ..Identity::new("Sandbox Administrator", api_key)
        }
    }

    /// A user who may see and edit all contacts, and nothing else: no `edit api keys`, no
    /// `administer CiviCRM`, no `view debug output`.
    #[must_use]
    pub fn limited(api_key: &str) -> Self {
        [
            "access CiviCRM",
            "view all contacts",
            "edit all contacts",
            "authenticate with api key",
        ]
        .into_iter()
        .fold(
            Identity::new("Sandbox Limited", api_key),
            Identity::permission,
        )
    }

    /// A contact without a user of the CMS: the key is refused without the site key (APIv4 wire
    /// contract §2.1).
    #[must_use]
    pub fn contact_only(api_key: &str) -> Self {
        Identity {
            has_user: false,
            ..Identity::new("Sandbox Contact", api_key)
        }
    }

    /// Gives one more permission, by its name in CiviCRM.
    #[must_use]
    pub fn permission(mut self, name: &str) -> Self {
        self.permissions.insert(name.to_owned());
        self
    }

    /// Lets the user log in with a name and password, where the sandbox accepts passwords.
    #[must_use]
    pub fn login(mut self, name: &str, password: &str) -> Self {
        self.login = Some((name.to_owned(), password.to_owned()));
        self
    }

    /// Names the contact.
    #[must_use]
    pub fn named(mut self, display_name: &str) -> Self {
        self.display_name = display_name.to_owned();
        self
    }

    /// Hides a field, as a field's own permission does.
    #[must_use]
    pub fn hide_field(mut self, entity: &str, field: &str) -> Self {
        self.hidden_fields
            .insert((entity.to_owned(), field.to_owned()));
        self
    }

    /// Refuses every action of an entity.
    #[must_use]
    pub fn hide_entity(mut self, entity: &str) -> Self {
        self.hidden_entities.insert(entity.to_owned());
        self
    }

    /// Nobody.
    pub(crate) fn nobody() -> Self {
        Identity {
            has_user: false,
            ..Identity::new("", "")
        }
    }

    /// Whether the user has a permission.
    pub(crate) fn has(&self, permission: &str) -> bool {
        self.may_all || self.permissions.contains(permission)
    }
}

/// Without the key and the password.
impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Identity")
            .field("display_name", &self.display_name)
            .field("has_user", &self.has_user)
            .field("permissions", &self.permissions)
            .finish_non_exhaustive()
    }
}

/// Who makes a request.
#[derive(Debug, Clone)]
pub(crate) struct Caller {
    pub(crate) identity: Arc<Identity>,
    pub(crate) contact_id: Option<i64>,
    pub(crate) user_id: Option<i64>,
    /// The way that the credential came, and its kind.
    pub(crate) flow: Option<(&'static str, &'static str)>,
}

impl Caller {
    /// Nobody.
    pub(crate) fn nobody() -> Self {
        Caller {
            identity: Arc::new(Identity::nobody()),
            contact_id: None,
            user_id: None,
            flow: None,
        }
    }

    pub(crate) fn has(&self, permission: &str) -> bool {
        self.identity.has(permission)
    }

    /// Whether the caller may use a field: every list of its permissions has one that the user has.
    pub(crate) fn may_use_field(&self, entity: &str, field: &Field) -> bool {
        let identity = &self.identity;
        let hidden = identity
            .hidden_fields
            .contains(&(entity.to_owned(), field.name.clone()));
        !hidden
            && field
                .permission
                .iter()
                .all(|any| any.iter().any(|one| identity.has(one)))
    }
}
