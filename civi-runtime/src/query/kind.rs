//! What the schema says of a field besides its type, as a type: whether it can be null, which
//! suffixes and operators it has, whether a permission guards it.
//!
//! The third parameter of [`Field`](crate::Field) is a [`Kind`]. [`Nullable`] is the default, so
//! most fields are written `Field<Contact, String>`. Kinds nest, outermost first:
//! `Restricted<Limited<FilterOnly<Reference<X, Listed<O, S, NotNull>>>>>`.

use std::marker::PhantomData;

use crate::row::Missing;
use crate::sealed::Seal;
use crate::value::Id;

/// What a field's kind decides: the Rust type that a selected value arrives as.
///
/// Sealed: civi implements it for all types that have it.
pub trait Kind: 'static {
    /// What other crates can't write.
    #[doc(hidden)]
    const SEAL: Seal;

    /// What a value of type `T` is read as: `T`, `Option<T>` or [`Presence<T>`](crate::Presence).
    type Read<T>;
    /// The kind that the field has when it is reached through a join, where every column may be
    /// null.
    type Joined: Kind;
    /// Whether the field can be asked for in `select`. `false` for fields that exist only in
    /// filters, whose clauses can therefore not be verified by reading the field back.
    const SELECTABLE: bool = true;
    /// Turns what the row reader found into what the caller sees.
    ///
    /// # Errors
    ///
    /// [`Missing`], when the kind demands a value and the row has none.
    fn read<T>(found: Result<T, Missing>) -> Result<Self::Read<T>, Missing>;
}

/// A field that can be null, without options: read as `Option<T>`.
#[derive(Debug)]
pub enum Nullable {}

/// A field that is never null in a row of its own entity: read as `T`.
#[derive(Debug)]
pub enum NotNull {}

/// The entity's primary key: never null, and no implicit join starts from it.
#[derive(Debug)]
pub enum PrimaryKey {}

/// The primary key of another entity, reached through a join: null where the join found no row.
#[derive(Debug)]
pub enum JoinedKey {}

/// A calculated year: it also compares with a [relative date](crate::Relative).
#[derive(Debug)]
pub enum Yearly {}

/// A field with an option list `O` and the suffix set `S` that the schema lists for it, otherwise
/// of kind `K`.
#[derive(Debug)]
pub struct Listed<O, S, K = Nullable>(Marker<O, S, K>);

type Marker<O, S, K> = PhantomData<fn() -> (O, S, K)>;

/// The option list of a field whose options the schema does not hold: it has suffixes, and any text
/// can be the name of one of its options.
#[derive(Debug)]
pub enum AnyName {}

/// A reference to entity `X` that is not an `Id<X>` (a key other than `id`), otherwise of kind `K`.
#[derive(Debug)]
pub struct Reference<X, K = Nullable>(PhantomData<fn() -> (X, K)>);

/// A key of one of several entities, which another field of the row says: `S` is the set of them,
/// see [`Targets`](crate::query::Targets). Otherwise of kind `K`.
#[derive(Debug)]
pub struct Dynamic<S, K = Nullable>(PhantomData<fn() -> (S, K)>);

/// A field behind a permission of its own: a filter on it is silently dropped for who lacks it.
///
/// It can be selected (and is `None` for who lacks the permission); to filter or sort by it, say
/// [`assume_permitted`](crate::Field::assume_permitted).
#[derive(Debug)]
pub struct Restricted<K = Nullable>(PhantomData<fn() -> K>);

/// A field that takes only the operators in the set `Ops`, otherwise of kind `K`.
#[derive(Debug)]
pub struct Limited<Ops, K = Nullable>(PhantomData<fn() -> (Ops, K)>);

/// A field that exists only in filters (`type: Filter`): it can't be selected.
#[derive(Debug)]
pub struct FilterOnly<K = Nullable>(PhantomData<fn() -> K>);

/// The result of a function, an equation or a raw expression: it can be filtered, sorted and
/// grouped by, and selected once it has a name ([`alias`](crate::Field::alias)).
#[derive(Debug)]
pub struct Calculated<K = Nullable>(PhantomData<fn() -> K>);

/// A calculated value under a name of its own: it can be selected, sorted by, and used in `having`.
#[derive(Debug)]
pub struct Aliased<K = Nullable>(PhantomData<fn() -> K>);

