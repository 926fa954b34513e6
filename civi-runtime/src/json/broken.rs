//! [`Broken`]: why a text is no JSON, and where.

use std::fmt;

/// Why a text is no JSON, and where. It is boxed, so that reading what is JSON carries no more than
/// a pointer's worth of result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Broken(Box<Inner>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Inner {
    at: usize,
    reason: Reason,
    near: String,
}

/// Why a text is no JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reason {
    /// What stands there is not what JSON has there.
    Syntax(&'static str),
    /// One whole value was read, and something follows it.
    Trailing,
    /// Lists and objects stand in each other deeper than PHP writes them.
    TooDeep,
}

impl From<&'static str> for Reason {
    fn from(what: &'static str) -> Self {
        Reason::Syntax(what)
    }
}

impl Broken {
    /// The text is broken at this byte.
    pub(super) fn new(at: usize, reason: Reason, text: &str) -> Self {
        let near = text.as_bytes().get(at.saturating_sub(20)..);
        let near = near.map(|rest| rest.get(..40).unwrap_or(rest));
        Broken(Box::new(Inner {
            at,
            reason,
            near: String::from_utf8_lossy(near.unwrap_or_default()).into_owned(),
        }))
    }

    /// The byte at which the text is broken, counted from 0.
    pub(crate) fn at(&self) -> usize {
        self.0.at
    }

    /// Why.
    pub(crate) fn reason(&self) -> Reason {
        self.0.reason
    }
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner { at, reason, near } = &*self.0;
        let why = match reason {
            Reason::Syntax(what) => what,
            Reason::Trailing => "something follows the value",
            Reason::TooDeep => "nested too deep",
        };
        write!(f, "broken JSON at byte {at} ({why}), near `{near}`")
    }
}
