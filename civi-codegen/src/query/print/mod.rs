//! A call as typed Rust.

mod chain;
mod get;
mod named;
mod other;
mod program;
mod select;
mod taken;
mod value;
mod write;

use proc_macro2::TokenStream;

use super::call::Call;
use super::canonical::Canonical;
use super::error::Problem;
use super::literal::Value;
use super::resolve::Scope;
use super::resolve::catalog::Catalog;
use super::resolve::writer::{Setting, Writer};
use crate::model::Model;
pub(super) use named::{named, named_function};
pub use program::{ProgramOptions, program};
use select::Column;
use taken::Taken;

/// A call in Rust.
#[derive(Debug)]
pub struct Translation {
    body: Body,
    ending: Ending,
    /// What is taken of its rows, where that takes a statement.
    taken: Option<Taken>,
    writer: Writer,
}

#[derive(Debug)]
enum Body {
    Get(Box<get::Get>),
    Action(write::Action),
}

/// What is done with the call, and what is taken of its answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// Every row.
    Rows,
    /// The first row, if there is one.
    First,
    /// The only row.
    One,
    /// The number of rows.
    Count,
    /// A page of rows, and how many there are in all.
    Page,
    /// What the action gives.
    Send,
}

/// A call against the bindings of a model.
///
/// # Errors
///
/// Everything that the bindings don't have, each with the nearest name, and what civi has no words
/// for.
pub fn translate(model: &Model, call: &Call) -> Result<Translation, Vec<Problem>> {
    translated(&Catalog::new(model), call, Setting::Program)
}

fn translated(
    catalog: &Catalog<'_>,
    call: &Call,
    setting: Setting,
) -> Result<Translation, Vec<Problem>> {
    let mut writer = Writer::new(setting, catalog);
    let entity = match catalog.entity(&call.entity) {
        Ok(entity) => entity,
        Err(message) => {
            writer.problem(call.at, message);
            return Err(writer.problems);
        }
    };
    let params = Canonical::of(call, &mut writer.problems);
    for remark in &params.remarks {
        writer.remark(remark.clone());
    }
    let mut scope = Scope::new(catalog, &mut writer, entity);
    let Some(action) = scope.action_name(&call.action, call.at) else {
        return Err(writer.problems);
    };
    let mut taken = None;
    let (body, ending) = match action.as_str() {
        "get" if !scope.is_setting() => {
            let get = scope.get(&params);
            let ending = ending(call, &params, &get);
            if matches!(ending, Ending::Rows) {
                taken = call
                    .index
                    .as_ref()
                    .and_then(|index| Taken::of(index, entity));
            }
            (Body::Get(Box::new(get)), ending)
        }
        _ => {
            let action = scope.action(&action, &params, call);
            (Body::Action(action), Ending::Send)
        }
    };
    if writer.problems.is_empty() {
        Ok(Translation {
            body,
            ending,
            taken,
            writer,
        })
    } else {
        Err(writer.problems)
    }
}

fn ending(call: &Call, params: &Canonical, get: &get::Get) -> Ending {
    if get.counts && get.parts.is_empty() && params.select.len() == 1 {
        return Ending::Count;
    }
    match call.index.as_ref().map(|index| &index.value) {
        Some(Value::Number(digits)) if digits == "0" => Ending::First,
        Some(Value::Text(text)) if text == "single" => Ending::One,
        Some(Value::Text(text)) if text.starts_with("#count") => Ending::Count,
        _ if get.counts => Ending::Page,
        _ => Ending::Rows,
    }
}

impl Translation {
    /// What was read otherwise than it is written, or can't be said in civi's own words.
    #[must_use]
    pub fn remarks(&self) -> &[String] {
        &self.writer.remarks
    }

    /// The conditions that joins without one were given, as the site would: alias, left and right.
    #[must_use]
    pub fn guesses(&self) -> &[(String, String, String)] {
        &self.writer.guesses
    }

    /// What is done with the call.
    #[must_use]
    pub fn ending(&self) -> Ending {
        self.ending
    }

    /// Whether the rows are found by a filter first, so that it is more than one call.
    #[must_use]
    pub fn finds(&self) -> bool {
        matches!(&self.body, Body::Action(action) if action.finds)
    }

    /// The variables that the expression uses, and the expression.
    #[must_use]
    pub fn expression(&self) -> (TokenStream, TokenStream) {
        match &self.body {
            Body::Get(get) => (get.lets.clone(), get.expression()),
            Body::Action(action) => (action.lets.clone(), action.tokens.clone()),
        }
    }

    /// The columns of the rows, by their names on the wire, where each is selected by name.
    #[must_use]
    pub fn columns(&self) -> Option<Vec<&str>> {
        let Body::Get(get) = &self.body else {
            return None;
        };
        let columns: Option<&Vec<Column>> = get.columns.as_ref();
        columns.map(|columns| columns.iter().map(|column| column.name.as_str()).collect())
    }
}
