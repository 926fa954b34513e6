#[path = "../../bindings/mod.rs"]
mod bindings;

use bindings::{Contact, Email};
use civi_runtime::Filter;

fn main() {
    let _ = Contact::LAST_NAME.eq("Miller") & Email::EMAIL.eq("miller@example.org");
    let _: Filter<Contact> = Email::EMAIL.is_null();
    let _ = Contact::FIRST_NAME.eq_field(Email::EMAIL);
}
