//! Arbitrary rows: the reader agrees with `serde_json` and a plain reading of every column, and a
//! tuple, a record and a selection of rows say the same.

use std::fmt;

use civi_runtime::row::read_records;
use civi_runtime::query::read_rows;
use civi_runtime::{Date, DateTime, Decimal, Entity, Field, Id, Json, Record, Slot, Time, Value};
use serde::de::{Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::plain::{self, Exact, Plain, significant};

enum Thing {}

impl Entity for Thing {
    const NAME: &'static str = "Thing";
}

/// A column of each kind that there is.
#[derive(Debug, Default, PartialEq)]
struct Row {
    id: Option<Id<Thing>>,
    n: Option<i64>,
    f: Option<f64>,
    b: Option<bool>,
    t: Option<String>,
    m: Option<Decimal>,
    d: Option<Date>,
    ts: Option<DateTime>,
    tm: Option<Time>,
    j: Option<Json>,
    l: Option<Vec<String>>,
}

impl Record for Row {
    const COLUMNS: &'static [&'static str] =
        &["id", "n", "f", "b", "t", "m", "d", "ts", "tm", "j", "a.l:name"];

    fn slot(&mut self, column: usize) -> Slot<'_> {
        match column {
            0 => Value::slot(&mut self.id),
            1 => Value::slot(&mut self.n),
            2 => Value::slot(&mut self.f),
            3 => Value::slot(&mut self.b),
            4 => Value::slot(&mut self.t),
            5 => Value::slot(&mut self.m),
            6 => Value::slot(&mut self.d),
            7 => Value::slot(&mut self.ts),
            8 => Value::slot(&mut self.tm),
            9 => Value::slot(&mut self.j),
            10 => Value::slot(&mut self.l),
            _ => Slot::Skip,
        }
    }
}

const ID: Field<Thing, Id<Thing>> = Field::new("id");
const N: Field<Thing, i64> = Field::new("n");
const F: Field<Thing, f64> = Field::new("f");
const B: Field<Thing, bool> = Field::new("b");
const T: Field<Thing, String> = Field::new("t");
const M: Field<Thing, Decimal> = Field::new("m");
const D: Field<Thing, Date> = Field::new("d");
const TS: Field<Thing, DateTime> = Field::new("ts");
const TM: Field<Thing, Time> = Field::new("tm");
const J: Field<Thing, Json> = Field::new("j");
const L: Field<Thing, Vec<String>> = Field::new("a.l:name");

/// A row's keys and the JSON texts behind them, in their order, doubled keys too.
struct Entries(Vec<(String, Box<RawValue>)>);

impl<'de> serde::Deserialize<'de> for Entries {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Rows;
        impl<'de> Visitor<'de> for Rows {
            type Value = Entries;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a row")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Entries, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    entries.push(entry);
                }
                Ok(Entries(entries))
            }
        }
        deserializer.deserialize_map(Rows)
    }
}

pub fn run(input: &[u8]) {
    let read = read_records::<Row>(input);
    let all = ((ID, N, F, B, T), (M, D, TS, TM, J, L));
    let tuples = read_rows(&all, input);
    match (&read, &tuples) {
        (Ok(records), Ok(tuples)) => {
            assert_eq!(records.len(), tuples.len());
            for (record, ((id, n, f, b, t), (m, d, ts, tm, j, l))) in records.iter().zip(tuples) {
                let row = Row {
                    id: *id,
                    n: *n,
                    f: *f,
                    b: *b,
                    t: t.clone(),
                    m: *m,
                    d: *d,
                    ts: *ts,
                    tm: *tm,
                    j: j.clone(),
                    l: l.clone(),
                };
                assert_eq!(record, &row);
            }
        }
        (Err(one), Err(other)) => assert_eq!(one.to_string(), other.to_string()),
        (one, other) => panic!("one is read, the other not: {one:?}, {other:?}"),
    }

    let Ok(text) = std::str::from_utf8(input) else {
        assert!(read.is_err(), "no UTF-8");
        return;
    };
    // A single object is one row, and `null` is none.
    let start = text.trim_start_matches([' ', '\n', '\r', '\t']);
    let rows: Vec<Entries> = match start.as_bytes().first() {
        Some(b'[') => match serde_json::from_str(text) {
            Ok(rows) => rows,
            Err(_) => return unread(text, &read),
        },
        Some(b'{') => match serde_json::from_str(text) {
            Ok(row) => vec![row],
            Err(_) => return unread(text, &read),
        },
        _ if serde_json::from_str::<()>(text).is_ok() => Vec::new(),
        _ => {
            assert!(read.is_err(), "no rows");
            return;
        }
    };
    let is_deep = text.bytes().filter(|byte| matches!(byte, b'[' | b'{')).count() > 120;
    let mut is_wrong = false;
    let mut is_unsure = is_deep;
    let mut expected = Vec::new();
    for Entries(entries) in &rows {
        let mut row = Expected::default();
        for (key, raw) in entries {
            row.put(key, raw.get(), &mut is_wrong, &mut is_unsure);
        }
        expected.push(row);
    }
    match &read {
        Err(misfit) => assert!(is_wrong || is_unsure, "refused: {misfit}"),
        Ok(_) if is_wrong => panic!("a value that is wrong was read: {read:?}"),
        Ok(read) => {
            assert_eq!(read.len(), expected.len());
            for (row, expected) in read.iter().zip(&expected) {
                expected.holds(row);
            }
        }
    }
}

