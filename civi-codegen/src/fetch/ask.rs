//! [`Asking`]: the questions about many entities, in as few requests as the site bears.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use civi_runtime::blocking::Client;
use civi_runtime::{Answer, Call};
use civi_schema::raw::{Answers, Question};
use serde_json::{Map, Value};

use super::cache::Cache;
use super::{Error, Options, Progress};

/// Into how many parts a failed batch is split: a large one that fails for its size has to become
/// much smaller, and a request that fails may have taken a minute.
const PARTS: usize = 4;

/// After so many calls alone that fail in a row, the site is asked whether it is there at all.
const IN_A_ROW: usize = 3;

/// Two questions go together where one took no more bytes of answers than this, and little time.
const EASY: u64 = 6_000_000;

/// One call to make.
type Item = (Question, String);

/// Asks one site, and learns what it bears.
pub(super) struct Asking<'a> {
    client: &'a Client,
    options: &'a Options,
    cache: Option<&'a Cache>,
    /// The most entities in one request, as far as it is known.
    bearable: usize,
    /// Batches that came.
    batches: usize,
    /// Calls alone that came, and how many have failed since anything came.
    singles: usize,
    failed_singles: usize,
    /// Entities that failed one question: the others would not save them.
    lost: BTreeSet<String>,
    /// Whether all requests so far came quickly and were of no great size.
    is_easy: bool,
}

impl<'a> Asking<'a> {
    pub(super) fn new(client: &'a Client, options: &'a Options, cache: Option<&'a Cache>) -> Self {
        Asking {
            client,
            options,
            cache,
            bearable: usize::MAX,
            batches: 0,
            singles: 0,
            failed_singles: 0,
            lost: BTreeSet::new(),
            is_easy: true,
        }
    }

    /// Asks everything about these entities that has no answer yet.
    pub(super) fn ask_all(
        &mut self,
        names: &[String],
        answers: &mut Answers,
        told: &mut Progress,
        progress: &mut dyn FnMut(&Progress),
    ) -> Result<(), Error> {
        let [get, create, update, actions] = Question::ALL;
        self.ask(&[get], names, answers, told, progress)?;
        // The two together are as large as the answer about actions, which comes as one.
        if self.is_easy {
            self.ask(&[create, update], names, answers, told, progress)?;
        } else {
            self.ask(&[create], names, answers, told, progress)?;
            self.ask(&[update], names, answers, told, progress)?;
        }
        self.ask(&[actions], names, answers, told, progress)
    }

    /// Asks these questions about each of these entities that has no answer yet.
    fn ask(
        &mut self,
        questions: &[Question],
        names: &[String],
        answers: &mut Answers,
        told: &mut Progress,
        progress: &mut dyn FnMut(&Progress),
    ) -> Result<(), Error> {
        let open: Vec<Item> = questions
            .iter()
            .flat_map(|question| names.iter().map(|name| (*question, name.clone())))
            .filter(|(question, name)| answers.said(*question, name).is_none())
            .collect();
        // The next part is at the end.
        let mut parts: Vec<Vec<Item>> = Vec::new();
        push_parts(&mut parts, open, self.bearable);
        let (mut borne, failed) = (0, told.failed);
        while let Some(mut part) = parts.pop() {
            part.retain(|(_, name)| !self.lost.contains(name));
            let Some((question, _)) = part.first() else {
                continue;
            };
            let question = *question;
            told.question = Some(question);
            let size = part.len();
            let (started, bytes) = (Instant::now(), told.bytes);
            let came = self.request(&part);
            let took = started.elapsed();
            told.requests += 1;
            told.elapsed += took;
            match came {
                Ok(results) => {
                    borne = borne.max(size);
                    self.batches += usize::from(size > 1);
                    self.failed_singles = 0;
                    let again = self.take(&part, results, answers, told)?;
                    self.learn(size, took, told.bytes - bytes);
                    shrink(&mut parts, self.bearable);
                    parts.extend(again.into_iter().map(|item| vec![item]));
                }
                Err(error) if is_final(&error) => {
                    return Err(Error::request(error, question.name()));
                }
                Err(error) if size == 1 => {
                    self.failed_singles += 1;
                    if self.failed_singles.is_multiple_of(IN_A_ROW) && !self.is_alive(told) {
                        return Err(Error::request(error, question.name()));
                    }
                    for (question, name) in part {
                        self.lose(question, &name, &error, answers);
                    }
                }
                Err(_) => {
                    told.failed += 1;
                    self.is_easy = false;
                    push_parts(&mut parts, part, size.div_ceil(PARTS));
                }
            }
            if self.batches == 0 && self.singles >= IN_A_ROW && told.failed > 1 {
                // No batch ever came, calls alone do.
                self.bearable = 1;
                shrink(&mut parts, 1);
            }
            told.done = self.done(names, answers);
            progress(told);
        }
        if borne > 0 && told.failed > failed {
            self.bearable = self.bearable.min(borne);
        }
        Ok(())
    }

