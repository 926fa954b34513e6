#[path = "../../bindings/mod.rs"]
mod bindings;

use bindings::{Contact, Email};
use civi_runtime::{Id, Relative};

fn main() {
    let _ = Contact::BIRTH_DATE.eq(1990);
    let _ = Contact::LAST_NAME.eq(7);
    let _ = Contact::ID.eq(Id::<Email>::new(1));
    let _ = Contact::EXTRA_INFO__MON.gt(12.5);
    let _ = Contact::LAST_NAME.eq(None::<String>);
    let _ = Contact::LAST_NAME.eq(Relative::this_year());
    let _ = Contact::BIRTH_DATE.in_([Relative::this_year()]);
}
