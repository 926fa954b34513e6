//! Dates and times: what PHP's `strtotime` makes of a text, and the present moment.

use jiff::civil::{Date, DateTime, Time};
use jiff::{Span, Timestamp, ToSpan, tz::TimeZone};

/// A date and time in the site's zone, which is UTC here.
pub(crate) type Moment = DateTime;

/// The present moment, in whole seconds.
pub(crate) fn now() -> Moment {
    let now = TimeZone::UTC.to_datetime(Timestamp::now());
    now.with().subsec_nanosecond(0).build().unwrap_or(now)
}

/// What PHP's `strtotime` makes of a text; `None` where it can't read it.
pub(crate) fn parse(text: &str) -> Option<Moment> {
    let text = text.trim();
    compact(text)
        .or_else(|| standard(text))
        .or_else(|| words(text))
}

/// `20260102` and `20260102030405`.
fn compact(text: &str) -> Option<Moment> {
    if !text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    match text.len() {
        8 => Date::strptime("%Y%m%d", text)
            .ok()
            .map(|d| d.to_datetime(Time::midnight())),
        14 => DateTime::strptime("%Y%m%d%H%M%S", text).ok(),
        _ => None,
    }
}

/// ISO 8601 and its usual relatives.
fn standard(text: &str) -> Option<Moment> {
    if let Ok(instant) = text.parse::<Timestamp>() {
        return Some(whole_seconds(TimeZone::UTC.to_datetime(instant)));
    }
    if let Ok(moment) = text.parse::<DateTime>() {
        return Some(whole_seconds(moment));
    }
    if let Ok(date) = text.parse::<Date>() {
        return Some(date.to_datetime(Time::midnight()));
    }
    let forms = ["%Y-%m-%d %H:%M", "%Y/%m/%d %H:%M:%S", "%m/%d/%Y %H:%M:%S"];
    if let Some(moment) = forms
        .iter()
        .find_map(|form| DateTime::strptime(form, text).ok())
    {
        return Some(moment);
    }
    let forms = [
        "%Y/%m/%d",
        "%m/%d/%Y",
        "%d-%m-%Y",
        "%d.%m.%Y",
        "%d %B %Y",
        "%B %d, %Y",
        "%B %d %Y",
    ];
    let date = forms
        .iter()
        .find_map(|form| Date::strptime(form, text).ok())?;
    Some(date.to_datetime(Time::midnight()))
}

fn whole_seconds(moment: Moment) -> Moment {
    moment.with().subsec_nanosecond(0).build().unwrap_or(moment)
}

/// `now`, `today`, `yesterday`, `now + 1 day`, `-2 weeks`, `2026-01-01 +1 month`.
fn words(text: &str) -> Option<Moment> {
    let lower = text.to_ascii_lowercase();
    let spaced = lower.replace('+', " + ").replace('-', " - ");
    let mut words = spaced.split_whitespace().peekable();
    let mut moment = now();
    let today = moment.date().to_datetime(Time::midnight());
    let mut any = false;
    let mut sign = 1;
    while let Some(word) = words.next() {
        match word {
            "now" => {}
            "today" | "midnight" => moment = today,
            "yesterday" => moment = today.checked_sub(1.day()).ok()?,
            "tomorrow" => moment = today.checked_add(1.day()).ok()?,
            "+" => {
                sign = 1;
                continue;
            }
            "-" => {
                sign = -1;
                continue;
            }
            "next" => moment = moment.checked_add(span(1, words.next()?)?).ok()?,
            "last" => moment = moment.checked_sub(span(1, words.next()?)?).ok()?,
            "ago" if any => {}
            number => {
                let count: i64 = number.parse().ok()?;
                let unit = words.next()?;
                let ago = if words.peek() == Some(&"ago") { -1 } else { 1 };
                moment = moment
                    .checked_add(span(count.checked_mul(sign * ago)?, unit)?)
                    .ok()?;
            }
        }
        sign = 1;
        any = true;
    }
    any.then_some(moment)
}

/// A span in a unit that is written in English or as SQL writes it.
pub(crate) fn span(count: i64, unit: &str) -> Option<Span> {
    let unit = unit.to_ascii_lowercase();
    let unit = unit.strip_suffix('s').unwrap_or(&unit);
    let span = Span::new();
    match unit {
        "sec" | "second" => span.try_seconds(count),
        "min" | "minute" => span.try_minutes(count),
        "hour" => span.try_hours(count),
        "day" => span.try_days(count),
        "week" => span.try_weeks(count),
        "fortnight" => span.try_weeks(count.checked_mul(2)?),
        "month" => span.try_months(count),
        "quarter" => span.try_months(count.checked_mul(3)?),
        "year" => span.try_years(count),
        _ => return None,
    }
    .ok()
}

#[cfg(test)]
mod tests {
    use super::parse;

    fn text(input: &str) -> Option<String> {
        parse(input).map(|moment| moment.strftime("%Y-%m-%d %H:%M:%S").to_string())
    }

    /// What PHP reads as a date (§6.7).
    #[test]
    fn wire_6_7_dates_are_what_strtotime_takes() {
        assert_eq!(text("2026-01-02").as_deref(), Some("2026-01-02 00:00:00"));
        assert_eq!(
            text("20260203040506").as_deref(),
            Some("2026-02-03 04:05:06")
        );
        assert_eq!(
            text("2026-01-02T04:05:06+05:00").as_deref(),
            Some("2026-01-01 23:05:06")
        );
        assert_eq!(
            text("2026-01-02 03:04:05").as_deref(),
            Some("2026-01-02 03:04:05")
        );
        assert!(text("now + 1 day").is_some() && text("-2 weeks").is_some());
        for garbage in [
            "garbage",
            "",
            "99999999",
            "now + 999999999999999 years",
            "-",
            "next",
        ] {
            assert_eq!(text(garbage), None, "{garbage}");
        }
    }
}
