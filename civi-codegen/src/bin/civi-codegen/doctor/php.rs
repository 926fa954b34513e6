//! Settings of the site's PHP that show in its answers.

use civi_runtime::blocking::Client;
use civi_runtime::{Call, Result};

use super::Report;
use crate::site::Recording;

/// Where amounts of money are, some of which every site with contributions or memberships has.
const MONEY: [(&str, &str); 3] = [
    ("Contribution", "total_amount"),
    ("PriceFieldValue", "amount"),
    ("MembershipType", "minimum_fee"),
];

/// Reads a few amounts, to see how the site prints them. Not being allowed to is no finding.
pub(super) fn read_amounts(client: &Client) {
    let calls: Result<Vec<Call>> = MONEY
        .iter()
        .map(|(entity, field)| amounts(entity, field))
        .collect();
    let Ok(calls) = calls else {
        return;
    };
    if client.execute_batch(calls.clone()).is_err() {
        for call in calls {
            // What counts is noted by the transport.
            let _ = client.execute(call);
        }
    }
}

fn amounts(entity: &'static str, field: &str) -> Result<Call> {
    let mut call = Call::reading(entity, "get");
    call.params.set("select", &[field])?;
    call.params.set("limit", &25)?;
    Ok(call)
}

/// Tells what all answers so far have shown.
pub(super) fn examine(recording: &Recording, report: &mut Report) {
    let signs = recording.php();
    if let Some((printed, meant)) = signs.long_number {
        report.note(
            "php",
            format!(
                "the site prints numbers with too many digits, {printed} for {meant}: its PHP has \
                 serialize_precision=17"
            ),
            "civi reads them as they are meant; for other programs, set serialize_precision = -1 \
             in the site's php.ini",
        );
    }
    if let Some(kind) = signs.message {
        report.problem(
            "php",
            format!(
                "PHP prints its own messages into the answers (`{kind}`), where they spoil the \
                 JSON: it has display_errors=On"
            ),
            "set display_errors = Off in the site's php.ini, and let it log them instead",
        );
    }
}
