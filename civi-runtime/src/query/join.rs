//! Explicit joins: rows of another entity beside those of the queried one, under an alias.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use crate::entity::Entity;
use crate::query::field::{Composed, Field, Origin, Path, flawed};
use crate::query::filter::{Filter, Node};
use crate::query::gate;
use crate::query::kind::Kind;

/// An entity `J` that a query of entity `E` joins, under a name of the query's own.
///
/// ```
/// use civi_runtime::{Actions, Entity, Field, Id, NotNull, PrimaryKey, Alias};
/// # #[derive(Debug)] enum Contact {}
/// # impl Entity for Contact { const NAME: &'static str = "Contact"; }
/// # #[derive(Debug)] enum Email {}
/// # impl Entity for Email { const NAME: &'static str = "Email"; }
/// # const ID: Field<Contact, Id<Contact>, PrimaryKey> = Field::new("id");
/// # const CONTACT_ID: Field<Email, Id<Contact>> = Field::new("contact_id");
/// # const IS_PRIMARY: Field<Email, bool> = Field::new("is_primary");
/// # const EMAIL: Field<Email, String> = Field::new("email");
/// let e: Alias<Email, Contact> = Alias::new("e");
/// let join = e.inner(ID.eq_field(e.field(CONTACT_ID)) & e.field(IS_PRIMARY).eq(true));
/// assert_eq!(
///     format!("{join:?}"),
///     r#"Join(["Email AS e","INNER",["id","=","e.contact_id"],["e.is_primary","=",true]])"#
/// );
/// assert_eq!(e.field(EMAIL).path(), "e.email"); // a field of the query: select it, filter by it
/// ```
///
/// A join to an entity that the user may not read is skipped without a word by the site, and its
/// fields are missing from the rows (APIv4 wire contract §6.4).
pub struct Alias<J, E, B = NoBridge> {
    name: Cow<'static, str>,
    marker: Marker<J, E, B>,
}

type Marker<J, E, B> = PhantomData<fn() -> (J, E, B)>;

/// The bridge of a join that has none.
#[derive(Debug)]
pub enum NoBridge {}

/// What may stand between two joined entities: an entity, or nothing.
pub trait Bridge {
    /// The bridging entity's wire name.
    const NAME: Option<&'static str>;
}

impl Bridge for NoBridge {
    const NAME: Option<&'static str> = None;
}

impl<B: Entity> Bridge for B {
    const NAME: Option<&'static str> = Some(B::NAME);
}

impl<J: Entity, E> Alias<J, E> {
    /// Entity `J` under this name: letters, digits and `_`, beginning with a letter, and not `a`
    /// (the site's own name for the queried entity). Don't take the name of a field either.
    ///
    /// A name that can't be used is refused when the call is about to be sent.
    #[must_use]
    pub fn new(name: impl Into<Cow<'static, str>>) -> Self {
        Alias {
            name: name.into(),
            marker: PhantomData,
        }
    }

    /// The same join through the bridge entity `B`, such as `RelationshipCache` between two
    /// contacts, or `GroupContact` between a contact and a group.
    #[must_use]
    pub fn through<B: Entity>(self) -> Alias<J, E, B> {
        Alias {
            name: self.name,
            marker: PhantomData,
        }
    }
}

impl<J: Entity, E, B: Bridge> Alias<J, E, B> {
    /// The alias.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// A field of the joined entity, as a field of the query. It is null where the join found no
    /// row.
    #[must_use]
    pub fn field<T, K: Kind, P: Path>(
        &self,
        field: Field<J, T, K, P>,
    ) -> Field<E, T, K::Joined, Composed> {
        self.behind(field)
    }

    /// A field of the bridge, which goes by the same alias.
    #[must_use]
    pub fn bridge_field<T, K: Kind, P: Path>(
        &self,
        field: Field<B, T, K, P>,
    ) -> Field<E, T, K::Joined, Composed>
    where
        B: Entity,
    {
        self.behind(field)
    }

    fn behind<X, T, K: Kind, P: Path>(
        &self,
        field: Field<X, T, K, P>,
    ) -> Field<E, T, K::Joined, Composed> {
        let origin = match field.origin() {
            Origin::Entity => Origin::Join(self.name.len()),
            _ => flawed(format!(
                "the join `{}` has fields of `{}` only, not `{}`",
                self.name,
                J::NAME,
                field.path()
            )),
        };
        Field::with(format!("{}.{}", self.name, field.path()), origin)
    }

