//! The chain that a call is being made for: while a chained call's parameters are made, the gate
//! knows of which entity's rows it will run for, and notes what it refers to.
//!
//! A site's own actions and the actions of bindings make their calls by themselves, so it is the
//! thread that knows: the parameters of a call are made in one go.

use std::cell::RefCell;

use serde_json::Value as Json;

use crate::error::{Error, Result};
use crate::query::parent::json_at_risk;

/// A field of the parent's row: its entity, and its path.
pub(crate) type ParentField = (&'static str, String);

struct Chain {
    parent: &'static str,
    fields: Vec<ParentField>,
}

thread_local! {
    static CHAIN: RefCell<Option<Chain>> = const { RefCell::new(None) };
}

/// Makes a call that is chained to rows of an entity; gives the fields of such a row that it refers
/// to as well.
pub(crate) fn within<T>(
    parent: &'static str,
    make: impl FnOnce() -> Result<T>,
) -> Result<(T, Vec<ParentField>)> {
    let fields = Vec::new();
    let outer = CHAIN.replace(Some(Chain { parent, fields }));
    let made = make();
    let chain = CHAIN.replace(outer);
    Ok((made?, chain.map(|chain| chain.fields).unwrap_or_default()))
}

/// Makes a call that is chained to nothing: one that goes before the call at hand.
pub(crate) fn outside<T>(make: impl FnOnce() -> T) -> T {
    let outer = CHAIN.replace(None);
    let made = make();
    CHAIN.replace(outer);
    made
}

/// The entity whose rows the call at hand is chained to.
pub(crate) fn parent() -> Option<&'static str> {
    CHAIN.with_borrow(|chain| chain.as_ref().map(|chain| chain.parent))
}

/// Notes a field that the call at hand refers to.
pub(crate) fn note(field: &ParentField) {
    CHAIN.with_borrow_mut(|chain| {
        if let Some(chain) = chain
            && !chain.fields.contains(field)
        {
            chain.fields.push(field.clone());
        }
    });
}

/// Checks a value that is written, or a parameter: a field of a parent's row is for a chained call
/// only, and other text that begins with `$` is not for one, since the site could take it for such a
/// field (APIv4 wire contract §6.5).
pub(crate) fn check(
    place: std::fmt::Arguments<'_>,
    fields: &[ParentField],
    value: &Json,
) -> Result<()> {
    match (fields, parent()) {
        ([(entity, path), ..], None) => Err(Error::refused(format!(
            "{place} is `{path}` of {entity}'s row, which is there only in a call that is chained to \
             it with `.chain(…)`"
        ))),
        ([_, ..], Some(_)) => {
            fields.iter().for_each(note);
            Ok(())
        }
        ([], Some(_)) if json_at_risk(value) => Err(Error::refused(format!(
            "{place} has a text that begins with `$`: in a chained call the site could take it for \
             a field of the parent's row; make two calls instead"
        ))),
        ([], _) => Ok(()),
    }
}
