//! `#[derive(CiviEntity)]`: a struct of your own as a selection, a row and the values of a write of a
//! CiviCRM entity, checked against the site's schema when it is compiled. With it comes
//! `#[derive(CiviOption)]`, for an enum of your own for an option list.
//!
//! Both are re-exported by `civi-runtime`'s feature `macros`, which is the way to use them.
//!
//! ```
//! use civi_runtime::{CiviEntity, Id};
//!
//! #[derive(Debug, CiviEntity)]
//! # #[allow(dead_code)]
//! #[civi_entity(entity = "Contact", schema = "tests/schema")]
//! struct Donor {
//!     id: Id<Donor>,
//!     display_name: Option<String>,
//!     #[civi_entity(field = "email_primary.email")]
//!     email: Option<String>,
//!     #[civi_entity(field = "gender_id:label")]
//!     gender: Option<String>,
//!     #[civi_entity(field = "extra_info.txt")]
//!     note: Option<String>,
//! }
//!
//! let donors = Donor::get().filter(Donor::DISPLAY_NAME.like("A%")).limit(20);
//! # drop(donors);
//! // let donors: Vec<Donor> = donors.rows(&client).await?;
//! ```
//!
//! All mistakes of a struct are reported in one build, each under its own tokens, with the nearest
//! right name and, for types, what the schema says.

mod attribute;
mod cache;
mod check;
mod checked;
mod column;
mod column_type;
mod expand;
mod input;
mod option_enum;
mod own_type;
mod report;
mod source;
mod suggest;
#[cfg(test)]
mod tests;
mod writing;

use proc_macro::TokenStream;
use syn::{DeriveInput, parse_macro_input};

use report::Report;

