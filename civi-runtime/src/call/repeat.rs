//! [`Repeat`]: whether a call may be sent a second time, decided by what the call is.

use serde_json::Value as Json;

use super::action::Params;

/// Whether a call may be sent again by the client's own [`Retry`](crate::Retry) after it failed.
///
/// It is decided by what the call does and not by who calls: [`Call::reading`](crate::Call::reading)
/// makes calls that may always be repeated, [`Call::writing`](crate::Call::writing) calls that are
/// sent once, and a `save` that matches rows is in between.
///
/// ```
/// use civi_runtime::{Call, Repeat};
///
/// assert_eq!(Call::reading("Contact", "get").repeat, Repeat::Always);
/// assert_eq!(Call::writing("Contact", "create").repeat, Repeat::Never);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Repeat {
    /// Sent once, whatever happens.
    Never,
    /// Sent again only when the call provably did not reach the application: no connection came to
    /// be, the site asked to be called more slowly (429), or it was closed for a time that it named
    /// (503 with `Retry-After`).
    IfUnsent,
    /// Sent again after any failure that may pass: it changes nothing, so nothing can be done twice.
    Always,
}

impl Repeat {
    /// Whether the call only reads.
    pub(crate) fn reads(self) -> bool {
        self == Repeat::Always
    }
}

/// What the site lets through as GET (APIv4 wire contract §1.3): by that rule it only reads.
pub(crate) fn is_reading(action: &str) -> bool {
    let starts = action
        .get(..3)
        .is_some_and(|start| start.eq_ignore_ascii_case("get"));
    starts || action.eq_ignore_ascii_case("autocomplete")
}

/// Whether the parameters carry a chained call that writes: such a `get` is no read (APIv4 wire
/// contract §6.5).
pub(crate) fn chain_writes(params: &Params) -> bool {
    params
        .get("chain")
        .and_then(|json| serde_json::from_str(json).ok())
        .is_some_and(|chain: Json| any_writes(&chain))
}

fn any_writes(chain: &Json) -> bool {
    let calls: Vec<&Json> = match chain {
        Json::Object(calls) => calls.values().collect(),
        Json::Array(calls) => calls.iter().collect(),
        _ => return false,
    };
    calls.into_iter().any(|call| {
        // `[entity, action, params, index]`; what has another form is refused by the site.
        let action = call.get(1).and_then(Json::as_str);
        let inner = call.get(2).and_then(|params| params.get("chain"));
        action.is_some_and(|action| !is_reading(action)) || inner.is_some_and(any_writes)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn params(chain: &str) -> Params {
        let mut params = Params::default();
        let chain: Json = serde_json::from_str(chain).unwrap();
        params.set("chain", &chain).unwrap();
        params
    }

    #[test]
    fn a_chain_that_writes_is_found_at_every_depth() {
        for (chain, writes) in [
            (r#"{}"#, false),
            (
                r#"{"emails":["Email","get",{"where":[["contact_id","=","$id"]]}]}"#,
                false,
            ),
            (
                r#"{"note":["Note","create",{"values":{"note":"x"}}]}"#,
                true,
            ),
            (
                r#"{"a":["Email","get",{"chain":{"b":["Tag","delete",{"where":[["id","=",1]]}]}}]}"#,
                true,
            ),
            (r#"{"a":["Email"]}"#, false),
            // An empty object is an empty list in PHP, and one with the keys 0, 1, … a list.
            (r#"[["Email","get",{}]]"#, false),
            (r#"[["Email","get",{}],["Note","delete",{}]]"#, true),
        ] {
            assert_eq!(chain_writes(&params(chain)), writes, "{chain}");
        }
        assert!(!chain_writes(&Params::default()));
    }
}
