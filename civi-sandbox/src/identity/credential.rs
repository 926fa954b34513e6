//! The credential that a request shows, and the ways it can travel (§2.1).

use crate::request::Form;

/// A credential and its way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Presented {
    pub(crate) flow: &'static str,
    pub(crate) text: String,
}

/// A credential that was refused: the reason behind `HTTP 401`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refused {
    pub(crate) flow: &'static str,
    pub(crate) why: String,
}

impl Presented {
    /// The credential of a request: the header of its own first, then the parameter, then the
    /// usual header.
    pub(crate) fn of(
        header: impl Fn(&str) -> Option<String>,
        is_get: bool,
        query: &Form,
        body: &Form,
    ) -> Option<Self> {
        if let Some(text) = header("x-civi-auth") {
            return Some(Presented {
                flow: "xheader",
                text,
            });
        }
        // In the query of a POST it is not seen.
        let form = if is_get { query } else { body };
        if let Some(text) = form.get("_authx") {
            return Some(Presented {
                flow: "param",
                text: text.to_owned(),
            });
        }
        if let Some(text) = header("authorization") {
            return Some(Presented {
                flow: "header",
                text,
            });
        }
        let key = form.get("api_key")?;
        Some(Presented {
            flow: "legacyrest",
            text: format!("Bearer {key}"),
        })
    }
}
