//! Functions of dates and times.

use jiff::civil::{Date, DateTime, Time};

use super::{Argument, IntoArgument, Maybe, Written, calculated, one};
use crate::query::field::{Expression, Field};
use crate::query::kind::{Calculated, NotNull};

/// A type that has a date.
#[diagnostic::on_unimplemented(
    message = "a field of `{Self}` holds no date",
    label = "not a date",
    note = "date functions take fields of `civi_runtime::Date` or `DateTime`"
)]
pub trait Dated {}
impl Dated for Date {}
impl Dated for DateTime {}

/// A unit of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)] // each is what it says
pub enum Unit {
    Second,
    Minute,
    Hour,
    Day,
    Week,
    Month,
    Quarter,
    Year,
}

impl Unit {
    const fn as_str(self) -> &'static str {
        match self {
            Unit::Second => "SECOND",
            Unit::Minute => "MINUTE",
            Unit::Hour => "HOUR",
            Unit::Day => "DAY",
            Unit::Week => "WEEK",
            Unit::Month => "MONTH",
            Unit::Quarter => "QUARTER",
            Unit::Year => "YEAR",
        }
    }
}

/// `CURDATE()`: today, as the site's database has it.
#[must_use]
pub fn curdate<E>() -> Field<E, Date, Calculated<NotNull>> {
    calculated("CURDATE()".to_owned(), Vec::new())
}

/// `NOW()`: this moment, as the site's database has it.
#[must_use]
pub fn now<E>() -> Field<E, DateTime, Calculated<NotNull>> {
    calculated("NOW()".to_owned(), Vec::new())
}

/// `DATE(x)`: the date of a timestamp.
#[must_use]
pub fn date<X: Expression<Value: Dated>>(x: X) -> Maybe<X, Date> {
    one("DATE", x)
}

/// `TIME(x)`: the time of day of a timestamp.
#[must_use]
pub fn time<X: Expression<Value = DateTime>>(x: X) -> Maybe<X, Time> {
    one("TIME", x)
}

/// `YEAR(x)`.
#[must_use]
pub fn year<X: Expression<Value: Dated>>(x: X) -> Maybe<X, i64> {
    one("YEAR", x)
}

/// `QUARTER(x)`: 1 to 4.
#[must_use]
pub fn quarter<X: Expression<Value: Dated>>(x: X) -> Maybe<X, i64> {
    one("QUARTER", x)
}

/// `MONTH(x)`: 1 to 12.
#[must_use]
pub fn month<X: Expression<Value: Dated>>(x: X) -> Maybe<X, i64> {
    one("MONTH", x)
}

/// `DAYOFWEEK(x)`: 1 for Sunday to 7.
#[must_use]
pub fn dayofweek<X: Expression<Value: Dated>>(x: X) -> Maybe<X, i64> {
    one("DAYOFWEEK", x)
}

/// `DAYSTOANNIV(x)`: days until the date comes round again.
#[must_use]
pub fn daystoanniv<X: Expression<Value: Dated>>(x: X) -> Maybe<X, i64> {
    one("DAYSTOANNIV", x)
}

/// `NEXTANNIV(x)`: when the date comes round again.
#[must_use]
pub fn nextanniv<X: Expression<Value: Dated>>(x: X) -> Maybe<X, Date> {
    one("NEXTANNIV", x)
}

/// `EXTRACT(unit FROM x)`.
#[must_use]
pub fn extract<X: Expression<Value: Dated>>(unit: Unit, x: X) -> Maybe<X, i64> {
    Written::new("EXTRACT")
        .word(unit.as_str())
        .after("FROM", Argument::of(x))
        .end()
}

/// `DATEDIFF(x, other)`: days from the second date to the first.
#[must_use]
pub fn datediff<X: Expression<Value: Dated>>(
    x: X,
    other: impl IntoArgument<X::Entity>,
) -> Maybe<X, i64> {
    Written::new("DATEDIFF")
        .arg(Argument::of(x))
        .arg(other.into_argument())
        .end()
}

/// `TIMESTAMPDIFF(unit, from, to)`: whole units from the first moment to the second.
#[must_use]
pub fn timestampdiff<X: Expression<Value: Dated>>(
    unit: Unit,
    from: X,
    to: impl IntoArgument<X::Entity>,
) -> Maybe<X, i64> {
    Written::new("TIMESTAMPDIFF")
        .arg(Argument {
            // The site knows the unit by the space after it.
            text: format!("{} ", unit.as_str()),
            uses: Vec::new(),
        })
        .arg(Argument::of(from))
        .arg(to.into_argument())
        .end()
}

/// `DATE_ADD(x, INTERVAL count unit)` (CiviCRM 6.3 and newer).
#[must_use]
pub fn date_add<X: Expression<Value: Dated>>(x: X, count: u32, unit: Unit) -> Maybe<X, Date> {
    interval("DATE_ADD", x, count, unit)
}

/// `DATE_SUB(x, INTERVAL count unit)` (CiviCRM 6.3 and newer).
#[must_use]
pub fn date_sub<X: Expression<Value: Dated>>(x: X, count: u32, unit: Unit) -> Maybe<X, Date> {
    interval("DATE_SUB", x, count, unit)
}

fn interval<X: Expression>(name: &'static str, x: X, count: u32, unit: Unit) -> Maybe<X, Date> {
    Written::new(name)
        .arg(Argument::of(x))
        .arg(Argument {
            text: format!("INTERVAL {count} {}", unit.as_str()),
            uses: Vec::new(),
        })
        .end()
}
