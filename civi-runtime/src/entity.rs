//! [`Entity`]: what an entity's marker type declares: its name on the wire, its key, and which
//! standard actions the site offers for it. The actions themselves are [`Actions`](crate::Actions).

mod release;

pub use release::Release;

use crate::row::Record;
use crate::value::KeyValue;

/// An APIv4 entity: `Contact`, `Activity`, `Custom_Donor_Info`, …
///
/// Generated bindings implement it on one uninhabited type an entity; a struct with
/// `#[derive(CiviEntity)]` implements it too.
pub trait Entity: Sized + Send + Sync + 'static {
    /// The entity's name on the wire, in its exact case.
    const NAME: &'static str;

    /// The release of the site that the entity is of, as its snapshot says; what such a site does
    /// not have is refused before it is sent.
    const RELEASE: Release = Release::NEWEST;
}

/// An entity whose rows are told apart by one field.
#[diagnostic::on_unimplemented(
    message = "the rows of `{Self}` are not told apart by one key field",
    label = "this needs an entity with a single primary key"
)]
pub trait Keyed: Entity {
    /// The key's Rust type: `Id<Self>` where the key is `id`, `String` where it is a name.
    type Key: KeyValue;
    /// The key's field name on the wire, nearly always `id`.
    const KEY: &'static str = "id";
}

/// The site offers `get` for this entity.
#[diagnostic::on_unimplemented(
    message = "the site's schema has no `get` for `{Self}`",
    label = "`{Self}` can't be read"
)]
pub trait CanGet: Entity {
    /// The generated row: every standard field and every single-record custom field.
    type Row: Record;

    /// The field that tells rows apart, by which long results are paged; `None` for the few
    /// entities that have no such field or more than one.
    const ROW_KEY: Option<&'static str> = Some("id");
}

/// The site offers every standard action for this entity, as for four out of five. It stands for
/// [`CanCreate`], [`CanUpdate`], [`CanSave`], [`CanReplace`], [`CanDelete`], [`CanAutocomplete`],
/// [`CanCheckAccess`] and [`CanGetLinks`], which an entity that lacks one of them has one by one.
///
/// ```
/// use civi_runtime::{self as rt, Actions as _, Id};
///
/// enum Tag {}
/// impl rt::Entity for Tag { const NAME: &'static str = "Tag"; }
/// impl rt::Keyed for Tag { type Key = Id<Tag>; }
/// impl rt::Standard for Tag {}
///
/// let _ = Tag::delete([Id::new(7)]);
/// let _ = Tag::check_access("delete").id(Id::new(7));
/// ```
pub trait Standard: Entity {}

macro_rules! standard {
    ($($capability:ident)*) => {
        $(
            #[diagnostic::do_not_recommend]
            impl<E: Standard> $capability for E {}
        )*
    };
}
standard! {
    CanCreate CanUpdate CanSave CanReplace CanDelete CanAutocomplete CanCheckAccess CanGetLinks
}

/// The site offers `create` for this entity.
#[diagnostic::on_unimplemented(
    message = "the site's schema has no `create` for `{Self}`",
    label = "`{Self}` can't be created on this site",
    note = "the capabilities come from the snapshot; `civi-codegen describe` lists an entity's actions"
)]
pub trait CanCreate: Entity {}

/// The site offers `update` for this entity.
#[diagnostic::on_unimplemented(
    message = "the site's schema has no `update` for `{Self}`",
    label = "`{Self}` can't be updated on this site",
    note = "the capabilities come from the snapshot; `civi-codegen describe` lists an entity's actions"
)]
pub trait CanUpdate: Entity {}

/// The site offers `save` for this entity.
#[diagnostic::on_unimplemented(
    message = "the site's schema has no `save` for `{Self}`",
    label = "`{Self}` can't be saved on this site",
    note = "the capabilities come from the snapshot; `civi-codegen describe` lists an entity's actions"
)]
pub trait CanSave: Entity {}

