//! Functions of dates and times.

use jiff::civil::{Date, DateTime, Time};

use super::{Argument, Computed, IntoArgument, Maybe, Written, one};
use crate::query::field::{Expression, Field, Path};
use crate::query::kind::{AnyName, Listed, NotNull, Permitted, Yearly};
use crate::query::suffix::HasLabel;

/// A type that has a date.
#[diagnostic::on_unimplemented(
    message = "a field of `{Self}` holds no date",
    label = "not a date",
    note = "date functions take fields of `civi_runtime::Date` or `DateTime`"
)]
pub trait Dated {}
#[diagnostic::do_not_recommend]
impl Dated for Date {}
#[diagnostic::do_not_recommend]
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

/// What `EXTRACT` takes out of a date: one [`Unit`], or two that are written one after the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
#[allow(missing_docs)] // each is the units that it is named after
pub enum Part {
    Unit(Unit),
    Microsecond,
    SecondMicrosecond,
    MinuteMicrosecond,
    MinuteSecond,
    HourMicrosecond,
    HourSecond,
    HourMinute,
    DayMicrosecond,
    DaySecond,
    DayMinute,
    DayHour,
    YearMonth,
}

impl From<Unit> for Part {
    fn from(unit: Unit) -> Self {
        Part::Unit(unit)
    }
}

impl Part {
    const fn as_str(self) -> &'static str {
        match self {
            Part::Unit(unit) => unit.as_str(),
            Part::Microsecond => "MICROSECOND",
            Part::SecondMicrosecond => "SECOND_MICROSECOND",
            Part::MinuteMicrosecond => "MINUTE_MICROSECOND",
            Part::MinuteSecond => "MINUTE_SECOND",
            Part::HourMicrosecond => "HOUR_MICROSECOND",
            Part::HourSecond => "HOUR_SECOND",
            Part::HourMinute => "HOUR_MINUTE",
            Part::DayMicrosecond => "DAY_MICROSECOND",
            Part::DaySecond => "DAY_SECOND",
            Part::DayMinute => "DAY_MINUTE",
            Part::DayHour => "DAY_HOUR",
            Part::YearMonth => "YEAR_MONTH",
        }
    }
}

/// The suffix of a calculated month or day of the week: its name in the user's language, by
/// [`Field::label`].
#[derive(Debug)]
pub enum CalendarName {}
impl HasLabel for CalendarName {}

/// What is calculated from `X` and has a name in the calendar: a month, a day of the week.
pub type Named<X> = Computed<<X as Expression>::Entity, i64, Listed<AnyName, CalendarName>>;

/// A moment in an argument: a field that has a date, a function's result, a date, or text that is
/// one.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no date in a query of `{E}`",
    label = "neither a field of `{E}` that has a date, nor a date",
    note = "fields of `civi_runtime::Date` and `DateTime` are, such dates themselves, and text that the site's database reads as one"
)]
pub trait IntoMoment<E> {
    /// The argument as it is sent.
    #[doc(hidden)]
    fn into_moment(self) -> Argument;
}

impl<E, T: Dated, K: Permitted, P: Path> IntoMoment<E> for Field<E, T, K, P> {
    fn into_moment(self) -> Argument {
        Argument::of(&self)
    }
}

impl<E, T: Dated, K: Permitted, P: Path> IntoMoment<E> for &Field<E, T, K, P> {
    fn into_moment(self) -> Argument {
        Argument::of(self)
    }
}

macro_rules! moments {
    ($($literal:ty),+) => {$(
        impl<E> IntoMoment<E> for $literal {
            fn into_moment(self) -> Argument {
                IntoArgument::<E>::into_argument(self)
            }
        }
    )+};
}
moments!(&str, String, Date, DateTime);

/// `CURDATE()`: today, as the site's database has it.
#[must_use]
pub fn curdate<E>() -> Computed<E, Date, NotNull> {
    Field::expression("CURDATE()".to_owned(), Vec::new())
}

