//! The reconciliation: what agrees, what does not, and lines and contributions that are awkward.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use civi_runtime::prelude::*;
use civi_runtime::testing::{Failure, Site, SiteRow, row};
use recipes::civi::Contribution;
use recipes::civi::options::ContributionStatus::{self, Completed, Pending};
use recipes::reconcile::{Report, reconcile};

fn given(id: i64, trxn_id: &str, cents: i64, status: ContributionStatus) -> SiteRow<Contribution> {
    row()
        .with(Contribution::ID, Id::new(id))
        .with(Contribution::TRXN_ID, trxn_id)
        .with(Contribution::TOTAL_AMOUNT, Decimal::new(cents, 2))
        .with(Contribution::CONTRIBUTION_STATUS_ID.name(), status)
}

fn since() -> DateTime {
    "2026-01-01T00:00:00".parse().unwrap()
}

const BANK: &str = "trxn_id,amount\n\
    same,25\n\
    pending,10.00\n\
    other,7.50\n\
    unknown,1\n\
    twice-at-bank,3\n\
    twice-at-bank,3\n\
    twice-on-site,4\n\
    ,5\n\
    broken,five\n";

fn site() -> Site {
    let site = Site::new();
    let asks_for_names =
        |get: &civi_runtime::testing::Asked<Contribution>| get.params()["where"][0][0] == "trxn_id";
    site.get::<Contribution>().when(asks_for_names).rows([
        given(1, "same", 2500, Completed),
        given(2, "pending", 1000, Pending),
        given(3, "other", 75_000, Completed),
        given(4, "twice-at-bank", 300, Completed),
        given(5, "twice-on-site", 400, Completed),
        given(6, "twice-on-site", 400, Pending),
    ]);
    site.get::<Contribution>().rows([
        given(1, "same", 2500, Completed),
        given(7, "never-received", 9900, Completed),
        given(8, "not-yet", 100, Pending),
    ]);
    site
}

fn expected() -> Report {
    Report {
        agreed: 2,
        pending: vec![Id::new(2)],
        amounts: vec![("other".into(), Decimal::new(750, 2), Decimal::new(75000, 2))],
        not_on_site: vec!["unknown".into()],
        not_received: vec![Id::new(7)],
        repeated: vec!["twice-at-bank".into(), "twice-on-site".into()],
        unreadable: Vec::new(),
    }
}

#[tokio::test]
async fn what_does_not_agree_is_reported_and_nothing_is_written() {
    let site = site();
    let mut report = reconcile(&site.client().unwrap(), BANK.as_bytes(), since(), false)
        .await
        .unwrap();
    let mut unreadable = std::mem::take(&mut report.unreadable);
    unreadable.sort();
    assert_eq!(report, expected());
    assert_eq!(unreadable[0], (9, "it has no transaction".to_owned()));
    assert!(
        unreadable[1].0 == 10 && unreadable[1].1.contains("five"),
        "{unreadable:?}"
    );
    site.finish().unwrap();
}

#[tokio::test]
async fn pending_contributions_that_were_received_are_completed() {
    let site = site();
    site.update::<Contribution>().keys([Id::new(2)]);
    reconcile(&site.client().unwrap(), BANK.as_bytes(), since(), true)
        .await
        .unwrap();
    let update = site.only::<Contribution>("update").unwrap();
    assert_eq!(update.keys(), [Id::new(2)]);
    assert!(update.gives(Contribution::CONTRIBUTION_STATUS_ID.name(), Completed));
    site.finish().unwrap();
}

#[tokio::test]
async fn many_transactions_are_asked_for_in_parts() {
    let bank: String = (0..250).map(|n| format!("t{n},1\n")).collect();
    let site = Site::new();
    site.get::<Contribution>()
        .times(4)
        .rows(Vec::<SiteRow<Contribution>>::new());
    let bank = format!("trxn_id,amount\n{bank}");
    let report = reconcile(&site.client().unwrap(), bank.as_bytes(), since(), true)
        .await
        .unwrap();
    assert_eq!(report.not_on_site.len(), 250);
    site.finish().unwrap();
}

#[tokio::test]
async fn a_part_that_fails_ends_it_before_anything_is_written() {
    let site = Site::new();
    site.get::<Contribution>()
        .rows([given(2, "pending", 1000, Pending)]);
    site.get::<Contribution>().fails(Failure::forbidden());
    let error = reconcile(&site.client().unwrap(), BANK.as_bytes(), since(), true)
        .await
        .unwrap_err();
    assert!(
        error
            .downcast_ref::<CiviError>()
            .is_some_and(CiviError::is_permission)
    );
    assert!(site.asked::<Contribution>("update").is_empty());
}