/// The site offers `replace` for this entity.
#[diagnostic::on_unimplemented(
    message = "the site's schema has no `replace` for `{Self}`",
    label = "`{Self}` can't be replaced on this site",
    note = "the capabilities come from the snapshot; `civi-codegen describe` lists an entity's actions"
)]
pub trait CanReplace: Entity {}

/// The site offers `delete` for this entity.
#[diagnostic::on_unimplemented(
    message = "the site's schema has no `delete` for `{Self}`",
    label = "`{Self}` can't be deleted on this site",
    note = "contacts and cases of a site without a trash (before CiviCRM 5.45) are erased for good: \
            where that is meant, use `erase`",
    note = "the capabilities come from the snapshot; `civi-codegen describe` lists an entity's actions"
)]
pub trait CanDelete: Entity {}

/// The site offers `autocomplete` for this entity.
#[diagnostic::on_unimplemented(
    message = "the site's schema has no `autocomplete` for `{Self}`",
    label = "`{Self}` can't be searched this way on this site",
    note = "the capabilities come from the snapshot; `civi-codegen describe` lists an entity's actions"
)]
pub trait CanAutocomplete: Entity {}

/// The site offers `checkAccess` for this entity.
#[diagnostic::on_unimplemented(
    message = "the site's schema has no `checkAccess` for `{Self}`",
    label = "`{Self}` can't be asked for access on this site",
    note = "the capabilities come from the snapshot; `civi-codegen describe` lists an entity's actions"
)]
pub trait CanCheckAccess: Entity {}

/// The site offers `export` for this entity.
#[diagnostic::on_unimplemented(
    message = "the site's schema has no `export` for `{Self}`",
    label = "`{Self}` can't be exported on this site",
    note = "the capabilities come from the snapshot; `civi-codegen describe` lists an entity's actions"
)]
pub trait CanExport: Entity {}

/// The site offers `revert` for this entity.
#[diagnostic::on_unimplemented(
    message = "the site's schema has no `revert` for `{Self}`",
    label = "`{Self}` can't be reverted on this site",
    note = "the capabilities come from the snapshot; `civi-codegen describe` lists an entity's actions"
)]
pub trait CanRevert: Entity {}

/// The site offers `getLinks` for this entity.
#[diagnostic::on_unimplemented(
    message = "the site's schema has no `getLinks` for `{Self}`",
    label = "`{Self}` has no links on this site",
    note = "the capabilities come from the snapshot; `civi-codegen describe` lists an entity's actions"
)]
pub trait CanGetLinks: Entity {}

/// The site's `delete` of this entity can use the trash (`useTrash`): contacts and cases.
#[diagnostic::on_unimplemented(
    message = "the site's `delete` of `{Self}` has no trash",
    label = "rows of `{Self}` are deleted for good",
    note = "leave out `.use_trash(…)`"
)]
pub trait CanTrash: CanDelete {}

/// Rows of this entity can be deleted for good, by that name: contacts and cases, which people
/// expect to find in the trash. A site before CiviCRM 5.45 has no trash to put them into, so there
/// [`erase`](crate::Actions::erase) is the only word, and [`delete`](crate::Actions::delete) does not
/// exist.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has nothing to erase past the trash on this site",
    label = "rows of `{Self}` go to no trash",
    note = "use `delete`"
)]
pub trait CanErase: Entity {
    /// What the site has to be told of its trash.
    #[doc(hidden)]
    const TRASH: Option<bool> = None;
}

#[diagnostic::do_not_recommend]
impl<E: CanTrash> CanErase for E {
    const TRASH: Option<bool> = Some(false);
}

/// The site's `reload` takes a selection (CiviCRM 6.6 and later; before, it re-reads every field).
#[diagnostic::on_unimplemented(
    message = "the site's `reload` takes no selection",
    label = "this site re-reads whole rows only: use `.reload()`",
    note = "CiviCRM 6.6 and later re-read a selection; refresh the snapshot after an upgrade"
)]
pub trait CanReloadAs: CanGet {}
