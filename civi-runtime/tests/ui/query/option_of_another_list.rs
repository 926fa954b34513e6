#[path = "../../bindings/mod.rs"]
mod bindings;

use bindings::options::Gender;
use bindings::Contribution;

fn main() {
    // The list of another field.
    let _ = Contribution::CONTRIBUTION_STATUS_ID.eq(Gender::Female);
    let _ = Contribution::CONTRIBUTION_STATUS_ID.in_([Gender::Female]);
}
