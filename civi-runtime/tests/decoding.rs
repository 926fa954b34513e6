//! Any JSON in any slot is a value, nothing, or an error that names its field; never a panic, never
//! a value that was not there.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "what fails here fails the test"
)]

use std::collections::BTreeMap;

use civi_runtime::codegen::{Places, RowReader};

use civi_runtime::Slot;
use civi_runtime::{Date, DateTime, Decimal, Id, OptionList, Time, Value};
use proptest::prelude::*;
use serde_json::{Value as Json, json};

enum Contact {}

civi_runtime::option_list! {
    enum Gender, Unlisted {
        Female = 0, "Female", "1", "Woman";
    }
}

struct Cell<T>(Option<T>);

impl<T: Value> Places for Cell<T> {
    fn slot(&mut self, _column: usize) -> Slot<'_> {
        T::slot(&mut self.0)
    }
}

fn read<T: Value>(json: &str) -> Result<Option<T>, String> {
    let body = format!(r#"[{{"before":[{{}}],"c d.e":{json},"after":"x"}}]"#);
    let mut reader = RowReader::new(body.as_bytes(), vec!["c d.e".into()]);
    let mut cell = Cell(None);
    assert_eq!(reader.next_row(), Ok(true));
    reader.read(&mut cell).map_err(|misfit| {
        assert_eq!(misfit.field(), Some("c d.e"));
        assert_eq!(misfit.row(), Some(1));
        misfit.to_string()
    })?;
    assert_eq!(reader.next_row(), Ok(false));
    Ok(cell.0)
}

fn any_json() -> impl Strategy<Value = Json> {
    let leaf = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::from),
        any::<i64>().prop_map(Json::from),
        any::<u64>().prop_map(Json::from),
        any::<f64>().prop_map(|f| serde_json::Number::from_f64(f).map_or(Json::Null, Json::Number)),
        ".{0,12}".prop_map(Json::from),
        "[0-9]{1,4}-?[0-9]{2}-?[0-9]{2}( [0-9]{2}:?[0-9]{2}:?[0-9]{2})?".prop_map(Json::from),
        "-?[0-9]{0,20}[.,]?[0-9]{0,12}(e[+-]?[0-9]{1,3})?".prop_map(Json::from),
        "\u{1}[0-9]\u{1}[a-z]\u{1}".prop_map(Json::from),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Json::from),
            prop::collection::btree_map(".{0,6}", inner, 0..4)
                .prop_map(|map| Json::Object(map.into_iter().collect())),
        ]
    })
}

/// What the slot of a type makes of a JSON text.
type Reading = fn(&str) -> Result<bool, String>;