macro_rules! optional {
    ($($kind:ty => $joined:ty),+ $(,)?) => {$(
        impl Kind for $kind {
            const SEAL: Seal = Seal;
            type Read<T> = Option<T>;
            type Joined = $joined;
            fn read<T>(found: Result<T, Missing>) -> Result<Option<T>, Missing> {
                Ok(found.ok())
            }
        }
    )+};
}
optional!(Nullable => Nullable, JoinedKey => JoinedKey, Yearly => Yearly);

macro_rules! demanded {
    ($($kind:ty => $joined:ty),+ $(,)?) => {$(
        impl Kind for $kind {
            const SEAL: Seal = Seal;
            type Read<T> = T;
            type Joined = $joined;
            fn read<T>(found: Result<T, Missing>) -> Result<T, Missing> {
                found
            }
        }
    )+};
}
demanded!(NotNull => Nullable, PrimaryKey => JoinedKey);

macro_rules! around {
    ($([$($param:ident),*] $kind:ty => $joined:ty, $selectable:expr;)+) => {$(
        impl<$($param: 'static,)* K: Kind> Kind for $kind {
            const SEAL: Seal = Seal;
            type Read<T> = K::Read<T>;
            type Joined = $joined;
            const SELECTABLE: bool = $selectable;
            fn read<T>(found: Result<T, Missing>) -> Result<K::Read<T>, Missing> {
                K::read(found)
            }
        }
    )+};
}
around! {
    [O, S] Listed<O, S, K> => Listed<O, S, K::Joined>, K::SELECTABLE;
    [S] Dynamic<S, K> => Dynamic<S, K::Joined>, K::SELECTABLE;
    [X] Reference<X, K> => Reference<X, K::Joined>, K::SELECTABLE;
    [Ops] Limited<Ops, K> => Limited<Ops, K::Joined>, K::SELECTABLE;
    [] FilterOnly<K> => FilterOnly<K::Joined>, false;
    [] Calculated<K> => Calculated<K::Joined>, false;
    [] Aliased<K> => Aliased<K::Joined>, true;
}

// Whoever lacks the permission gets rows without the field (APIv4 wire contract §9), so even a
// field that is never null may have no value.
impl<K: Kind> Kind for Restricted<K> {
    const SEAL: Seal = Seal;
    type Read<T> = Option<T>;
    type Joined = Restricted<K::Joined>;
    const SELECTABLE: bool = K::SELECTABLE;
    fn read<T>(found: Result<T, Missing>) -> Result<Option<T>, Missing> {
        Ok(found.ok())
    }
}

/// A kind whose fields can be asked for in `select`.
#[diagnostic::on_unimplemented(
    message = "this field can't be selected",
    label = "not a field that the site sends in rows",
    note = "a field of kind `FilterOnly` exists only in filters",
    note = "a function or an equation needs a name before it is selected: `count(Contact::ID).alias(\"n\")`"
)]
pub trait Selectable: Kind {}

#[diagnostic::do_not_recommend]
impl Selectable for Nullable {}
#[diagnostic::do_not_recommend]
impl Selectable for NotNull {}
#[diagnostic::do_not_recommend]
impl Selectable for PrimaryKey {}
#[diagnostic::do_not_recommend]
impl Selectable for JoinedKey {}
#[diagnostic::do_not_recommend]
impl<O: 'static, S: 'static, K: Selectable> Selectable for Listed<O, S, K> {}
#[diagnostic::do_not_recommend]
impl<X: 'static, K: Selectable> Selectable for Reference<X, K> {}
#[diagnostic::do_not_recommend]
impl<S: 'static, K: Selectable> Selectable for Dynamic<S, K> {}
#[diagnostic::do_not_recommend]
impl<Ops: 'static, K: Selectable> Selectable for Limited<Ops, K> {}
#[diagnostic::do_not_recommend]
impl<K: Selectable> Selectable for Restricted<K> {}
#[diagnostic::do_not_recommend]
impl<K: Kind> Selectable for Aliased<K> {}

/// A kind whose fields may be used in a filter as they are: every kind but [`Restricted`].
#[diagnostic::on_unimplemented(
    message = "this field is guarded by a permission of its own",
    label = "needs `.assume_permitted()` before it",
    note = "the site silently drops a filter on such a field for a user who lacks the permission, and the call then matches every row",
    note = "where the user is known to have the permission, say so: `Contact::API_KEY.assume_permitted().eq(…)`"
)]
pub trait Permitted: Kind {}

