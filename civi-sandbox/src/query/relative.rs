//! Relative dates: `this.year`, `ending_7.day` (§6.7).

use jiff::civil::{Date, Time, Weekday};
use jiff::{Span, ToSpan};

use crate::store::{Moment, now};

/// The first and the last moment of a relative date; an end that is open is `None`.
pub(super) type Range = (Option<Moment>, Option<Moment>);

/// The range of a relative date; `None` where the text is none.
pub(super) fn range(text: &str) -> Option<Range> {
    let (term, unit) = text.split_once('.')?;
    let (term, count) = match term.rsplit_once('_') {
        Some((term, count)) if count.bytes().all(|b| b.is_ascii_digit()) => {
            (term, count.parse().ok()?)
        }
        _ => (term, 1_i32),
    };
    if !(1..=1000).contains(&count) {
        return None;
    }
    let today = now().date();
    let step = step(unit)?;
    let start = start(unit, today)?;
    let after = |units: i32| {
        start
            .checked_add(step.checked_mul(i64::from(units)).ok()?)
            .ok()
    };
    let day_before = |date: Date| date.yesterday().ok();
    let (from, to) = match term {
        "this" => (Some(start), Some(day_before(after(1)?)?)),
        // To this day, not to the end of the unit.
        "current" => (Some(start), Some(today)),
        "previous" => (Some(after(-count)?), Some(day_before(start)?)),
        "previous_before" => (Some(after(-2)?), Some(day_before(after(-1)?)?)),
        "next" => (Some(after(1)?), Some(day_before(after(1 + count)?)?)),
        "ending" => {
            let from = today
                .checked_sub(step.checked_mul(i64::from(count)).ok()?)
                .ok()?;
            (Some(from.tomorrow().ok()?), Some(today))
        }
        // Tomorrow, where every other unit begins today.
        "starting" if unit == "day" => (
            Some(today.tomorrow().ok()?),
            Some(today.checked_add(i64::from(count).days()).ok()?),
        ),
        "starting" => {
            let to = today
                .checked_add(step.checked_mul(i64::from(count)).ok()?)
                .ok()?;
            (Some(today), Some(day_before(to)?))
        }
        "greater" => (Some(start), None),
        // From the end of the unit before.
        "greater_previous" => (Some(day_before(start)?), None),
        "less" => (None, Some(day_before(after(1)?)?)),
        "earlier" => (None, Some(day_before(start)?)),
        _ => return None,
    };
    Some((
        from.map(|date| date.to_datetime(Time::midnight())),
        to.map(|date| date.at(23, 59, 59, 0)),
    ))
}

fn step(unit: &str) -> Option<Span> {
    Some(match unit {
        "day" => 1.day(),
        "week" => 1.week(),
        "month" => 1.month(),
        "quarter" => 3.months(),
        "year" | "fiscal_year" => 1.year(),
        _ => return None,
    })
}

/// The first day of the unit that a day is in; weeks begin on Sunday.
fn start(unit: &str, day: Date) -> Option<Date> {
    Some(match unit {
        "day" => day,
        "week" => {
            let since = i64::from(Weekday::Sunday.until(day.weekday()));
            day.checked_sub(since.days()).ok()?
        }
        "month" => day.first_of_month(),
        "quarter" => Date::new(day.year(), (day.month() - 1) / 3 * 3 + 1, 1).ok()?,
        _ => day.first_of_year(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What relative dates mean (§6.7).
    #[test]
    fn wire_6_7_relative_dates_are_ranges() {
        let (from, to) = range("this.year").unwrap();
        assert_eq!((from.unwrap().month(), to.unwrap().month()), (1, 12));
        let (from, to) = range("ending_7.day").unwrap();
        assert_eq!(
            from.unwrap()
                .date()
                .until(to.unwrap().date())
                .unwrap()
                .get_days(),
            6
        );
        assert_eq!(range("earlier.month").unwrap().0, None);
        let today = now().date();
        assert_eq!(range("current.year").unwrap().1.unwrap().date(), today);
        let before = range("greater_previous.year").unwrap().0.unwrap();
        assert_eq!(
            (before.year(), before.month(), before.day()),
            (today.year() - 1, 12, 31)
        );
        let (from, to) = range("starting.day").unwrap();
        assert_eq!(from.unwrap().date(), today.tomorrow().unwrap());
        assert_eq!(from.unwrap().date(), to.unwrap().date());
        for none in [
            "this",
            "this.century",
            "x.day",
            "ending_9999.day",
            "",
            "first_name",
        ] {
            assert!(range(none).is_none(), "{none}");
        }
    }
}
