//! Dates and times from their text, in the forms of reads and in the compact ones of write results
//! (APIv4 wire contract §7).

use jiff::civil::{Date, DateTime, Time};

/// What a date's text says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dated<T> {
    /// A value.
    Value(T),
    /// `""`, and MySQL's zero date: no value.
    Nothing,
    /// Not a date.
    Wrong,
}

impl<T> From<Option<T>> for Dated<T> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Dated::Wrong, Dated::Value)
    }
}

/// A date: `2026-01-02`, `20260102`, or a timestamp at midnight.
pub(super) fn date(text: &str) -> Dated<Date> {
    if let Some(date) = plain_date(text.as_bytes()) {
        return Dated::Value(date);
    }
    match timestamp(text) {
        Dated::Value(at) if at.time() == Time::midnight() => Dated::Value(at.date()),
        Dated::Value(_) | Dated::Wrong => Dated::Wrong,
        Dated::Nothing => Dated::Nothing,
    }
}

/// A date in the form that sites mostly write: `2026-01-02`.
pub(super) fn plain(text: &str) -> Option<Date> {
    plain_date(text.as_bytes())
}

/// A timestamp in the form that sites mostly write: `2026-01-02 03:04:05`.
pub(super) fn plain_timestamp(text: &str) -> Option<DateTime> {
    let (day, time) = text.as_bytes().split_at_checked(10)?;
    match time {
        [b' ', time @ ..] if time.len() == 8 => {
            Some(plain_date(day)?.to_datetime(plain_time(time)?))
        }
        _ => None,
    }
}

/// A timestamp: `2026-01-02 03:04:05`, `20260102030405`, or a date alone.
pub(super) fn timestamp(text: &str) -> Dated<DateTime> {
    let text = text.trim();
    if text.is_empty() || is_zero(text) {
        return Dated::Nothing;
    }
    let bytes = text.as_bytes();
    let value = match bytes.len() {
        8 => compact_date(bytes).map(|d| d.to_datetime(Time::midnight())),
        10 => plain_date(bytes).map(|d| d.to_datetime(Time::midnight())),
        12 | 14 => bytes
            .split_at_checked(8)
            .and_then(|(day, time)| Some(compact_date(day)?.to_datetime(compact_time(time)?))),
        16 | 19 if matches!(bytes.get(10), Some(b' ' | b'T')) => {
            bytes.split_at_checked(10).and_then(|(day, time)| {
                Some(plain_date(day)?.to_datetime(plain_time(time.get(1..)?)?))
            })
        }
        _ => fractional(text),
    };
    value.into()
}

/// A time: `03:04:05`, `03:04`, `030405`.
pub(super) fn time(text: &str) -> Dated<Time> {
    let text = text.trim();
    if text.is_empty() {
        return Dated::Nothing;
    }
    let bytes = text.as_bytes();
    plain_time(bytes)
        .or_else(|| compact_time(bytes))
        .or_else(|| text.parse().ok().filter(|_| text.contains('.')))
        .into()
}

/// Whether two texts are the same moment, the second as a site writes one: `20260102` is
/// `2026-01-02 00:00:00`.
pub(crate) fn same_moment(text: &str, stored: &str) -> bool {
    let written = stored.as_bytes().get(4) == Some(&b'-');
    let same = |a, b| matches!((a, b), (Dated::Value(a), Dated::Value(b)) if a == b);
    written && same(timestamp(text), timestamp(stored))
}

/// Whether two texts are the same time of a day: `03:04` is `03:04:00`.
pub(crate) fn same_time(text: &str, stored: &str) -> bool {
    let written = text.contains(':') && stored.contains(':');
    let same = |a, b| matches!((a, b), (Dated::Value(a), Dated::Value(b)) if a == b);
    written && same(time(text), time(stored))
}

/// Seconds with a fraction: the one longer form that is a civil time. A zone is refused: the wire
/// has none, and dropping one would move the moment.
fn fractional(text: &str) -> Option<DateTime> {
    let at_fraction = text.as_bytes().get(19) == Some(&b'.');
    let digits = text.get(20..)?.bytes().all(|b| b.is_ascii_digit());
    if at_fraction && digits {
        text.parse().ok()
    } else {
        None
    }
}

/// MySQL's zero date, and what PHP makes of it when it counts back from the year 0.
fn is_zero(text: &str) -> bool {
    let text = match text.strip_prefix("-0001-11-30") {
        Some(time) => return time.is_empty() || is_midnight(time),
        None => text,
    };
    text.len() >= 8 && text.bytes().all(|b| matches!(b, b'0' | b'-' | b':' | b' '))
}

fn is_midnight(time: &str) -> bool {
    matches!(time, " 00:00:00" | "T00:00:00" | " 00:00")
}

/// Whether a text is written as a date or timestamp is, though it may name no day or time: it has
/// only digits and the signs between them.
pub(super) fn is_calendar_form(text: &str) -> bool {
    let text = text.trim();
    text.len() >= 8
        && text.bytes().filter(u8::is_ascii_digit).count() >= 8
        && text
            .bytes()
            .all(|b| b.is_ascii_digit() || matches!(b, b'-' | b':' | b' ' | b'T' | b'.'))
}

