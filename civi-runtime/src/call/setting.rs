//! `Setting`: the site's settings, which are no rows: each has a name and a value of its own shape
//! (APIv4 wire contract §5).
//!
//! ```
//! use civi_runtime::{Action as _, setting};
//!
//! let call = setting::get(["defaultCurrency"]).call()?;
//! assert_eq!(call.params.to_json(), r#"{"select":["defaultCurrency"]}"#);
//! let call = setting::set("defaultCurrency", "EUR").and("monetaryDecimalPoint", ",").call()?;
//! assert_eq!(
//!     call.params.to_json(),
//!     r#"{"values":{"defaultCurrency":"EUR","monetaryDecimalPoint":","}}"#,
//! );
//! # Ok::<(), civi_runtime::Error>(())
//! ```

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};

use crate::call::action::{Action, Call, Params};
use crate::call::answer::Answer;
use crate::error::{Error, Result};

/// One setting.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[non_exhaustive]
pub struct SettingValue {
    /// Its name.
    pub name: String,
    /// Its value, of any shape.
    #[serde(default)]
    pub value: Json,
    /// The domain that it belongs to, of a site with several.
    #[serde(default)]
    pub domain_id: Option<i64>,
}

impl SettingValue {
    /// The value as a type of one's own.
    ///
    /// # Errors
    ///
    /// When it has another shape.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T> {
        T::deserialize(&self.value).map_err(|e| {
            Error::new(
                crate::error::Kind::Decode,
                format!("the setting `{}` has another shape: {e}", self.name),
            )
            .at("Setting", Some("get"))
        })
    }
}

/// Whose settings: the client's own domain unless said otherwise.
#[derive(Debug, Clone, Default)]
struct Scope {
    domain: Option<Json>,
    contact: Option<i64>,
}

impl Scope {
    fn put(&self, params: &mut Params) -> Result<()> {
        if let Some(domain) = &self.domain {
            params.set("domainId", domain)?;
        }
        if let Some(contact) = self.contact {
            params.set("contactId", &contact)?;
        }
        Ok(())
    }
}

macro_rules! scoped {
    ($($action:ident)+) => {$(
        impl $action {
            /// In this domain, of a site with several.
            pub fn domain(mut self, id: i64) -> Self {
                self.scope.domain = Some(Json::from(id));
                self
            }

            /// In all domains of the site.
            pub fn all_domains(mut self) -> Self {
                self.scope.domain = Some(Json::from("all"));
                self
            }

            /// As this contact has set them for itself, for the settings that allow it.
            pub fn contact(mut self, id: i64) -> Self {
                self.scope.contact = Some(id);
                self
            }
        }

        impl Action for $action {
            type Output = Vec<SettingValue>;

            fn call(&self) -> Result<Call> {
                self.as_call()
            }

            fn read(&self, answer: Answer) -> Result<Self::Output> {
                answer.decode()
            }
        }
    )+};
}

scoped! { GetSettings SetSettings RevertSettings }

/// Reads settings; made by [`get`].
#[derive(Debug, Clone)]
#[must_use = "nothing happens until it is sent"]
pub struct GetSettings {
    names: Vec<String>,
    scope: Scope,
}

/// The settings of these names; all that there are, when there is no name. A name that the site does
/// not know is an error.
pub fn get(names: impl IntoIterator<Item = impl Into<String>>) -> GetSettings {
    GetSettings {
        names: names.into_iter().map(Into::into).collect(),
        scope: Scope::default(),
    }
}

impl GetSettings {
    fn as_call(&self) -> Result<Call> {
        let mut call = Call::reading("Setting", "get");
        if !self.names.is_empty() {
            call.params.set("select", &self.names)?;
        }
        self.scope.put(&mut call.params)?;
        Ok(call)
    }
}

/// Changes settings; made by [`set`].
#[derive(Debug, Clone)]
#[must_use = "nothing happens until it is sent"]
pub struct SetSettings {
    values: Map<String, Json>,
    problems: Vec<String>,
    scope: Scope,
}

/// Gives a setting a value.
pub fn set(name: impl Into<String>, value: impl Serialize) -> SetSettings {
    SetSettings {
        values: Map::new(),
        problems: Vec::new(),
        scope: Scope::default(),
    }
    .and(name, value)
}

impl SetSettings {
    /// And another one.
    pub fn and(mut self, name: impl Into<String>, value: impl Serialize) -> Self {
        let name = name.into();
        match serde_json::to_value(value) {
            Ok(value) => {
                self.values.insert(name, value);
            }
            Err(error) => self
                .problems
                .push(format!("`{name}` can't be written as JSON: {error}")),
        }
        self
    }

    fn as_call(&self) -> Result<Call> {
        if !self.problems.is_empty() {
            let problems = self.problems.join("; ");
            return Err(Error::refused(format!(
                "Setting.set was not sent: {problems}"
            )));
        }
        let mut call = Call::writing("Setting", "set");
        call.params.set("values", &self.values)?;
        self.scope.put(&mut call.params)?;
        Ok(call)
    }
}

/// Sets settings back; made by [`revert`].
#[derive(Debug, Clone)]
#[must_use = "nothing happens until it is sent"]
pub struct RevertSettings {
    names: Vec<String>,
    scope: Scope,
}

/// Sets the settings of these names back to their defaults. Without a name it is refused: the site
/// would set every setting back.
pub fn revert(names: impl IntoIterator<Item = impl Into<String>>) -> RevertSettings {
    RevertSettings {
        names: names.into_iter().map(Into::into).collect(),
        scope: Scope::default(),
    }
}

impl RevertSettings {
    fn as_call(&self) -> Result<Call> {
        if self.names.is_empty() {
            return Err(Error::refused(
                "Setting.revert was not sent: without a name the site would set every setting back",
            ));
        }
        let mut call = Call::writing("Setting", "revert");
        call.params.set("select", &self.names)?;
        self.scope.put(&mut call.params)?;
        Ok(call)
    }
}
