#[path = "../../bindings/mod.rs"]
mod bindings;

use bindings::Contact;
use civi_runtime::function::lower;

fn main() {
    let _ = Contact::API_KEY.assume_permitted().eq("abc");
    let _ = Contact::API_KEY.eq("abc");
    let _ = Contact::API_KEY.asc();
    let _ = lower(Contact::API_KEY);
}
