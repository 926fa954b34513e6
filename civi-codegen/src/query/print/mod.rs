//! A call as typed Rust.

mod get;
mod select;

use proc_macro2::TokenStream;
use quote::quote;

use super::call::Call;
use super::canonical::Canonical;
use super::error::Problem;
use super::literal::Value;
use super::resolve::Scope;
use super::resolve::catalog::Catalog;
use super::resolve::writer::{Parameter, Setting, Writer, ident};
use crate::model::Model;
use select::Column;

/// A call in Rust.
#[derive(Debug)]
pub struct Translation {
    lets: TokenStream,
    body: Body,
    writer: Writer,
}

#[derive(Debug)]
enum Body {
    Get(get::Get, Ending),
}

/// What is taken of the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ending {
    Rows,
    First,
    One,
    Count,
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
    let mut writer = Writer::new(setting);
    let params = Canonical::of(call, &mut writer.problems);
    for remark in &params.remarks {
        writer.remark(remark.clone());
    }
    let entity = match catalog.entity(&call.entity) {
        Ok(entity) => entity,
        Err(message) => {
            writer.problem(call.at, message);
            return Err(writer.problems);
        }
    };
    let mut scope = Scope::new(catalog, &mut writer, entity);
    let body = match call.action.as_str() {
        "get" => {
            let get = scope.get(&params);
            let ending = ending(call, &get);
            Body::Get(get, ending)
        }
        other => {
            writer.problem(
                call.at,
                format!("the action `{other}` can't be translated yet"),
            );
            return Err(writer.problems);
        }
    };
    if writer.problems.is_empty() {
        let lets = match &body {
            Body::Get(get, _) => get.lets.clone(),
        };
        Ok(Translation { lets, body, writer })
    } else {
        Err(writer.problems)
    }
}

fn ending(call: &Call, get: &get::Get) -> Ending {
    let counts = get.counts && get.parts.is_empty();
    match call.index.as_ref().map(|index| &index.value) {
        _ if counts => Ending::Count,
        Some(Value::Number(digits)) if digits == "0" => Ending::First,
        Some(Value::Text(text)) if text == "single" => Ending::One,
        _ => Ending::Rows,
    }
}

impl Translation {
    /// What was read otherwise than it is written, or can't be said in civi's own words.
    #[must_use]
    pub fn remarks(&self) -> &[String] {
        &self.writer.remarks
    }

    /// A function that makes the call, and is named so.
    #[must_use]
    pub fn function(&self, name: &str) -> TokenStream {
        let name = ident(name);
        let lets = &self.lets;
        let Body::Get(get, ending) = &self.body;
        let expression = get.expression();
        let _ = ending;
        quote! {
            pub fn #name() -> impl ::civi_runtime::Action {
                #lets
                #expression
            }
        }
    }

    /// The variables that the call takes.
    fn parameters(&self) -> &[Parameter] {
        &self.writer.parameters
    }

    /// The columns of the rows, by their names on the wire, where each is selected by name.
    #[must_use]
    pub fn columns(&self) -> Option<Vec<&str>> {
        let Body::Get(get, _) = &self.body;
        let columns: Option<&Vec<Column>> = get.columns.as_ref();
        columns.map(|columns| columns.iter().map(|column| column.name.as_str()).collect())
    }
}
