//! What a generated entity marker says of itself: its name on the wire, its key, and which
//! standard actions the site offers for it; and with that, the actions themselves.
//!
//! The actions are provided methods of [`Entity`], each bound to the capability that it needs. So
//! `Country::delete(…)` on a site whose schema has no such action is a compile error that says so,
//! and an entity costs a few marker lines instead of its own copy of every builder.

use std::borrow::Cow;

use crate::access::CheckAccess;
use crate::autocomplete::Autocomplete;
use crate::create::Create;
use crate::delete::{Delete, DeleteWhere};
use crate::filter::Filter;
use crate::get::Get;
use crate::links::GetLinks;
use crate::managed::{Export, Revert};
use crate::meta::{GetActions, GetFields};
use crate::replace::Replace;
use crate::row::Record;
use crate::save::Save;
use crate::select::AllFields;
use crate::update::Update;
use crate::update_where::UpdateWhere;
use crate::value::IntoKeys;
use crate::values::{IntoValues, NewRow};

/// An APIv4 entity: `Contact`, `Activity`, `Custom_Donor_Info`, …
///
/// Generated bindings implement it on one uninhabited type an entity; a struct with
/// `#[derive(CiviEntity)]` implements it too.
pub trait Entity: Sized + Send + Sync + 'static {
    /// The entity's name on the wire, in its exact case.
    const NAME: &'static str;

    /// Reads rows: every standard field of them, unless a selection says otherwise.
    fn get() -> Get<Self>
    where
        Self: CanGet,
    {
        Get::new(AllFields::new())
    }

    /// This entity under a name, to be joined in a query of another one: see
    /// [`Alias`](crate::Alias).
    #[must_use]
    fn alias<Q>(name: impl Into<Cow<'static, str>>) -> crate::Alias<Self, Q> {
        crate::Alias::new(name)
    }

    /// Every standard field, as the generated row: a selection.
    #[must_use]
    fn all() -> AllFields<Self>
    where
        Self: CanGet,
    {
        AllFields::new()
    }

    /// A new row with these values, made by `Contact::values(…)`; gives its key.
    ///
    /// The key comes back and nothing else, since the rest of what the site answers is no row to
    /// rely on (APIv4 wire contract §0 hazard 10).
    fn create(values: impl NewRow<Self>) -> Create<Self>
    where
        Self: CanCreate + Keyed,
    {
        Create::new(values.into_values())
    }

    /// New values for the rows that `.id(…)` or `.ids(…)` choose, made by `Contact::changes()`.
    fn update<M>(values: impl IntoValues<Self, M>) -> Update<Self>
    where
        Self: CanUpdate + CanGet + Keyed,
    {
        Update::new(values.into_values())
    }

    /// New values for the rows that pass a filter, after proof that the site applies all of it.
    fn update_where<M>(filter: Filter<Self>, values: impl IntoValues<Self, M>) -> UpdateWhere<Self>
    where
        Self: CanUpdate + CanGet + Keyed,
    {
        UpdateWhere::new(filter, values.into_values())
    }

    /// Saves records: a row that is there is changed, what is new is created.
    fn save<M>(records: impl IntoIterator<Item = impl IntoValues<Self, M>>) -> Save<Self>
    where
        Self: CanSave + Keyed,
    {
        Save::new(
            records
                .into_iter()
                .map(|values| values.into_values().retyped())
                .collect(),
        )
    }

    /// Makes the rows that pass a filter exactly these records, deleting the others.
    fn replace<M>(
        filter: Filter<Self>,
        records: impl IntoIterator<Item = impl IntoValues<Self, M>>,
    ) -> Replace<Self>
    where
        Self: CanReplace + CanGet + Keyed,
    {
        Replace::new(
            filter,
            records
                .into_iter()
                .map(|values| values.into_values().retyped())
                .collect(),
        )
    }

    /// Deletes the row with this key, or the rows with these; gives the keys of those that were
    /// there.
    fn delete<B>(keys: impl IntoKeys<Self::Key, B>) -> Delete<Self>
    where
        Self: CanDelete + Keyed,
    {
        Delete::new(keys.into_keys())
    }

    /// Deletes the rows that pass a filter, after proof that the site applies all of it.
    fn delete_where(filter: Filter<Self>) -> DeleteWhere<Self>
    where
        Self: CanDelete + CanGet + Keyed,
    {
        DeleteWhere::new(filter)
    }

    /// Finds rows to choose from by a few letters.
    fn autocomplete(input: impl Into<String>) -> Autocomplete<Self>
    where
        Self: CanAutocomplete + Keyed,
    {
        Autocomplete::new(input.into())
    }

    /// Asks whether the client's contact may do an action, by its wire name (`delete`).
    fn check_access(action: impl Into<Cow<'static, str>>) -> CheckAccess<Self>
    where
        Self: CanCheckAccess + Keyed,
    {
        CheckAccess::new(action.into())
    }

    /// Asks for the site's pages for a row.
    fn get_links() -> GetLinks<Self>
    where
        Self: CanGetLinks + Keyed,
    {
        GetLinks::new()
    }

    /// Writes a row as the managed entities of an extension.
    fn export(key: impl Into<Self::Key>) -> Export<Self>
    where
        Self: CanExport + Keyed,
    {
        Export::new(key.into())
    }

    /// Sets managed rows back to what their extension declares.
    fn revert(keys: impl IntoIterator<Item = impl Into<Self::Key>>) -> Revert<Self>
    where
        Self: CanRevert + Keyed,
    {
        Revert::new(keys.into_iter().map(Into::into).collect())
    }

    /// Asks the site for this entity's fields.
    fn fields() -> GetFields<Self> {
        GetFields::new()
    }

    /// Asks the site for the actions of this entity that the client's contact may use.
    fn actions() -> GetActions<Self> {
        GetActions::new()
    }
}

/// An entity whose rows are told apart by one field.
#[diagnostic::on_unimplemented(
    message = "the rows of `{Self}` are not told apart by one key field",
    label = "this needs an entity with a single primary key"
)]
pub trait Keyed: Entity {
    /// The key's Rust type: `Id<Self>` where the key is `id`, `String` where it is a name.
    type Key: crate::value::KeyValue;
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
/// use civi_runtime::{self as rt, Entity as _, Id};
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

/// The site's `reload` takes a selection (CiviCRM 6.6 and later; before, it re-reads every field).
#[diagnostic::on_unimplemented(
    message = "the site's `reload` takes no selection",
    label = "this site re-reads whole rows only: use `.reload()`",
    note = "CiviCRM 6.6 and later re-read a selection; refresh the snapshot after an upgrade"
)]
pub trait CanReloadAs: CanGet {}
