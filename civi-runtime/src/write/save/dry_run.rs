//! [`SaveDryRun`]: what a `save` would do with each record.

use super::Save;
use crate::call::action::{Caller, Exchange};
use crate::call::known_fields::admit_one;
use crate::clone::cloned;
use crate::entity::Keyed;
use crate::error::Result;
use crate::query::values::Values;
use crate::write::matched::{Match, Seen};
use crate::write::options_known::look_up;
use crate::write::record_set::RecordSet;
use crate::write::returning::Keys;
use crate::write::rows_by_key::{ROWS_A_CALL, verify};

/// What a `save` would do with one record, whose row has keys of type `K`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Planned<K> {
    /// It would become a new row.
    New,
    /// It would change the row with this key.
    Change(K),
    /// No row is there for it yet, and it may be for the row that the record at this position makes:
    /// it is looked for again when that one is written.
    After(usize),
    /// It would not be written: several rows match, of which these are two.
    Ambiguous(Vec<K>),
}

/// Finds out what a `save` would do with each record, and makes the checks that come before the first
/// is sent; writes nothing. Made by [`Save::dry_run`].
///
/// What the site itself would refuse (a value that is missing, a rule of an extension) only shows
/// when it is written.
#[derive(Debug)]
#[must_use = "nothing happens until it is sent"]
pub struct SaveDryRun<E> {
    records: RecordSet<E>,
}

cloned!(SaveDryRun<E> { records });

impl<E: Keyed> SaveDryRun<E> {
    pub(super) const fn new(records: RecordSet<E>) -> Self {
        SaveDryRun { records }
    }

    /// What would become of each record, in their order.
    pub fn send<C: Caller>(self, client: &C) -> C::Out<Vec<Planned<E::Key>>> {
        let exchange = client.exchange();
        client.run(async move { self.run(&*exchange).await })
    }

    async fn run(self, exchange: &dyn Exchange) -> Result<Vec<Planned<E::Key>>> {
        let save: Save<E, Keys> = Save::new(self.records);
        save.records.check("save")?;
        let total = save.records.list.len();
        if total > 0 {
            admit_one(exchange, &save.fields()).await?;
            look_up::<E>(exchange, "save", &save.records.unlisted()).await?;
            verify::<E>(exchange, &save.named_keys(), "save").await?;
        }
        let (mut plans, mut seen) = (Vec::new(), Seen::default());
        for start in (0..total).step_by(ROWS_A_CALL) {
            let places = start..total.min(start + ROWS_A_CALL);
            let mut found = save.look_for(exchange, places.clone()).await?;
            for index in places {
                let earlier = save.records.see(index, &mut seen);
                let named = save.records.list.get(index).and_then(Values::key);
                plans.push(match (found.remove(&index), named, earlier) {
                    (Some(Match::Several(keys)), ..) => Planned::Ambiguous(keys),
                    (Some(Match::One(key)), ..) | (_, Some(key), _) => Planned::Change(key),
                    (_, None, Some(earlier)) => Planned::After(earlier),
                    (_, None, None) => Planned::New,
                });
            }
        }
        Ok(plans)
    }
}
