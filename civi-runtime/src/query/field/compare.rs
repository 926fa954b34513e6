//! The operators of a [`Field`] that compare it: each makes a [`Filter`], and each is there only
//! where the field's type and the schema's `operators` allow it.

use crate::query::field::{Expression, Field, Path};
use crate::query::filter::{Filter, Right};
use crate::query::kind::{Kind, Permitted};
use crate::query::operand::{Comparand, IntoOperand, Member, Operand};
use crate::query::operator::{Operator, Ordered, Scalar, Takes, op};

// The bounds stand at the methods, not at the `impl`: only so does the compiler say what a bound
// that does not hold means.
impl<E, T, K, P: Path> Field<E, T, K, P> {
    /// `=`. Text compares as the site's collation does, usually without regard to case.
    ///
    /// A field with a time compares with a whole day too, on CiviCRM after 5.77 (APIv4 wire contract
    /// §6.7). A field that holds a list compares with one element or a list of one: the site compares
    /// the text that it stores of the list, so a row whose list has other elements as well does not
    /// match, and of most fields none does; [`contains`](Field::contains) is what is meant nearly
    /// always. A longer list is refused, as the site refuses it (§6.1).
    ///
    /// ```
    /// # use civi_runtime::Field;
    /// # enum Contact {}
    /// const SUB_TYPE: Field<Contact, Vec<String>> = Field::new("contact_sub_type");
    /// let json = |filter: civi_runtime::Filter<Contact>| filter.to_json();
    ///
    /// assert_eq!(json(SUB_TYPE.eq("Student"))?.to_string(), r#"[["contact_sub_type","=","Student"]]"#);
    /// assert_eq!(json(SUB_TYPE.eq(["Student"]))?, json(SUB_TYPE.eq("Student"))?);
    /// assert!(json(SUB_TYPE.eq(["Student", "Parent"])).is_err());
    /// # Ok::<(), civi_runtime::Error>(())
    /// ```
    #[must_use]
    pub fn eq<B>(&self, value: impl Comparand<T, K, B>) -> Filter<E>
    where
        T: Scalar,
        K: Permitted + Takes<op::Eq>,
    {
        self.beside(Operator::Eq, value)
    }

    /// `!=`. A row where the field is null does not match; see [`is_null`](Field::is_null).
    #[must_use]
    pub fn ne<B>(&self, value: impl Comparand<T, K, B>) -> Filter<E>
    where
        T: Scalar,
        K: Permitted + Takes<op::Ne>,
    {
        self.beside(Operator::Ne, value)
    }

    /// `>`.
    #[must_use]
    pub fn gt<B>(&self, value: impl Comparand<T, K, B>) -> Filter<E>
    where
        T: Ordered,
        K: Permitted + Takes<op::Gt>,
    {
        self.beside(Operator::Gt, value)
    }

    /// `>=`.
    #[must_use]
    pub fn ge<B>(&self, value: impl Comparand<T, K, B>) -> Filter<E>
    where
        T: Ordered,
        K: Permitted + Takes<op::Ge>,
    {
        self.beside(Operator::Ge, value)
    }

    /// `<`.
    #[must_use]
    pub fn lt<B>(&self, value: impl Comparand<T, K, B>) -> Filter<E>
    where
        T: Ordered,
        K: Permitted + Takes<op::Lt>,
    {
        self.beside(Operator::Lt, value)
    }

    /// `<=`.
    #[must_use]
    pub fn le<B>(&self, value: impl Comparand<T, K, B>) -> Filter<E>
    where
        T: Ordered,
        K: Permitted + Takes<op::Le>,
    {
        self.beside(Operator::Le, value)
    }

    /// `BETWEEN`: from the first value to the second, both included.
    #[must_use]
    pub fn between<A, B>(
        &self,
        from: impl Comparand<T, K, A>,
        to: impl Comparand<T, K, B>,
    ) -> Filter<E>
    where
        T: Ordered,
        K: Permitted + Takes<op::Between>,
    {
        let ends = vec![from.into_comparand(), to.into_comparand()];
        self.value(Operator::Between, Operand::List(ends))
    }

    /// `NOT BETWEEN`: before the first value or after the second.
    #[must_use]
    pub fn not_between<A, B>(
        &self,
        from: impl Comparand<T, K, A>,
        to: impl Comparand<T, K, B>,
    ) -> Filter<E>
    where
        T: Ordered,
        K: Permitted + Takes<op::NotBetween>,
    {
        let ends = vec![from.into_comparand(), to.into_comparand()];
        self.value(Operator::NotBetween, Operand::List(ends))
    }

    /// `IN`: one of the values. An empty list matches nothing.
    #[doc(alias("is_in", "one_of", "any_of"))]
    #[must_use]
    pub fn in_<V: Member<T, K, B>, B>(&self, values: impl IntoIterator<Item = V>) -> Filter<E>
    where
        T: Scalar,
        K: Permitted + Takes<op::In>,
    {
        self.among(Operator::In, values)
            .unwrap_or_else(Filter::nothing)
    }

    /// `NOT IN`: none of the values. An empty list matches every row.
    #[must_use]
    pub fn not_in<V: Member<T, K, B>, B>(&self, values: impl IntoIterator<Item = V>) -> Filter<E>
    where
        T: Scalar,
        K: Permitted + Takes<op::NotIn>,
    {
        self.among(Operator::NotIn, values)
            .unwrap_or_else(Filter::everything)
    }

