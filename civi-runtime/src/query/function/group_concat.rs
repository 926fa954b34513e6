//! [`GroupConcat`]: every value of a group, with all that may be said of them.

use std::marker::PhantomData;

use super::{Argument, Computed, Written};
use crate::query::field::{Expression, Use};
use crate::query::order::{IntoOrder, Order};

/// `GROUP_CONCAT` with its modifiers: which values, in which order, as a list or as one text (APIv4
/// wire contract §6.2). For the plain forms there are [`group_concat`](super::group_concat) and its
/// neighbours.
///
/// ```
/// use civi_runtime::{Field, function::GroupConcat};
/// # enum Contact {}
/// # const LAST_NAME: Field<Contact, String> = Field::new("last_name");
/// # const BIRTH_DATE: Field<Contact, civi_runtime::Date> = Field::new("birth_date");
/// let names = GroupConcat::of(LAST_NAME).unique().order_by(BIRTH_DATE.desc());
/// assert_eq!(
///     names.clone().list().path(),
///     "GROUP_CONCAT(UNIQUE last_name ORDER BY birth_date DESC)"
/// );
/// assert_eq!(
///     names.text("; ").path(),
///     r#"GROUP_CONCAT(UNIQUE last_name ORDER BY birth_date DESC SEPARATOR "; ")"#
/// );
/// ```
#[must_use = "it is a value once `.list()` or `.text(…)` says as what"]
pub struct GroupConcat<E, T> {
    argument: Argument,
    which: Option<&'static str>,
    order: Option<Order<E>>,
    marker: PhantomData<fn() -> T>,
}

impl<E, T> GroupConcat<E, T> {
    /// Every value of the group.
    pub fn of<X: Expression<Entity = E, Value = T>>(x: X) -> Self {
        GroupConcat {
            argument: Argument::of(x),
            which: None,
            order: None,
            marker: PhantomData,
        }
    }

    /// `DISTINCT`: every different value once.
    pub fn distinct(mut self) -> Self {
        self.which = Some("DISTINCT");
        self
    }

    /// `UNIQUE`: the value of every different row once, where joins repeat rows; two rows with the
    /// same value give it twice.
    pub fn unique(mut self) -> Self {
        self.which = Some("UNIQUE");
        self
    }

    /// `ORDER BY`: the values in this order. The site takes one field to sort by, and the last that
    /// is said counts.
    pub fn order_by(mut self, order: impl IntoOrder<E>) -> Self {
        self.order = Some(order.into_order());
        self
    }

    /// The values as a list.
    #[must_use]
    pub fn list(self) -> Computed<E, Vec<T>> {
        self.written().end()
    }

    /// `SEPARATOR`: the values in one text, with the separator between.
    #[must_use]
    pub fn text(self, separator: &str) -> Computed<E, String> {
        let separator = Argument::text(separator);
        self.written().after("SEPARATOR", separator).end()
    }

    fn written(self) -> Written {
        let begun = Written::new("GROUP_CONCAT");
        let begun = match self.which {
            Some(which) => begun.after(which, self.argument),
            None => begun.arg(self.argument),
        };
        match &self.order {
            Some(order) => begun.ordered(order),
            None => begun,
        }
    }
}

impl Written {
    /// Adds what is sorted by: `ORDER BY birth_date DESC`.
    pub(super) fn ordered<E>(self, order: &Order<E>) -> Written {
        let uses: Vec<Use> = order.uses().to_vec();
        let by = Argument {
            text: order.path().to_owned(),
            uses,
        };
        let direction = if order.is_descending() { "DESC" } else { "ASC" };
        self.after("ORDER BY", by).word(direction)
    }
}

impl<E, T> Clone for GroupConcat<E, T> {
    fn clone(&self) -> Self {
        GroupConcat {
            argument: self.argument.clone(),
            which: self.which,
            order: self.order.clone(),
            marker: PhantomData,
        }
    }
}

impl<E, T> std::fmt::Debug for GroupConcat<E, T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "GroupConcat({})", self.argument.text)
    }
}
