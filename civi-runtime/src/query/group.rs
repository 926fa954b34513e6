//! [`Grouping`]: what makes one row of many.

use crate::query::field::{Field, Path, Use};
use crate::query::kind::Permitted;

/// One expression of `groupBy`.
#[derive(Debug, Clone)]
pub struct Group {
    pub(crate) text: String,
    pub(crate) uses: Vec<Use>,
}

/// What the rows of a query of `E` are grouped by: a field, a function's result, or a tuple of up to
/// eight of them.
///
/// ```
/// # use civi_runtime::{self as rt, Action as _, Actions as _, Field, function};
/// # enum Contact {}
/// # impl rt::Entity for Contact { const NAME: &'static str = "Contact"; }
/// # impl rt::CanGet for Contact { type Row = rt::codegen::derive::NoRow; }
/// # const CITY: Field<Contact, String> = Field::new("address_primary.city");
/// # const BIRTH_DATE: Field<Contact, rt::Date> = Field::new("birth_date");
/// let by_city_and_year = Contact::get()
///     .select((CITY, function::count_all::<Contact>().alias("n")))
///     .group_by((CITY, function::year(BIRTH_DATE)));
/// assert_eq!(
///     by_city_and_year.call()?.params.get("groupBy"),
///     Some(r#"["address_primary.city","YEAR(birth_date)"]"#)
/// );
/// # Ok::<(), rt::Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "rows of `{E}` can't be grouped by `{Self}`",
    label = "neither a field of `{E}` nor a tuple of such",
    note = "group by a field, a function's result, or a tuple of up to eight of them"
)]
pub trait Grouping<E> {
    /// Adds the expressions to those that there are.
    #[doc(hidden)]
    fn add_to(&self, groups: &mut Vec<Group>);
}

impl<E, T, K: Permitted, P: Path> Grouping<E> for Field<E, T, K, P> {
    fn add_to(&self, groups: &mut Vec<Group>) {
        groups.push(Group {
            text: self.expression_text().to_owned(),
            uses: self.selected_uses(),
        });
    }
}

impl<E, G: Grouping<E>> Grouping<E> for &G {
    fn add_to(&self, groups: &mut Vec<Group>) {
        (**self).add_to(groups);
    }
}

macro_rules! tuples {
    ($([$($part:ident $at:tt),+])+) => {$(
        impl<E, $($part: Grouping<E>),+> Grouping<E> for ($($part,)+) {
            fn add_to(&self, groups: &mut Vec<Group>) {
                $(self.$at.add_to(groups);)+
            }
        }
    )+};
}
tuples! {
    [A 0]
    [A 0, B 1]
    [A 0, B 1, C 2]
    [A 0, B 1, C 2, D 3]
    [A 0, B 1, C 2, D 3, F 4]
    [A 0, B 1, C 2, D 3, F 4, G 5]
    [A 0, B 1, C 2, D 3, F 4, G 5, H 6]
    [A 0, B 1, C 2, D 3, F 4, G 5, H 6, I 7]
}