fn slots() -> Vec<(&'static str, Reading)> {
    fn reading<T: Value>(json: &str) -> Result<bool, String> {
        read::<T>(json).map(|value| value.is_some())
    }
    vec![
        ("bool", reading::<bool>),
        ("i64", reading::<i64>),
        ("f64", reading::<f64>),
        ("String", reading::<String>),
        ("Decimal", reading::<Decimal>),
        ("Date", reading::<Date>),
        ("DateTime", reading::<DateTime>),
        ("Time", reading::<Time>),
        ("Json", reading::<Json>),
        ("Id", reading::<Id<Contact>>),
        ("Gender", reading::<Gender>),
        ("Vec<i64>", reading::<Vec<i64>>),
        ("Vec<String>", reading::<Vec<String>>),
        ("Vec<Gender>", reading::<Vec<Gender>>),
        ("Vec<Vec<Date>>", reading::<Vec<Vec<Date>>>),
        ("map", reading::<BTreeMap<String, Decimal>>),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_json_in_any_slot_is_a_value_or_an_error_that_says_where(json in any_json()) {
        let text = json.to_string();
        for (name, read) in slots() {
            match read(&text) {
                Ok(there) => prop_assert!(!(there && json.is_null()), "{name} of null"),
                Err(message) => prop_assert!(
                    message.starts_with("row 1, field `c d.e`, "),
                    "{name}: {message}"
                ),
            }
        }
    }

    #[test]
    fn what_is_written_is_read_back(
        integer in any::<i64>(),
        float in any::<f64>().prop_filter("finite", |f| f.is_finite()),
        text in ".{0,40}",
        flag in any::<bool>(),
        units in any::<i64>(),
        scale in 0_u32..12,
        day in 0_i64..3_000_000,
        second in 0_i32..86_400,
        json in any_json(),
    ) {
        prop_assert_eq!(read::<i64>(&integer.to_string()), Ok(Some(integer)));
        prop_assert_eq!(read::<i64>(&json!(integer.to_string()).to_string()), Ok(Some(integer)));
        prop_assert_eq!(read::<Id<Contact>>(&integer.to_string()), Ok(Some(Id::new(integer))));
        prop_assert_eq!(read::<f64>(&json!(float).to_string()), Ok(Some(float)));
        // A JSON field is read and written back whole, so that its floats keep their last digit.
        let field = json!({ "amount": float });
        prop_assert_eq!(read::<Json>(&field.to_string()), Ok(Some(field)));
        prop_assert_eq!(read::<String>(&json!(text).to_string()), Ok(Some(text.clone())));
        let option = read::<Gender>(&json!(text).to_string()).unwrap().unwrap();
        let expected = if text == "1" { "Female" } else { text.as_str() };
        prop_assert_eq!(option.as_str(), expected);
        prop_assert_eq!(read::<bool>(&flag.to_string()), Ok(Some(flag)));
        prop_assert_eq!(read::<bool>(if flag { "1" } else { "\"0\"" }), Ok(Some(flag)));
        let amount = Decimal::new(units, scale);
        prop_assert_eq!(read::<Decimal>(&format!("\"{amount}\"")), Ok(Some(amount)));
        prop_assert_eq!(read::<Decimal>(&format!("\"{units}e-{scale}\"")), Ok(Some(amount)));
        let date = Date::constant(1, 1, 1)
            .checked_add(jiff::Span::new().days(day))
            .unwrap();
        prop_assert_eq!(read::<Date>(&format!("\"{date}\"")), Ok(Some(date)));
        let compact = date.to_string().replace('-', "");
        prop_assert_eq!(read::<Date>(&format!("\"{compact}\"")), Ok(Some(date)));
        let time = Time::midnight().wrapping_add(jiff::Span::new().seconds(i64::from(second)));
        prop_assert_eq!(read::<Time>(&format!("\"{time}\"")), Ok(Some(time)));
        let moment = date.to_datetime(time);
        prop_assert_eq!(read::<DateTime>(&format!("\"{date} {time}\"")), Ok(Some(moment)));
        let clock = time.to_string().replace(':', "");
        prop_assert_eq!(read::<DateTime>(&format!("\"{compact}{clock}\"")), Ok(Some(moment)));
        prop_assert_eq!(
            read::<Json>(&json.to_string()).unwrap().unwrap_or(Json::Null),
            serde_json::from_str::<Json>(&json.to_string()).unwrap()
        );
        prop_assert_eq!(
            read::<Vec<i64>>(&format!("[{integer},\"{integer}\"]")),
            Ok(Some(vec![integer, integer]))
        );
    }

    /// The digits on the wire are the digits read: all of a text's, and of a number as many as the
    /// float that it stands for has.
    #[test]
    fn every_digit_of_an_amount_is_kept(digits in "[1-9][0-9]{0,17}", cents in "[0-9]{1,8}") {
        let text = format!("{digits}.{cents}");
        let amount = read::<Decimal>(&format!("\"{text}\"")).unwrap().unwrap();
        prop_assert_eq!(amount.to_string(), text.as_str());
        if digits.len() + cents.len() <= 15 {
            let amount = read::<Decimal>(&text).unwrap().unwrap();
            prop_assert_eq!(amount.to_string(), text);
        }
    }

    /// PHP's float of an amount, printed with any number of digits, is the amount.
    #[test]
    fn an_amount_is_read_as_it_is_however_many_digits_are_printed(
        cents in -99_999_999_999_999_i64..99_999_999_999_999,
        digits in 16_usize..60,
    ) {
        #[allow(clippy::cast_precision_loss, reason = "as PHP does it")]
        let float = cents as f64 / 100.0;
        let printed = format!("{float:.*e}", digits - 1);
        let amount = read::<Decimal>(&printed).unwrap().unwrap();
        prop_assert_eq!(amount, Decimal::new(cents, 2), "{}", printed);
    }

    /// Columns in any order, with any gaps and any others between, find their cells.
    #[test]
    fn any_order_of_columns_is_read(
        rows in prop::collection::vec(
            prop::collection::btree_map(0_usize..40, any::<i64>(), 0..30).prop_shuffle_keys(), 0..12)
    ) {
        let names: Vec<_> = (0..20).map(|n| format!("f\u{e4}{n}").into()).collect();
        let body: Vec<Json> = rows.iter().map(|row| {
            row.iter().map(|(n, value)| (format!("f\u{e4}{n}"), json!(value))).collect()
        }).collect();
        let body = serde_json::to_vec(&body).unwrap();
        let mut reader = RowReader::new(&body, names);
        for row in &rows {
            prop_assert_eq!(reader.next_row(), Ok(true));
            let mut cells = Many(vec![None; 20]);
            let found = reader.read(&mut cells).unwrap();
            for n in 0..20 {
                let expected = row.iter().find(|(at, _)| *at == n).map(|(_, value)| *value);
                prop_assert_eq!(cells.0[n], expected);
                prop_assert_eq!(found.has(n), expected.is_some());
            }
        }
        prop_assert_eq!(reader.next_row(), Ok(false));
    }

    /// Broken bytes are an error, never a panic.
    #[test]
    fn a_broken_answer_is_an_error(at in 0_usize..200, byte in any::<u8>()) {
        let mut body = br#"[{"f0":1,"f1":"2","x":[{"y":null}]},{"f0":-3.0,"f19":"\u0034"}]"#.to_vec();
        let at = at % body.len();
        body[at] = byte;
        let names = (0..20).map(|n| format!("f{n}").into()).collect();
        let mut reader = RowReader::new(&body, names);
        while let Ok(true) = reader.next_row() {
            if reader.read(&mut Many(vec![None; 20])).is_err() {
                break;
            }
        }
        let cut = &body[..at];
        let mut reader = RowReader::new(cut, vec!["f0".into()]);
        let mut whole = true;
        loop {
            match reader.next_row() {
                Ok(true) => {
                    if reader.read(&mut Many(vec![None; 20])).is_err() {
                        whole = false;
                        break;
                    }
                }
                Ok(false) => break,
                Err(_) => {
                    whole = false;
                    break;
                }
            }
        }
        prop_assert!(!whole, "a cut answer is not whole");
    }
}

struct Many(Vec<Option<i64>>);

impl Places for Many {
    fn slot(&mut self, column: usize) -> Slot<'_> {
        self.0.get_mut(column).map_or(Slot::Skip, Slot::Integer)
    }
}

/// Rows whose keys stand in any order.
trait Shuffled: Strategy<Value = BTreeMap<usize, i64>> + Sized {
    fn prop_shuffle_keys(self) -> impl Strategy<Value = Vec<(usize, i64)>> {
        self.prop_map(|map| map.into_iter().collect::<Vec<_>>())
            .prop_shuffle()
    }
}

impl<S: Strategy<Value = BTreeMap<usize, i64>>> Shuffled for S {}
