//! [`Relative`]: a date in the site's own words.

use std::borrow::Cow;

use jiff::civil::{Date, DateTime};

use super::{ByRelative, Comparand, Operand};
use crate::query::kind::{Aliased, Calculated, Yearly};

/// A stretch of time relative to today, which the site works out when the filter runs: "this
/// year", "the last 7 days".
///
/// Relative dates stand only beside `=`, `!=`, `<`, `>`, `<=`, `>=` and `BETWEEN` (APIv4 wire
/// contract §6.7), so `in_` does not take them.
///
/// ```
/// # use civi_runtime::{Date, Field, Relative};
/// # enum Contact {}
/// # const BIRTH_DATE: Field<Contact, Date> = Field::new("birth_date");
/// BIRTH_DATE.eq(Relative::this("month"));
/// BIRTH_DATE.ge(Relative::ending(7, "day"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relative(Cow<'static, str>);

impl Relative {
    /// Today.
    #[must_use]
    pub const fn today() -> Self {
        Relative(Cow::Borrowed("this.day"))
    }

    /// The calendar month that today is in.
    #[must_use]
    pub const fn this_month() -> Self {
        Relative(Cow::Borrowed("this.month"))
    }

    /// The calendar year that today is in.
    #[must_use]
    pub const fn this_year() -> Self {
        Relative(Cow::Borrowed("this.year"))
    }

    /// The current `day`, `week`, `month`, `quarter`, `year` or `fiscal_year`.
    #[must_use]
    pub fn this(unit: &str) -> Self {
        Relative(Cow::Owned(format!("this.{unit}")))
    }

    /// The one before the current `day`, `week`, `month`, `quarter`, `year` or `fiscal_year`.
    #[must_use]
    pub fn previous(unit: &str) -> Self {
        Relative(Cow::Owned(format!("previous.{unit}")))
    }

    /// The one after the current `day`, `week`, `month`, `quarter`, `year` or `fiscal_year`.
    #[must_use]
    pub fn next(unit: &str) -> Self {
        Relative(Cow::Owned(format!("next.{unit}")))
    }

    /// The last `count` units up to now: `ending(7, "day")`.
    #[must_use]
    pub fn ending(count: u32, unit: &str) -> Self {
        Relative(Cow::Owned(format!("ending_{count}.{unit}")))
    }

    /// The next `count` units from now on: `starting(2, "month")`.
    #[must_use]
    pub fn starting(count: u32, unit: &str) -> Self {
        Relative(Cow::Owned(format!("starting_{count}.{unit}")))
    }

    /// A relative date of the site's option group `relative_date_filters` as it stands there, or
    /// anything else that the site reads as a date, such as `now - 1 day`.
    ///
    /// The site takes text that it can't read for 1970 and says nothing.
    #[must_use]
    pub fn raw(text: impl Into<Cow<'static, str>>) -> Self {
        Relative(text.into())
    }
}

impl Relative {
    /// The words that the site reads.
    pub(crate) fn into_text(self) -> String {
        self.0.into_owned()
    }
}

macro_rules! relative_dates {
    ($({$($generic:tt)*} $value:ty, $kind:ty;)+) => {$(
        #[diagnostic::do_not_recommend]
        impl<$($generic)*> Comparand<$value, $kind, ByRelative> for Relative {
            fn into_comparand(self) -> Operand {
                Operand::Text(self.into_text())
            }
        }
    )+};
}
relative_dates! {
    {K} Date, K;
    {K} DateTime, K;
    {} i64, Calculated<Yearly>;
    {} i64, Aliased<Yearly>;
}
