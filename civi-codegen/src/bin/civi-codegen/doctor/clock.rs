//! The clocks: a token that the site thinks is from the future is refused.

use std::time::{Duration, SystemTime};

use super::Report;
use crate::site::Recording;

/// What two clocks may differ by: the site tells its time in whole seconds, and AuthX forgives
/// nothing (APIv4 wire contract §2.2).
const TOLERANCE: Duration = Duration::from_secs(2);

pub(super) fn examine(recording: &Recording, is_jwt: bool, report: &mut Report) {
    let Some((date, ours)) = recording.clock() else {
        return;
    };
    let Ok(theirs) = httpdate::parse_http_date(&date) else {
        return;
    };
    let (apart, direction) = apart(theirs, ours);
    if apart <= TOLERANCE {
        report.fine("clock", "the site's clock and this one agree");
        return;
    }
    let text = format!("this clock is {} s {direction} the site's", apart.as_secs());
    let advice = "set both by NTP: a JWT is refused while the site thinks that it is from the \
                  future, or too late";
    if is_jwt {
        report.problem("clock", text, advice);
    } else {
        report.note("clock", text, advice);
    }
}

fn apart(theirs: SystemTime, ours: SystemTime) -> (Duration, &'static str) {
    match ours.duration_since(theirs) {
        Ok(ahead) => (ahead, "ahead of"),
        Err(behind) => (behind.duration(), "behind"),
    }
}
