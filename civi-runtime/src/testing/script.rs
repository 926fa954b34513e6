//! [`Script`]: what the scripted site has to answer, and what it was asked.

use serde_json::{Value as Json, json};

use super::answer::{Response, said};
use super::call::Call;
use super::entry::Entry;
use super::unmet::Unmet;
use crate::http::transport::{TransportError, TransportFailure};

/// What the site has to answer, and what it was asked.
#[derive(Default)]
pub(super) struct Script {
    pub(super) entries: Vec<Entry>,
    /// Rows that are not there, by entity.
    pub(super) missing: Vec<(&'static str, Json)>,
    /// The calls so far, in order, without those that are answered by themselves.
    pub(super) calls: Vec<Call>,
    unexpected: Vec<String>,
}

impl Script {
    /// The answer to a call.
    pub(super) fn answer(&mut self, call: Call) -> Response {
        // What the test says comes before what goes by itself, where it says it of this very call.
        let entries = &mut self.entries;
        let aimed = |entry: &&mut Entry| {
            entry.answers(&call) && (entry.is_aimed() || call.presence().is_none())
        };
        if let Some(entry) = entries.iter_mut().find(aimed) {
            let response = entry.say(&call);
            self.calls.push(call);
            return response;
        }
        if let Some(response) = self.by_itself(&call) {
            return response;
        }
        let text = self.difference(&call);
        self.unexpected.push(text.clone());
        self.calls.push(call);
        Err(TransportError::new(TransportFailure::Invalid, text))
    }

    /// The answer to what civi asks before it writes.
    fn by_itself(&self, call: &Call) -> Option<Response> {
        if call.action.eq_ignore_ascii_case("getFields") {
            return Some(said(call, json!([]), None));
        }
        let (key, keys) = call.presence()?;
        let there = keys
            .into_iter()
            .filter(|one| {
                !self
                    .missing
                    .iter()
                    .any(|(entity, missing)| *entity == call.entity && missing == one)
            })
            .map(|one| json!({ key: one }))
            .collect();
        Some(said(call, there, None))
    }

    /// What a call that has no answer is told.
    fn difference(&self, call: &Call) -> String {
        let mut text = format!("the test's site has no answer to\n    {call}\n");
        if self.entries.is_empty() {
            text.push_str("since nothing was scripted");
            return text;
        }
        text.push_str("what it was told to answer is");
        // What is nearest to the call comes first.
        let (near, far): (Vec<&Entry>, Vec<&Entry>) =
            self.entries.iter().partition(|entry| entry.is_for(call));
        for entry in near.into_iter().chain(far) {
            text.push_str(&format!("\n    {entry}"));
            if let Some(why) = entry.why_not(call) {
                text.push_str(&format!("\n        but {why}"));
            }
        }
        text
    }

    /// What did not happen as scripted.
    pub(super) fn unmet(&self) -> Result<(), Unmet> {
        let unused = self.entries.iter().filter(|entry| entry.is_open());
        let unused: Vec<String> = unused.map(ToString::to_string).collect();
        Unmet::check(self.unexpected.clone(), unused)
    }
}
