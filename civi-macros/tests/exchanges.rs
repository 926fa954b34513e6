//! Derived structs read what sites really send: each exchange's rows, value by value.
//!
//! The fixture has the same exchanges as the recordings of real sites, in small; where those are
//! there too, they are read as well.
#![allow(missing_docs, clippy::unwrap_used, clippy::panic)]

use std::path::{Path, PathBuf};

use civi_runtime::query::{Selected, read_rows};

use civi_runtime::codegen::Wanted;
use civi_runtime::{CiviOption, Date, DateTime, Decimal, Id, OptionList, OtherOption, Selection};
use serde_json::Value;

/// What a field holds, as the wire has it.
trait Shown {
    fn shown(&self) -> Value;
}

macro_rules! shown {
    ($($ty:ty: |$value:ident| $json:expr;)+) => {$(
        impl Shown for $ty {
            fn shown(&self) -> Value {
                let $value = self;
                $json
            }
        }
    )+};
}
shown! {
    i64: |number| Value::from(*number);
    bool: |yes| Value::from(*yes);
    String: |text| Value::from(text.as_str());
    Date: |date| Value::from(date.to_string());
    DateTime: |time| Value::from(time.strftime("%Y-%m-%d %H:%M:%S").to_string());
    Decimal: |amount| amount.normalize().to_string().parse().unwrap();
    Value: |value| value.clone();
    Status: |status| Value::from(status.as_str());
}

impl<E> Shown for Id<E> {
    fn shown(&self) -> Value {
        Value::from(self.get())
    }
}

impl<T: Shown> Shown for Option<T> {
    fn shown(&self) -> Value {
        self.as_ref().map_or(Value::Null, Shown::shown)
    }
}

impl<T: Shown> Shown for Vec<T> {
    fn shown(&self) -> Value {
        self.iter().map(Shown::shown).collect()
    }
}

/// An option list of one's own; the sites have more statuses than it.
#[derive(Debug, Clone, PartialEq, CiviOption)]
enum Status {
    Completed,
    Pending,
    #[civi_option(fallback)]
    Other(OtherOption),
}

/// A struct whose values can be compared with a row.
trait Row {
    fn values(&self) -> Vec<Value>;
}

