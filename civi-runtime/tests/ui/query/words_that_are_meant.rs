#[path = "../../bindings/mod.rs"]
mod bindings;

use bindings::{Activity, Contact, Email, Note};
use civi_runtime::function::{count, month, year};
use civi_runtime::{Actions, DateTime, Id};

fn main() {
    // An option outside of its list: `Gender::from_text("Open")`.
    let _ = Contact::GENDER_ID.name().eq("Open");
    // A key that may be of several entities: `.is(id)`.
    let id: Id<Contact> = Id::new(1);
    let _ = Note::ENTITY_ID.eq(id);
    // Another field: `le_field`.
    let _ = Contact::CREATED_DATE.le(Contact::MODIFIED_DATE);
    // A moment against a day: `.date()`.
    let now = DateTime::constant(2026, 1, 2, 3, 4, 5, 0);
    let _ = Contact::BIRTH_DATE.eq(now);
    let _ = Contact::CREATED_DATE.ge(now.date());
    // A number that is no key, and a key of several entities.
    let _ = Email::LOCATION_TYPE_ID.to(Contact::DISPLAY_NAME);
    let _ = Note::ENTITY_ID.to(Contact::DISPLAY_NAME);
    // Months and days of the week have names; other numbers have none.
    let _ = month(Contact::BIRTH_DATE).label();
    let _ = month(Contact::BIRTH_DATE).name();
    let _ = year(Contact::BIRTH_DATE).label();
    let _ = count(Contact::GENDER_ID).label();
    // What can be chained, and what can't.
    let _ = Contact::get().chain("email", Email::create(Email::values("ada@example.org")));
    let _ = Contact::get().chain("name", Contact::DISPLAY_NAME);
    let _ = Contact::get().chain("n", Activity::delete_where(Activity::ID.eq(1)).dry_run());
    // Grouping.
    let _ = Contact::get().group_by((Contact::GENDER_ID, Contact::BIRTH_DATE));
    let _ = Contact::get().group_by((Contact::GENDER_ID, Email::EMAIL));
}
