//! Amounts as JSON numbers instead of text, in both directions with every digit.
//!
//! By itself a [`Decimal`] is written as text (`"19.90"`), which no reader can round. A program
//! that must have numbers says so on the field. The digits go into the JSON text as they are, and
//! are read from it as they are: nothing passes through a float. That takes the text, so it works
//! with `serde_json::to_string`, `from_str` and the like. `serde_json::to_value` makes floats of
//! such numbers, as of all others, and formats that are not JSON are for the default form.
//!
//! ```
//! use civi_runtime::Decimal;
//!
//! #[derive(serde::Serialize, serde::Deserialize, PartialEq, Debug)]
//! struct Gift {
//!     #[serde(with = "civi_runtime::value::decimal_as_number")]
//!     amount: Decimal,
//!     #[serde(with = "civi_runtime::value::decimal_as_number")]
//!     fee: Option<Decimal>,
//! }
//!
//! let gift = Gift { amount: "12345678901234567.90".parse()?, fee: None };
//! let json = serde_json::to_string(&gift)?;
//! assert_eq!(json, r#"{"amount":12345678901234567.90,"fee":null}"#);
//! assert_eq!(serde_json::from_str::<Gift>(&json)?, gift);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use rust_decimal::Decimal;

use crate::sealed::Seal;
use serde::de::Error as _;
use serde::ser::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;

/// An amount, or an amount that may be missing, or several.
///
/// Sealed: civi implements it for all types that have it.
pub trait Amounts: Sized {
    /// What other crates can't write.
    #[doc(hidden)]
    const SEAL: Seal;

    /// The JSON text, with amounts as numbers.
    #[doc(hidden)]
    fn text(&self) -> String;

    /// Reads the JSON text.
    #[doc(hidden)]
    fn read(json: &str) -> Result<Self, String>;
}

impl Amounts for Decimal {
    const SEAL: Seal = Seal;
    fn text(&self) -> String {
        self.to_string()
    }

    fn read(json: &str) -> Result<Self, String> {
        // An amount that was written as text is read too.
        let digits = json
            .strip_prefix('"')
            .and_then(|rest| rest.strip_suffix('"'))
            .unwrap_or(json);
        let read = if digits.contains(['e', 'E']) {
            Decimal::from_scientific(digits)
        } else {
            Decimal::from_str_exact(digits)
        };
        read.map_err(|error| format!("`{json}` is no amount: {error}"))
    }
}

impl<A: Amounts> Amounts for Option<A> {
    const SEAL: Seal = Seal;
    fn text(&self) -> String {
        self.as_ref().map_or_else(|| "null".to_owned(), A::text)
    }

    fn read(json: &str) -> Result<Self, String> {
        match json {
            "null" => Ok(None),
            json => A::read(json).map(Some),
        }
    }
}

impl<A: Amounts> Amounts for Vec<A> {
    const SEAL: Seal = Seal;
    fn text(&self) -> String {
        let each: Vec<String> = self.iter().map(A::text).collect();
        format!("[{}]", each.join(","))
    }

    fn read(json: &str) -> Result<Self, String> {
        let each: Vec<&RawValue> = serde_json::from_str(json).map_err(|e| e.to_string())?;
        each.into_iter().map(|one| A::read(one.get())).collect()
    }
}

/// Writes amounts as numbers.
///
/// # Errors
///
/// Those of the serializer.
pub fn serialize<A: Amounts, S: Serializer>(amounts: &A, serializer: S) -> Result<S::Ok, S::Error> {
    RawValue::from_string(amounts.text())
        .map_err(S::Error::custom)?
        .serialize(serializer)
}

/// Reads amounts from numbers, or from text.
///
/// # Errors
///
/// Where it is no amount, or one with more digits than a [`Decimal`] has.
pub fn deserialize<'de, A: Amounts, D: Deserializer<'de>>(deserializer: D) -> Result<A, D::Error> {
    let json: Box<RawValue> = Deserialize::deserialize(deserializer)?;
    A::read(json.get()).map_err(D::Error::custom)
}

#[cfg(test)]
mod tests {
    use rust_decimal::Decimal;
    use serde::{Deserialize, Serialize};

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Gifts {
        #[serde(with = "super")]
        each: Vec<Option<Decimal>>,
        text: Decimal,
    }

    #[test]
    fn every_digit_stays_in_both_forms() {
        let long: Decimal = "1234567890123456789012.345600".parse().unwrap();
        let gifts = Gifts {
            each: vec![Some(long), None, Some(Decimal::new(-1, 2))],
            text: long,
        };
        let json = serde_json::to_string(&gifts).unwrap();
        assert_eq!(
            json,
            r#"{"each":[1234567890123456789012.345600,null,-0.01],"text":"1234567890123456789012.345600"}"#
        );
        assert_eq!(serde_json::from_str::<Gifts>(&json).unwrap(), gifts);
    }

    #[test]
    fn what_is_no_amount_is_refused() {
        for (json, reads) in [
            (r#"{"each":["2.50",1e2],"text":"1"}"#, true),
            (r#"{"each":["two"],"text":"1"}"#, false),
            (r#"{"each":[true],"text":"1"}"#, false),
            (
                r#"{"each":[0.00000000000000000000000000001234],"text":"1"}"#,
                false,
            ),
        ] {
            assert_eq!(serde_json::from_str::<Gifts>(json).is_ok(), reads, "{json}");
        }
    }
}
