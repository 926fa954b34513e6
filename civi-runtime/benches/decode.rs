//! How fast answers become rows: slots beside `#[derive(Deserialize)]` over serde_json, in one run.
//!
//! `cargo bench -p civi-runtime --bench decode`; what it measures and what it gave stands in
//! `benches/README.md`.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "what fails here fails the measurement"
)]

use std::fmt::Write as _;
use std::hint::black_box;
use std::time::{Duration, Instant};

use civi_runtime::Selection;
use civi_runtime::query::read_rows;
use civi_runtime::row::read_records;
use civi_runtime::{CanGet, Date, DateTime, Decimal, Entity, Field, Id, Nullable, PrimaryKey};
use civi_runtime::{Record, Slot, Value};

/// The fields of one entity: a row of slots, and the same struct for serde.
macro_rules! rows {
    ($entity:ident, $module:ident: $($name:ident: $slot:ty | $serde:ty,)+) => {
        enum $entity {}

        impl Entity for $entity {
            const NAME: &'static str = stringify!($entity);
        }

        impl CanGet for $entity {
            type Row = $module::Row;
        }

        mod $module {
            use super::*;

            #[derive(Default)]
            pub(super) struct Row {
                $(pub(super) $name: Option<$slot>,)+
            }

            impl Record for Row {
                const COLUMNS: &'static [&'static str] = &[$(stringify!($name)),+];

                #[allow(non_upper_case_globals)]
                fn slot(&mut self, column: usize) -> Slot<'_> {
                    #[allow(non_camel_case_types)]
                    enum Index {
                        $($name,)+
                    }
                    $(const $name: usize = Index::$name as usize;)+
                    match column {
                        $($name => Value::slot(&mut self.$name),)+
                        _ => Slot::Skip,
                    }
                }
            }

            #[derive(serde::Deserialize)]
            #[allow(dead_code)]
            pub(super) struct Derived {
                $(#[serde(default)] pub(super) $name: Option<$serde>,)+
            }
        }
    };
}

rows! { Contact, contact:
    id: Id<Contact> | i64,
    contact_type: String | String,
    external_identifier: String | String,
    display_name: String | String,
    organization_name: String | String,
    household_name: String | String,
    contact_sub_type: Vec<String> | Vec<String>,
    first_name: String | String,
    middle_name: String | String,
    last_name: String | String,
    do_not_email: bool | bool,
    do_not_phone: bool | bool,
    do_not_mail: bool | bool,
    do_not_sms: bool | bool,
    do_not_trade: bool | bool,
    is_opt_out: bool | bool,
    legal_identifier: String | String,
    sort_name: String | String,
    nick_name: String | String,
    legal_name: String | String,
    image_url: String | String,
    preferred_communication_method: Vec<String> | Vec<String>,
    preferred_language: String | String,
    hash: String | String,
    api_key: String | String,
    source: String | String,
    prefix_id: i64 | i64,
    suffix_id: i64 | i64,
    formal_title: String | String,
    communication_style_id: i64 | i64,
    email_greeting_id: i64 | i64,
    email_greeting_custom: String | String,
    email_greeting_display: String | String,
    postal_greeting_id: i64 | i64,
    postal_greeting_custom: String | String,
    postal_greeting_display: String | String,
    addressee_id: i64 | i64,
    addressee_custom: String | String,
    addressee_display: String | String,
    job_title: String | String,
    gender_id: i64 | i64,
    birth_date: Date | String,
    is_deceased: bool | bool,
    deceased_date: Date | String,
    primary_contact_id: Id<Contact> | i64,
    sic_code: String | String,
    user_unique_id: String | String,
    employer_id: Id<Contact> | i64,
    is_deleted: bool | bool,
    created_date: DateTime | String,
    modified_date: DateTime | String,
    preferred_mail_format: String | String,
}

