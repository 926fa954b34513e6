//! `getFields`, `getActions` and `Entity.get`: what the site says of itself.

use std::marker::PhantomData;

use serde_json::{Map, Value as Json};

use crate::call::action::{Action, Call};
use crate::call::answer::Answer;
use crate::clone::cloned;
use crate::entity::Entity;
use crate::error::{Error, Result};
use crate::meta::info::{ActionInfo, FieldInfo};
use crate::query::chain;
use crate::query::filter::Filter;
use crate::query::order::IntoOrder;
use crate::query::select::{Selection, Wanted, read_rows};
use crate::query::values::{Changes, IntoWire, Values, Wire};
use crate::read::chain::chainable;
use crate::read::get::Query;

/// What the site says of a field, an action or an entity: its name, and everything else as it comes
/// (APIv4 wire contract §3 to §5). Bindings know it from the snapshot; this is for asking again
/// while a program runs.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Info {
    /// The name on the wire.
    pub name: String,
    /// Everything that the site says of it, the name included.
    pub all: Map<String, Json>,
}

fn infos(answer: &Answer) -> Result<Vec<Info>> {
    let rows: Vec<Map<String, Json>> = answer.decode()?;
    rows.into_iter()
        .map(|all| match all.get("name").and_then(Json::as_str) {
            Some(name) => Ok(Info {
                name: name.to_owned(),
                all,
            }),
            None => Err(Error::protocol(format!(
                "{}.{}: a row without a name",
                answer.entity(),
                answer.action()
            ))),
        })
        .collect()
}

/// Everything of each field or action that was asked about, as [`Info`]: what is selected unless said
/// otherwise.
#[derive(Debug, Clone, Copy)]
pub struct Everything;

/// A query of what the site says of itself: it is narrowed and sorted as rows are.
macro_rules! narrowed {
    ($asks:ident of $info:ident) => {
        impl<E: Entity, S> $asks<E, S> {
            /// Only those that pass the filter; a further filter comes on top.
            pub fn filter(mut self, filter: Filter<$info>) -> Self {
                self.query = self.query.and(filter);
                self
            }

            /// Sorted by this; a further order decides between those that are equal so far.
            pub fn order_by(mut self, order: impl IntoOrder<$info>) -> Self {
                self.query = self.query.sorted_by(order.into_order());
                self
            }

            /// At most so many.
            pub fn limit(mut self, rows: u64) -> Self {
                self.query = self.query.limited(rows);
                self
            }
        }
    };
}

/// Asks for an entity's fields; made by [`Actions::fields`](crate::Actions::fields).
///
/// ```
/// use civi_runtime::{self as rt, Action as _, Actions as _, meta::FieldInfo, meta::OptionPart};
/// # enum Contact {}
/// # impl rt::Entity for Contact { const NAME: &'static str = "Contact"; }
/// let genders = Contact::fields()
///     .filter(FieldInfo::NAME.eq("gender_id"))
///     .options([OptionPart::Name, OptionPart::Label])
///     .select(FieldInfo::OPTIONS);
/// assert_eq!(
///     genders.call()?.params.to_json(),
///     r#"{"select":["options"],"where":[["name","=","gender_id"]],"loadOptions":["name","label"]}"#
/// );
/// # Ok::<(), rt::Error>(())
/// ```
#[derive(Debug)]
#[must_use = "nothing happens until it is sent"]
pub struct GetFields<E, S = Everything> {
    query: Query,
    selection: S,
    action: Option<Wire>,
    options: Option<Json>,
    values: Option<Values<E, Changes>>,
    marker: PhantomData<fn() -> E>,
}

cloned!(GetFields<E, S: Clone> { query, selection, action, options, values, marker });
narrowed!(GetFields of FieldInfo);

/// A part of an option, as [`GetFields::options`] asks for it (APIv4 wire contract §4.4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
#[allow(missing_docs)] // each is its name on the wire
pub enum OptionPart {
    /// What is stored.
    Id,
    Name,
    Label,
    Description,
    Abbr,
    Color,
    Icon,
    Grouping,
    Url,
}