/// `NOW()`: this moment, as the site's database has it.
#[must_use]
pub fn now<E>() -> Computed<E, DateTime, NotNull> {
    Field::expression("NOW()".to_owned(), Vec::new())
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

/// `YEAR(x)`. Beside numbers it compares with a [`Relative`](crate::Relative) date, which the site
/// works out: `year(Contact::BIRTH_DATE).eq(Relative::this_year())`.
#[must_use]
pub fn year<X: Expression<Value: Dated>>(x: X) -> Computed<X::Entity, i64, Yearly> {
    one("YEAR", x)
}

/// `QUARTER(x)`: 1 to 4.
#[must_use]
pub fn quarter<X: Expression<Value: Dated>>(x: X) -> Maybe<X, i64> {
    one("QUARTER", x)
}

/// `MONTH(x)`: 1 to 12, or the month's name with [`label`](Field::label):
///
/// ```
/// use civi_runtime::{Field, function::month};
/// # enum Contact {}
/// # const BIRTH_DATE: Field<Contact, civi_runtime::Date> = Field::new("birth_date");
/// let name = month(BIRTH_DATE).label().alias("month_name");
/// assert_eq!(name.select_text(), "MONTH(birth_date):label AS month_name");
/// ```
#[must_use]
pub fn month<X: Expression<Value: Dated>>(x: X) -> Named<X> {
    one("MONTH", x)
}

/// `DAYOFWEEK(x)`: 1 for Sunday to 7, or the day's name with [`label`](Field::label).
#[must_use]
pub fn dayofweek<X: Expression<Value: Dated>>(x: X) -> Named<X> {
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

/// `EXTRACT(part FROM x)`: a [`Unit`] of a date, or a [`Part`] of two units, such as 202601 for the
/// year and the month.
///
/// ```
/// use civi_runtime::{Field, function::{extract, Part, Unit}};
/// # enum Contact {}
/// # const BIRTH_DATE: Field<Contact, civi_runtime::Date> = Field::new("birth_date");
/// assert_eq!(extract(Unit::Week, BIRTH_DATE).path(), "EXTRACT(WEEK FROM birth_date)");
/// assert_eq!(extract(Part::YearMonth, BIRTH_DATE).path(), "EXTRACT(YEAR_MONTH FROM birth_date)");
/// ```
#[must_use]
pub fn extract<X: Expression<Value: Dated>>(part: impl Into<Part>, x: X) -> Maybe<X, i64> {
    Written::new("EXTRACT")
        .word(part.into().as_str())
        .after("FROM", Argument::of(x))
        .end()
}

/// `DATEDIFF(x, other)`: days from the second date to the first. Each is a field that has a date, a
/// date, or text that is one.
///
/// ```
/// use civi_runtime::{Field, function::datediff};
/// # enum Contact {}
/// # const BIRTH_DATE: Field<Contact, civi_runtime::Date> = Field::new("birth_date");
/// let days = datediff("2026-01-01", BIRTH_DATE);
/// assert_eq!(days.path(), r#"DATEDIFF("2026-01-01", birth_date)"#);
/// ```
#[must_use]
pub fn datediff<E>(x: impl IntoMoment<E>, other: impl IntoMoment<E>) -> Computed<E, i64> {
    Written::new("DATEDIFF")
        .arg(x.into_moment())
        .arg(other.into_moment())
        .end()
}

/// `TIMESTAMPDIFF(unit, from, to)`: whole units from the first moment to the second.
#[must_use]
pub fn timestampdiff<E>(
    unit: Unit,
    from: impl IntoMoment<E>,
    to: impl IntoMoment<E>,
) -> Computed<E, i64> {
    Written::new("TIMESTAMPDIFF")
        .arg(Argument {
            // The site knows the unit by the space after it.
            text: format!("{} ", unit.as_str()),
            uses: Vec::new(),
        })
        .arg(from.into_moment())
        .arg(to.into_moment())
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
