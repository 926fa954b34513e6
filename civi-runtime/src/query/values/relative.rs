//! Dates in the site's own words, as values that are written.

use jiff::civil::{Date, DateTime};

use super::{IntoWire, Wire};
use crate::query::operand::Relative;

fn text(relative: Relative) -> Wire {
    Wire::stored(relative.into_text())
}

macro_rules! dates {
    ($($stored:ty),+) => {$(
        #[diagnostic::do_not_recommend]
        impl IntoWire<$stored> for Relative {
            fn into_wire(self) -> Wire {
                text(self)
            }
        }
    )+};
}
dates!(Date, Option<Date>, DateTime, Option<DateTime>);
