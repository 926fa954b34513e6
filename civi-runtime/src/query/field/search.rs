//! The operators of a [`Field`] that look into it: patterns in text, parts of text and of lists.

use crate::query::field::{Field, Path};
use crate::query::filter::Filter;
use crate::query::kind::Permitted;
use crate::query::operand::{IntoOperand, Operand};
use crate::query::operator::{Operator, Searchable, Takes, Textual, op};

impl<E, T, K, P: Path> Field<E, T, K, P> {
    /// `LIKE`: `%` stands for any text and `_` for any character, and both are yours to escape.
    #[must_use]
    pub fn like(&self, pattern: impl Into<String>) -> Filter<E>
    where
        T: Textual,
        K: Permitted + Takes<op::Like>,
    {
        self.value(Operator::Like, Operand::Text(pattern.into()))
    }

    /// `NOT LIKE`.
    #[must_use]
    pub fn not_like(&self, pattern: impl Into<String>) -> Filter<E>
    where
        T: Textual,
        K: Permitted + Takes<op::NotLike>,
    {
        self.value(Operator::NotLike, Operand::Text(pattern.into()))
    }

    /// `REGEXP`, in the syntax of the site's database.
    #[must_use]
    pub fn regexp(&self, pattern: impl Into<String>) -> Filter<E>
    where
        T: Textual,
        K: Permitted + Takes<op::Regexp>,
    {
        self.value(Operator::Regexp, Operand::Text(pattern.into()))
    }

    /// `NOT REGEXP`.
    #[must_use]
    pub fn not_regexp(&self, pattern: impl Into<String>) -> Filter<E>
    where
        T: Textual,
        K: Permitted + Takes<op::NotRegexp>,
    {
        self.value(Operator::NotRegexp, Operand::Text(pattern.into()))
    }

    /// `REGEXP BINARY`: with regard to case (CiviCRM 5.68 and newer).
    #[must_use]
    pub fn regexp_binary(&self, pattern: impl Into<String>) -> Filter<E>
    where
        T: Textual,
        K: Permitted + Takes<op::RegexpBinary>,
    {
        self.value(Operator::RegexpBinary, Operand::Text(pattern.into()))
    }

    /// `NOT REGEXP BINARY` (CiviCRM 5.68 and newer).
    #[must_use]
    pub fn not_regexp_binary(&self, pattern: impl Into<String>) -> Filter<E>
    where
        T: Textual,
        K: Permitted + Takes<op::NotRegexpBinary>,
    {
        self.value(Operator::NotRegexpBinary, Operand::Text(pattern.into()))
    }

    /// `CONTAINS`: the text occurs in the field's text, or the value is an element of its list.
    #[must_use]
    pub fn contains(&self, part: impl IntoOperand<T::Part>) -> Filter<E>
    where
        T: Searchable,
        K: Permitted + Takes<op::Contains>,
    {
        self.value(Operator::Contains, part.into_operand())
    }

    /// `NOT CONTAINS`; also where the field is null.
    #[must_use]
    pub fn not_contains(&self, part: impl IntoOperand<T::Part>) -> Filter<E>
    where
        T: Searchable,
        K: Permitted + Takes<op::NotContains>,
    {
        self.value(Operator::NotContains, part.into_operand())
    }

    /// `CONTAINS ONE OF` (CiviCRM 6.4 and newer). An empty list matches nothing.
    #[must_use]
    pub fn contains_one_of<V: IntoOperand<T::Part>>(
        &self,
        parts: impl IntoIterator<Item = V>,
    ) -> Filter<E>
    where
        T: Searchable,
        K: Permitted + Takes<op::ContainsOneOf>,
    {
        self.list(Operator::ContainsOneOf, parts)
            .unwrap_or_else(Filter::nothing)
    }

    /// `NOT CONTAINS ONE OF` (CiviCRM 6.4 and newer). An empty list matches every row.
    #[must_use]
    pub fn not_contains_one_of<V: IntoOperand<T::Part>>(
        &self,
        parts: impl IntoIterator<Item = V>,
    ) -> Filter<E>
    where
        T: Searchable,
        K: Permitted + Takes<op::NotContainsOneOf>,
    {
        self.list(Operator::NotContainsOneOf, parts)
            .unwrap_or_else(Filter::everything)
    }
}