    /// `=` with another field, or with an expression.
    #[must_use]
    pub fn eq_field<X>(&self, other: X) -> Filter<E>
    where
        T: ComparesWith<X::Value>,
        K: Permitted + Takes<op::Eq>,
        X: Expression<Entity = E>,
    {
        self.against(Operator::Eq, other.as_field())
    }

    /// `!=` with another field, or with an expression.
    #[must_use]
    pub fn ne_field<X>(&self, other: X) -> Filter<E>
    where
        T: ComparesWith<X::Value>,
        K: Permitted + Takes<op::Ne>,
        X: Expression<Entity = E>,
    {
        self.against(Operator::Ne, other.as_field())
    }

    /// `>` with another field, or with an expression.
    #[must_use]
    pub fn gt_field<X>(&self, other: X) -> Filter<E>
    where
        T: ComparesWith<X::Value>,
        K: Permitted + Takes<op::Gt>,
        X: Expression<Entity = E>,
    {
        self.against(Operator::Gt, other.as_field())
    }

    /// `>=` with another field, or with an expression.
    #[must_use]
    pub fn ge_field<X>(&self, other: X) -> Filter<E>
    where
        T: ComparesWith<X::Value>,
        K: Permitted + Takes<op::Ge>,
        X: Expression<Entity = E>,
    {
        self.against(Operator::Ge, other.as_field())
    }

    /// `<` with another field, or with an expression.
    #[must_use]
    pub fn lt_field<X>(&self, other: X) -> Filter<E>
    where
        T: ComparesWith<X::Value>,
        K: Permitted + Takes<op::Lt>,
        X: Expression<Entity = E>,
    {
        self.against(Operator::Lt, other.as_field())
    }

    /// `<=` with another field, or with an expression.
    #[must_use]
    pub fn le_field<X>(&self, other: X) -> Filter<E>
    where
        T: ComparesWith<X::Value>,
        K: Permitted + Takes<op::Le>,
        X: Expression<Entity = E>,
    {
        self.against(Operator::Le, other.as_field())
    }

    /// `IS NULL`.
    #[must_use]
    pub fn is_null(&self) -> Filter<E>
    where
        K: Permitted + Takes<op::IsNull>,
    {
        self.clause(Operator::IsNull, Right::Missing)
    }

    /// `IS NOT NULL`.
    #[must_use]
    pub fn is_not_null(&self) -> Filter<E>
    where
        K: Permitted + Takes<op::IsNotNull>,
    {
        self.clause(Operator::IsNotNull, Right::Missing)
    }

    /// `IS EMPTY`: null, or `""` for text and lists, or `0` or false for numbers and booleans.
    #[must_use]
    pub fn is_empty(&self) -> Filter<E>
    where
        K: Permitted + Takes<op::IsEmpty>,
    {
        self.clause(Operator::IsEmpty, Right::Missing)
    }

    /// `IS NOT EMPTY`: the opposite of [`is_empty`](Field::is_empty).
    #[must_use]
    pub fn is_not_empty(&self) -> Filter<E>
    where
        K: Permitted + Takes<op::IsNotEmpty>,
    {
        self.clause(Operator::IsNotEmpty, Right::Missing)
    }

    /// A comparison with one value, which may stand beside the field's name suffix.
    fn beside<V: Comparand<T, K, B>, B>(&self, operator: Operator, value: V) -> Filter<E>
    where
        K: Kind,
    {
        let value = value.into_comparand().alone();
        match V::SUFFIX {
            "" => self.value(operator, value),
            suffix => self.extend::<T, K>(suffix).value(operator, value),
        }
    }

    /// A comparison with several values, which may stand beside the field's name suffix; nothing
    /// where there is no value.
    fn among<V: Member<T, K, B>, B>(
        &self,
        operator: Operator,
        values: impl IntoIterator<Item = V>,
    ) -> Option<Filter<E>>
    where
        K: Kind,
    {
        let values: Vec<Operand> = values.into_iter().map(V::into_member).collect();
        match V::SUFFIX {
            "" => self.several(operator, values),
            suffix => self.extend::<T, K>(suffix).several(operator, values),
        }
    }

    pub(super) fn value(&self, operator: Operator, value: Operand) -> Filter<E>
    where
        K: Kind,
    {
        self.clause(operator, Right::Value(value.beside(self.path())))
    }

    /// A clause with a list. With an empty one there is none, since what that means is known without
    /// the site, and old sites refuse it (APIv4 wire contract §6.1).
    pub(super) fn list<U, V: IntoOperand<U>>(
        &self,
        operator: Operator,
        values: impl IntoIterator<Item = V>,
    ) -> Option<Filter<E>>
    where
        K: Kind,
    {
        self.several(operator, values.into_iter().map(V::into_operand).collect())
    }

    fn several(&self, operator: Operator, values: Vec<Operand>) -> Option<Filter<E>>
    where
        K: Kind,
    {
        (!values.is_empty()).then(|| self.value(operator, Operand::List(values)))
    }

    fn against<U, L: Kind, Q: Path>(
        &self,
        operator: Operator,
        other: &Field<E, U, L, Q>,
    ) -> Filter<E>
    where
        K: Kind,
    {
        let mut uses = self.uses();
        uses.extend(other.uses());
        let right = Right::Expression(other.path().to_owned());
        Filter::clause(self.path(), uses, operator, right)
    }

    fn clause(&self, operator: Operator, right: Right) -> Filter<E>
    where
        K: Kind,
    {
        Filter::clause(self.path(), self.uses(), operator, right)
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
