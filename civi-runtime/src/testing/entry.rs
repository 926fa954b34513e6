//! [`Entry`]: one answer of a script, and which calls it is for.

use std::fmt;

use serde_json::{Map, Value as Json};

use super::answer::{Answer, Response};
use super::call::Call;

/// How often an answer is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Times {
    Left(usize),
    Always,
}

/// Something that is true of a call, or not.
pub(super) type Holds = dyn Fn(&Call) -> bool + Send + Sync;

/// Which calls an answer is for, besides entity and action.
pub(super) struct Condition {
    /// The filter, as it stands on the wire.
    pub(super) clauses: Option<Json>,
    /// Anything else.
    pub(super) holds: Option<Box<Holds>>,
}

impl Condition {
    /// Why the call is another; nothing where it is the one. A call for a further page has one
    /// clause more.
    pub(super) fn differs(&self, call: &Call, goes_on: bool) -> Option<String> {
        if let Some(expected) = &self.clauses {
            let expected = expected.as_array().map_or(&[][..], Vec::as_slice);
            let found = call.clauses();
            let begins = goes_on && found.starts_with(expected);
            if found != expected && !begins {
                return Some(format!("the call's filter is {}", Json::from(found)));
            }
        }
        match &self.holds {
            Some(holds) if !holds(call) => Some("the condition says no to this call".to_owned()),
            _ => None,
        }
    }
}

/// An answer that is given in parts.
pub(super) struct Begun {
    /// What is left of it.
    left: Answer,
    /// The call that got the last part.
    call: Call,
    /// The row that the last part ended with.
    last: Option<Map<String, Json>>,
}

/// One entry of the script.
pub(super) struct Entry {
    pub(super) entity: &'static str,
    pub(super) action: String,
    pub(super) condition: Condition,
    pub(super) answer: Answer,
    pub(super) times: Times,
    /// What is left of the answer that is being given page by page.
    pub(super) begun: Option<Begun>,
}

impl Entry {
    pub(super) fn is_for(&self, call: &Call) -> bool {
        self.entity == call.entity && self.action.eq_ignore_ascii_case(&call.action)
    }

    /// Whether it names the filter of its calls, and so comes before what the site answers by itself.
    pub(super) fn is_aimed(&self) -> bool {
        self.condition.clauses.is_some()
    }

    /// Whether it has an answer to this call.
    pub(super) fn answers(&self, call: &Call) -> bool {
        let goes_on = self.goes_on(call);
        self.is_for(call)
            && (goes_on || self.times != Times::Left(0))
            && self.condition.differs(call, goes_on).is_none()
    }

    /// Whether the call takes what is left of the answer before.
    fn goes_on(&self, call: &Call) -> bool {
        self.begun.as_ref().is_some_and(|begun| {
            matches!(begun.left, Answer::Keys(..))
                || call.is_behind(&begun.call, begun.last.as_ref())
        })
    }

    pub(super) fn say(&mut self, call: &Call) -> Response {
        let goes_on = self.goes_on(call);
        let mut answer = match self.begun.take() {
            Some(begun) if goes_on => begun.left,
            _ => {
                if let Times::Left(left) = &mut self.times {
                    *left = left.saturating_sub(1);
                }
                self.answer.clone()
            }
        };
        let said = answer.say(call);
        self.begun = said.more.then_some(Begun {
            left: answer,
            call: call.clone(),
            last: said.last,
        });
        said.response
    }

    /// Why it has no answer to a call of its entity and action.
    pub(super) fn why_not(&self, call: &Call) -> Option<String> {
        self.condition
            .differs(call, self.goes_on(call))
            .filter(|_| self.is_for(call))
    }

    /// Whether a call is still expected.
    pub(super) fn is_open(&self) -> bool {
        matches!(self.times, Times::Left(1..))
            || matches!((&self.begun, &self.answer), (Some(_), Answer::Keys(..)))
    }
}

impl fmt::Display for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.entity, self.action)?;
        if let Some(clauses) = &self.condition.clauses {
            write!(f, " with the filter {clauses}")?;
        }
        if self.condition.holds.is_some() {
            f.write_str(" under a condition")?;
        }
        match self.times {
            Times::Always => f.write_str(", always"),
            Times::Left(0) => f.write_str(", used up"),
            Times::Left(1) => Ok(()),
            Times::Left(left) => write!(f, ", {left} times more"),
        }
    }
}
