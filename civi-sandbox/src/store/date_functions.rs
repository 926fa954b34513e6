//! MySQL's functions of dates.

use jiff::civil::{DateTime, Weekday};
use rusqlite::functions::Context;
use rusqlite::{Connection, Result};

use super::functions::{PURE, argument, number};
use super::moment::{self, now};

/// Makes all of them known to a connection.
pub(super) fn register(connection: &Connection) -> Result<()> {
    connection.create_scalar_function("civi_extract", 2, PURE, |context| {
        let unit = argument(context, 0).unwrap_or_default();
        Ok(moment_at(context, 1).and_then(|moment| extract(&unit, moment)))
    })?;
    connection.create_scalar_function("civi_date_add", 3, PURE, |context| {
        let Some(moment) = moment_at(context, 0) else {
            return Ok(None);
        };
        let unit = argument(context, 2).unwrap_or_default();
        let text = argument(context, 0).unwrap_or_default();
        let later =
            moment::span(number(context, 1), &unit).and_then(|span| moment.checked_add(span).ok());
        Ok(later.map(|later| {
            let with_time =
                text.len() > 10 || matches!(unit.as_str(), "SECOND" | "MINUTE" | "HOUR");
            later
                .strftime(if with_time {
                    "%Y-%m-%d %H:%M:%S"
                } else {
                    "%Y-%m-%d"
                })
                .to_string()
        }))
    })?;
    connection.create_scalar_function("civi_datediff", 2, PURE, |context| {
        let both = moment_at(context, 0).zip(moment_at(context, 1));
        Ok(both.and_then(|(a, b)| a.date().since(b.date()).ok().map(|span| span.get_days())))
    })?;
    connection.create_scalar_function("civi_timestampdiff", 3, PURE, |context| {
        let unit = argument(context, 0).unwrap_or_default();
        let both = moment_at(context, 1).zip(moment_at(context, 2));
        Ok(both.and_then(|(from, to)| difference(&unit, from, to)))
    })?;
    connection.create_scalar_function("civi_days_to_anniversary", 1, PURE, |context| {
        Ok(moment_at(context, 0)
            .and_then(next_anniversary)
            .and_then(|next| next.since(now().date()).ok().map(|span| span.get_days())))
    })?;
    connection.create_scalar_function("civi_next_anniversary", 1, PURE, |context| {
        Ok(moment_at(context, 0)
            .and_then(next_anniversary)
            .map(|next| next.to_string()))
    })
}

/// An argument as a moment.
fn moment_at(context: &Context<'_>, at: usize) -> Option<DateTime> {
    argument(context, at).and_then(|text| moment::parse(&text))
}

/// A part of a date, as `EXTRACT` and the functions of one part give it.
fn extract(unit: &str, moment: DateTime) -> Option<i64> {
    Some(match unit {
        "SECOND" => i64::from(moment.second()),
        "MINUTE" => i64::from(moment.minute()),
        "HOUR" => i64::from(moment.hour()),
        "DAY" => i64::from(moment.day()),
        "WEEK" => {
            // MySQL's mode 0: weeks begin on Sunday, and the first has a Sunday in the year.
            let first = moment.date().first_of_year();
            let before = i64::from(first.weekday().until(Weekday::Sunday));
            let day = i64::from(moment.date().day_of_year()) - 1;
            if day < before {
                0
            } else {
                (day - before) / 7 + 1
            }
        }
        "MONTH" => i64::from(moment.month()),
        "QUARTER" => i64::from((moment.month() - 1) / 3 + 1),
        "YEAR" => i64::from(moment.year()),
        "DAYOFWEEK" => i64::from(moment.weekday().to_sunday_one_offset()),
        _ => return None,
    })
}

/// The whole units between two moments.
fn difference(unit: &str, from: DateTime, to: DateTime) -> Option<i64> {
    use jiff::Unit;
    let unit = match unit.trim() {
        "SECOND" => Unit::Second,
        "MINUTE" => Unit::Minute,
        "HOUR" => Unit::Hour,
        "DAY" => Unit::Day,
        "WEEK" => Unit::Week,
        "MONTH" => Unit::Month,
        "QUARTER" => {
            return difference("MONTH", from, to).map(|months| months / 3);
        }
        "YEAR" => Unit::Year,
        _ => return None,
    };
    let span = from.until((unit, to)).ok()?;
    Some(match unit {
        Unit::Second => span.get_seconds(),
        Unit::Minute => span.get_minutes(),
        Unit::Hour => i64::from(span.get_hours()),
        Unit::Day => i64::from(span.get_days()),
        Unit::Week => i64::from(span.get_weeks()),
        Unit::Month => i64::from(span.get_months()),
        _ => i64::from(span.get_years()),
    })
}

/// The next day with the month and day of a date, today among them.
fn next_anniversary(moment: DateTime) -> Option<jiff::civil::Date> {
    let today = now().date();
    let in_year = |year: i16| {
        let date = jiff::civil::Date::new(year, moment.month(), moment.day());
        date.or_else(|_| jiff::civil::Date::new(year, 3, 1)).ok()
    };
    let this_year = in_year(today.year())?;
    if this_year >= today {
        Some(this_year)
    } else {
        in_year(today.year() + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_and_differences_are_mysqls() {
        let moment = moment::parse("1915-12-10").unwrap();
        assert_eq!(extract("DAYOFWEEK", moment), Some(6));
        assert_eq!(extract("QUARTER", moment), Some(4));
        assert_eq!(
            extract("WEEK", moment::parse("2026-01-04").unwrap()),
            Some(1)
        );
        let later = moment::parse("1917-12-09").unwrap();
        assert_eq!(difference("YEAR", moment, later), Some(1));
        assert!(next_anniversary(moment).unwrap() >= now().date());
    }
}
