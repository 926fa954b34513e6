//! What changed between two schemas, and what that means for code written against the bindings.
//!
//! [`compare`] gives a [`Difference`]: a list of [`Change`]s, each with an [`Impact`] on Rust code
//! that uses the generated bindings of the first schema and is built against those of the second:
//!
//! * **Breaking**: code that compiled may no longer compile, is refused at run time, or gets other
//!   rows. Things that are gone; a type that is another, and that is also a value that can now be
//!   null or no longer can (`Option<T>` and `T` are different types); a mandatory value more or
//!   less (the constructor takes another number of arguments); operators, suffixes or permissions
//!   that are stricter; an implicit filter of `get` that is another.
//! * **Additive**: code goes on as it is, and can do more. New entities, optional fields, options
//!   (option types are open, and a `match` on them has an arm for others), actions.
//! * **Cosmetic**: what people read and what forms show: titles, labels, descriptions, defaults
//!   that the site fills in.
//!
//! [`compare_with_queries`] says besides which named queries and saved searches it breaks or changes.
//!
//! ```
//! use civi_codegen::diff::{Impact, compare};
//! use civi_codegen::schema::{Entity, Schema};
//!
//! let old = Schema::default();
//! let mut new = Schema::default();
//! let tag = Entity { name: "Tag".to_owned(), ..Entity::default() };
//! new.entities.insert("Tag".to_owned(), tag);
//! let difference = compare(&old, &new);
//! assert_eq!(difference.count(Impact::Additive), 1);
//! assert_eq!(compare(&new, &old).count(Impact::Breaking), 1);
//! ```

mod action;
mod change;
mod dynamic_key;
mod entity;
mod field;
mod option;
mod query;
mod render;
#[cfg(test)]
mod tests;
mod type_text;

pub use change::{Aspect, Change, Impact};

use crate::{GenerateError, GenerateOptions};
use civi_schema::rust_type::TypeRules;
use civi_schema::{Schema, Site};

/// Everything that changed between two schemas.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Difference {
    /// The older site.
    pub from: Site,
    /// The newer site.
    pub to: Site,
    /// The changes, by entity and part.
    pub changes: Vec<Change>,
}

impl Difference {
    /// How many changes have this impact.
    #[must_use]
    pub fn count(&self, impact: Impact) -> usize {
        self.changes
            .iter()
            .filter(|change| change.impact == impact)
            .count()
    }

    /// Whether nothing changed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }
}

/// Compares two schemas of the same site, or of two sites.
///
/// The day of a snapshot and as whom it was taken are no changes.
#[must_use]
pub fn compare(from: &Schema, to: &Schema) -> Difference {
    let rules = TypeRules::default();
    let mut changes = Vec::new();
    entity::compare(from, to, &rules, &mut changes);
    option::compare(from, to, &rules, &mut changes);
    changes.sort();
    let changes = once(changes);
    Difference {
        from: from.site.clone(),
        to: to.site.clone(),
        changes,
    }
}

/// [`compare`], and what it means for named queries: those of the options, and all saved searches
/// that the two snapshots have.
///
/// A query that one schema supports and the other does not is a change of its own, whatever else
/// changed; so is each column, type, filter, join, … that is another. In a [`Change`] of a query
/// the entity is its path, `queries::lapsed` or `searches::Lapsed_Donors`.
///
/// # Errors
///
/// When the options give a path of the runtime crate that isn't Rust.
pub fn compare_with_queries(
    from: &Schema,
    to: &Schema,
    options: &GenerateOptions,
) -> Result<Difference, GenerateError> {
    let mut difference = compare(from, to);
    query::compare(from, to, options, &mut difference.changes)?;
    difference.changes.sort();
    Ok(difference)
}

/// A new CiviCRM changes an action on every entity at once: such a change is told once, at the
/// first entity. Fields that share an option list are told so already.
fn once(changes: Vec<Change>) -> Vec<Change> {
    let mut told: Vec<Change> = Vec::with_capacity(changes.len());
    let mut first = std::collections::BTreeMap::new();
    for change in changes {
        let Some(part) = change.part.as_ref().filter(|part| part.ends_with(')')) else {
            told.push(change);
            continue;
        };
        let other = format!("{}.{part}", change.entity);
        let key = Change {
            entity: String::new(),
            ..change.clone()
        };
        match first
            .get(&key)
            .and_then(|index: &usize| told.get_mut(*index))
        {
            Some(change) => change.also.push(other),
            None => {
                first.insert(key, told.len());
                told.push(change);
            }
        }
    }
    told
}
