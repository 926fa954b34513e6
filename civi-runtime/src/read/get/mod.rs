//! [`Get`]: reading rows.

mod doubt;
mod on_unreadable;
mod page;
mod pager;
mod query;
mod results;
mod stream;
mod translation;
mod union;
mod window;

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

pub use page::Page;
pub(crate) use pager::Pager;
pub(crate) use query::Query;
pub use stream::RowStream;
pub use translation::TranslationMode;
use union::{Set, Union};

use crate::entity::CanGet;
use crate::query::filter::Filter;
use crate::query::group::Grouping;
use crate::query::join::Join;
use crate::query::order::IntoOrder;
use crate::query::select::{AllFields, Selected, Selection, Wanted};
use crate::read::chain::{Chainable, Chained, Link};
use crate::row::{Record, UnreadableValue};
use on_unreadable::OnUnreadable;

/// Reads rows of entity `E`, as what the selection `S` makes of them.
///
/// ```no_run
/// use civi_runtime::{CanGet, Caller, Actions, Entity, Field, Get, Id, PrimaryKey, Record, Slot};
/// # enum Contact {}
/// # #[derive(Default)] struct Row;
/// # impl Record for Row { const COLUMNS: &'static [&'static str] = &[]; fn slot(&mut self, _: usize) -> Slot<'_> { Slot::Skip } }
/// # impl Entity for Contact { const NAME: &'static str = "Contact"; }
/// # impl CanGet for Contact { type Row = Row; }
/// # impl Contact {
/// #     const ID: Field<Contact, Id<Contact>, PrimaryKey> = Field::new("id");
/// #     const LAST_NAME: Field<Contact, String> = Field::new("last_name");
/// # }
/// # fn example<C: Caller>(client: &C) -> C::Out<Vec<(Id<Contact>, Option<String>)>> {
/// Contact::get()
///     .select((Contact::ID, Contact::LAST_NAME))
///     .filter(Contact::LAST_NAME.like("A%"))
///     .order_by(Contact::LAST_NAME.asc())
///     .limit(50)
///     .rows(client)
/// # }
/// ```
///
/// # What it gives
///
/// | | with [`Client`](crate::Client), awaited | with `blocking::Client` |
/// |---|---|---|
/// | [`rows`](Get::rows) | `Result<Vec<Row>>` | `Result<Vec<Row>>` |
/// | [`one`](Get::one) | `Result<Row>` | `Result<Row>` |
/// | [`optional`](Get::optional), [`first`](Get::first) | `Result<Option<Row>>` | `Result<Option<Row>>` |
/// | [`count`](Get::count) | `Result<u64>` | `Result<u64>` |
/// | [`page`](Get::page) | `Result<Page<Row>>` | `Result<Page<Row>>` |
/// | [`answer`](Get::answer) | `Result<Answer>` | `Result<Answer>` |
/// | [`stream`](Get::stream) | a `Stream` of `Result<Row>`, not awaited itself | (its `iter` instead) |
/// | `iter` | (its `stream` instead) | an `Iterator` of `Result<Row>` |
///
/// `Row` is what the selection makes of a row: the row struct, a tuple, a struct of your own. In a
/// batch, a `get` gives what `rows` gives, in one call.
///
/// # Implicit filters
///
/// The site leaves deleted rows, test rows and templates out (`is_deleted`, `is_test`,
/// `is_template`) unless the filter names that field, and for a few entities the rows of other
/// domains (APIv4 wire contract §6.6).
#[must_use = "a `get` does nothing until it is sent: end it with `.rows(&client)` or its like"]
pub struct Get<E, S = AllFields<E>> {
    query: Query,
    selection: S,
    marker: PhantomData<fn() -> E>,
}

impl<E: CanGet, S: Selection<E>> Get<E, S> {
    pub(crate) fn new(selection: S) -> Self {
        Get {
            query: Query::new(E::NAME, E::ROW_KEY, E::Row::COLUMNS, E::RELEASE),
            selection,
            marker: PhantomData,
        }
    }
}

impl<E, S> Get<E, S> {
    /// Asks for these fields only: a field, a tuple of up to 16 selections, `Contact::all()`. What
    /// was selected before is forgotten.
    pub fn select<N: Selection<E>>(self, selection: N) -> Get<E, N> {
        Get {
            query: self.query,
            selection,
            marker: PhantomData,
        }
    }

    /// Asks for what a row type of your own has: a struct with `#[derive(CiviEntity)]`.
    pub fn select_as<R: Selected<Entity = E>>(self) -> Get<E, R::Selection> {
        self.select(R::selection())
    }

    /// Only the rows that pass the filter; a further filter comes on top.
    pub fn filter(mut self, filter: Filter<E>) -> Self {
        self.query.filter &= filter.retype();
        self
    }

