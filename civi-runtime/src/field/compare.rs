//! The operators of a [`Field`]: each makes a [`Filter`], and each is there only where the field's
//! type and the schema's `operators` allow it.

use crate::field::{Expression, Field};
use crate::filter::{Filter, Right};
use crate::kind::Permitted;
use crate::operand::{Comparand, IntoOperand, Operand};
use crate::operator::{Operator, Ordered, Scalar, Searchable, Takes, Textual, op};

impl<E, T, K: Permitted> Field<E, T, K> {
    fn clause(&self, operator: Operator, right: Right) -> Filter<E> {
        let right = match right {
            Right::Value(value) => Right::Value(value.beside(self.path())),
            other => other,
        };
        Filter::clause(self.path(), self.uses(), operator, right)
    }

    fn list<U, V: IntoOperand<U>>(
        &self,
        operator: Operator,
        values: impl IntoIterator<Item = V>,
    ) -> Filter<E> {
        let values = values.into_iter().map(V::into_operand).collect();
        self.clause(operator, Right::Value(Operand::List(values)))
    }

    /// `IS NULL`.
    #[must_use]
    pub fn is_null(&self) -> Filter<E>
    where
        K: Takes<op::IsNull>,
    {
        self.clause(Operator::IsNull, Right::Missing)
    }

    /// `IS NOT NULL`.
    #[must_use]
    pub fn is_not_null(&self) -> Filter<E>
    where
        K: Takes<op::IsNotNull>,
    {
        self.clause(Operator::IsNotNull, Right::Missing)
    }

    /// `IS EMPTY`: null, or `""` for text and lists, or `0` or false for numbers and booleans.
    #[must_use]
    pub fn is_empty(&self) -> Filter<E>
    where
        K: Takes<op::IsEmpty>,
    {
        self.clause(Operator::IsEmpty, Right::Missing)
    }

    /// `IS NOT EMPTY`: the opposite of [`is_empty`](Field::is_empty).
    #[must_use]
    pub fn is_not_empty(&self) -> Filter<E>
    where
        K: Takes<op::IsNotEmpty>,
    {
        self.clause(Operator::IsNotEmpty, Right::Missing)
    }
}

