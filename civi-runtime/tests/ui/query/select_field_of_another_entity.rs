#[path = "../../bindings/mod.rs"]
mod bindings;

use bindings::{Contact, Email};
use civi_runtime::Selection;

fn select(_: impl Selection<Contact>) {}

fn main() {
    select((Contact::ID, Contact::DISPLAY_NAME));
    select((Contact::ID, Email::EMAIL));
}
