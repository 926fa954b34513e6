//! Values → wire → values: what is written is read back as the same value, or refused before it is
//! sent.

use civi_runtime::row::read_records;
use civi_runtime::query::read_rows;
use civi_runtime::{
    Changes, Date, DateTime, Decimal, Entity, Field, Id, IntoWire, Json, Time, Value, Values,
};

enum Thing {}

impl Entity for Thing {
    const NAME: &'static str = "Thing";
}

/// Takes numbers and texts from the input's front.
struct Input<'a>(&'a [u8]);

impl Input<'_> {
    fn number<const N: usize>(&mut self) -> [u8; N] {
        let mut bytes = [0; N];
        let count = N.min(self.0.len());
        let (first, rest) = self.0.split_at(count);
        bytes[..count].copy_from_slice(first);
        self.0 = rest;
        bytes
    }

    fn byte(&mut self) -> u8 {
        self.number::<1>()[0]
    }

    fn text(&mut self) -> String {
        let length = usize::from(self.byte()).min(self.0.len());
        let (first, rest) = self.0.split_at(length);
        self.0 = rest;
        String::from_utf8_lossy(first).into_owned()
    }
}

pub fn run(input: &[u8]) {
    let mut input = Input(input);
    while !input.0.is_empty() {
        one(&mut input);
    }
}

fn one(input: &mut Input<'_>) {
    match input.byte() % 11 {
        0 => back(i64::from_le_bytes(input.number())),
        1 => {
            let number = f64::from_le_bytes(input.number());
            let back = there_and_back::<f64>(number);
            if number.is_finite() {
                assert_eq!(back.map(f64::to_bits), Some(number.to_bits()), "{number}");
            }
        }
        2 => back(input.byte() % 2 == 0),
        3 => back(input.text()),
        4 => {
            let scale = u32::from(input.byte()) % 29;
            let units = i128::from_le_bytes(input.number()) % (1 << 96);
            let amount = Decimal::from_i128_with_scale(units, scale);
            let Some(read) = there_and_back::<Decimal>(amount) else { return };
            assert_eq!(read, amount);
            assert_eq!(read.scale(), amount.scale(), "zeros at the end are kept: {amount}");
        }
        5 => {
            if let Some(date) = date(input) {
                back(date);
            }
        }
        6 => {
            let (date, time) = (date(input), time(input));
            if let (Some(date), Some(time)) = (date, time) {
                back(DateTime::from_parts(date, time));
            }
        }
        7 => {
            if let Some(time) = time(input) {
                back(time);
            }
        }
        8 => {
            let count = input.byte() % 5;
            let list: Vec<String> = (0..count).map(|_| input.text()).collect();
            let Some(read) = there_and_back::<Vec<String>>(list.clone()) else { return };
            // A site takes a list of nothing apart like that.
            if list != [""] {
                assert_eq!(read, list);
            }
        }
        9 => {
            let id = Id::<Thing>::new(i64::from_le_bytes(input.number()));
            back(id);
        }
        _ => {
            let text = input.text();
            let json = serde_json::from_str::<Json>(&text).unwrap_or(Json::Null);
            // What is nested too deep for a row is refused when it is read.
            let is_deep = text.bytes().filter(|byte| matches!(byte, b'[' | b'{')).count() > 100;
            if !json.is_null() && !is_deep {
                back(json);
            }
        }
    }
}

fn date(input: &mut Input<'_>) -> Option<Date> {
    let year = i16::from_le_bytes(input.number());
    let [month, day] = input.number::<2>().map(|byte| i8::try_from(byte % 32).unwrap());
    Date::new(year % 10_000, month, day).ok()
}

fn time(input: &mut Input<'_>) -> Option<Time> {
    let [hour, minute, second] = input.number::<3>().map(|byte| i8::try_from(byte % 61).unwrap());
    // Whole seconds, which is all that the site keeps and all that is written.
    Time::new(hour, minute, second, 0).ok()
}

/// What is sent is what is read.
fn back<T>(value: T)
where
    T: Value + IntoWire<Option<T>> + Clone + PartialEq + std::fmt::Debug,
{
    if let Some(read) = there_and_back::<T>(value.clone()) {
        assert_eq!(read, value);
    }
}

/// The value as the site would give it back; nothing if it is not sent.
fn there_and_back<T: Value>(value: impl IntoWire<Option<T>>) -> Option<T> {
    let values = Values::<Thing, Changes>::new().set::<Option<T>>("it", value);
    let sent = values.to_json().ok()?;
    let field: Field<Thing, T> = Field::new("it");
    let mut read = read_rows(&field, format!("[{sent}]").as_bytes()).expect("what is sent is read");
    assert!(read_records::<Nothing>(sent.as_bytes()).is_ok());
    let value = read.pop().flatten();
    assert!(value.is_some(), "{sent} is read as nothing");
    value
}

/// A row that reads past everything.
#[derive(Default)]
struct Nothing;

impl civi_runtime::Record for Nothing {
    const COLUMNS: &'static [&'static str] = &[];

    fn slot(&mut self, _: usize) -> civi_runtime::Slot<'_> {
        civi_runtime::Slot::Skip
    }
}
