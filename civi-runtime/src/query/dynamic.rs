//! Dynamic keys: a field that holds the key of one of several entities, which another field of the
//! same row names (`entity_id` beside `entity_table`).
//!
//! The key alone says nothing: contact 5 and activity 5 are both `entity_id = 5`. So a filter on
//! such a field is written with the entity, and asks for both.

use crate::entity::Entity;
use crate::query::field::{Composed, Field, Path};
use crate::query::filter::Filter;
use crate::query::kind::{Dynamic, Kind, Nullable, Permitted};
use crate::query::operator::{Takes, op};
use crate::query::parent::Parent;
use crate::query::values::{IntoWire, Wire};
use crate::value::Id;

/// The entities that a dynamic key may point to. Generated bindings have one such set for each
/// dynamic key.
pub trait Targets: 'static {
    /// The field that says which entity it is, by its name on the wire: `entity_table`.
    const CONTROL: &'static str;
}

/// A set of targets with entity `X` in it.
#[diagnostic::on_unimplemented(
    message = "this key never points to `{X}`",
    label = "`{X}` is none of the entities that the schema names for this field",
    note = "the field's documentation lists them; `civi-codegen describe` does too"
)]
pub trait Target<X>: Targets {
    /// What the control field holds for it: `civicrm_contact`.
    const VALUE: &'static str;
}

impl<E, T, S: Targets, K: Kind, P: Path> Field<E, T, Dynamic<S, K>, P> {
    /// The field as a key of entity `X`: to be selected, or compared in a join. It says nothing of
    /// the rows whose key is another entity's; [`points_to`](Self::points_to) leaves them out. No
    /// implicit join goes on from it, since the site has none for dynamic keys.
    #[must_use]
    pub fn key_of<X>(&self) -> Field<E, Id<X>, Dynamic<S, K>, P>
    where
        S: Target<X>,
    {
        self.cast()
    }

    /// The rows whose key is one of entity `X`.
    ///
    /// ```
    /// # use civi_runtime::{self as rt, Actions, Entity, Field, Id, NotNull};
    /// # enum Contact {} enum Note {}
    /// # impl Entity for Note { const NAME: &'static str = "Note"; }
    /// # enum NoteEntity {}
    /// # impl rt::query::Targets for NoteEntity { const CONTROL: &'static str = "entity_table"; }
    /// # impl rt::query::Target<Contact> for NoteEntity { const VALUE: &'static str = "civicrm_contact"; }
    /// const ENTITY_ID: Field<Note, i64, rt::Dynamic<NoteEntity, NotNull>> = rt::field("entity_id");
    ///
    /// # impl rt::CanGet for Note { type Row = Row; }
    /// # #[derive(Default)] struct Row;
    /// # impl rt::Record for Row {
    /// #     const COLUMNS: &'static [&'static str] = &[];
    /// #     fn slot(&mut self, _: usize) -> rt::Slot<'_> { rt::Slot::Skip }
    /// # }
    /// # use rt::Action as _;
    /// let of_contacts = Note::get().filter(ENTITY_ID.points_to::<Contact>()).limit(9).call()?;
    /// assert_eq!(
    ///     of_contacts.params.get("where"),
    ///     Some(r#"[["entity_table","=","civicrm_contact"]]"#)
    /// );
    /// let of_one = Note::get().filter(ENTITY_ID.is(Id::<Contact>::new(5))).limit(9).call()?;
    /// assert_eq!(
    ///     of_one.params.get("where"),
    ///     Some(r#"[["entity_table","=","civicrm_contact"],["entity_id","=",5]]"#)
    /// );
    /// # Ok::<(), civi_runtime::Error>(())
    /// ```
    #[must_use]
    pub fn points_to<X>(&self) -> Filter<E>
    where
        S: Target<X>,
    {
        let path = match self.path().rsplit_once('.') {
            Some((before, _)) => format!("{before}.{}", S::CONTROL),
            None => S::CONTROL.to_owned(),
        };
        let control: Field<E, String, Nullable, Composed> =
            Field::with(path, self.origin().clone());
        control.eq(S::VALUE)
    }

    /// The rows whose key is this one.
    #[must_use]
    pub fn is<X>(&self, key: Id<X>) -> Filter<E>
    where
        S: Target<X>,
        K: Permitted + Takes<op::Eq>,
    {
        self.points_to::<X>() & self.key_of::<X>().eq(key)
    }
}

// What a setter of a dynamic key takes: the key of one of the entities, or its number alone. The
// control field is set for itself.

macro_rules! keys {
    ($({$($generic:tt)*} $key:ty => $stored:ty;)+) => {$(
        #[diagnostic::do_not_recommend]
        impl<$($generic)*> IntoWire<Dynamic<S>> for $key {
            fn into_wire(self) -> Wire {
                IntoWire::<$stored>::into_wire(self)
            }
        }
        #[diagnostic::do_not_recommend]
        impl<$($generic)*> IntoWire<Option<Dynamic<S>>> for $key {
            fn into_wire(self) -> Wire {
                IntoWire::<$stored>::into_wire(self)
            }
        }
    )+};
}
keys! {
    {X, S: Target<X>} Id<X> => Id<X>;
    {E: Entity, X, S: Target<X>} Parent<E, Id<X>> => Id<X>;
    {S: Targets} i64 => i64;
    {S: Targets} i32 => i64;
    {S: Targets} u32 => i64;
}