    /// `LEFT`: every row, with what is joined to it, or nulls.
    #[must_use]
    pub fn left(&self, on: Filter<E>) -> Join<E> {
        self.join("LEFT", on)
    }

    /// `INNER`: only rows that something is joined to.
    #[must_use]
    pub fn inner(&self, on: Filter<E>) -> Join<E> {
        self.join("INNER", on)
    }

    /// `EXCLUDE`: only rows that nothing is joined to.
    #[must_use]
    pub fn exclude(&self, on: Filter<E>) -> Join<E> {
        self.join("EXCLUDE", on)
    }

    /// `LEFT`, on the key that links the two entities, which the site finds by itself: a foreign key
    /// of one that points to the other, or those of the bridge. Where more than one does, the site
    /// takes the first that it finds; say which with [`left`](Self::left).
    ///
    /// ```
    /// # use civi_runtime::{Actions as _, Entity, Alias};
    /// # enum Contact {}
    /// # impl Entity for Contact { const NAME: &'static str = "Contact"; }
    /// # enum Email {}
    /// # impl Entity for Email { const NAME: &'static str = "Email"; }
    /// let e: Alias<Contact, Email> = Contact::alias("c");
    /// assert_eq!(format!("{:?}", e.left_by_key()), r#"Join(["Contact AS c","LEFT"])"#);
    /// ```
    #[must_use]
    pub fn left_by_key(&self) -> Join<E> {
        self.by_key("LEFT")
    }

    /// `INNER`, on the key that links the two entities: see [`left_by_key`](Self::left_by_key).
    #[must_use]
    pub fn inner_by_key(&self) -> Join<E> {
        self.by_key("INNER")
    }

    /// `EXCLUDE`, on the key that links the two entities: see [`left_by_key`](Self::left_by_key).
    #[must_use]
    pub fn exclude_by_key(&self) -> Join<E> {
        self.by_key("EXCLUDE")
    }

    fn by_key(&self, side: &'static str) -> Join<E> {
        Join {
            by_key: true,
            ..self.join(side, Filter::everything())
        }
    }

    fn join(&self, side: &'static str, on: Filter<E>) -> Join<E> {
        Join {
            by_key: false,
            entity: J::NAME,
            alias: self.name.clone(),
            side,
            bridge: B::NAME,
            on: on.into_node(),
            marker: PhantomData,
        }
    }
}

impl<J, E, B> Clone for Alias<J, E, B> {
    fn clone(&self) -> Self {
        Alias {
            name: self.name.clone(),
            marker: PhantomData,
        }
    }
}

impl<J, E, B> fmt::Debug for Alias<J, E, B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Alias({})", self.name)
    }
}

/// A join in a query of entity `E`: made by [`Alias::left`], [`inner`](Alias::inner) and
/// [`exclude`](Alias::exclude), and one element of the parameter `join`.
///
/// In its conditions text stands quoted inside the string, because the site reads values there as
/// expressions; so a text can never become one (APIv4 wire contract §6.4).
pub struct Join<E> {
    entity: &'static str,
    alias: Cow<'static, str>,
    side: &'static str,
    bridge: Option<&'static str>,
    on: Node,
    /// The site finds the condition.
    by_key: bool,
    marker: PhantomData<fn() -> E>,
}

impl<E> Join<E> {
    /// The alias.
    #[must_use]
    pub fn alias(&self) -> &str {
        &self.alias
    }

    /// The joined entity's wire name.
    #[must_use]
    pub fn entity(&self) -> &'static str {
        self.entity
    }

    pub(crate) fn side(&self) -> &'static str {
        self.side
    }

    pub(crate) fn bridge(&self) -> Option<&'static str> {
        self.bridge
    }

    pub(crate) fn on(&self) -> &Node {
        &self.on
    }

    /// Whether the site finds the condition by itself.
    pub(crate) fn is_by_key(&self) -> bool {
        self.by_key
    }

    /// The same join in a query whose entity the compiler no longer knows.
    pub(crate) fn retype<F>(self) -> Join<F> {
        Join {
            entity: self.entity,
            alias: self.alias,
            side: self.side,
            bridge: self.bridge,
            on: self.on,
            by_key: self.by_key,
            marker: PhantomData,
        }
    }
}

impl<E> Clone for Join<E> {
    fn clone(&self) -> Self {
        Join {
            entity: self.entity,
            alias: self.alias.clone(),
            side: self.side,
            bridge: self.bridge,
            on: self.on.clone(),
            by_key: self.by_key,
            marker: PhantomData,
        }
    }
}

impl<E> fmt::Debug for Join<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Join({})", gate::shown_join(self))
    }
}
