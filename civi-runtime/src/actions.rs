//! [`Actions`]: the standard actions, as functions of the entity that they are for.

use std::borrow::Cow;

use crate::entity::{
    CanAutocomplete, CanCheckAccess, CanCreate, CanDelete, CanErase, CanExport, CanGet,
    CanGetLinks, CanReplace, CanRevert, CanSave, CanUpdate, Entity, Keyed,
};
use crate::meta::access::CheckAccess;
use crate::meta::autocomplete::Autocomplete;
use crate::meta::links::GetLinks;
use crate::meta::managed::{Export, Revert};
use crate::meta::{GetActions, GetFields};
use crate::query::filter::Filter;
use crate::query::select::AllFields;
use crate::query::values::{IntoValues, NewRow};
use crate::read::get::Get;
use crate::value::IntoKeys;
use crate::write::create::Create;
use crate::write::delete::{Delete, DeleteWhere};
use crate::write::record_set::RecordSet;
use crate::write::replace::Replace;
use crate::write::save::Save;
use crate::write::update::Update;
use crate::write::update_where::UpdateWhere;

/// The standard actions of an entity, each bound to the capability that it needs: `Country::delete(…)`
/// on a site whose schema has no such action is a compile error that says so.
///
/// Every [`Entity`] has it; the [prelude](crate::prelude) brings it into scope.
pub trait Actions: Entity {
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
    fn alias<Q>(name: impl Into<Cow<'static, str>>) -> crate::query::join::Alias<Self, Q> {
        crate::query::join::Alias::new(name)
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
        let records = records.into_iter();
        Save::new(RecordSet::new(
            records
                .map(|values| values.into_values().retyped())
                .collect(),
        ))
    }

    /// Saves records, each with the filter that finds its row: the one row that passes is changed,
    /// where none passes the record becomes a new row, and where several do it is not written.
    ///
    /// Unlike what [`matching`](Save::matching) takes, the filter may go through keys and need not
    /// ask for a value that is written: an import of contacts by their e-mail.
    ///
    /// ```no_run
    /// # use civi_runtime::{self as rt, prelude::*};
    /// # pub enum Email {}
    /// # impl rt::Entity for Email { const NAME: &'static str = "Email"; }
    /// # impl Email { const EMAIL: rt::Field<Email, String> = rt::Field::new("email"); }
    /// # pub enum Contact {}
    /// # impl rt::Entity for Contact { const NAME: &'static str = "Contact"; }
    /// # impl rt::Keyed for Contact { type Key = Id<Contact>; }
    /// # #[derive(Default)] pub struct Row;
    /// # impl rt::Record for Row {
    /// #     const COLUMNS: &'static [&'static str] = &[];
    /// #     fn slot(&mut self, _: usize) -> rt::Slot<'_> { rt::Slot::Skip }
    /// # }
    /// # impl rt::CanGet for Contact { type Row = Row; }
    /// # impl rt::Standard for Contact {}
    /// # impl Contact {
    /// #     const EMAIL_PRIMARY: rt::Field<Contact, Id<Email>> = rt::Field::new("email_primary");
    /// #     fn changes() -> Changes { rt::Values::new() }
    /// # }
    /// # type Changes = rt::Values<Contact, rt::Changes>;
    /// # trait Setters { fn first_name(self, v: &str) -> Self; }
    /// # impl Setters for Changes {
    /// #     fn first_name(self, v: &str) -> Self { self.set::<String>("first_name", v) }
    /// # }
    /// # async fn doc(client: &rt::Client) -> rt::Result<()> {
    /// let lines = [("ada@example.org", "Ada"), ("bob@example.org", "Bob")];
    /// let records = lines.map(|(email, name)| {
    ///     let contact = Contact::changes().first_name(name).raw("email_primary.email", email);
    ///     (Contact::EMAIL_PRIMARY.to(Email::EMAIL).eq(email), contact)
    /// });
    /// let saved = Contact::save_where(records).keep_going().send(client).await?;
    /// println!("{} contacts, {:?} of them were there", saved.rows.len(), saved.updated);
    /// # Ok(()) }
    /// ```
    ///
    /// It is a [`Save`] like any other: in parts, with progress, a dry run and a report.
    fn save_where<M>(
        records: impl IntoIterator<Item = (Filter<Self>, impl IntoValues<Self, M>)>,
    ) -> Save<Self>
    where
        Self: CanSave + CanGet + Keyed,
    {
        let records = records.into_iter();
        Save::new(RecordSet::with_filters(
            records.map(|(filter, values)| (filter, values.into_values().retyped())),
        ))
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
        Delete::new(keys.into_keys(), None)
    }

    /// Deletes the rows with these keys for good, whether the site has a trash or not; gives those
    /// that were there.
    fn erase(keys: impl IntoIterator<Item = impl Into<Self::Key>>) -> Delete<Self>
    where
        Self: CanErase + Keyed,
    {
        Delete::new(keys.into_iter().map(Into::into), Self::TRASH)
    }

    /// Deletes the rows that pass a filter for good, whether the site has a trash or not, after
    /// proof that the site applies all of it.
    fn erase_where(filter: Filter<Self>) -> DeleteWhere<Self>
    where
        Self: CanErase + CanGet + Keyed,
    {
        DeleteWhere::new(filter, Self::TRASH)
    }

    /// Deletes the rows that pass a filter, after proof that the site applies all of it.
    fn delete_where(filter: Filter<Self>) -> DeleteWhere<Self>
    where
        Self: CanDelete + CanGet + Keyed,
    {
        DeleteWhere::new(filter, None)
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

    /// Asks the site for this entity's fields: all of them, or those that a
    /// [filter](GetFields::filter) chooses.
    fn fields() -> GetFields<Self> {
        GetFields::new()
    }

    /// Asks the site for the actions of this entity that the client's contact may use.
    fn actions() -> GetActions<Self> {
        GetActions::new()
    }
}

impl<E: Entity> Actions for E {}
