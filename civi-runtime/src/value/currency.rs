//! [`in_currency`]: an amount with the digits that its currency has.

use rust_decimal::Decimal;

/// Currencies that have no minor unit (ISO 4217).
const NONE: &[&str] = &[
    "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND",
    "VUV", "XAF", "XOF", "XPF",
];

/// Currencies whose minor unit is a thousandth.
const THREE: &[&str] = &["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"];

/// Currencies whose minor unit is a ten-thousandth.
const FOUR: &[&str] = &["CLF", "UYW"];

/// An amount as text with the digits of its currency, by the currency's ISO code as CiviCRM keeps
/// it beside each amount: the site sends `250` for 250.00 euros.
///
/// An amount that has more digits than its currency keeps them, since nothing is rounded. A code
/// that ISO doesn't have counts as one with two digits.
///
/// ```
/// use civi_runtime::{Decimal, value::in_currency};
///
/// assert_eq!(in_currency(Decimal::from(250), "EUR"), "250.00");
/// assert_eq!(in_currency(Decimal::from(250), "JPY"), "250");
/// assert_eq!(in_currency("12.3456".parse()?, "EUR"), "12.3456");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn in_currency(amount: Decimal, currency: &str) -> String {
    let digits = if NONE.contains(&currency) {
        0
    } else if THREE.contains(&currency) {
        3
    } else if FOUR.contains(&currency) {
        4
    } else {
        2
    };
    let amount = amount.normalize();
    let digits = amount.scale().max(digits);
    format!("{amount:.precision$}", precision = digits as usize)
}

#[cfg(test)]
mod tests {
    use rust_decimal::Decimal;

    use super::in_currency;

    #[test]
    fn every_currency_has_its_digits_and_nothing_is_rounded() {
        for (amount, currency, text) in [
            ("250", "EUR", "250.00"),
            ("250.5", "USD", "250.50"),
            ("250.00", "JPY", "250"),
            ("0.5", "JPY", "0.5"),
            ("1.25", "KWD", "1.250"),
            ("1", "CLF", "1.0000"),
            ("-0.1", "XXX", "-0.10"),
            ("12345678901234567890.1", "GBP", "12345678901234567890.10"),
            ("0.00001", "EUR", "0.00001"),
        ] {
            let amount: Decimal = amount.parse().unwrap();
            assert_eq!(in_currency(amount, currency), text);
        }
    }
}
