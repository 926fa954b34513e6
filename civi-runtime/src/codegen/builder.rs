//! [`Builder`]: what the setters of generated bindings give their values to.
//!
//! A setter has to be a method of a type of the bindings' own crate. So that this costs the compiler
//! two types a site and not two hundred, [`values_builder!`](crate::values_builder) and
//! [`action_builder!`](crate::action_builder) write one generic wrapper each, and every entity adds
//! its setters to that for itself:
//!
//! ```
//! use civi_runtime as rt;
//!
//! pub mod builders {
//!     civi_runtime::values_builder!();
//!     civi_runtime::action_builder!();
//! }
//!
//! pub enum Tag {}
//! impl rt::Entity for Tag { const NAME: &'static str = "Tag"; }
//!
//! impl<M> builders::Values<Tag, M> {
//!     pub fn label(self, value: impl rt::IntoWire<String>) -> Self {
//!         rt::codegen::builder::put_max(self, "label", 64, value)
//!     }
//! }
//!
//! /// The site's own action `Tag.tidy`.
//! pub enum Tidy {}
//! impl builders::Action<Tag, Tidy> {
//!     pub fn older_than(self, value: impl rt::IntoWire<rt::Date>) -> Self {
//!         rt::codegen::builder::put(self, "olderThan", value)
//!     }
//! }
//!
//! let values: builders::Values<Tag, rt::Changes> = rt::codegen::builder::values();
//! let values = values.label("Donors");
//! assert_eq!(rt::Values::from(values).to_json()?, r#"{"label":"Donors"}"#);
//!
//! use rt::Action as _;
//! let tidy: builders::Action<Tag, Tidy> = rt::codegen::builder::action("tidy");
//! let tidy = tidy.older_than(rt::Date::new(2026, 1, 2)?);
//! assert_eq!(tidy.call()?.params.to_json(), r#"{"olderThan":"2026-01-02"}"#);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use std::borrow::Cow;

use crate::Json;
use crate::call::site_action::SiteAction;
use crate::entity::Entity;
use crate::error::Result;
use crate::query::values::{Complete, Values};
pub use crate::value::wire::TakesValues;
use crate::value::wire::{IntoWire, Wire};

/// A type of the bindings' own around something that [takes values](TakesValues).
///
/// Setters are methods of the type itself, and a site names them; so what is not a setter is here.
pub trait Builder: Sized {
    /// What takes the values.
    type Inner: TakesValues;

    /// The builder of these values or this action.
    fn wrap(inner: Self::Inner) -> Self;

    /// What takes the values.
    fn inner(&mut self) -> &mut Self::Inner;

    /// What took the values.
    fn taken(&self) -> &Self::Inner;
}

/// What the values of bindings can do besides their setters, which a field may be called like: so
/// they are methods of a trait, which the [prelude](crate::prelude) brings.
///
/// ```
/// # pub mod builders { civi_runtime::values_builder!(); }
/// # use civi_runtime as rt;
/// # pub enum Contact {}
/// # impl rt::Entity for Contact { const NAME: &'static str = "Contact"; }
/// # impl Contact { fn changes() -> builders::Values<Contact, rt::Changes> { rt::codegen::builder::values() } }
/// use civi_runtime::prelude::*;
///
/// // A field that the site got after the snapshot was taken.
/// let changes = Contact::changes().raw("donors.level", 3);
/// assert!(changes.problems().is_empty());
/// assert_eq!(changes.to_json()?, r#"{"donors.level":3}"#);
/// # Ok::<(), rt::Error>(())
/// ```
pub trait BuiltValues<E: 'static, M: 'static>: Builder<Inner = Values<E, M>> {
    /// Gives a field any JSON, unchecked: see [`Values::raw`].
    #[must_use]
    fn raw(mut self, field: impl Into<Cow<'static, str>>, value: impl Into<Json>) -> Self {
        let values = self.inner();
        *values = std::mem::take(values).raw(field, value);
        self
    }

    /// The value that a field is given, by its name on the wire: see [`Values::get`].
    fn get(&self, name: &str) -> Option<&Json> {
        self.taken().get(name)
    }

    /// Whether no field is given a value.
    fn is_empty(&self) -> bool {
        self.taken().is_empty()
    }

    /// The values for a new row, although the schema demands more: see
    /// [`Values::assume_complete`].
    #[must_use]
    fn assume_complete(mut self) -> Values<E, Complete> {
        std::mem::take(self.inner()).retyped()
    }

    /// What is wrong with the values: see [`Values::problems`].
    fn problems(&self) -> Vec<&str> {
        self.taken().problems()
    }

    /// The values as the site receives them: see [`Values::to_json`].
    ///
    /// # Errors
    ///
    /// When a value was found to be one that the site would not store as it is.
    fn to_json(&self) -> Result<String>
    where
        E: Entity,
    {
        self.taken().to_json()
    }
}

impl<E: 'static, M: 'static, B: Builder<Inner = Values<E, M>>> BuiltValues<E, M> for B {}

/// A builder with nothing set. What generated functions begin with.
#[must_use]
pub fn values<E, M, B: Builder<Inner = Values<E, M>>>() -> B {
    B::wrap(Values::new())
}

/// A call without parameters of an action by its wire name. What generated functions begin with.
#[must_use]
pub fn action<E, B: Builder<Inner = SiteAction<E>>>(name: &'static str) -> B {
    B::wrap(SiteAction::new(name))
}

