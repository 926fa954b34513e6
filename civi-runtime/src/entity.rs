//! What a generated entity marker says of itself: its name on the wire, its key, and which
//! standard actions the site offers for it.

use crate::row::Record;

/// An APIv4 entity: `Contact`, `Activity`, `Custom_Donor_Info`, …
///
/// Generated bindings implement it on one uninhabited type an entity; a struct with
/// `#[derive(CiviEntity)]` implements it too.
pub trait Entity: Sized + 'static {
    /// The entity's name on the wire, in its exact case.
    const NAME: &'static str;
}

/// An entity whose rows are told apart by one field.
pub trait Keyed: Entity {
    /// The key's Rust type: `Id<Self>` where the key is `id`, `String` where it is a name.
    type Key: crate::value::KeyValue;
    /// The key's field name on the wire, nearly always `id`.
    const KEY: &'static str;
}

/// The site offers `get` for this entity.
pub trait CanGet: Entity {
    /// The generated row: every standard field and every single-record custom field.
    type Row: Record;
}