fn plain_date(text: &[u8]) -> Option<Date> {
    match text {
        [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] => {
            day([*y1, *y2, *y3, *y4, *m1, *m2, *d1, *d2])
        }
        _ => None,
    }
}

fn compact_date(text: &[u8]) -> Option<Date> {
    day(text.try_into().ok()?)
}

/// The day that eight digits name.
fn day(digits: [u8; 8]) -> Option<Date> {
    let [y1, y2, y3, y4, m1, m2, d1, d2] = digits.map(|digit| digit.wrapping_sub(b'0'));
    if [y1, y2, y3, y4, m1, m2, d1, d2]
        .iter()
        .any(|digit| *digit > 9)
    {
        return None;
    }
    let year = i16::from(y1 * 10 + y2) * 100 + i16::from(y3 * 10 + y4);
    let number = |tens: u8, ones: u8| i8::try_from(tens * 10 + ones).ok();
    Date::new(year, number(m1, m2)?, number(d1, d2)?).ok()
}

fn plain_time(text: &[u8]) -> Option<Time> {
    match text {
        [h1, h2, b':', m1, m2] => clock([*h1, *h2, *m1, *m2, b'0', b'0']),
        [h1, h2, b':', m1, m2, b':', s1, s2] => clock([*h1, *h2, *m1, *m2, *s1, *s2]),
        _ => None,
    }
}

fn compact_time(text: &[u8]) -> Option<Time> {
    match text {
        [h1, h2, m1, m2] => clock([*h1, *h2, *m1, *m2, b'0', b'0']),
        [h1, h2, m1, m2, s1, s2] => clock([*h1, *h2, *m1, *m2, *s1, *s2]),
        _ => None,
    }
}

fn clock([h1, h2, m1, m2, s1, s2]: [u8; 6]) -> Option<Time> {
    Time::new(pair(h1, h2)?, pair(m1, m2)?, pair(s1, s2)?, 0).ok()
}

/// Two digits' number.
fn pair(tens: u8, ones: u8) -> Option<i8> {
    if tens.is_ascii_digit() && ones.is_ascii_digit() {
        i8::try_from((tens - b'0') * 10 + (ones - b'0')).ok()
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::{date as day, time as clock_time};

    use super::*;

    #[test]
    fn dates_of_reads_and_of_write_results() {
        for text in [
            "1990-05-06",
            "19900506",
            "1990-05-06 00:00:00",
            "19900506000000",
        ] {
            assert_eq!(date(text), Dated::Value(day(1990, 5, 6)), "{text}");
        }
        for text in [
            "",
            " ",
            "0000-00-00",
            "00000000",
            "0000-00-00 00:00:00",
            "-0001-11-30",
            "-0001-11-30 00:00:00",
        ] {
            assert_eq!(date(text), Dated::Nothing, "{text:?}");
            assert_eq!(timestamp(text), Dated::Nothing, "{text:?}");
        }
        for text in [
            "1980-00-00",
            "2023-02-30",
            "19800000",
            "-0001-11-29",
            "2026-01-02 25:00:00",
        ] {
            assert!(is_calendar_form(text), "{text}");
        }
        for text in [
            "garbage",
            "1980",
            "",
            "2026-01-02T03:04:05+02:00",
            "tomorrow",
        ] {
            assert!(!is_calendar_form(text), "{text}");
        }
        for text in [
            "1990-13-06",
            "1990-02-30",
            "garbage",
            "1990-05-06 01:00:00",
            "1990-5-6",
            "199005",
        ] {
            assert_eq!(date(text), Dated::Wrong, "{text}");
        }
    }

    #[test]
    fn timestamps_of_reads_and_of_write_results() {
        let at = day(2026, 1, 2).at(3, 4, 5, 0);
        for text in [
            "2026-01-02 03:04:05",
            "2026-01-02T03:04:05",
            "20260102030405",
        ] {
            assert_eq!(timestamp(text), Dated::Value(at), "{text}");
        }
        assert_eq!(
            timestamp("2026-01-02"),
            Dated::Value(day(2026, 1, 2).at(0, 0, 0, 0))
        );
        assert_eq!(
            timestamp("202601020304"),
            Dated::Value(day(2026, 1, 2).at(3, 4, 0, 0))
        );
        assert_eq!(
            timestamp("2026-01-02 03:04:05.5"),
            Dated::Value(day(2026, 1, 2).at(3, 4, 5, 500_000_000))
        );
        for text in [
            "2026-01-02T03:04:05Z",
            "2026-01-02 03:04:05+02:00",
            "now",
            "2026-01-02 25:00:00",
        ] {
            assert_eq!(timestamp(text), Dated::Wrong, "{text}");
        }
    }

    #[test]
    fn times_of_day() {
        assert_eq!(time("03:04:05"), Dated::Value(clock_time(3, 4, 5, 0)));
        assert_eq!(time("03:04"), Dated::Value(clock_time(3, 4, 0, 0)));
        assert_eq!(time("030405"), Dated::Value(clock_time(3, 4, 5, 0)));
        assert_eq!(time(""), Dated::Nothing);
        assert_eq!(time("24:00:00"), Dated::Wrong);
    }
}
