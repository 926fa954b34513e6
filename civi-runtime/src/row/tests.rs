//! What every slot accepts, and what it says of the rest.

use std::collections::BTreeMap;

use jiff::civil::{Date, DateTime, Time, date};
use rust_decimal::Decimal;

use super::*;
use crate::row::Value;
use crate::value::Id;

crate::option_list! {
    enum Gender, Unknown {
        Female = 0, "Female", "1", "Woman";
        Male = 1, "Male", "2", "Man";
    }
}

/// One column `c` of type `T`.
struct Cell<T>(Option<T>);

impl<T: Value> Places for Cell<T> {
    fn slot(&mut self, _column: usize) -> Slot<'_> {
        T::slot(&mut self.0)
    }
}

fn read<T: Value>(json: &str) -> Result<Option<T>, String> {
    let body = format!(r#"[{{"c":{json}}}]"#);
    let mut reader = RowReader::new(body.as_bytes(), vec!["c".into()]);
    let mut cell = Cell(None);
    let step = reader.next_row().map_err(|e| e.to_string())?;
    assert!(step);
    let seen = reader.read(&mut cell).map_err(|e| e.to_string())?;
    assert!(seen.has(0));
    assert!(!reader.next_row().map_err(|e| e.to_string())?);
    Ok(cell.0)
}

#[track_caller]
fn gives<T: Value + PartialEq + std::fmt::Debug>(json: &str, value: T) {
    assert_eq!(read::<T>(json), Ok(Some(value)), "{json}");
}

#[track_caller]
fn nothing<T: Value + PartialEq + std::fmt::Debug>(json: &str) {
    assert_eq!(read::<T>(json), Ok(None), "{json}");
}

#[track_caller]
fn fails<T: Value + PartialEq + std::fmt::Debug>(json: &str, message: &str) {
    assert_eq!(
        read::<T>(json),
        Err(format!("row 1, field `c`, {message}")),
        "{json}"
    );
}

enum Contact {}

/// A field of every kind, the way generated rows are written.
#[derive(Default)]
struct Everything {
    boolean: Option<bool>,
    integer: Option<i64>,
    float: Option<f64>,
    text: Option<String>,
    decimal: Option<Decimal>,
    date: Option<Date>,
    timestamp: Option<DateTime>,
    time: Option<Time>,
    json: Option<serde_json::Value>,
    key: Option<Id<Contact>>,
    choice: Option<Gender>,
    list: Option<Vec<Gender>>,
    map: Option<BTreeMap<String, i64>>,
}
crate::row_impls! { Everything }

macro_rules! everything {
    ($($index:literal $field:ident)*) => {
        impl Record for Everything {
            const COLUMNS: &'static [&'static str] = &[$(stringify!($field)),*];
            fn slot(&mut self, column: usize) -> Slot<'_> {
                match column {
                    $($index => Value::slot(&mut self.$field),)*
                    _ => Slot::Skip,
                }
            }
            fn cell(&self, column: usize) -> &dyn super::cell::Cell {
                match column {
                    $($index => &self.$field,)*
                    _ => super::record::nothing(),
                }
            }
        }
    };
}
everything! {
    0 boolean 1 integer 2 float 3 text 4 decimal 5 date 6 timestamp 7 time 8 json 9 key 10 choice
    11 list 12 map
}

#[test]
fn whole_rows_are_cloned_compared_and_shown_field_by_field() {
    let json = r#"[{"boolean": true, "integer": 1, "float": 1.5, "text": "a", "decimal": 2.50,
        "date": "2026-01-02", "timestamp": "2026-01-02 03:04:05", "time": "03:04:05", "json": [null],
        "key": 7, "choice": "Female", "list": ["Male", "New"], "map": {"x": 1}}]"#;
    let rows: Vec<Everything> = read_records(json.as_bytes()).unwrap();
    let row = &rows[0];
    assert_eq!(
        format!("{row:?}"),
        "Row { boolean: true, integer: 1, float: 1.5, text: \"a\", decimal: 2.50, \
         date: 2026-01-02, timestamp: 2026-01-02T03:04:05, time: 03:04:05, \
         json: Array [Null], key: Id(7), choice: Female, list: [Male, Unlisted(\"New\")], map: {\"x\": 1}, .. }"
    );
    let copy = row.clone();
    assert_eq!(&copy, row);
    // Every field counts: a row that lacks one is another.
    for column in 0..Everything::COLUMNS.len() {
        let mut less = row.clone();
        let Some(place) = less.slot(column).into_place() else {
            panic!("column {column} has no place");
        };
        let nothing = Everything::default();
        nothing.cell(column).clone_into(place);
        assert_ne!(&less, row, "column {column}");
        assert_ne!(row, &less, "column {column}");
    }
}

