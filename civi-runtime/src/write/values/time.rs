//! Dates and times. The wire has no zone: they mean the site's.

use jiff::civil::{Date, DateTime, Time};

use super::wire::{Wire, written_as};

written_as! {
    Date => Date: |d| date(d);
    Date => DateTime: |d| date(d);
    DateTime => DateTime: |d| moment(d);
    Time => Time: |t| Wire::stored(t.strftime("%H:%M:%S").to_string());
}

/// The years that the site's database keeps.
fn kept(date: Date) -> Result<(), Wire> {
    if (1000..=9999).contains(&date.year()) {
        return Ok(());
    }
    Err(Wire::refused(format!(
        "has the year {}, and the site keeps the years 1000 to 9999",
        date.year()
    )))
}

fn date(date: Date) -> Wire {
    kept(date).map_or_else(
        |refused| refused,
        |()| Wire::stored(date.strftime("%Y-%m-%d").to_string()),
    )
}

/// Whole seconds, which is all that the site keeps.
fn moment(moment: DateTime) -> Wire {
    kept(moment.date()).map_or_else(
        |refused| refused,
        |()| Wire::stored(moment.strftime("%Y-%m-%d %H:%M:%S").to_string()),
    )
}
