#[path = "../../bindings/mod.rs"]
mod bindings;

use bindings::{Contact, Event, Note};
use civi_runtime::Id;

fn main() {
    let contact: Id<Contact> = Id::new(1);
    let event: Id<Event> = Id::new(1);
    let _ = Note::ENTITY_ID.is(contact);
    let _ = Note::values(contact);

    // The schema does not name events for this key.
    let _ = Note::ENTITY_ID.is(event);
    let _ = Note::ENTITY_ID.points_to::<Event>();
    let _ = Note::values(event);
    // The site has no implicit join through a dynamic key.
    let _ = Note::ENTITY_ID.key_of::<Contact>().to(Contact::DISPLAY_NAME);
}
