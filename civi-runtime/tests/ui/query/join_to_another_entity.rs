#[path = "../../bindings/mod.rs"]
mod bindings;

use bindings::{Contact, Email};

fn main() {
    let _ = Contact::EMPLOYER_ID.to(Email::EMAIL);
}