impl OptionPart {
    const fn as_str(self) -> &'static str {
        match self {
            OptionPart::Id => "id",
            OptionPart::Name => "name",
            OptionPart::Label => "label",
            OptionPart::Description => "description",
            OptionPart::Abbr => "abbr",
            OptionPart::Color => "color",
            OptionPart::Icon => "icon",
            OptionPart::Grouping => "grouping",
            OptionPart::Url => "url",
        }
    }
}

/// The parts of an option that are asked for unless said otherwise.
const OPTION_PARTS: [OptionPart; 6] = [
    OptionPart::Id,
    OptionPart::Name,
    OptionPart::Label,
    OptionPart::Abbr,
    OptionPart::Description,
    OptionPart::Color,
];

impl<E: Entity> GetFields<E> {
    pub(crate) fn new() -> Self {
        GetFields {
            query: Query::of(E::NAME, None, Filter::<E>::everything()),
            selection: Everything,
            action: None,
            options: None,
            values: None,
            marker: PhantomData,
        }
    }
}

impl<E: Entity, S> GetFields<E, S> {
    /// The fields as this action has them: `get` unless said otherwise. In a chained call it may be a
    /// field of the row that the call is made for.
    pub fn for_action(mut self, action: impl IntoWire<String>) -> Self {
        self.action = Some(action.into_wire());
        self
    }

    /// The options of each field too, each with its parts (APIv4 wire contract §4.4).
    pub fn with_options(self) -> Self {
        self.options(OPTION_PARTS)
    }

    /// The options of each field too, each with these parts.
    pub fn options(mut self, parts: impl IntoIterator<Item = OptionPart>) -> Self {
        let parts = parts.into_iter().map(OptionPart::as_str);
        self.options = Some(parts.collect());
        self
    }

    /// The options of each field too, as one object of labels by what is stored.
    pub fn option_labels(mut self) -> Self {
        self.options = Some(Json::Bool(true));
        self
    }

    /// The fields, and their options, that a row with these values has: those of its contact type, of
    /// its activity type, of the entity that its key points to.
    pub fn values<M>(mut self, values: impl Into<Values<E, M>>) -> Self {
        self.values = Some(values.into().retyped());
        self
    }

    /// Asks for these of the columns only. The rows have their types: a tuple of
    /// [`FieldInfo`]'s fields gives tuples.
    pub fn select<N: Selection<FieldInfo>>(self, selection: N) -> GetFields<E, N> {
        GetFields {
            query: self.query,
            selection,
            action: self.action,
            options: self.options,
            values: self.values,
            marker: PhantomData,
        }
    }

    fn asked(&self, wanted: &Wanted) -> Result<Call> {
        let mut call = asked::<E>("getFields", &self.query, wanted)?;
        let place = format_args!("{}.getFields", E::NAME);
        if let Some(action) = &self.action {
            chain::check(
                format_args!("{place}: the parameter `action`"),
                &action.parents,
                &action.value,
            )?;
            call.params.set("action", &action.value)?;
        }
        if let Some(options) = &self.options {
            call.params.set("loadOptions", options)?;
        }
        if let Some(values) = &self.values {
            call.params.set("values", &values.checked("getFields")?)?;
        }
        Ok(call)
    }
}

/// The call for what a query of the site's own words asks.
fn asked<E: Entity>(action: &'static str, query: &Query, wanted: &Wanted) -> Result<Call> {
    let mut call = Call::reading(E::NAME, action);
    call.params = query
        .params(wanted, &query.window(), chain::parent())
        .map_err(|e| e.at(E::NAME, Some(action)))?;
    Ok(call)
}

fn wanted<N, S: Selection<N>>(selection: &S) -> Wanted {
    let mut wanted = Wanted::default();
    selection.want(&mut wanted);
    wanted
}

fn rows<N, S: Selection<N>>(selection: &S, answer: &Answer) -> Result<Vec<S::Row>> {
    read_rows(selection, answer.values().as_bytes())
        .map_err(|misfit| misfit.into_error(answer.entity(), answer.action()))
}