/// What is no list of objects is read by nobody.
fn unread(text: &str, read: &Result<Vec<Row>, civi_runtime::row::Misfit>) {
    if serde_json::from_str::<IgnoredAny>(text).is_err() {
        assert!(read.is_err(), "broken JSON was read");
    }
}

/// What the columns of one row are, where the plain reading knows.
#[derive(Default)]
struct Expected {
    id: Option<Plain<i64>>,
    n: Option<Plain<i64>>,
    f: Option<Plain<f64>>,
    b: Option<Plain<bool>>,
    t: Option<Plain<String>>,
    m: Option<Plain<(String, bool)>>,
    d: Option<Plain<(i16, i8, i8)>>,
    j: Option<Plain<Json>>,
    l: Option<Plain<Vec<String>>>,
}

impl Expected {
    fn put(&mut self, key: &str, raw: &str, is_wrong: &mut bool, is_unsure: &mut bool) {
        fn set<T>(
            place: &mut Option<Plain<T>>,
            found: Plain<T>,
            is_wrong: &mut bool,
            is_unsure: &mut bool,
        ) {
            match found {
                Plain::Wrong => *is_wrong = true,
                Plain::Unsure => *is_unsure = true,
                _ => {}
            }
            // What is nothing leaves what an earlier column of the same name said.
            if !matches!(found, Plain::Nothing) || place.is_none() {
                *place = Some(found);
            }
        }
        match key {
            "id" => set(&mut self.id, plain::integer(raw), is_wrong, is_unsure),
            "n" => set(&mut self.n, plain::integer(raw), is_wrong, is_unsure),
            "f" => set(&mut self.f, plain::float(raw), is_wrong, is_unsure),
            "b" => set(&mut self.b, plain::boolean(raw), is_wrong, is_unsure),
            "t" => set(&mut self.t, plain::text(raw), is_wrong, is_unsure),
            "m" => set(&mut self.m, plain::amount(raw), is_wrong, is_unsure),
            "d" => set(&mut self.d, plain::date(raw), is_wrong, is_unsure),
            "j" => set(&mut self.j, plain::json(raw), is_wrong, is_unsure),
            "a.l:name" => set(&mut self.l, plain::texts(raw), is_wrong, is_unsure),
            // Their forms are too many for a plain reading; dates are one of them.
            "ts" | "tm" => *is_unsure = true,
            _ => {}
        }
    }

    fn holds(&self, row: &Row) {
        holds(&self.id, &row.id.map(Id::get), "id");
        holds(&self.n, &row.n, "n");
        let bits = |plain: &Plain<f64>| match plain {
            Plain::Is(number) => Plain::Is(number.to_bits()),
            Plain::Nothing => Plain::Nothing,
            _ => Plain::Unsure,
        };
        holds(&self.f.as_ref().map(bits), &row.f.map(f64::to_bits), "f");
        holds(&self.b, &row.b, "b");
        holds(&self.t, &row.t, "t");
        holds(&self.j, &row.j, "j");
        holds(&self.l, &row.l, "l");
        let day = row.d.map(|date| (date.year(), date.month(), date.day()));
        holds(&self.d, &day, "d");
        match &self.m {
            Some(Plain::Is((text, is_number))) => is_amount(text, *is_number, row.m),
            Some(Plain::Nothing) | None => assert_eq!(row.m, None, "m"),
            Some(_) => {}
        }
    }
}

fn holds<T: PartialEq + fmt::Debug>(expected: &Option<Plain<T>>, found: &Option<T>, name: &str) {
    match (expected, found) {
        (Some(Plain::Is(expected)), Some(found)) => assert_eq!(expected, found, "{name}"),
        (Some(Plain::Is(expected)), None) => panic!("{name} is {expected:?} and was read as nothing"),
        (Some(Plain::Nothing) | None, found) => assert_eq!(found, &None, "{name}"),
        (Some(Plain::Wrong | Plain::Unsure), _) => {}
    }
}

/// Money is its text, digit by digit; a number with more digits than a float keeps may stand for the
/// float's shortest text.
fn is_amount(text: &str, is_number: bool, found: Option<Decimal>) {
    let found = found.expect("an amount was read as nothing");
    let said = Exact::of(text);
    let read = Exact::of(&found.to_string());
    if said == read {
        return;
    }
    assert!(is_number && significant(text) > 15, "{text} was read as {found}");
    let meant = Exact::of(&format!("{:e}", text.parse::<f64>().unwrap()));
    assert_eq!(read, meant, "{text} was read as {found}");
}
