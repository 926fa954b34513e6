//! [`Field`]: one field of one entity, with its Rust type, or a value calculated from some.

use std::fmt;
use std::marker::PhantomData;

mod compare;
mod path;
mod search;

pub use compare::ComparesWith;
pub(crate) use path::{Calculation, Definition, Origin};
pub use path::{Composed, Fixed, Path};

use crate::query::kind::{Aliased, Calculated, CanJoin, Guarded, Kind, Nullable, Permitted};

/// A field `T` of entity `E`, as a filter, an order or a selection names it.
///
/// Generated bindings hold one constant a field: `Contact::BIRTH_DATE: Field<Contact, Date>`.
/// The results of [functions](crate::function) are fields too, so that they compare and sort in
/// the same way. `K` is the field's [kind](crate::query::Kind), and `P` how its path is held: a constant
/// is [`Copy`], and what is put together from constants is [`Clone`].
///
/// ```
/// # use civi_runtime::{Field, query::Composed};
/// # enum Contact {}
/// const LAST_NAME: Field<Contact, String> = Field::new("last_name");
///
/// let name = LAST_NAME;
/// let either = name.eq("Miller") | name.eq("Smith"); // `name` is copied, not moved
/// let sorted: Field<Contact, String, _, Composed> = civi_runtime::function::lower(name);
/// # drop((either, sorted));
/// ```
pub struct Field<E, T, K = Nullable, P = Fixed> {
    path: P,
    marker: Marker<E, T, K>,
}

/// A field by its wire name, as generated constants are made: [`Field::new`], which costs the
/// compiler a little more.
#[must_use]
pub const fn field<E, T, K>(name: &'static str) -> Field<E, T, K> {
    Field::new(name)
}

type Marker<E, T, K> = PhantomData<fn() -> (E, T, K)>;

/// One field that a request uses, and what must be so for that to be right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Use {
    pub(crate) path: String,
    pub(crate) source: Source,
    /// Whether the field can be read back (a `FilterOnly` field can't).
    pub(crate) selectable: bool,
}

impl Use {
    /// Stands for an expression that must not be sent.
    pub(crate) fn flaw(reason: String) -> Use {
        Use {
            path: String::new(),
            source: Source::Flaw(reason),
            selectable: true,
        }
    }
}

/// Where a used field comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Source {
    /// The entity itself.
    Entity,
    /// The explicit join with this alias.
    Join(String),
    /// The selection: it is the name of a calculated value.
    Output,
    /// Nowhere: the expression was put together wrongly, in the way that the text says.
    Flaw(String),
}

impl<E, T, K> Field<E, T, K> {
    /// A field by its wire name. Generated code calls this; by hand it asserts that the site has
    /// such a field of this type.
    #[must_use]
    pub const fn new(name: &'static str) -> Self {
        Field {
            path: Fixed(name),
            marker: PhantomData,
        }
    }
}

impl<E, T, K> Field<E, T, K, Composed> {
    pub(crate) fn with(path: String, origin: Origin) -> Self {
        Field {
            path: Composed { path, origin },
            marker: PhantomData,
        }
    }

    /// A calculated value, by its text and the fields in it.
    pub(crate) fn expression(text: String, uses: Vec<Use>) -> Self {
        Field::with(text, Origin::expression(uses))
    }
}

impl<E, T, K, P: Path> Field<E, T, K, P> {
    /// The name on the wire, with the joins before it: `employer_id.display_name`; of an
    /// expression, its text, or its name if it has one. It is the key under which a selected value
    /// comes back.
    #[must_use]
    pub fn path(&self) -> &str {
        self.path.text()
    }

    /// What a selection sends to get the value: the path, or `COUNT(id) AS n` for a calculated
    /// value with a name.
    #[must_use]
    pub fn select_text(&self) -> &str {
        self.definition().map_or(self.path(), |d| &d.text)
    }

    /// The expression itself, without a name: what `groupBy` takes.
    pub(crate) fn expression_text(&self) -> &str {
        self.definition()
            .and_then(|d| d.text.get(..d.end))
            .unwrap_or(self.path())
    }

    fn definition(&self) -> Option<&Definition> {
        match self.origin() {
            Origin::Expression(it) => it.definition.as_ref(),
            _ => None,
        }
    }

    /// The name that the expression got.
    pub(crate) fn name_given(&self) -> Option<&str> {
        self.definition().map(|_| self.path())
    }

    pub(crate) fn origin(&self) -> &Origin {
        self.path.origin()
    }

    /// The same path as another type or kind.
    pub(crate) fn cast<U, L>(&self) -> Field<E, U, L, P> {
        Field {
            path: self.path.clone(),
            marker: PhantomData,
        }
    }

    /// The field at a path that goes on from this one's.
    pub(crate) fn extend<U, L>(&self, rest: &str) -> Field<E, U, L, Composed> {
        let origin = self.origin().beyond(self.path(), rest);
        Field::with(format!("{}{rest}", self.path()), origin)
    }
}

/// The origin of an expression that must not be sent.
pub(crate) fn flawed(reason: String) -> Origin {
    Origin::expression(vec![Use::flaw(reason)])
}