impl<E: Entity> Action for GetFields<E, Everything> {
    type Output = Vec<Info>;

    fn call(&self) -> Result<Call> {
        self.asked(&Wanted::default())
    }

    fn read(&self, answer: Answer) -> Result<Vec<Info>> {
        infos(&answer)
    }
}

impl<E: Entity, S: Selection<FieldInfo>> Action for GetFields<E, S> {
    type Output = Vec<S::Row>;

    fn call(&self) -> Result<Call> {
        self.asked(&wanted(&self.selection))
    }

    fn read(&self, answer: Answer) -> Result<Self::Output> {
        rows(&self.selection, &answer)
    }
}

chainable!(GetFields<E, Everything> {E: Entity});
chainable!(GetFields<E, S> {E: Entity, S: Selection<FieldInfo> + Clone});

/// Asks for the actions that the contact may use; made by
/// [`Actions::actions`](crate::Actions::actions).
///
/// ```
/// use civi_runtime::{self as rt, Action as _, Actions as _, meta::ActionInfo};
/// # enum Contact {}
/// # impl rt::Entity for Contact { const NAME: &'static str = "Contact"; }
/// let actions = Contact::actions().filter(ActionInfo::NAME.like("get%"));
/// assert_eq!(actions.call()?.params.to_json(), r#"{"where":[["name","LIKE","get%"]]}"#);
/// # Ok::<(), rt::Error>(())
/// ```
#[derive(Debug)]
#[must_use = "nothing happens until it is sent"]
pub struct GetActions<E, S = Everything> {
    query: Query,
    selection: S,
    marker: PhantomData<fn() -> E>,
}

cloned!(GetActions<E, S: Clone> { query, selection, marker });
narrowed!(GetActions of ActionInfo);

impl<E: Entity> GetActions<E> {
    pub(crate) fn new() -> Self {
        GetActions {
            query: Query::of(E::NAME, None, Filter::<E>::everything()),
            selection: Everything,
            marker: PhantomData,
        }
    }
}

impl<E: Entity, S> GetActions<E, S> {
    /// Asks for these of the columns only: a tuple of [`ActionInfo`]'s fields gives tuples.
    pub fn select<N: Selection<ActionInfo>>(self, selection: N) -> GetActions<E, N> {
        GetActions {
            query: self.query,
            selection,
            marker: PhantomData,
        }
    }
}

impl<E: Entity> Action for GetActions<E, Everything> {
    type Output = Vec<Info>;

    fn call(&self) -> Result<Call> {
        asked::<E>("getActions", &self.query, &Wanted::default())
    }

    fn read(&self, answer: Answer) -> Result<Vec<Info>> {
        infos(&answer)
    }
}

impl<E: Entity, S: Selection<ActionInfo>> Action for GetActions<E, S> {
    type Output = Vec<S::Row>;

    fn call(&self) -> Result<Call> {
        asked::<E>("getActions", &self.query, &wanted(&self.selection))
    }

    fn read(&self, answer: Answer) -> Result<Self::Output> {
        rows(&self.selection, &answer)
    }
}

chainable!(GetActions<E, Everything> {E: Entity});
chainable!(GetActions<E, S> {E: Entity, S: Selection<ActionInfo> + Clone});

/// Asks which entities the site has (`Entity.get`).
///
/// ```
/// use civi_runtime::{Action as _, meta::Entities};
/// assert_eq!(Entities.call()?.params.to_json(), r#"{"orderBy":{"name":"ASC"}}"#);
/// # Ok::<(), civi_runtime::Error>(())
/// ```
#[derive(Debug, Clone, Copy)]
#[must_use = "nothing happens until it is sent"]
pub struct Entities;

impl Action for Entities {
    type Output = Vec<Info>;

    fn call(&self) -> Result<Call> {
        let mut call = Call::reading("Entity", "get");
        call.params
            .set("orderBy", &serde_json::json!({ "name": "ASC" }))?;
        Ok(call)
    }

    fn read(&self, answer: Answer) -> Result<Vec<Info>> {
        infos(&answer)
    }
}