    /// How many answers need not be asked for any more.
    pub(super) fn done(&self, names: &[String], answers: &Answers) -> usize {
        let of = |name: &String| {
            if self.lost.contains(name) {
                return Question::ALL.len();
            }
            let said = |question: &&Question| answers.said(**question, name).is_some();
            Question::ALL.iter().filter(said).count()
        };
        names.iter().map(of).sum()
    }

    /// Whether the site answers the smallest call that every version and every user has.
    fn is_alive(&self, told: &mut Progress) -> bool {
        told.requests += 1;
        self.client
            .execute(Call::reading("Entity", "getActions"))
            .is_ok()
    }

    /// One request: a batch, or a call alone.
    fn request(&self, items: &[Item]) -> civi_runtime::Result<Vec<civi_runtime::Result<Answer>>> {
        let calls = items
            .iter()
            .map(|(question, name)| self.call(*question, name));
        let mut calls = calls.collect::<civi_runtime::Result<Vec<Call>>>()?;
        match (calls.len(), calls.pop()) {
            (1, Some(call)) => Ok(vec![Ok(self.client.execute(call)?)]),
            (_, last) => {
                calls.extend(last);
                self.client.execute_batch(calls)
            }
        }
    }

    fn call(&self, question: Question, name: &str) -> civi_runtime::Result<Call> {
        let mut call = Call::reading(name.to_owned(), question.action());
        if let Some(action) = question.fields_of() {
            call.params.set("action", action)?;
            let mut options = vec!["id", "name", "label", "abbr"];
            if self.options.docs {
                options.push("description");
            }
            // As a list of keys: the other forms lose the names (APIv4 wire contract §4.4).
            call.params.set("loadOptions", &options)?;
        }
        Ok(call)
    }

    /// Takes what came; gives what to ask again alone.
    fn take(
        &mut self,
        items: &[Item],
        results: Vec<civi_runtime::Result<Answer>>,
        answers: &mut Answers,
        told: &mut Progress,
    ) -> Result<Vec<Item>, Error> {
        let mut again = Vec::new();
        let mut kept: BTreeMap<Question, Map<String, Value>> = BTreeMap::new();
        self.singles += usize::from(items.len() == 1);
        for ((question, name), result) in items.iter().zip(results) {
            let rows = result.and_then(|answer| {
                told.bytes += answer.values().len() as u64;
                answer.decode::<Vec<Value>>()
            });
            match rows {
                Ok(rows) => {
                    if self.cache.is_some() {
                        let part = kept.entry(*question).or_default();
                        part.insert(name.clone(), Value::Array(rows.clone()));
                    }
                    answers.put(*question, name, Ok(rows));
                }
                Err(error) if error.is_api() || error.is_permission() || items.len() == 1 => {
                    self.lose(*question, name, &error, answers);
                }
                Err(_) => again.push((*question, name.clone())),
            }
        }
        if let Some(cache) = self.cache {
            for (question, part) in kept {
                cache.keep(question, part)?;
            }
        }
        Ok(again)
    }

    /// Gives the entity up, with the reason. Nothing more is asked about it.
    fn lose(
        &mut self,
        question: Question,
        name: &str,
        error: &civi_runtime::Error,
        answers: &mut Answers,
    ) {
        answers.put(question, name, Err(reason(error)));
        self.lost.insert(name.to_owned());
    }

    /// Makes the next requests smaller where this one took too long.
    fn learn(&mut self, size: usize, took: Duration, bytes: u64) {
        let longest = self.options.request_time;
        if took > longest / 4 || bytes > EASY {
            self.is_easy = false;
        }
        if took > longest {
            let share = longest.as_secs_f64() / took.as_secs_f64();
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
            #[allow(clippy::cast_precision_loss)]
            let smaller = (size as f64 * share) as usize;
            self.bearable = self.bearable.min(smaller.max(1));
        }
    }
}

/// Adds the items in parts of at most this size, the first on top.
fn push_parts(parts: &mut Vec<Vec<Item>>, items: Vec<Item>, size: usize) {
    parts.extend(items.chunks(size.max(1)).rev().map(<[Item]>::to_vec));
}

/// Splits the parts that are larger than this.
fn shrink(parts: &mut Vec<Vec<Item>>, size: usize) {
    for part in std::mem::take(parts) {
        push_parts(parts, part, size);
    }
}

/// Whether smaller requests would fail in the same way.
pub(super) fn is_final(error: &civi_runtime::Error) -> bool {
    error.is_auth()
        || error.is_maintenance()
        || error.is_redirect()
        || error.is_csrf()
        || error.is_method()
        || error.is_refused()
        || error.is_rate_limited()
        || (error.is_connection() && !error.is_transient())
}

/// Why an entity is left out, the same for the same failure: without the number that the site's
/// log gives to this one.
fn reason(error: &civi_runtime::Error) -> String {
    let text = error.to_string();
    match error.error_id().and_then(|id| text.find(id)) {
        Some(at) => {
            let before = text.get(..at).unwrap_or_default();
            let cut = before.rfind(['(', '[']).unwrap_or(at);
            before.get(..cut).unwrap_or_default().trim_end().to_owned()
        }
        None => text,
    }
}
