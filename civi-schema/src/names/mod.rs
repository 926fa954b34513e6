//! Wire name → Rust name: a pure function, so that a new field on the site never renames an old
//! one.
//!
//! # The rules
//!
//! 1. **Spelling.** A name is cut into words where its case changes, and at every character that
//!    a Rust name can't hold. A dot, which the wire puts between a custom group and its field,
//!    becomes `__`; underscores stay as they are. Fields, setters, parameters, functions and
//!    modules are `snake_case`, constants `UPPER_CASE`; types and variants are `UpperCamel`, with
//!    the case inside a word left as the site writes it (`PCPBlock`, not `PcpBlock`).
//!
//!    | wire | field, function, module | constant | type, variant |
//!    |---|---|---|---|
//!    | `first_name` | `first_name` | `FIRST_NAME` | `FirstName` |
//!    | `image_URL` | `image_url` | `IMAGE_URL` | `ImageURL` |
//!    | `extra_info.txt` | `extra_info__txt` | `EXTRA_INFO__TXT` | `ExtraInfoTxt` |
//!    | `Advisory Board` | `advisory_board` | `ADVISORY_BOARD` | `AdvisoryBoard` |
//!    | `1st_gift` | `_1st_gift` | `_1ST_GIFT` | `_1stGift` |
//!    | `Größe_cm` | `größe_cm` | `GRÖSSE_CM` | `GrößeCm` |
//!    | `type` | `r#type` | `TYPE` | `Type` |
//!    | `Self` | `self_` | `SELF` | `Self_` |
//!    | `-1` | `minus_1` | `MINUS_1` | `Minus1` |
//!    | `🎉` | `u1f389` | `U1F389` | `U1f389` |
//!
//!    Letters outside ASCII stay where Rust takes them as they are: those that have one spelling
//!    in Unicode (no combining marks, which a compiler would join: NFC) and whose upper and lower
//!    case are each one letter, `ß` excepted. Anything else outside ASCII is written as its
//!    code point, `u1f389`.
//! 2. **Keywords** of every edition, reserved ones included, are raw identifiers where that is
//!    legal (`r#type`, `r#gen`); where it isn't (`self`, `Self`, `super`, `crate`), and where a
//!    name would hide something that generated code needs, an underscore follows.
//! 3. **Collisions.** Where two wire names of one scope come to the same Rust name, *all* of them
//!    get an ending that says how each is written on the wire: `foo_bar__as_plain`,
//!    `foo_bar__as_pascal` (`FooBar`), `foo_bar__as_dotted`; for anything else the places that
//!    differ: `foo_bar__as_c0_l3` (a capital at 0, a low line at 3). So a name depends on its own
//!    wire name, and on whether another of its scope comes to the same; never on order, nor on
//!    anything else the schema holds. A new colliding name breaks the build instead of silently
//!    taking over the old one's Rust name.
//!
//! The result is always a legal Rust 2024 identifier, and within a scope no two are the same.
//!
//! ```
//! use civi_schema::names;
//!
//! let fields = names::fields(["first_name", "type", "extra_info.txt"]);
//! assert_eq!(fields["type"].field, "r#type");
//! assert_eq!(fields["extra_info.txt"].constant, "EXTRA_INFO__TXT");
//!
//! let collide = names::fields(["foo_bar", "FooBar", "other"]);
//! assert_eq!(collide["foo_bar"].field, "foo_bar__as_plain");
//! assert_eq!(collide["FooBar"].field, "foo_bar__as_pascal");
//! assert_eq!(collide["other"].field, "other");
//! ```

mod distinct;
mod keyword;
mod letter;
mod scope;
mod set;
mod spelling;

pub use scope::{
    ActionName, EntityName, FieldName, QueryName, actions, entities, fields, lists, params,
    queries, variants,
};
pub use set::{operator_set, suffix_set};

#[cfg(test)]
mod tests;
