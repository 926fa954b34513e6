//! Expressions of Rust with what is known of their types.

use proc_macro2::TokenStream;

use crate::model::{Base, RustType, Scalar};

/// An expression that is a `Field<E, T, K>`.
#[derive(Debug, Clone)]
pub(in crate::query) struct Typed {
    /// The expression.
    pub(in crate::query) tokens: TokenStream,
    /// What `T` and `K` are.
    pub(in crate::query) rust: RustType,
    /// Whether a row may have no value for it.
    pub(in crate::query) nullable: bool,
    /// Whether it is calculated, and has no name yet.
    pub(in crate::query) calculated: bool,
    /// Whether the expression is a variable, which is cloned where it is used.
    pub(in crate::query) shared: bool,
    /// What the site reads.
    pub(in crate::query) wire: String,
}

impl Typed {
    /// A field as the bindings have it.
    pub(in crate::query) fn field(tokens: TokenStream, rust: RustType, wire: String) -> Self {
        Typed {
            nullable: rust.base == Base::Nullable || rust.restricted,
            tokens,
            rust,
            calculated: false,
            shared: false,
            wire,
        }
    }

    /// A value that the site calculates.
    pub(in crate::query) fn calculated(
        tokens: TokenStream,
        value: Scalar,
        list: bool,
        nullable: bool,
        wire: String,
    ) -> Self {
        Typed {
            tokens,
            rust: RustType {
                list,
                ..plain(value)
            },
            nullable,
            calculated: true,
            shared: false,
            wire,
        }
    }

    /// The field behind a join.
    pub(in crate::query) fn joined(mut self) -> Self {
        self.rust.base = Base::Nullable;
        self.nullable = true;
        self
    }

    /// One value of this type, not a list.
    pub(in crate::query) fn single(&self) -> Option<&Scalar> {
        (!self.rust.list).then_some(&self.rust.value)
    }

    /// Whether it can be summed up.
    pub(in crate::query) fn is_number(&self) -> bool {
        matches!(
            self.single(),
            Some(Scalar::Integer | Scalar::Float | Scalar::Money)
        )
    }

    /// Whether it is a date, with a time or without.
    pub(in crate::query) fn is_date(&self) -> bool {
        matches!(self.single(), Some(Scalar::Date | Scalar::Timestamp))
    }

    /// Whether its values have an order.
    pub(in crate::query) fn is_ordered(&self) -> bool {
        !matches!(
            self.single(),
            None | Some(Scalar::Boolean | Scalar::Options(_) | Scalar::Custom(_))
        )
    }

    /// Whether it compares with another field.
    pub(in crate::query) fn compares_with(&self, other: &Typed) -> bool {
        use Scalar::{Date, Float, Id, Integer, Money, Timestamp};
        let (Some(one), Some(two)) = (self.single(), other.single()) else {
            return false;
        };
        one == two
            || matches!(
                (one, two),
                (Id(_), Integer)
                    | (Integer, Id(_))
                    | (Integer, Float | Money)
                    | (Float, Integer | Money)
                    | (Money, Integer | Float)
                    | (Date, Timestamp)
                    | (Timestamp, Date)
            )
    }
}

/// A type that nothing else is known of.
pub(in crate::query) fn plain(value: Scalar) -> RustType {
    RustType {
        value,
        list: false,
        base: Base::Nullable,
        listed: None,
        reference: None,
        targets: None,
        filter_only: false,
        operators: None,
        restricted: false,
    }
}
