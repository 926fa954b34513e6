//! Dates and times. The wire has no zone: they mean the site's.

use jiff::civil::{Date, DateTime, Time};

use super::{Wire, written_as};

written_as! {
    Date => Date: |d| date(d);
    Date => DateTime: |d| date(d);
    DateTime => DateTime: |d| moment(d);
    Time => Time: |t| Wire::stored(t.strftime("%H:%M:%S").to_string());
}

/// What is wrong with a date outside the years that the site's database keeps.
fn out_of_range(date: Date) -> Option<Wire> {
    let year = date.year();
    (!(1000..=9999).contains(&year)).then(|| {
        Wire::refused(format!(
            "has the year {year}, and the site keeps the years 1000 to 9999"
        ))
    })
}

fn date(date: Date) -> Wire {
    out_of_range(date).unwrap_or_else(|| Wire::stored(date.strftime("%Y-%m-%d").to_string()))
}

/// Whole seconds, which is all that the site keeps.
fn moment(moment: DateTime) -> Wire {
    out_of_range(moment.date())
        .unwrap_or_else(|| Wire::stored(moment.strftime("%Y-%m-%d %H:%M:%S").to_string()))
}