#[test]
fn integers_and_ids() {
    gives::<i64>("12", 12);
    gives::<i64>("\"12\"", 12);
    gives::<i64>("12.0", 12);
    gives::<i64>("true", 1);
    gives("\"207\"", Id::<Contact>::new(207));
    nothing::<i64>("\"\"");
    nothing::<i64>("null");
    nothing::<Id<Contact>>("null");
    fails::<i64>("1.5", "expected a whole number, found 1.5");
    fails::<i64>("\"x\"", "expected a whole number, found \"x\"");
    fails::<i64>("[1]", "expected a whole number, found [1]");
    fails::<Id<Contact>>("1.0e+25", "expected a whole number, found 1.0e+25");
}

#[test]
fn booleans() {
    for (json, value) in [("true", true), ("false", false), ("1", true), ("0", false)] {
        gives::<bool>(json, value);
    }
    gives::<bool>("\"1\"", true);
    nothing::<bool>("\"\"");
    fails::<bool>("2", "expected true or false, found 2");
    fails::<bool>("\"no\"", "expected true or false, found \"no\"");
}

#[test]
fn money_is_exact() {
    gives::<Decimal>("12.5", Decimal::new(125, 1));
    gives::<Decimal>("0.1", Decimal::new(1, 1));
    gives::<Decimal>("1.0e+25", "10000000000000000000000000".parse().unwrap());
    gives::<Decimal>(
        "12345678901234567.89",
        "12345678901234567.89".parse().unwrap(),
    );
    gives::<Decimal>("\"1234.50\"", Decimal::new(123_450, 2));
    // As PHP prints 19.99 with `serialize_precision` of 17.
    gives::<Decimal>("19.989999999999998", Decimal::new(1999, 2));
    gives::<Decimal>(
        "\"19.989999999999998\"",
        "19.989999999999998".parse().unwrap(),
    );
    nothing::<Decimal>("\"\"");
    fails::<Decimal>("\"1,234.50\"", "expected an amount, found \"1,234.50\"");
    fails::<Decimal>("true", "expected an amount, found true");
}

#[test]
fn texts() {
    gives::<String>("\"\"", String::new());
    gives::<String>("\"Größe \\u0142\\/\"", "Größe ł/".to_owned());
    gives::<String>("12.5", "12.5".to_owned());
    gives::<String>("false", "false".to_owned());
    // A site declares some columns as text that hold JSON.
    gives::<String>("{\"a\": [1, \"x\"]}", "{\"a\": [1, \"x\"]}".to_owned());
    gives::<String>("[\"CRM_X\",\"run\"]", "[\"CRM_X\",\"run\"]".to_owned());
}

#[test]
fn dates() {
    gives::<Date>("\"1990-05-06\"", date(1990, 5, 6));
    gives::<Date>("19900506", date(1990, 5, 6));
    nothing::<Date>("\"\"");
    gives::<DateTime>("\"20260102030405\"", date(2026, 1, 2).at(3, 4, 5, 0));
    gives::<Time>("\"03:04:05\"", Time::constant(3, 4, 5, 0));
    nothing::<Date>("\"-0001-11-30\"");
    nothing::<DateTime>("\"-0001-11-30 00:00:00\"");
    fails::<Date>(
        "\"1990-02-30\"",
        "expected a date (YYYY-MM-DD), found \"1990-02-30\"",
    );
    fails::<DateTime>(
        "true",
        "expected a timestamp (YYYY-MM-DD HH:MM:SS), found true",
    );
}