impl<E, T, K: Kind, P: Path> Field<E, T, K, P> {
    /// The fields of the site that this one stands for.
    pub(crate) fn uses(&self) -> Vec<Use> {
        let source = match self.origin() {
            Origin::Entity => Source::Entity,
            Origin::Join(alias) => {
                Source::Join(self.path().get(..*alias).unwrap_or_default().to_owned())
            }
            Origin::Expression(it) if it.definition.is_some() => Source::Output,
            Origin::Expression(it) => return it.uses.clone(),
        };
        vec![Use {
            path: self.path().to_owned(),
            source,
            selectable: K::SELECTABLE,
        }]
    }

    /// The fields that selecting this one uses: of a named expression, the ones in it.
    pub(crate) fn selected_uses(&self) -> Vec<Use> {
        match self.origin() {
            Origin::Expression(it) => it.uses.clone(),
            _ => self.uses(),
        }
    }
}

impl<E, T, K, P: Path> Field<E, T, K, P> {
    /// A field of the entity that this one refers to: an implicit join.
    ///
    /// It can be chained, and its value is null where the reference is.
    ///
    /// ```
    /// # use civi_runtime::{Field, Id};
    /// # enum Contact {}
    /// # enum Address {}
    /// # const EMPLOYER_ID: Field<Contact, Id<Contact>> = Field::new("employer_id");
    /// # const ADDRESS_PRIMARY: Field<Contact, Id<Address>> = Field::new("address_primary");
    /// # const CITY: Field<Address, String> = Field::new("city");
    /// let city_of_employer = EMPLOYER_ID.to(ADDRESS_PRIMARY).to(CITY);
    /// assert_eq!(city_of_employer.path(), "employer_id.address_primary.city");
    /// ```
    #[must_use]
    pub fn to<U, L, Q>(&self, target: Field<K::Target, U, L, Q>) -> Field<E, U, L::Joined, Composed>
    where
        K: CanJoin<T> + Permitted,
        L: Kind,
        Q: Path,
    {
        match target.origin() {
            Origin::Entity => self.extend(&format!(".{}", target.path())),
            _ => Field::with(
                format!("{}.{}", self.path(), target.path()),
                flawed(format!(
                    "`.to(…)` after `{}` takes a field of the entity itself, not `{}`",
                    self.path(),
                    target.path()
                )),
            ),
        }
    }

    /// The field without its guard: you know that the user of this client has the permission that
    /// the site asks for.
    ///
    /// For a user who lacks it the site drops the clause without a word, and the call matches
    /// *more* rows (APIv4 wire contract §0.7). Writes find that out before anything is written;
    /// reads can't.
    #[must_use]
    pub fn assume_permitted(&self) -> Field<E, T, K::Open, P>
    where
        K: Guarded,
    {
        self.cast()
    }
}

impl<E, T, K: Kind> Field<E, T, Calculated<K>, Composed> {
    /// The value under a name of its own, by which it can be selected, sorted, and used in
    /// `having`: `COUNT(id) AS n`.
    ///
    /// The name has letters, digits and `_` only (the site would quietly change others) and is no
    /// field's name.
    #[must_use]
    pub fn alias(&self, name: impl Into<String>) -> Field<E, T, Aliased<K>, Composed> {
        let name = name.into();
        let uses = match self.origin() {
            Origin::Expression(it) => it.uses.clone(),
            _ => Vec::new(),
        };
        let definition = Definition {
            text: format!("{} AS {name}", self.path()),
            end: self.path().len(),
        };
        Field::with(
            name,
            Origin::Expression(Box::new(Calculation {
                uses,
                definition: Some(definition),
            })),
        )
    }
}

/// A [`Field`] that may be used as it is, or a reference to one.
pub trait Expression: sealed::Sealed {
    /// The entity that the request is for.
    type Entity;
    /// The Rust type of the value.
    type Value;
    /// The kind of field.
    type Kind: Permitted;
    /// How its path is held.
    type Path: Path;
    /// The field.
    fn as_field(&self) -> &Field<Self::Entity, Self::Value, Self::Kind, Self::Path>;
}

impl<E, T, K: Permitted, P: Path> Expression for Field<E, T, K, P> {
    type Entity = E;
    type Value = T;
    type Kind = K;
    type Path = P;
    fn as_field(&self) -> &Field<E, T, K, P> {
        self
    }
}

impl<X: Expression> Expression for &X {
    type Entity = X::Entity;
    type Value = X::Value;
    type Kind = X::Kind;
    type Path = X::Path;
    fn as_field(&self) -> &Field<X::Entity, X::Value, X::Kind, X::Path> {
        (**self).as_field()
    }
}

mod sealed {
    pub trait Sealed {}
    impl<E, T, K, P> Sealed for super::Field<E, T, K, P> {}
    impl<X: Sealed> Sealed for &X {}
}

impl<E, T, K, P: Clone> Clone for Field<E, T, K, P> {
    fn clone(&self) -> Self {
        Field {
            path: self.path.clone(),
            marker: PhantomData,
        }
    }
}

impl<E, T, K, P: Copy> Copy for Field<E, T, K, P> {}

impl<E, T, K, P: Path> fmt::Debug for Field<E, T, K, P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Field({})", self.select_text())
    }
}
