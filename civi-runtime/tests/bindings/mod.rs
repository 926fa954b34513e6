//! Bindings as `civi-codegen` writes them, by hand and small, for the runtime's own tests.

#![allow(
    dead_code,
    unused_imports,
    unreachable_pub,
    missing_docs,
    non_snake_case
)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
#![allow(clippy::wrong_self_convention, clippy::type_complexity)]

pub mod builders {
    civi_runtime::values_builder!();
}

pub mod activity;
pub mod address;
pub mod captures;
pub mod contact;
pub mod contribution;
pub mod country;
pub mod custom_multi_rec;
pub mod email;
pub mod event;
pub mod note;
pub mod phone;
pub mod setting;
pub mod tag;

pub mod options;
pub mod site;
pub mod suffixes;

pub use activity::Activity;
pub use address::Address;
pub use contact::Contact;
pub use contribution::Contribution;
pub use country::Country;
pub use custom_multi_rec::CustomMultiRec;
pub use email::Email;
pub use event::Event;
pub use note::Note;
pub use phone::Phone;
pub use setting::Setting;
pub use tag::Tag;
