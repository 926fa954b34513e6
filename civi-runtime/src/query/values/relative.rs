//! Dates in the site's own words, as values that are written.

use jiff::civil::{Date, DateTime};

use super::{IntoWire, Wire};
use crate::query::kind::Nullable;
use crate::query::operand::{ByRelative, Comparand, Operand, Relative};

fn text(relative: Relative) -> Wire {
    match Comparand::<DateTime, Nullable, ByRelative>::into_comparand(relative) {
        Operand::Text(text) => Wire::stored(text),
        _ => Wire::refused("is no date in words"),
    }
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