    /// Sorts the rows by a field, or by its `.asc()` or `.desc()`; a further order decides between
    /// rows that are equal so far. The order is kept on the wire.
    pub fn order_by(mut self, order: impl IntoOrder<E>) -> Self {
        self.query.order.push(order.into_order().retype());
        self
    }

    /// Makes one row of all that have the same value: of a field, or of each of several in a tuple.
    /// A further `group_by` divides them further.
    pub fn group_by(mut self, fields: impl Grouping<E>) -> Self {
        fields.add_to(&mut self.query.group);
        self
    }

    /// Only the groups that pass the filter, whose left sides must be selected.
    pub fn having(mut self, filter: Filter<E>) -> Self {
        self.query.having &= filter.retype();
        self
    }

    /// Joins rows of another entity; see [`join::Alias`](crate::Alias).
    pub fn join(mut self, join: Join<E>) -> Self {
        self.query.joins.push(join.retype());
        self
    }

    /// At most so many rows. (The wire's 0 would mean all; here it means none are asked for, and
    /// the call is refused.)
    pub fn limit(mut self, rows: u64) -> Self {
        self.query.limit = Some(rows);
        self
    }

    /// Leaves out so many rows at the beginning. Without an order the site may give any rows.
    pub fn offset(mut self, rows: u64) -> Self {
        self.query.offset = rows;
        self
    }

    /// Translates labels and other translatable texts to this language (`de_DE`).
    pub fn language(mut self, locale: impl Into<String>) -> Self {
        self.query.language = Some(locale.into());
        self
    }

    /// What stands for a text that is not translated into the call's [`language`](Self::language).
    pub fn translation_mode(mut self, mode: TranslationMode) -> Self {
        self.query.translation = Some(mode);
        self
    }

    /// The rows of another query too, those that are there already as well: for `EntitySet`, whose
    /// rows are those of other queries (`UNION ALL`; CiviCRM 5.64 and newer).
    ///
    /// All of them select the same number of columns by name, and the columns are called as in the
    /// first one. What the `EntitySet` itself selects, filters and sorts by are those columns.
    ///
    /// ```
    /// # use civi_runtime::{self as rt, Action as _, Actions as _, Field, function::literal};
    /// # enum EntitySet {} enum Tag {} enum Group {}
    /// # impl rt::Entity for EntitySet { const NAME: &'static str = "EntitySet"; }
    /// # impl rt::Entity for Tag { const NAME: &'static str = "Tag"; }
    /// # impl rt::Entity for Group { const NAME: &'static str = "Group"; }
    /// # impl rt::CanGet for EntitySet { type Row = rt::codegen::derive::NoRow; const ROW_KEY: Option<&'static str> = None; }
    /// # impl rt::CanGet for Tag { type Row = rt::codegen::derive::NoRow; }
    /// # impl rt::CanGet for Group { type Row = rt::codegen::derive::NoRow; }
    /// # impl Tag { const NAME: Field<Tag, String> = Field::new("name"); }
    /// # impl Group { const TITLE: Field<Group, String> = Field::new("title"); }
    /// let title: Field<EntitySet, String> = Field::new("title");
    /// let both = EntitySet::get()
    ///     .select(title)
    ///     .union_all(Group::get().select((Group::TITLE, literal("group").alias("kind"))))
    ///     .union_all(Tag::get().select((Tag::NAME, literal("tag").alias("kind"))))
    ///     .order_by(title);
    /// assert_eq!(
    ///     both.call()?.params.get("sets"),
    ///     Some(concat!(
    ///         r#"[["UNION ALL","Group","get",{"select":["title","\"group\" AS kind"]}],"#,
    ///         r#"["UNION ALL","Tag","get",{"select":["name","\"tag\" AS kind"]}]]"#
    ///     ))
    /// );
    /// # Ok::<(), rt::Error>(())
    /// ```
    pub fn union_all<F: CanGet, T: Selection<F>>(self, get: Get<F, T>) -> Self {
        self.united(Union::All, get)
    }

    /// The rows of another query too, each once: for `EntitySet` (`UNION DISTINCT`). See
    /// [`union_all`](Self::union_all).
    pub fn union_distinct<F: CanGet, T: Selection<F>>(self, get: Get<F, T>) -> Self {
        self.united(Union::Distinct, get)
    }

    fn united<F: CanGet, T: Selection<F>>(mut self, union: Union, get: Get<F, T>) -> Self {
        let wanted = get.wanted();
        let query = get.query;
        self.query.sets.push(Set {
            union,
            query,
            wanted,
        });
        self
    }

    /// Asks the site for what it did, which [`Answer::debug_json`](crate::Answer::debug_json)
    /// shows; it needs the permission `view debug output`.
    pub fn debug(mut self) -> Self {
        self.query.debug = true;
        self
    }

