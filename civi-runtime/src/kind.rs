//! What the schema says of a field besides its type, as a type: whether it can be null, which
//! suffixes and operators it has, whether a permission guards it.
//!
//! The third parameter of [`Field`](crate::Field) is a [`Kind`]. [`Nullable`] is the default, so
//! most fields are written `Field<Contact, String>`.

use std::marker::PhantomData;

/// Why a column has no value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Missing {
    /// The site left the column out of the row.
    Absent,
    /// The site sent `null`.
    Null,
}

/// What a field's kind decides: the Rust type that a selected value arrives as.
pub trait Kind: 'static {
    /// What a value of type `T` is read as: `T`, `Option<T>` or [`Presence<T>`](crate::row::Presence).
    type Read<T>;
    /// The kind that the field has when it is reached through a join, where every column may be
    /// null.
    type Joined: Kind;
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

/// A field with an option list `O` and the suffix set `S` that the schema lists for it, otherwise
/// of kind `K`.
#[derive(Debug)]
pub struct Listed<O, S, K = Nullable>(PhantomData<fn() -> (O, S, K)>);

/// A reference to entity `X` that is not an `Id<X>` (a key other than `id`), otherwise of kind `K`.
#[derive(Debug)]
pub struct Reference<X, K = Nullable>(PhantomData<fn() -> (X, K)>);

/// A field behind a permission of its own: a filter on it is silently dropped for who lacks it.
#[derive(Debug)]
pub struct Restricted<K = Nullable>(PhantomData<fn() -> K>);

/// A field that takes only the operators in the set `Ops`, otherwise of kind `K`.
#[derive(Debug)]
pub struct Limited<Ops, K = Nullable>(PhantomData<fn() -> (Ops, K)>);

/// A field that exists only in filters (`type: Filter`): it can't be selected.
#[derive(Debug)]
pub struct FilterOnly<K = Nullable>(PhantomData<fn() -> K>);