impl Permitted for Nullable {}
impl Permitted for NotNull {}
impl Permitted for PrimaryKey {}
impl Permitted for JoinedKey {}
impl<O: 'static, S: 'static, K: Permitted> Permitted for Listed<O, S, K> {}
impl<X: 'static, K: Permitted> Permitted for Reference<X, K> {}
impl<S: 'static, K: Permitted> Permitted for Dynamic<S, K> {}
impl<Ops: 'static, K: Permitted> Permitted for Limited<Ops, K> {}
impl<K: Permitted> Permitted for FilterOnly<K> {}
impl<K: Kind> Permitted for Calculated<K> {}
impl<K: Kind> Permitted for Aliased<K> {}

/// A kind whose fields refer to rows of another entity, so that an implicit join can go on from
/// them with [`Field::to`](crate::Field::to).
#[diagnostic::on_unimplemented(
    message = "no join can go on from this field: it refers to no other entity",
    label = "not a foreign key",
    note = "`.to(…)` starts from a field that holds another entity's key, such as `Contact::EMPLOYER_ID` or `Email::CONTACT_ID`",
    note = "an entity's own primary key refers to nothing: to reach the rows that refer to it, use an explicit join (`Email::alias(\"e\")`)",
    note = "nor does the site follow a plain number, or a key that may be of several entities: join the entity and compare the two, `e.left(Note::ENTITY_ID.key_of::<Contact>().eq_field(e.field(Contact::ID)))`"
)]
pub trait CanJoin<T>: Kind {
    /// The entity that is referred to.
    type Target;
}

#[diagnostic::do_not_recommend]
impl<X> CanJoin<Id<X>> for Nullable {
    type Target = X;
}
#[diagnostic::do_not_recommend]
impl<X> CanJoin<Id<X>> for NotNull {
    type Target = X;
}
#[diagnostic::do_not_recommend]
impl<T, X: 'static, K: Kind> CanJoin<T> for Reference<X, K> {
    type Target = X;
}
#[diagnostic::do_not_recommend]
impl<T, O: 'static, S: 'static, K: CanJoin<T>> CanJoin<T> for Listed<O, S, K> {
    type Target = K::Target;
}
#[diagnostic::do_not_recommend]
impl<T, Ops: 'static, K: CanJoin<T>> CanJoin<T> for Limited<Ops, K> {
    type Target = K::Target;
}
// Only to keep the complaint about a `Restricted` field to the one that matters (`Permitted`).
#[diagnostic::do_not_recommend]
impl<T, K: CanJoin<T>> CanJoin<T> for Restricted<K> {
    type Target = K::Target;
}

/// A field's kind after [`assume_permitted`](crate::Field::assume_permitted).
pub trait Guarded: Kind {
    /// The same kind without the guard. It stays nullable: a row may still lack the field.
    type Open: Kind;
}

impl<K: Kind> Guarded for Restricted<K> {
    type Open = K::Joined;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_that_is_never_null_insists_on_a_value() {
        assert_eq!(NotNull::read(Ok(1)), Ok(1));
        assert_eq!(NotNull::read::<i64>(Err(Missing::Null)), Err(Missing::Null));
        assert_eq!(
            PrimaryKey::read::<i64>(Err(Missing::Absent)),
            Err(Missing::Absent)
        );
    }

    #[test]
    fn a_join_and_a_permission_make_every_field_optional() {
        type Through<K> = <K as Kind>::Joined;
        assert_eq!(
            Through::<Listed<AnyName, (), NotNull>>::read::<i64>(Err(Missing::Null)),
            Ok(None)
        );
        assert_eq!(
            Through::<PrimaryKey>::read::<i64>(Err(Missing::Null)),
            Ok(None)
        );
        assert_eq!(
            Restricted::<NotNull>::read::<i64>(Err(Missing::Absent)),
            Ok(None)
        );
    }

    #[test]
    fn a_filter_only_field_says_so() {
        const { assert!(!<Limited<(), FilterOnly> as Kind>::SELECTABLE) }
        const { assert!(<Restricted<Limited<(), NotNull>> as Kind>::SELECTABLE) }
    }
}
