//! Numbers from their text, exactly.

use rust_decimal::Decimal;

/// An integer from a number's text: `12`, `-3`, also `12.0` and `1e3`.
pub(super) fn integer(text: &str) -> Option<i64> {
    if let Ok(number) = text.parse::<i64>() {
        return Some(number);
    }
    let number = decimal(text)?;
    if number.fract().is_zero() {
        i64::try_from(number).ok()
    } else {
        None
    }
}

/// A decimal from a number's text, digit by digit: `12.50`, `1.0e+25`. What is smaller than the
/// 28th decimal place is rounded off: it can only be the noise of a float that PHP computed.
pub(super) fn decimal(text: &str) -> Option<Decimal> {
    if let Some(number) = short_decimal(text.as_bytes()) {
        return Some(number);
    }
    let (digits, exponent) = match text.split_once(['e', 'E']) {
        Some((digits, exponent)) => (digits, exponent.parse::<i32>().ok()?),
        None => (text, 0),
    };
    if !is_plain_number(digits) {
        return None;
    }
    let mut number = digits.parse::<Decimal>().ok()?;
    if exponent == 0 || number.is_zero() {
        return Some(number);
    }
    let scale = i32::try_from(number.scale()).ok()?.checked_sub(exponent)?;
    if scale < 0 {
        let mut times = scale.unsigned_abs();
        number.set_scale(0).ok()?;
        if times > 28 {
            return None;
        }
        while times > 0 {
            number = number.checked_mul(Decimal::TEN)?;
            times -= 1;
        }
        return Some(number);
    }
    let scale = u32::try_from(scale).ok()?;
    if scale <= Decimal::MAX_SCALE {
        number.set_scale(scale).ok()?;
        return Some(number);
    }
    let excess = scale - Decimal::MAX_SCALE;
    if excess > Decimal::MAX_SCALE {
        return Some(Decimal::ZERO);
    }
    number.set_scale(excess).ok()?;
    let mut rounded = number.round();
    rounded.set_scale(Decimal::MAX_SCALE).ok()?;
    Some(rounded)
}

/// How many significant digits a double keeps whatever they are.
const EXACT_DIGITS: usize = 15;

/// A decimal from a number of JSON, which is always a float of PHP. Where a site prints such numbers
/// with more digits than they have (`serialize_precision` of 17), the shortest text that gives the
/// same float is what was meant: 19.99, and not 19.989999999999998 (APIv4 wire contract §12.3).
pub(super) fn of_float(text: &str) -> Option<Decimal> {
    // Too short to have more digits than that: nearly every amount.
    if text.len() <= EXACT_DIGITS {
        return decimal(text);
    }
    // What has neither fraction nor exponent may be a whole number of PHP, which is exact.
    let is_float = text.bytes().any(|b| matches!(b, b'.' | b'e' | b'E'));
    let digits = significant_digits(text);
    if is_float
        && digits.len() > EXACT_DIGITS
        && let Some(number) = float(text)
        // What no float prints like this was written by something else, digit by digit.
        && significant_digits(&format!("{number:.*e}", digits.len() - 1)) == digits
    {
        // In this form the shortest text has an exponent, as few digits as it takes, and no rounding.
        let meant = decimal(&format!("{number:e}"));
        // Zeros at the end are digits that somebody wrote.
        return decimal(text).filter(|same| Some(*same) == meant).or(meant);
    }
    decimal(text)
}

/// The digits of a number from the first that is not zero, without its exponent.
fn significant_digits(text: &str) -> Vec<u8> {
    let digits = text.split(['e', 'E']).next().unwrap_or_default();
    let all = digits.bytes().filter(u8::is_ascii_digit);
    all.skip_while(|digit| *digit == b'0').collect()
}

/// A decimal of at most 18 digits, which is nearly every amount that there is.
fn short_decimal(text: &[u8]) -> Option<Decimal> {
    let (negative, digits) = match text {
        [b'-', digits @ ..] => (true, digits),
        digits => (false, digits),
    };
    if digits.len() > 18 {
        return None;
    }
    let mut units = 0_i64;
    let mut count = 0_u32;
    let mut point = None;
    for byte in digits {
        match byte {
            b'0'..=b'9' => {
                units = units * 10 + i64::from(byte - b'0');
                count += 1;
            }
            b'.' if point.is_none() => point = Some(count),
            _ => return None,
        }
    }
    if count == 0 {
        return None;
    }
    let scale = point.map_or(0, |point| count - point);
    Some(Decimal::new(if negative { -units } else { units }, scale))
}

