//! Calls inside a call: for each row of a `get`, or of a write, another call.

mod action;
mod index;
mod link;
mod rows;

pub use action::{Chaining, Chains};
pub use index::{By, First, by, first};
pub(crate) use link::{Link, Links};
pub use link::{Linked, RowsOfChain};
pub use rows::{Chained, ChainedRows};

use crate::call::site_action::SiteAction;
use crate::entity::Entity;
pub use crate::query::parent::{Parent, parent};
use crate::row::Misfit;

/// A call that can be made for each row of another: a `get`, what writes (`create`, `save`,
/// `replace`, `update_where`, `delete_where`), what asks the site about itself, and a site's own
/// actions. What it gives for one row is its `Output`.
///
/// It refers to the row by [`parent`], in its filter and in what it writes. A chained write runs
/// inside the site, so what civi otherwise finds out before it writes is left out: which rows a
/// filter chooses, whether a record matches several, whether the site has the fields (APIv4 wire
/// contract §6.5).
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be chained to the rows of another call",
    label = "no call that the site can make for each row",
    note = "a `get` can, `create`, `save`, `replace`, `update_where`, `delete_where`, `fields`, `actions`, and a site's own actions; rows that a chained call writes are chosen by a filter: `Email::delete_where(Email::CONTACT_ID.eq(parent(Contact::ID)))`"
)]
pub trait Chainable: Send + Sync + 'static {
    /// What it gives for one row.
    type Output: Send + 'static;

    /// What [`first`] gives of that.
    type One: Send + 'static;

    /// The call, without its types.
    #[doc(hidden)]
    fn linked(&self) -> Linked;

    /// Reads what it gave for one row: a list.
    ///
    /// # Errors
    ///
    /// When that is not what the call gives.
    #[doc(hidden)]
    fn read_all(&self, rows: RowsOfChain<'_>) -> Result<Self::Output, Misfit>;

    /// Reads what it gave for one row, where that is a list of one.
    ///
    /// # Errors
    ///
    /// When that is not what the call gives.
    #[doc(hidden)]
    fn read_one(&self, rows: RowsOfChain<'_>) -> Result<Self::One, Misfit>;
}

/// Lets an action be chained: `$lookup` and `$known` find out about options that the bindings do not
/// know, before anything is sent.
macro_rules! chainable {
    ($action:ty {$($generic:tt)*} $({$($bound:tt)*})? $(, $lookup:expr, $known:expr)?) => {
        impl<$($generic)*> $crate::read::chain::Chainable for $action $(where $($bound)*)? {
            type Output = <Self as $crate::call::action::Action>::Output;
            type One = Self::Output;

            fn linked(&self) -> $crate::read::chain::Linked {
                let linked = $crate::read::chain::Linked::action(self.clone());
                $(let linked = linked.looking_up(self.clone(), $lookup, $known);)?
                linked
            }

            fn read_all(
                &self,
                rows: $crate::read::chain::RowsOfChain<'_>,
            ) -> ::core::result::Result<Self::Output, $crate::row::Misfit> {
                rows.of_action(self)
            }

            fn read_one(
                &self,
                rows: $crate::read::chain::RowsOfChain<'_>,
            ) -> ::core::result::Result<Self::Output, $crate::row::Misfit> {
                rows.of_action(self)
            }
        }
    };
}
pub(crate) use chainable;

chainable!(SiteAction<E, O> {E: Entity, O: Send + 'static});