#[test]
fn lists() {
    gives::<Vec<i64>>("[15,36,\"60\"]", vec![15, 36, 60]);
    gives::<Vec<i64>>("[]", vec![]);
    gives::<Vec<i64>>("\"\"", vec![]);
    // An empty serialised list of CiviCRM 5.39.
    gives::<Vec<String>>("[\"\"]", vec![]);
    gives::<Vec<i64>>("[\"\"]", vec![]);
    gives::<Vec<String>>("[\"\",\"a\"]", vec![String::new(), "a".into()]);
    gives::<Vec<i64>>("7", vec![7]);
    gives::<Vec<String>>("{\"1\":\"a\",\"3\":\"b\"}", vec!["a".into(), "b".into()]);
    gives::<Vec<String>>("\"\\u00011\\u00012\\u0001\"", vec!["1".into(), "2".into()]);
    gives::<Vec<String>>("[null,\"a\"]", vec!["a".into()]);
    gives::<Vec<Vec<i64>>>("[[1],[]]", vec![vec![1], vec![]]);
    gives::<Vec<Gender>>("[\"Male\",\"1\"]", vec![Gender::Male, Gender::Female]);
    nothing::<Vec<i64>>("null");
    fails::<Vec<i64>>(
        "[1,\"x\"]",
        "element 2, expected a whole number, found \"x\"",
    );
}

#[test]
fn maps() {
    let map = |entries: &[(&str, i64)]| -> BTreeMap<String, i64> {
        entries.iter().map(|(k, v)| ((*k).to_owned(), *v)).collect()
    };
    gives("{\"a\":1,\"b\":\"2\"}", map(&[("a", 1), ("b", 2)]));
    gives("[]", map(&[]));
    gives("[5]", map(&[("0", 5)]));
    fails::<BTreeMap<String, i64>>(
        "{\"a\":\"x\"}",
        "field `a`, expected a whole number, found \"x\"",
    );
}

#[test]
fn options_are_open() {
    gives::<Gender>("\"Female\"", Gender::Female);
    gives::<Gender>("2", Gender::Male);
    let other = read::<Gender>("\"Diverse\"").unwrap().unwrap();
    assert_eq!(other.to_string(), "Diverse");
    assert!(!crate::value::OptionList::is_known(&other));
}

#[test]
fn json_keeps_everything() {
    gives("{\"a\":[1,null]}", serde_json::json!({"a": [1, null]}));
    nothing::<serde_json::Value>("null");
}

#[derive(Debug, Default, PartialEq)]
struct Row {
    id: Option<i64>,
    name: Option<String>,
}

impl Record for Row {
    const COLUMNS: &'static [&'static str] = &["id", "name"];

    fn slot(&mut self, column: usize) -> Slot<'_> {
        match column {
            0 => Value::slot(&mut self.id),
            1 => Value::slot(&mut self.name),
            _ => Slot::Skip,
        }
    }
}

#[test]
fn unknown_columns_are_read_past() {
    let rows: Vec<Row> = read_records(
        br#"[{"id":1,"name":"a","custom":null,"x":{"y":[1,{"z":"\""}]}},{"name":"b","id":2}]"#,
    )
    .unwrap();
    assert_eq!(rows.len(), 2);
    assert_eq!(rows[1].id, Some(2));
    assert_eq!(rows[1].name.as_deref(), Some("b"));
}

#[test]
fn what_is_no_list_of_rows_is_said() {
    let message = |body: &str| {
        read_records::<Row>(body.as_bytes())
            .unwrap_err()
            .to_string()
    };
    assert_eq!(message("true"), "expected a list of rows, found true");
    assert_eq!(message("[3]"), "row 1, expected a row (an object), found 3");
    assert!(message(r#"[{"id":1},"#).contains("broken JSON"));
    assert!(message(r#"[{"id":1}"#).contains("broken JSON"));
    assert!(message(r#"[{"id":1}] x"#).contains("broken JSON"));
    assert_eq!(read_records::<Row>(b"null").unwrap(), []);
    assert_eq!(read_records::<Row>(b"{\"id\":4}").unwrap()[0].id, Some(4));
}