/// Makes a struct of yours a selection, a row and the values of a write of an entity, checked
/// against the site's schema.
///
/// # Where the schema is
///
/// `schema = "…"` names the snapshot's folder, relative to the crate's `Cargo.toml`. Without it,
/// `schema = "…"` in a `civi.toml` beside the crate's or the workspace's `Cargo.toml` counts, and
/// without that the environment variable `CIVI_SCHEMA`. Of the snapshot, only `site.json` and the
/// files of the entities that the struct reaches are read; when one of them changes, cargo builds
/// again.
///
/// With `bindings = path::to::Contact`, the generated type, no file is read and the compiler checks
/// the struct against the bindings instead. `bindings = path::to::civi, entity = "Contact"` says the
/// same. A field's path is then a text without joins, or an expression:
/// `field = Contact::EMAIL_PRIMARY.to(Email::EMAIL)`.
/// Types are those of the bindings, so an option list that has a generated type is read as that
/// one, and `with` and `write(create)` need a schema.
///
/// # On the struct: `#[civi_entity(…)]`
///
/// | key | says |
/// |---|---|
/// | `entity = "Contact"` | which entity it is of, by its name on the wire |
/// | `schema = "…"`, `bindings = …` | what it is checked against |
/// | `write` | it is the values of a `create`, `update` or `save`; with `read` before it, also a row |
/// | `write(create)` | … and has everything that `create` demands |
/// | `marker = Donor` | another derived struct of the same entity that stands for it: for `Id<Donor>` and `Donor::get()` |
/// | `crate = path` | the path of `civi_runtime`, where it is not that |
///
/// # On a field: `#[civi_entity(…)]`
///
/// | key | says |
/// |---|---|
/// | `field = "…"` | its path: `email_primary.email` through any number of keys, `extra_info.txt` in a custom group, `gender_id:label` with a suffix; without it, the field's own name |
/// | `null = …` | what null means, so that the field needs no `Option` |
/// | `default`, `default = …` | what it means that the site left the column out; null too, unless `null` says otherwise |
/// | `with = …` | a function from what the schema says (`Option<String>`, or `String` where null has a meaning or can't be) to a `Result` of the field's type |
/// | `flatten` | the fields of another derived struct of the same entity |
/// | `flatten, prefix = "address_primary"` | … of the entity that this key leads to; an `Option` of it is `None` where there is none |
/// | `skip` | it is no column: `Default::default()`, or `default = …` |
/// | `write_with = …` | a function from the field's type to what the schema says |
/// | `write_null` | `None` is written as null; otherwise it is left out |
///
/// # Types
///
/// | the schema says | the field is |
/// |---|---|
/// | a key | `Id<E>`, where `E` is a derived struct of that entity, or `i64` |
/// | Integer, Float, Boolean, String and Text | `i64`, `f64`, `bool`, `String` |
/// | Money | `Decimal` |
/// | Date, Timestamp, Time | `Date`, `DateTime`, `Time` |
/// | serialised | `Vec` of it, or `serde_json::Value` |
/// | options, or a suffix | the stored value, text, or an enum with [`CiviOption`] |
///
/// Each in an `Option` where the schema says that it can be null, and always behind a join; or in a
/// `Presence`, which tells a column that is absent from one that is null.
///
/// A value that is no such value (a list in an amount) is `Presence::Unreadable`, `None` in an
/// `Option`, and otherwise an error that names row and field: what `null`, `default` and `with` say
/// does not hold for it, and nothing is written for it.
///
/// # What there is then
///
/// `Donor::get()`, which asks for exactly the struct's fields and gives rows of it; one constant a
/// field for filters and orders, `Donor::DISPLAY_NAME`; and for a struct that writes its
/// conversion into `Values`, so that `Donor::create`, `update` and `save` take it. The struct is an
/// `Entity` itself, so it needs no generated bindings. `Contact::get().select_as::<Donor>()` reads
/// it where there are some.
///
/// ```
/// use civi_runtime::{Actions, CiviEntity, Date, Id, Presence};
///
/// #[derive(CiviEntity)]
/// #[civi_entity(entity = "Contact", schema = "tests/schema", read, write(update))]
/// struct Person {
///     id: Id<Person>,
///     #[civi_entity(null = String::from("(no name)"), write_with = Some)]
///     first_name: String,
///     birth_date: Presence<Date>,
///     #[civi_entity(skip)]
///     changed: bool,
/// }
///
/// let person = Person {
///     id: Id::new(7),
///     first_name: "Ada".to_owned(),
///     birth_date: Presence::Absent,
///     changed: true,
/// };
/// let update = person.update();
/// # drop(update);
/// ```
#[proc_macro_derive(CiviEntity, attributes(civi_entity))]
pub fn derive_entity(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    let mut report = Report::default();
    let Some(input) = input::Input::read(input, &mut report) else {
        return report.into_tokens().into();
    };
    let Some(checked) = checked::checked(&input, &mut report) else {
        return report.into_tokens().into();
    };
    // Also of a struct with mistakes: what uses it then has no mistakes of its own to show.
    let mut tokens = expand::expand(&input, &checked, report.is_empty());
    tokens.extend(report.into_tokens());
    tokens.into()
}

/// Makes an enum of yours the type of an option list.
///
/// A variant stands for the option of its own name, or of the one that `value` says: a machine name
/// (`field = "gender_id:name"`) or a stored value (`field = "gender_id"`). A site can gain options
/// at any time, so one variant is for all others and keeps what the site sent.
///
/// `#[civi_option(serde)]` on the enum gives it serde's traits as the bindings' option types have
/// them: it is the text that stands for the option, an unknown one too. That takes the runtime's
/// feature `serde`.
///
/// ```
/// use civi_runtime::{CiviOption, OptionList, OtherOption};
///
/// #[derive(Debug, Clone, PartialEq, CiviOption)]
/// enum Gender {
///     Female,
///     #[civi_option(value = "Male")]
///     Man,
///     #[civi_option(fallback)]
///     Unlisted(OtherOption),
/// }
///
/// assert_eq!(Gender::from_text("Male"), Gender::Man);
/// assert_eq!(Gender::from_text("Diverse").as_str(), "Diverse");
/// ```
#[proc_macro_derive(CiviOption, attributes(civi_option))]
pub fn derive_option(input: TokenStream) -> TokenStream {
    option_enum::derive(&parse_macro_input!(input as DeriveInput)).into()
}
