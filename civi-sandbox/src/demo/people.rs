//! Demo data by a seed: contacts and all that belongs to them.

use fastrand::Rng;

use super::words::{AMOUNTS, AWKWARD, CITIES, FIRST, LAST, STREETS, SUBJECTS, WORKS};
use super::{begin, row};
use crate::context::Context;
use crate::error::Result;
use crate::failure::Outcome;
use crate::json::Json;
use crate::schema::Model;
use crate::store::Store;

/// Makes contacts and their rows.
pub(crate) fn fill(model: &Model, store: &Store, contacts: u32, seed: u64) -> Result<()> {
    let caller = begin::nobody_may_all();
    let context = Context::new(model, store, &caller);
    let mut maker = Maker {
        context: &context,
        chance: Rng::with_seed(seed),
        organizations: Vec::new(),
    };
    let event = maker.event()?;
    for at in 0..contacts {
        maker.contact(at, event)?;
    }
    Ok(())
}

struct Maker<'a> {
    context: &'a Context<'a>,
    chance: Rng,
    organizations: Vec<i64>,
}

impl Maker<'_> {
    fn one<T: Copy>(&mut self, of: &[T], fallback: T) -> T {
        self.chance.choice(of).copied().unwrap_or(fallback)
    }

    fn percent(&mut self, percent: u32) -> bool {
        self.chance.u32(..100) < percent
    }

    /// A day in the ten years before the beginning.
    fn moment(&mut self) -> String {
        let (year, month, day) = (
            self.chance.u32(2016..2026),
            self.chance.u32(1..13),
            self.chance.u32(1..29),
        );
        let (hour, minute) = (self.chance.u32(..24), self.chance.u32(..60));
        format!("{year}-{month:02}-{day:02} {hour:02}:{minute:02}:00")
    }

    fn hash(&mut self) -> Json {
        Json::Text(format!("{:032x}", self.chance.u128(..)))
    }

    fn event(&mut self) -> Outcome<i64> {
        row(
            self.context,
            "Event",
            [
                ("title", "Fall Fundraiser Dinner".into()),
                ("event_type_id", Json::Int(3)),
                ("start_date", "2026-10-10 18:00:00".into()),
                ("end_date", "2026-10-10 23:00:00".into()),
                ("max_participants", Json::Int(100)),
                ("is_active", true.into()),
                ("created_date", begin::BEGINNING.into()),
            ],
        )
    }

    fn contact(&mut self, at: u32, event: i64) -> Outcome<()> {
        let created = self.moment();
        let id = match at % 10 {
            8 => self.household(&created)?,
            9 => self.organization(&created)?,
            _ => self.individual(at, &created)?,
        };
        self.reachable(at, id)?;
        if self.percent(60) {
            self.gifts(id)?;
        }
        if self.percent(50) {
            self.activity(id)?;
        }
        if self.percent(25) {
            row(
                self.context,
                "EntityTag",
                [
                    ("entity_table", "civicrm_contact".into()),
                    ("entity_id", Json::Int(id)),
                    ("tag_id", Json::Int(self.chance.i64(1..6))),
                ],
            )
            .ok();
        }
        if self.percent(30) {
            let group = self.chance.i64(2..6);
            row(
                self.context,
                "GroupContact",
                [
                    ("group_id", Json::Int(group)),
                    ("contact_id", Json::Int(id)),
                    ("status", "Added".into()),
                ],
            )
            .ok();
        }
        if self.percent(15) {
            row(
                self.context,
                "Participant",
                [
                    ("event_id", Json::Int(event)),
                    ("contact_id", Json::Int(id)),
                    ("status_id", Json::Int(1)),
                    ("role_id", Json::List(vec!["1".into()])),
                    ("register_date", self.moment().into()),
                ],
            )?;
        }
        Ok(())
    }

    fn individual(&mut self, at: u32, created: &str) -> Outcome<i64> {
        let (mut first, mut last) = (self.one(FIRST, "Ada"), self.one(LAST, "Adams"));
        if at % 13 == 7 {
            (first, last) = self.one(AWKWARD, ("Null", "Null"));
        }
        let born = self.percent(70).then(|| {
            let year = self.chance.u32(1930..2008);
            format!(
                "{year}-{:02}-{:02}",
                self.chance.u32(1..13),
                self.chance.u32(1..29)
            )
        });
        let gender = if self.percent(80) {
            Json::Int(self.chance.i64(1..4))
        } else {
            Json::Null
        };
        let employer = match self.percent(25) {
            true => self
                .chance
                .choice(&self.organizations)
                .copied()
                .map(Json::Int),
            false => None,
        };
        let means = match self.chance.u32(..4) {
            0 => Json::Null,
            1 => Json::List(Vec::new()),
            2 => Json::List(vec!["1".into()]),
            _ => Json::List(vec!["1".into(), "3".into()]),
        };
        let id = row(
            self.context,
            "Contact",
            [
                ("contact_type", "Individual".into()),
                ("first_name", first.into()),
                ("last_name", last.into()),
                ("gender_id", gender),
                ("birth_date", born.into()),
                ("employer_id", employer.clone().unwrap_or_default()),
                (
                    "job_title",
                    self.percent(30)
                        .then_some("Coordinator")
                        .map(str::to_owned)
                        .into(),
                ),
                ("preferred_communication_method", means),
                ("do_not_email", self.percent(10).into()),
                ("is_deceased", self.percent(2).into()),
                ("is_deleted", self.percent(2).into()),
                ("source", "demo".into()),
                ("hash", self.hash()),
                ("created_date", created.into()),
                ("modified_date", created.into()),
            ],
        )?;
        if let Some(employer) = employer {
            row(
                self.context,
                "Relationship",
                [
                    ("contact_id_a", Json::Int(id)),
                    ("contact_id_b", employer),
                    ("relationship_type_id", Json::Int(5)),
                    ("is_active", true.into()),
                    ("created_date", created.into()),
                    ("modified_date", created.into()),
                ],
            )?;
        }
        Ok(id)
    }

    fn household(&mut self, created: &str) -> Outcome<i64> {
        let last = self.one(LAST, "Adams");
        row(
            self.context,
            "Contact",
            [
                ("contact_type", "Household".into()),
                ("household_name", format!("{last} family").into()),
                ("source", "demo".into()),
                ("hash", self.hash()),
                ("created_date", created.into()),
                ("modified_date", created.into()),
            ],
        )
    }

    fn organization(&mut self, created: &str) -> Outcome<i64> {
        let name = format!("{} {}", self.one(LAST, "Adams"), self.one(WORKS, "Trust"));
        let id = row(
            self.context,
            "Contact",
            [
                ("contact_type", "Organization".into()),
                ("organization_name", name.into()),
                ("source", "demo".into()),
                ("hash", self.hash()),
                ("created_date", created.into()),
                ("modified_date", created.into()),
            ],
        )?;
        self.organizations.push(id);
        Ok(id)
    }

    /// Email, phone and address; some have none, some have two, and some share one.
    fn reachable(&mut self, at: u32, id: i64) -> Outcome<()> {
        for number in 0..self.chance.u32(..3) {
            let name = if self.percent(5) {
                "shared".to_owned()
            } else {
                format!("c{at}.{number}")
            };
            row(
                self.context,
                "Email",
                [
                    ("contact_id", Json::Int(id)),
                    ("email", format!("{name}@example.org").into()),
                    ("location_type_id", Json::Int(i64::from(number) + 1)),
                    ("on_hold", Json::Int(i64::from(self.percent(5)))),
                ],
            )?;
        }
        if self.percent(50) {
            row(
                self.context,
                "Phone",
                [
                    ("contact_id", Json::Int(id)),
                    (
                        "phone",
                        format!("+43 1 {:06}", self.chance.u32(..1_000_000)).into(),
                    ),
                    ("location_type_id", Json::Int(1)),
                    ("phone_type_id", Json::Int(self.chance.i64(1..3))),
                ],
            )?;
        }
        if self.percent(60) {
            let (city, postal_code) = self.one(CITIES, ("Wien", "1010"));
            let street = format!(
                "{} {}",
                self.one(STREETS, "Main St"),
                self.chance.u32(1..200)
            );
            row(
                self.context,
                "Address",
                [
                    ("contact_id", Json::Int(id)),
                    ("street_address", street.into()),
                    ("city", city.into()),
                    ("postal_code", postal_code.into()),
                    ("country_id", Json::Int(1014)),
                    ("location_type_id", Json::Int(1)),
                ],
            )
            .ok();
        }
        Ok(())
    }

    fn gifts(&mut self, id: i64) -> Outcome<()> {
        for _ in 0..self.chance.u32(1..4) {
            let amount = self.one(AMOUNTS, 10.0);
            let received = self.moment();
            row(
                self.context,
                "Contribution",
                [
                    ("contact_id", Json::Int(id)),
                    ("financial_type_id", Json::Int(1)),
                    ("total_amount", Json::Float(amount)),
                    (
                        "currency",
                        if self.percent(10) { "GBP" } else { "USD" }.into(),
                    ),
                    (
                        "contribution_status_id",
                        Json::Int(if self.percent(90) { 1 } else { 2 }),
                    ),
                    ("receive_date", received.as_str().into()),
                    ("is_test", self.percent(3).into()),
                    ("source", "demo".into()),
                    ("invoice_id", self.hash()),
                    ("created_date", received.as_str().into()),
                    ("modified_date", received.as_str().into()),
                ],
            )?;
        }
        Ok(())
    }

    fn activity(&mut self, id: i64) -> Outcome<()> {
        let moment = self.moment();
        row(
            self.context,
            "Activity",
            [
                ("activity_type_id", Json::Int(self.chance.i64(1..4))),
                ("subject", self.one(SUBJECTS, "Follow up").into()),
                ("activity_date_time", moment.as_str().into()),
                ("source_contact_id", Json::Int(1)),
                ("target_contact_id", Json::List(vec![Json::Int(id)])),
                ("created_date", moment.as_str().into()),
                ("modified_date", moment.as_str().into()),
            ],
        )
        .map(|_| ())
    }
}