rows! { Contribution, contribution:
    id: Id<Contribution> | i64,
    contact_id: Id<Contact> | i64,
    financial_type_id: i64 | i64,
    contribution_page_id: i64 | i64,
    payment_instrument_id: i64 | i64,
    receive_date: DateTime | String,
    non_deductible_amount: Decimal | f64,
    total_amount: Decimal | f64,
    fee_amount: Decimal | f64,
    net_amount: Decimal | f64,
    trxn_id: String | String,
    invoice_id: String | String,
    invoice_number: String | String,
    currency: String | String,
    cancel_date: DateTime | String,
    cancel_reason: String | String,
    receipt_date: DateTime | String,
    thankyou_date: DateTime | String,
    source: String | String,
    amount_level: String | String,
    contribution_recur_id: i64 | i64,
    is_test: bool | bool,
    is_pay_later: bool | bool,
    contribution_status_id: i64 | i64,
    address_id: i64 | i64,
    check_number: String | String,
    campaign_id: i64 | i64,
    creditnote_id: String | String,
    tax_amount: Decimal | f64,
    revenue_recognition_date: DateTime | String,
    is_template: bool | bool,
}

/// What `*` of contacts looks like: three of four are individuals, and the others lack columns.
fn contacts(count: usize) -> String {
    let mut body = String::from("[");
    for n in 1..=count {
        if n > 1 {
            body.push(',');
        }
        let individual = n % 4 != 0;
        let kind = if individual {
            "Individual"
        } else {
            "Organization"
        };
        let _ = write!(
            body,
            r#"{{"id":{n},"contact_type":"{kind}","external_identifier":null,"display_name":"Ms. Ana Bé{n}rnard","contact_sub_type":null,"#
        );
        if individual {
            let _ = write!(
                body,
                r#""first_name":"Ana","middle_name":"F","last_name":"Bé{n}rnard","#
            );
        } else {
            let _ = write!(
                body,
                r#""organization_name":"Bé{n}rnard Trust","legal_name":null,"#
            );
        }
        let _ = write!(
            body,
            r#""do_not_email":false,"do_not_phone":true,"do_not_mail":false,"do_not_sms":false,"do_not_trade":false,"is_opt_out":false,"legal_identifier":null,"sort_name":"Bé{n}rnard, Ana","nick_name":null,"image_url":null,"preferred_communication_method":["1","5"],"preferred_language":"en_US","hash":"42285{n}92498","api_key":null,"source":"Sample \"Data\"","#
        );
        if individual {
            body.push_str(r#""prefix_id":4,"suffix_id":null,"formal_title":null,"#);
        }
        let _ = write!(
            body,
            r#""communication_style_id":1,"email_greeting_id":1,"email_greeting_custom":null,"email_greeting_display":"Dear Ana","postal_greeting_id":1,"postal_greeting_custom":null,"postal_greeting_display":"Dear Ana","addressee_id":1,"addressee_custom":null,"addressee_display":"Ms. Ana Bé{n}rnard","#
        );
        if individual {
            let _ = write!(
                body,
                r#""job_title":null,"gender_id":1,"birth_date":"19{:02}-01-06","employer_id":{},"#,
                n % 90 + 10,
                n + 1000
            );
        }
        let _ = write!(
            body,
            r#""is_deceased":false,"deceased_date":null,"user_unique_id":null,"is_deleted":false,"created_date":"2026-06-25 06:49:38","modified_date":"2026-11-23 18:02:16","preferred_mail_format":"Both"}}"#
        );
    }
    body.push(']');
    body
}

fn contributions(count: usize) -> String {
    let mut body = String::from("[");
    for n in 1..=count {
        if n > 1 {
            body.push(',');
        }
        let _ = write!(
            body,
            r#"{{"id":{n},"contact_id":{n},"financial_type_id":1,"contribution_page_id":null,"payment_instrument_id":4,"receive_date":"2016-06-25 06:49:38","non_deductible_amount":0,"total_amount":{n}.5,"fee_amount":null,"net_amount":{n}.25,"trxn_id":"P{n}60702","invoice_id":null,"invoice_number":null,"currency":"USD","cancel_date":null,"cancel_reason":null,"receipt_date":"2016-06-25 06:49:38","thankyou_date":null,"source":"Online: Save the Pen{n}guins","amount_level":null,"contribution_recur_id":null,"is_test":false,"is_pay_later":false,"contribution_status_id":1,"address_id":null,"check_number":"{n}","campaign_id":null,"creditnote_id":null,"tax_amount":0,"revenue_recognition_date":null,"is_template":false}}"#
        );
    }
    body.push(']');
    body
}

fn five_fields(count: usize) -> String {
    let mut body = String::from("[");
    for n in 1..=count {
        if n > 1 {
            body.push(',');
        }
        let _ = write!(
            body,
            r#"{{"id":{n},"first_name":"Ana","last_name":"Bé{n}rnard","birth_date":"1954-01-06","is_deceased":false}}"#
        );
    }
    body.push(']');
    body
}

const ID: Field<Contact, Id<Contact>, PrimaryKey> = Field::new("id");
const FIRST_NAME: Field<Contact, String> = Field::new("first_name");
const LAST_NAME: Field<Contact, String> = Field::new("last_name");
const BIRTH_DATE: Field<Contact, Date> = Field::new("birth_date");
const IS_DECEASED: Field<Contact, bool, Nullable> = Field::new("is_deceased");

fn selected<S: Selection<Contact>>(selection: &S, body: &str) -> usize {
    black_box(read_rows(selection, body.as_bytes()).unwrap()).len()
}

fn records<R: Record>(body: &str) -> usize {
    black_box(read_records::<R>(body.as_bytes()).unwrap()).len()
}

fn derived<T: serde::de::DeserializeOwned>(body: &str) -> usize {
    black_box(serde_json::from_slice::<Vec<T>>(body.as_bytes()).unwrap()).len()
}

/// One way to read a body.
struct Way {
    name: &'static str,
    read: fn(&str) -> usize,
    times: Vec<Duration>,
}

/// Runs all ways in turn, many times, and compares their medians with the first one's.
fn compare(title: &str, body: &str, rows: usize, ways: &mut [Way]) {
    // Fewer for a run under a profiler.
    let rounds = std::env::var("ROUNDS").map_or(41, |rounds| rounds.parse().unwrap());
    let only = std::env::var("ONLY").unwrap_or_default();
    let is_wanted = |way: &Way| format!("{title}, {}", way.name).contains(&only);
    for _ in 0..rounds {
        for way in ways.iter_mut().filter(|way| is_wanted(way)) {
            let start = Instant::now();
            assert_eq!((way.read)(body), rows);
            way.times.push(start.elapsed());
        }
    }
    println!("\n{title}: {rows} rows, {} KiB", body.len() / 1024);
    let mut first = None;
    for way in ways.iter_mut().filter(|way| is_wanted(way)) {
        way.times.sort();
        let median = way.times[rounds / 2].as_secs_f64();
        let first = *first.get_or_insert(median);
        println!(
            "  {:<44} {:>8.0} ns a row {:>7.0} MB/s {:>6.2}",
            way.name,
            median * 1e9 / rows as f64,
            body.len() as f64 / median / 1e6,
            first / median
        );
    }
}

fn way(name: &'static str, read: fn(&str) -> usize) -> Way {
    Way {
        name,
        read,
        times: Vec::new(),
    }
}

fn main() {
    // As many rows as a page of a long result has.
    let count = 500;
    println!("medians; the last column is the speed, that of the first line being 1");
    compare(
        "`*` contacts",
        &contacts(count),
        count,
        &mut [
            way(
                "derive(Deserialize) over serde_json",
                derived::<contact::Derived>,
            ),
            way("slots", records::<contact::Row>),
            way("serde_json::Value", derived::<serde_json::Value>),
        ],
    );
    compare(
        "`*` contributions",
        &contributions(count),
        count,
        &mut [
            way(
                "derive(Deserialize) over serde_json",
                derived::<contribution::Derived>,
            ),
            way("slots", records::<contribution::Row>),
            way("serde_json::Value", derived::<serde_json::Value>),
        ],
    );
    compare(
        "5 fields of contacts",
        &five_fields(count),
        count,
        &mut [
            way(
                "derive(Deserialize), the wide struct",
                derived::<contact::Derived>,
            ),
            way("slots, the wide struct", records::<contact::Row>),
            way("slots, a tuple of the 5", |body| {
                selected(&(ID, FIRST_NAME, LAST_NAME, BIRTH_DATE, IS_DECEASED), body)
            }),
            way("derive(Deserialize), a struct of the 5", derived::<Five>),
            way("serde_json::Value", derived::<serde_json::Value>),
        ],
    );
}

#[derive(serde::Deserialize)]
#[allow(dead_code)]
struct Five {
    id: i64,
    first_name: Option<String>,
    last_name: Option<String>,
    birth_date: Option<String>,
    is_deceased: Option<bool>,
}