/// A derived struct for each exchange, once a site: their snapshots differ.
macro_rules! site {
    ($site:ident, $schema:tt, $targets:ty) => {
        mod $site {
            use super::*;
            use civi_runtime::CiviEntity;

            site! { @row $schema, "Contact", Contact, {
                "id" id: Id<Contact>,
                "contact_type" contact_type: Option<String>,
                "display_name" display_name: Option<String>,
                "first_name" first_name: Option<String>,
                "organization_name" organization_name: Option<String>,
                "birth_date" birth_date: Option<Date>,
                "gender_id" gender_id: Option<i64>,
                "preferred_communication_method" method: Option<Vec<String>>,
                "created_date" created: Option<DateTime>,
                "do_not_email" do_not_email: Option<bool>,
                "is_deleted" is_deleted: Option<bool>,
                "employer_id" employer: Option<Id<Contact>>,
            } }
            site! { @row $schema, "Contact", Suffixes, {
                "id" id: Id<Suffixes>,
                "gender_id" gender_id: Option<i64>,
                "gender_id:name" name: Option<String>,
                "gender_id:label" label: Option<String>,
                "contact_type:icon" icon: Option<String>,
                "preferred_communication_method" method: Option<Vec<String>>,
                "preferred_communication_method:label" methods: Option<Vec<String>>,
            } }
            site! { @row $schema, "Contact", Joined, {
                "id" id: Id<Joined>,
                "employer_id.display_name" employer: Option<String>,
                "email_primary.email" email: Option<String>,
                "address_primary.city" city: Option<String>,
                "address_primary.state_province_id:abbr" state: Option<String>,
            } }
            site! { @row $schema, "Contribution", Money, {
                "id" id: Id<Money>,
                "total_amount" total: Decimal,
                "fee_amount" fee: Option<Decimal>,
                "net_amount" net: Option<Decimal>,
                "currency" currency: Option<String>,
                "receive_date" received: Option<DateTime>,
                "contribution_status_id:name" status: Option<Status>,
                "financial_type_id:label" financial_type: Option<String>,
            } }
            site! { @row $schema, "Event", Dates, {
                "id" id: Id<Dates>,
                "title" title: Option<String>,
                "start_date" start: Option<DateTime>,
                "end_date" end: Option<DateTime>,
                "is_active" is_active: bool,
                "max_participants" seats: Option<i64>,
                "created_date" created: Option<DateTime>,
            } }
            site! { @row $schema, "Activity", Activity, {
                "id" id: Id<Activity>,
                "activity_type_id" kind: i64,
                "activity_type_id:name" name: Option<String>,
                "subject" subject: Option<String>,
                "activity_date_time" at: Option<DateTime>,
                "duration" duration: Option<i64>,
                "is_test" is_test: bool,
                "source_contact_id" source: Option<i64>,
                "target_contact_id" targets: $targets,
            } }

            pub(super) fn check(exchange: &Exchange) -> bool {
                match exchange.name.as_str() {
                    "get.star" | "get.organization" | "get.mixed_types" | "get.nested_where"
                    | "get.none" | "get.row_count" | "get.row_count.and_rows"
                    | "get.index.number" | "get.chain.lists" => exchange.compare::<Contact>(),
                    "get.suffixes" => exchange.compare::<Suffixes>(),
                    "get.implicit_join" => exchange.compare::<Joined>(),
                    "get.money" => exchange.compare::<Money>(),
                    "get.dates" => exchange.compare::<Dates>(),
                    "get.activity" => exchange.compare::<Activity>(),
                    _ => return false,
                }
                true
            }
        }
    };
    (@row $schema:tt, $entity:tt, $name:ident, { $($path:tt $field:ident: $ty:ty,)+ }) => {
        #[derive(Debug, CiviEntity)]
        #[civi_entity(entity = $entity, schema = $schema)]
        struct $name {
            $(#[civi_entity(field = $path)] $field: $ty,)+
        }

        impl Row for $name {
            fn values(&self) -> Vec<Value> {
                vec![$(self.$field.shown()),+]
            }
        }
    };
}

site!(standalone, "../schemas/standalone-6.17", Option<Vec<i64>>);
site!(wordpress, "../schemas/wordpress-5.77", Option<Value>);

/// A recorded request's answer.
struct Exchange {
    name: String,
    /// The answer's `values`.
    values: Value,
}

impl Exchange {
    /// All `get` exchanges of a recording: one a line.
    fn read(file: &Path) -> Vec<Self> {
        let text = std::fs::read_to_string(file).unwrap();
        text.lines()
            .map(|line| line.parse::<Value>().unwrap())
            .filter_map(|line| {
                let name = line["name"].as_str()?.to_owned();
                let body: Value = line["response"]["body"].as_str()?.parse().ok()?;
                let values = body.get("values")?.clone();
                Some(Exchange { name, values })
            })
            .collect()
    }

    /// Reads the rows, and compares each field with what the row has under its path.
    fn compare<S: Selected + Row>(&self) {
        let mut wanted = Wanted::default();
        S::selection().want(&mut wanted);
        let rows: Vec<S> =
            read_rows::<S::Entity, _>(&S::selection(), self.values.to_string().as_bytes())
                .unwrap_or_else(|misfit| panic!("{}: {misfit}", self.name));
        let sent = match &self.values {
            Value::Array(rows) => rows.clone(),
            one => vec![one.clone()],
        };
        assert_eq!(rows.len(), sent.len(), "{}", self.name);
        for (row, sent) in rows.iter().zip(&sent) {
            for (path, value) in wanted.names().iter().zip(row.values()) {
                let expected = sent.get(path.as_ref()).unwrap_or(&Value::Null);
                // A list's numbers may be sent as texts.
                let same = *expected == value || texts(expected) == texts(&value);
                assert!(
                    same,
                    "{}: `{path}` is {expected}, read as {value}",
                    self.name
                );
            }
        }
    }
}

fn texts(value: &Value) -> Value {
    match value {
        Value::Array(items) => items
            .iter()
            .map(|item| Value::from(item.to_string().trim_matches('"')))
            .collect(),
        other => other.clone(),
    }
}

fn count(exchanges: &[Exchange], check: fn(&Exchange) -> bool) -> usize {
    exchanges.iter().filter(|exchange| check(exchange)).count()
}

#[test]
fn the_fixture_s_rows_are_read_as_they_are() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/exchanges.jsonl");
    let exchanges = Exchange::read(&file);
    assert_eq!(count(&exchanges, standalone::check), exchanges.len());
    assert_eq!(exchanges.len(), 9);
}

#[test]
fn recorded_rows_are_read_as_they_are() {
    let folder = PathBuf::from(
        std::env::var_os("CIVI_CAPTURES").unwrap_or_else(|| "(CIVI_CAPTURES is not set)".into()),
    );
    let Ok(folders) = std::fs::read_dir(&folder) else {
        println!(
            "not run: no recordings in {} (CIVI_CAPTURES)",
            folder.display()
        );
        return;
    };
    for folder in folders {
        let folder = folder.unwrap().path();
        let file = folder.join("exchanges.jsonl");
        if !file.is_file() {
            continue;
        }
        let name = folder.file_name().unwrap().to_string_lossy().into_owned();
        let release = name.rsplit('-').next().unwrap_or_default();
        let major: u32 = release.split('.').next().unwrap().parse().unwrap();
        let check = if major < 6 {
            wordpress::check
        } else {
            standalone::check
        };
        let read = count(&Exchange::read(&file), check);
        assert!(read >= 13, "{read} exchanges of {name}");
    }
}
