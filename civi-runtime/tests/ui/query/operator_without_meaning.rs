#[path = "../../bindings/mod.rs"]
mod bindings;

use bindings::Contact;

fn main() {
    let _ = Contact::IS_DECEASED.gt(false);
    let _ = Contact::BIRTH_DATE.like("1990-%");
    let _ = Contact::BIRTH_DATE.contains("1990");
    let _ = Contact::PREFERRED_COMMUNICATION_METHOD.eq("1");
    let _ = Contact::BIRTH_DATE.eq_field(Contact::LAST_NAME);
}