/// A float from a number's text.
pub(super) fn float(text: &str) -> Option<f64> {
    let (digits, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    if !is_plain_number(digits) || exponent.parse::<i32>().is_err() {
        return None;
    }
    text.parse::<f64>().ok().filter(|number| number.is_finite())
}

/// Digits with an optional sign and an optional fraction: what MySQL and PHP write.
fn is_plain_number(text: &str) -> bool {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
    !(whole.is_empty() && fraction.is_empty())
        && whole.bytes().all(|b| b.is_ascii_digit())
        && fraction.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_are_exact() {
        assert_eq!(integer("0"), Some(0));
        assert_eq!(integer("-12"), Some(-12));
        assert_eq!(integer("12.0"), Some(12));
        assert_eq!(integer("1e3"), Some(1000));
        assert_eq!(integer("9223372036854775807"), Some(i64::MAX));
        for wrong in [
            "",
            "-",
            "1.5",
            "9223372036854775808",
            "1.0e+25",
            "x",
            "0x1",
            "1_0",
        ] {
            assert_eq!(integer(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn decimals_keep_every_digit() {
        for (text, expected) in [
            ("125", "125"),
            ("12.5", "12.5"),
            ("12.50", "12.50"),
            ("-0.01", "-0.01"),
            ("1.0e+25", "10000000000000000000000000"),
            ("1.5E-3", "0.0015"),
            ("123456789012345678.91", "123456789012345678.91"),
            ("0.1", "0.1"),
        ] {
            assert_eq!(
                decimal(text).map(|d| d.to_string()).as_deref(),
                Some(expected)
            );
        }
        assert_eq!(
            decimal("5.551115123125783e-17").unwrap().round_dp(10),
            Decimal::ZERO
        );
        assert_eq!(decimal("5.5e-300"), Some(Decimal::ZERO));
        for wrong in [
            "",
            ".",
            "1,234.50",
            "1e40",
            "1e",
            "NaN",
            "e5",
            "1e99999999999",
        ] {
            assert_eq!(decimal(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn floats_are_read_as_what_they_mean() {
        for (text, expected) in [
            ("19.989999999999998", "19.99"),
            ("29.949999999999999", "29.95"),
            ("277.19999999999999", "277.2"),
            ("0.46000000000000002", "0.46"),
            ("0.29999999999999999", "0.3"),
            ("67.2000000000000028421709430404007434844970703125", "67.2"),
            ("-1234567.8899999999", "-1234567.89"),
            ("9.9999999999999995e-7", "0.000001"),
            ("1.0000000000000000e+25", "10000000000000000000000000"),
            ("12.50", "12.50"),
            ("0.1", "0.1"),
            ("123456789012345", "123456789012345"),
            ("12345678901234567", "12345678901234567"),
            ("0.30000000000000004", "0.30000000000000004"),
            ("12345678901234567.89", "12345678901234567.89"),
            ("100000000000000.0", "100000000000000.0"),
        ] {
            assert_eq!(
                of_float(text).map(|d| d.to_string()).as_deref(),
                Some(expected),
                "{text}"
            );
        }
        assert_eq!(of_float("1e999"), None);
        assert_eq!(of_float("1.0000000000000000e999"), None);
    }

    /// Every amount with cents is what it was before PHP printed it with 17 digits.
    #[test]
    fn amounts_survive_seventeen_digits() {
        for cents in (0..2_000_000_i64).step_by(37).chain([i64::from(i32::MAX)]) {
            let amount = Decimal::new(cents, 2);
            #[allow(clippy::cast_precision_loss, reason = "as PHP does it")]
            let printed = format!("{:.16e}", cents as f64 / 100.0);
            assert_eq!(of_float(&printed), Some(amount.normalize()), "{printed}");
        }
    }

    #[test]
    fn floats_are_finite() {
        assert_eq!(float("1.0e+25"), Some(1.0e25));
        assert_eq!(float("-2.5"), Some(-2.5));
        for wrong in ["", "inf", "NaN", "1e999", "0x1p3"] {
            assert_eq!(float(wrong), None, "{wrong}");
        }
    }
}