/// Gives a field or parameter of type `T` a value. What generated setters call.
#[must_use]
pub fn put<B: Builder, T>(mut builder: B, name: &'static str, value: impl IntoWire<T>) -> B {
    builder.inner().take(name, value.into_wire(), None);
    builder
}

/// As [`put`], for a text of at most `max` characters: the site cuts off what is longer, or refuses
/// it, depending on the entity.
#[must_use]
pub fn put_max<B: Builder, T>(
    mut builder: B,
    name: &'static str,
    max: u32,
    value: impl IntoWire<T>,
) -> B {
    builder.inner().take(name, value.into_wire(), Some(max));
    builder
}

/// Gives a parameter any JSON. What generated setters call where the type is not known.
#[must_use]
pub fn put_json<B: Builder>(mut builder: B, name: &'static str, value: impl Into<Json>) -> B {
    builder.inner().take(name, Wire::stored(value), None);
    builder
}

/// Writes the type of values that all entities of generated bindings share; each adds its setters.
/// See [`builder`](crate::codegen::builder).
#[macro_export]
macro_rules! values_builder {
    () => {
        /// Values for a row of `E`, one setter a field that can be written: made by `values(…)` of
        /// the entity, with all that a new row needs, or by `changes()`.
        #[must_use]
        pub struct Values<E, M = $crate::Complete>($crate::Values<E, M>);

        impl<E, M> $crate::codegen::builder::Builder for Values<E, M> {
            type Inner = $crate::Values<E, M>;

            fn wrap(inner: Self::Inner) -> Self {
                Values(inner)
            }

            fn inner(&mut self) -> &mut Self::Inner {
                &mut self.0
            }

            fn taken(&self) -> &Self::Inner {
                &self.0
            }
        }

        impl<E, M> ::core::convert::From<Values<E, M>> for $crate::Values<E, M> {
            fn from(values: Values<E, M>) -> Self {
                values.0
            }
        }

        impl<E, M> ::core::clone::Clone for Values<E, M> {
            fn clone(&self) -> Self {
                Values(::core::clone::Clone::clone(&self.0))
            }
        }

        impl<E, M> ::core::cmp::PartialEq for Values<E, M> {
            fn eq(&self, other: &Self) -> ::core::primitive::bool {
                self.0 == other.0
            }
        }

        impl<E, M> ::core::fmt::Debug for Values<E, M> {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                ::core::fmt::Debug::fmt(&self.0, f)
            }
        }
    };
}

/// Writes the type of calls that all actions of generated bindings share, besides the standard ones;
/// each adds its setters. See [`builder`](crate::codegen::builder).
#[macro_export]
macro_rules! action_builder {
    () => {
        /// A call of the site's own action `A` of `E`, one setter a parameter. Its answer is read as
        /// JSON rows; `SiteAction::from(…).reads::<T>()` reads it as something else.
        #[must_use]
        pub struct Action<E, A>(
            $crate::SiteAction<E>,
            ::core::marker::PhantomData<fn() -> A>,
        );

        impl<E, A> $crate::codegen::builder::Builder for Action<E, A> {
            type Inner = $crate::SiteAction<E>;

            fn wrap(inner: Self::Inner) -> Self {
                Action(inner, ::core::marker::PhantomData)
            }

            fn inner(&mut self) -> &mut Self::Inner {
                &mut self.0
            }

            fn taken(&self) -> &Self::Inner {
                &self.0
            }
        }

        impl<E, A> ::core::convert::From<Action<E, A>> for $crate::SiteAction<E> {
            fn from(action: Action<E, A>) -> Self {
                action.0
            }
        }

        impl<E: $crate::Entity, A: 'static> $crate::Action for Action<E, A> {
            type Output = <$crate::SiteAction<E> as $crate::Action>::Output;

            fn call(&self) -> $crate::Result<$crate::Call> {
                $crate::Action::call(&self.0)
            }

            fn read(&self, answer: $crate::Answer) -> $crate::Result<Self::Output> {
                $crate::Action::read(&self.0, answer)
            }
        }

        impl<E: $crate::Entity, A: 'static> $crate::read::Chainable for Action<E, A> {
            type Output = <$crate::SiteAction<E> as $crate::read::Chainable>::Output;
            type One = <$crate::SiteAction<E> as $crate::read::Chainable>::One;

            fn linked(&self) -> $crate::read::Linked {
                $crate::read::Chainable::linked(&self.0)
            }

            fn read_all(
                &self,
                rows: $crate::read::RowsOfChain<'_>,
            ) -> ::core::result::Result<Self::Output, $crate::row::Misfit> {
                $crate::read::Chainable::read_all(&self.0, rows)
            }

            fn read_one(
                &self,
                rows: $crate::read::RowsOfChain<'_>,
            ) -> ::core::result::Result<Self::One, $crate::row::Misfit> {
                $crate::read::Chainable::read_one(&self.0, rows)
            }
        }

        impl<E, A> ::core::clone::Clone for Action<E, A> {
            fn clone(&self) -> Self {
                Action(
                    ::core::clone::Clone::clone(&self.0),
                    ::core::marker::PhantomData,
                )
            }
        }

        impl<E: $crate::Entity, A> ::core::fmt::Debug for Action<E, A> {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                ::core::fmt::Debug::fmt(&self.0, f)
            }
        }
    };
}
