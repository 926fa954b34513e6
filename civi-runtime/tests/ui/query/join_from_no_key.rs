#[path = "../../bindings/mod.rs"]
mod bindings;

use bindings::{Contact, Email};

fn main() {
    let _ = Contact::EMAIL_PRIMARY.to(Email::EMAIL);
    let _ = Contact::LAST_NAME.to(Email::EMAIL);
    let _ = Contact::ID.to(Contact::LAST_NAME);
}
