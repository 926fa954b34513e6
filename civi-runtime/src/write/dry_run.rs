//! [`DryRun`]: which rows a write with a filter would touch.

use crate::call::action::Caller;
use crate::clone::cloned;
use crate::entity::Keyed;
use crate::query::filter::Filter;
use crate::write::filtered_keys::keys_of;

/// Finds out which rows a write with a filter would touch, with the same proof that the site
/// applies the whole filter; writes nothing.
#[derive(Debug)]
#[must_use = "nothing happens until it is sent"]
pub struct DryRun<E> {
    filter: Filter<E>,
    action: &'static str,
}

cloned!(DryRun<E> { filter, action });

impl<E: Keyed> DryRun<E> {
    pub(crate) fn new(filter: Filter<E>, action: &'static str) -> Self {
        DryRun { filter, action }
    }

    /// The primary keys of the rows, in order.
    pub fn send<C: Caller>(self, client: &C) -> C::Out<Vec<E::Key>> {
        let exchange = client.exchange();
        client.run(async move { keys_of(&*exchange, &self.filter, self.action).await })
    }
}