    /// Calls back with each value that is not what the site declares its field to be, and that was
    /// kept for that reason while the rest of its row was read
    /// ([`UnreadableValues::Keep`](crate::UnreadableValues::Keep)); before the rows are given.
    ///
    /// ```
    /// # use civi_runtime::{Actions, CanGet, Caller, Entity, Result};
    /// # enum Extension {}
    /// # impl Entity for Extension { const NAME: &'static str = "Extension"; }
    /// # impl CanGet for Extension { type Row = civi_runtime::codegen::derive::NoRow; }
    /// # fn example<C: Caller>(client: &C) -> C::Out<Vec<civi_runtime::codegen::derive::NoRow>> {
    /// Extension::get()
    ///     .on_unreadable(|value| {
    ///         eprintln!("row {}, {}: {}", value.row(), value.field(), value.json());
    ///     })
    ///     .rows(client)
    /// # }
    /// ```
    pub fn on_unreadable(
        mut self,
        callback: impl Fn(&UnreadableValue) + Send + Sync + 'static,
    ) -> Self {
        self.query.on_unreadable = OnUnreadable::new(callback);
        self
    }

    /// So many rows in one page of a long result; 500 unless said otherwise. See
    /// [`rows`](Self::rows) and [`stream`](Self::stream).
    pub fn page_size(mut self, rows: u64) -> Self {
        self.query.page_size = rows.max(1);
        self
    }

    /// Sets any parameter to any JSON, unchecked; it replaces what the builder would send.
    pub fn raw(
        mut self,
        parameter: impl Into<Cow<'static, str>>,
        value: impl Into<serde_json::Value>,
    ) -> Self {
        self.query.raw.push((parameter.into(), value.into()));
        self
    }

    /// Runs another call for each row, inside the site, and puts what it gives beside the row: they
    /// become `(row, output)`, which is a `Vec` of rows where the other call is a `get`, and the key of
    /// the new row where it is a `create`. See [`Chainable`] for what can be chained.
    ///
    /// The chained call refers to the row with [`chain::parent`](crate::read::parent):
    ///
    /// ```
    /// # use civi_runtime::{CanGet, Actions, Entity, Field, Id, PrimaryKey, Record, Slot, read::parent};
    /// # enum Contact {}
    /// # enum Email {}
    /// # #[derive(Default)] struct Row;
    /// # impl Record for Row { const COLUMNS: &'static [&'static str] = &[]; fn slot(&mut self, _: usize) -> Slot<'_> { Slot::Skip } }
    /// # impl Entity for Contact { const NAME: &'static str = "Contact"; }
    /// # impl Entity for Email { const NAME: &'static str = "Email"; }
    /// # impl CanGet for Contact { type Row = Row; }
    /// # impl CanGet for Email { type Row = Row; }
    /// # impl Contact { const ID: Field<Contact, Id<Contact>, PrimaryKey> = Field::new("id"); }
    /// # impl Email {
    /// #     const CONTACT_ID: Field<Email, Id<Contact>> = Field::new("contact_id");
    /// #     const EMAIL: Field<Email, String> = Field::new("email");
    /// # }
    /// let with_emails = Contact::get().select(Contact::ID).limit(10).chain(
    ///     "emails",
    ///     Email::get()
    ///         .select(Email::EMAIL)
    ///         .filter(Email::CONTACT_ID.eq(parent(Contact::ID))),
    /// );
    /// # drop(with_emails);
    /// ```
    ///
    /// It is one call a row within the site, and an error in one of them fails the whole (APIv4
    /// wire contract §6.5).
    pub fn chain<L: Chainable>(
        mut self,
        name: impl Into<Cow<'static, str>>,
        call: L,
    ) -> Get<E, Chained<S, L>>
    where
        S: Selection<E>,
    {
        let name = name.into();
        let link = Link::new(name.clone(), call.linked());
        let nothing = link.is_nothing();
        self.query.links.push(link);
        Get {
            query: self.query,
            selection: Chained::new(self.selection, name, call, nothing),
            marker: PhantomData,
        }
    }

    pub(crate) fn query(&self) -> &Query {
        &self.query
    }

    pub(crate) fn selection(&self) -> &S {
        &self.selection
    }

    pub(crate) fn wanted(&self) -> Wanted
    where
        S: Selection<E>,
    {
        let mut wanted = Wanted::default();
        self.selection.want(&mut wanted);
        wanted
    }
}

impl<E, S: Clone> Clone for Get<E, S> {
    fn clone(&self) -> Self {
        Get {
            query: self.query.clone(),
            selection: self.selection.clone(),
            marker: PhantomData,
        }
    }
}

impl<E, S> fmt::Debug for Get<E, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Get")
            .field("query", &self.query)
            .finish_non_exhaustive()
    }
}
