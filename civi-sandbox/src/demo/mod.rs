//! The rows that a sandbox begins with, and demo data.

mod begin;
mod lines;
mod options;
mod people;
mod words;

pub(crate) use begin::{begin, contacts_of};
pub(crate) use lines::add_lines;
pub(crate) use people::fill;

use crate::actions::plant;
use crate::context::Context;
use crate::failure::{Failure, Outcome};
use crate::json::Json;

/// Puts a row in place; nothing where the snapshot doesn't have the entity.
fn row<const N: usize>(
    context: &Context<'_>,
    entity: &str,
    values: [(&str, Json); N],
) -> Outcome<i64> {
    match context
        .model
        .entity(entity)
        .filter(|entity| entity.table.is_some())
    {
        Some(model) => plant(context, model, &Json::from(values), begin::BEGINNING)
            .map_err(|failure| Failure::exception(format!("{entity}: {}", failure.message()))),
        None => Ok(0),
    }
}
