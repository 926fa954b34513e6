use civi_runtime::{self as rt, prelude::*};

enum Contact {}
impl rt::Entity for Contact {
    const NAME: &'static str = "Contact";
    const RELEASE: rt::Release = rt::Release::new(5, 39);
}
impl rt::Keyed for Contact {
    type Key = Id<Contact>;
}
impl rt::CanErase for Contact {}

fn main() {
    let _ = Contact::erase([Id::new(1)]);
    let _ = Contact::delete([Id::new(1)]);
}
