#[path = "../../bindings/mod.rs"]
mod bindings;

use bindings::{Contact, Email};
use civi_runtime::function::{concat, sum, year};

fn main() {
    let _ = sum(Contact::LAST_NAME);
    let _ = year(Contact::LAST_NAME);
    let _ = concat::<Contact>((Contact::LAST_NAME, Email::EMAIL));
}
