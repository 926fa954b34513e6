//! The day to write into a snapshot.

use std::time::{SystemTime, UNIX_EPOCH};

/// The day of `SOURCE_DATE_EPOCH` (reproducible builds set it), else today's, in UTC.
pub(super) fn today() -> String {
    let now = || {
        SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .map_or(0, |since| since.as_secs())
    };
    let set = std::env::var("SOURCE_DATE_EPOCH")
        .ok()
        .and_then(|text| text.trim().parse().ok());
    day(set.unwrap_or_else(now))
}

/// The day of this second since 1970, as `2026-11-23`.
fn day(seconds: u64) -> String {
    let leap = |year: u64| {
        year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
    };
    let mut days = seconds / 86_400;
    let mut year = 1970;
    // A year that no calendar shows: the loop below stays short.
    days = days.min(3_000_000);
    while days >= 365 + u64::from(leap(year)) {
        days -= 365 + u64::from(leap(year));
        year += 1;
    }
    let mut month = 1;
    for length in [
        31,
        28 + u64::from(leap(year)),
        31,
        30,
        31,
        30,
        31,
        31,
        30,
        31,
        30,
        31,
    ] {
        if days < length {
            break;
        }
        days -= length;
        month += 1;
    }
    format!("{year:04}-{month:02}-{:02}", days + 1)
}

#[cfg(test)]
mod tests {
    #[test]
    fn days() {
        assert_eq!(super::day(0), "1970-01-01");
        assert_eq!(super::day(951_782_400), "2000-02-29");
        assert_eq!(super::day(1_767_225_599), "2025-12-31");
        assert_eq!(super::day(1_767_225_600), "2026-01-01");
        super::day(u64::MAX);
    }
}