macro_rules! one_value {
    ($($(#[$doc:meta])* $method:ident, $op:ident;)+) => {$(
        $(#[$doc])*
        #[must_use]
        pub fn $method(&self, value: impl Comparand<T>) -> Filter<E>
        where
            K: Takes<op::$op>,
        {
            self.clause(Operator::$op, Right::Value(value.into_comparand()))
        }
    )+};
}

macro_rules! other_field {
    ($($(#[$doc:meta])* $method:ident, $op:ident;)+) => {$(
        $(#[$doc])*
        #[must_use]
        pub fn $method<X>(&self, other: X) -> Filter<E>
        where
            K: Takes<op::$op>,
            X: Expression<Entity = E>,
            T: ComparesWith<X::Value>,
        {
            self.against(Operator::$op, other.as_field())
        }
    )+};
}

impl<E, T: Scalar, K: Permitted> Field<E, T, K> {
    one_value! {
        /// `=`. Text compares as the site's collation does, usually without regard to case.
        eq, Eq;
        /// `!=`. A row where the field is null does not match; see [`is_null`](Field::is_null).
        ne, Ne;
    }

    other_field! {
        /// `=` with another field, or with an expression.
        eq_field, Eq;
        /// `!=` with another field, or with an expression.
        ne_field, Ne;
    }

    /// `IN`: one of the values. An empty list matches nothing.
    #[must_use]
    pub fn in_<V: IntoOperand<T>>(&self, values: impl IntoIterator<Item = V>) -> Filter<E>
    where
        K: Takes<op::In>,
    {
        self.list(Operator::In, values)
    }

    /// `NOT IN`: none of the values. An empty list matches every row.
    #[must_use]
    pub fn not_in<V: IntoOperand<T>>(&self, values: impl IntoIterator<Item = V>) -> Filter<E>
    where
        K: Takes<op::NotIn>,
    {
        self.list(Operator::NotIn, values)
    }

    fn against<U, L: Permitted>(&self, operator: Operator, other: &Field<E, U, L>) -> Filter<E> {
        let mut uses = self.uses();
        uses.extend(other.uses());
        let right = Right::Expression(other.path().to_owned());
        Filter::clause(self.path(), uses, operator, right)
    }
}

impl<E, T: Ordered, K: Permitted> Field<E, T, K> {
    one_value! {
        /// `>`.
        gt, Gt;
        /// `>=`.
        ge, Ge;
        /// `<`.
        lt, Lt;
        /// `<=`.
        le, Le;
    }

    other_field! {
        /// `>` another field, or an expression.
        gt_field, Gt;
        /// `>=` another field, or an expression.
        ge_field, Ge;
        /// `<` another field, or an expression.
        lt_field, Lt;
        /// `<=` another field, or an expression.
        le_field, Le;
    }

    /// `BETWEEN`: from the first value to the second, both included.
    #[must_use]
    pub fn between(&self, from: impl Comparand<T>, to: impl Comparand<T>) -> Filter<E>
    where
        K: Takes<op::Between>,
    {
        self.range(Operator::Between, from, to)
    }

    /// `NOT BETWEEN`: before the first value or after the second.
    #[must_use]
    pub fn not_between(&self, from: impl Comparand<T>, to: impl Comparand<T>) -> Filter<E>
    where
        K: Takes<op::NotBetween>,
    {
        self.range(Operator::NotBetween, from, to)
    }

    fn range(
        &self,
        operator: Operator,
        from: impl Comparand<T>,
        to: impl Comparand<T>,
    ) -> Filter<E> {
        let ends = vec![from.into_comparand(), to.into_comparand()];
        self.clause(operator, Right::Value(Operand::List(ends)))
    }
}

macro_rules! pattern {
    ($($(#[$doc:meta])* $method:ident, $op:ident;)+) => {$(
        $(#[$doc])*
        #[must_use]
        pub fn $method(&self, pattern: impl Into<String>) -> Filter<E>
        where
            K: Takes<op::$op>,
        {
            self.clause(Operator::$op, Right::Value(Operand::Text(pattern.into())))
        }
    )+};
}

impl<E, T: Textual, K: Permitted> Field<E, T, K> {
    pattern! {
        /// `LIKE`: `%` stands for any text and `_` for any character, and both are yours to escape.
        like, Like;
        /// `NOT LIKE`.
        not_like, NotLike;
        /// `REGEXP`, in the syntax of the site's database.
        regexp, Regexp;
        /// `NOT REGEXP`.
        not_regexp, NotRegexp;
        /// `REGEXP BINARY`: with regard to case (CiviCRM 5.68 and newer).
        regexp_binary, RegexpBinary;
        /// `NOT REGEXP BINARY` (CiviCRM 5.68 and newer).
        not_regexp_binary, NotRegexpBinary;
    }
}

impl<E, T: Searchable, K: Permitted> Field<E, T, K> {
    /// `CONTAINS`: the text occurs in the field's text, or the value is an element of its list.
    #[must_use]
    pub fn contains(&self, part: impl IntoOperand<T::Part>) -> Filter<E>
    where
        K: Takes<op::Contains>,
    {
        self.clause(Operator::Contains, Right::Value(part.into_operand()))
    }

    /// `NOT CONTAINS`; also where the field is null.
    #[must_use]
    pub fn not_contains(&self, part: impl IntoOperand<T::Part>) -> Filter<E>
    where
        K: Takes<op::NotContains>,
    {
        self.clause(Operator::NotContains, Right::Value(part.into_operand()))
    }

    /// `CONTAINS ONE OF` (CiviCRM 6.4 and newer). An empty list matches nothing.
    #[must_use]
    pub fn contains_one_of<V: IntoOperand<T::Part>>(
        &self,
        parts: impl IntoIterator<Item = V>,
    ) -> Filter<E>
    where
        K: Takes<op::ContainsOneOf>,
    {
        let mut parts = parts.into_iter().peekable();
        match parts.peek() {
            Some(_) => self.list(Operator::ContainsOneOf, parts),
            None => Filter::nothing(),
        }
    }

    /// `NOT CONTAINS ONE OF` (CiviCRM 6.4 and newer). An empty list matches every row.
    #[must_use]
    pub fn not_contains_one_of<V: IntoOperand<T::Part>>(
        &self,
        parts: impl IntoIterator<Item = V>,
    ) -> Filter<E>
    where
        K: Takes<op::NotContainsOneOf>,
    {
        let mut parts = parts.into_iter().peekable();
        match parts.peek() {
            Some(_) => self.list(Operator::NotContainsOneOf, parts),
            None => Filter::everything(),
        }
    }
}

/// A type whose fields may be compared with fields of type `U`.
#[diagnostic::on_unimplemented(
    message = "a field of `{Self}` can't be compared with a field of `{U}`",
    label = "the other side is `{U}`",
    note = "both sides must be of one type; an `Id<…>` also compares with a whole number, and numbers with one another"
)]
pub trait ComparesWith<U> {}

impl<T> ComparesWith<T> for T {}
impl<X> ComparesWith<i64> for crate::value::Id<X> {}
impl<X> ComparesWith<crate::value::Id<X>> for i64 {}
impl ComparesWith<f64> for i64 {}
impl ComparesWith<i64> for f64 {}
impl ComparesWith<f64> for rust_decimal::Decimal {}
impl ComparesWith<rust_decimal::Decimal> for f64 {}
impl ComparesWith<i64> for rust_decimal::Decimal {}
impl ComparesWith<rust_decimal::Decimal> for i64 {}
impl ComparesWith<jiff::civil::DateTime> for jiff::civil::Date {}
impl ComparesWith<jiff::civil::Date> for jiff::civil::DateTime {}
