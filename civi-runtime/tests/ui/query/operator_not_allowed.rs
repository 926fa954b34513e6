#[path = "../../bindings/mod.rs"]
mod bindings;

use bindings::Contact;

fn main() {
    let _ = Contact::GROUPS.in_([1, 2]);
    let _ = Contact::GROUPS.eq(1);
    let _ = Contact::GROUPS.is_null();
}
