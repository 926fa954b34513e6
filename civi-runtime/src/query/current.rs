//! Who asks and where: the contact that the client is, and the domain that answers.

use crate::query::operand::{IntoOperand, Operand};
use crate::query::values::{Chosen, IntoWire, Wire};
use crate::value::Id;

/// The contact that the client asks as: where a contact's key stands, in a condition or as a value
/// that is written. The site puts it in (`user_contact_id`).
///
/// ```
/// # use civi_runtime::{Entity, Field, Id, CurrentUser};
/// # enum Contact {}
/// # enum Activity {}
/// # impl Activity {
/// #     const SOURCE: Field<Activity, Id<Contact>> = Field::new("source_contact_id");
/// # }
/// let mine = Activity::SOURCE.eq(CurrentUser);
/// assert_eq!(
///     format!("{mine:?}"),
///     r#"Filter([["source_contact_id","=","user_contact_id"]])"#
/// );
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct CurrentUser;

/// The domain that the client asks: where a domain's key stands, in a condition or as a value that
/// is written. The site puts it in (`current_domain`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct CurrentDomain;

macro_rules! current {
    ($($name:ident $word:literal;)+) => {$(
        impl<X> IntoOperand<Id<X>> for $name {
            fn into_operand(self) -> Operand {
                Operand::Text($word.to_owned())
            }
        }
        current!(written $name $word {X} Id<X>);
        current!(written $name $word {X} Option<Id<X>>);
        current!(written $name $word {X, O} Chosen<Id<X>, O>);
        current!(written $name $word {X, O} Option<Chosen<Id<X>, O>>);
    )+};
    (written $name:ident $word:literal {$($generic:tt)*} $stored:ty) => {
        #[diagnostic::do_not_recommend]
        impl<$($generic)*> IntoWire<$stored> for $name {
            fn into_wire(self) -> Wire {
                Wire::stored($word)
            }
        }
    };
}
current! {
    CurrentUser "user_contact_id";
    CurrentDomain "current_domain";
}
