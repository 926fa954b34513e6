#[path = "../../bindings/mod.rs"]
mod bindings;

use bindings::Contact;

fn main() {
    let _ = Contact::GENDER_ID.label();
    let _ = Contact::GENDER_ID.abbr();
    let _ = Contact::LAST_NAME.label();
}
