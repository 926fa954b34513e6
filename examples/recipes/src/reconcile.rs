//! Reconciliation: what the bank has received (`trxn_id,amount`) against the site's contributions.
//! What agrees and is pending can be completed.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::io::Read;

use civi_runtime::Client;
use civi_runtime::prelude::*;
use serde::Deserialize;

use crate::civi::Contribution;
use crate::civi::options::ContributionStatus;
use crate::{Result, lines};

/// One line of the bank's file.
#[derive(Debug, Deserialize)]
struct Received {
    trxn_id: String,
    amount: Decimal,
}

/// What does not agree, by transaction.
#[derive(Debug, Default, PartialEq)]
pub struct Report {
    /// How many agree.
    pub agreed: usize,
    /// Agreed contributions that are pending; completed, where that was asked for.
    pub pending: Vec<Id<Contribution>>,
    /// Other amounts: the transaction, what the bank has, what the site has.
    pub amounts: Vec<(String, Decimal, Decimal)>,
    /// Received, and not on the site.
    pub not_on_site: Vec<String>,
    /// Completed on the site since the day, and not received.
    pub not_received: Vec<Id<Contribution>>,
    /// Several lines of the bank, or several contributions, have this transaction.
    pub repeated: Vec<String>,
    /// The bank's lines that can't be used, and why. The heading is line 1.
    pub unreadable: lines::Unusable,
}

/// Compares the bank's file with the site's contributions since a day. With `complete`, pending
/// contributions that the bank has received become completed.
pub async fn reconcile(
    client: &Client,
    csv: impl Read,
    since: DateTime,
    complete: bool,
) -> Result<Report> {
    let mut report = Report::default();
    let (mut received, mut repeated) = (BTreeMap::new(), BTreeSet::new());
    let (lines, unreadable) = lines::read::<Received>(csv);
    report.unreadable = unreadable;
    for (at, line) in lines {
        if line.trxn_id.is_empty() {
            report.unreadable.push((at, "it has no transaction".into()));
        } else if received.insert(line.trxn_id.clone(), line.amount).is_some() {
            repeated.insert(line.trxn_id);
        }
    }

    // Whatever has one of the bank's transactions, a hundred a request, and what is new.
    let names: Vec<&String> = received.keys().collect();
    let asked = names
        .chunks(100)
        .map(|part| Contribution::TRXN_ID.in_(part.iter().copied()));
    let new = Contribution::RECEIVE_DATE.ge(since) & Contribution::TRXN_ID.is_not_empty();
    let mut on_site: BTreeMap<String, Vec<_>> = BTreeMap::new();
    let mut seen = HashSet::new();
    for wanted in asked.chain([new]) {
        let rows = Contribution::get()
            .select((
                Contribution::ID,
                Contribution::TRXN_ID,
                Contribution::TOTAL_AMOUNT,
                Contribution::CONTRIBUTION_STATUS_ID.name(),
            ))
            .filter(wanted);
        for (id, trxn_id, amount, status) in rows.rows(client).await? {
            if let Some(trxn_id) = trxn_id.filter(|_| seen.insert(id)) {
                on_site
                    .entry(trxn_id)
                    .or_default()
                    .push((id, amount, status));
            }
        }
    }

    for (trxn_id, amount) in &received {
        match on_site.get(trxn_id).map(Vec::as_slice) {
            _ if repeated.contains(trxn_id) => {}
            None | Some([]) => report.not_on_site.push(trxn_id.clone()),
            // 25 and 25.00 are the same amount.
            Some([(id, found, status)]) if found == amount => {
                report.agreed += 1;
                if *status == Some(ContributionStatus::Pending) {
                    report.pending.push(*id);
                }
            }
            Some([(_, found, _)]) => report.amounts.push((trxn_id.clone(), *amount, *found)),
            Some(_) => drop(repeated.insert(trxn_id.clone())),
        }
    }
    on_site.retain(|trxn_id, _| !received.contains_key(trxn_id));
    for (id, _, status) in on_site.into_values().flatten() {
        if status == Some(ContributionStatus::Completed) {
            report.not_received.push(id);
        }
    }
    report.repeated = repeated.into_iter().collect();
    if complete && !report.pending.is_empty() {
        // Where contributions pay for memberships or events, record a `Payment` instead.
        let done = Contribution::changes().contribution_status_id(ContributionStatus::Completed);
        Contribution::update(done)
            .ids(report.pending.iter().copied())
            .send(client)
            .await?;
    }
    Ok(report)
}
