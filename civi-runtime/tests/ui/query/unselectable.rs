#[path = "../../bindings/mod.rs"]
mod bindings;

use bindings::Contact;
use civi_runtime::{Selection, function::count};

fn select(_: impl Selection<Contact>) {}

fn main() {
    select(count(Contact::ID).alias("n"));
    select(count(Contact::ID));
    select(Contact::GROUPS);
}
