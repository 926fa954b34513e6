//! [`Presence`]: absent, null, unreadable and value told apart.

/// What a row says of a column: nothing, `null`, something that is no value of it, or a value.
///
/// A column is absent when the site left it out: a field that does not apply to the row's contact
/// type, that the user may not see, or that the site does not have (APIv4 wire contract §7).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Presence<T> {
    /// The row does not have the column.
    #[default]
    Absent,
    /// The column is there, and `null`.
    Null,
    /// The column is there, and what it has is no such value;
    /// [`UnreadableValues`](crate::UnreadableValues) says what can be done.
    Unreadable,
    /// The column's value.
    Value(T),
}

impl<T> Presence<T> {
    /// The value, if there is one.
    #[must_use]
    pub fn value(self) -> Option<T> {
        match self {
            Presence::Value(value) => Some(value),
            Presence::Absent | Presence::Null | Presence::Unreadable => None,
        }
    }

    /// The same with the value borrowed.
    #[must_use]
    pub fn as_ref(&self) -> Presence<&T> {
        match self {
            Presence::Absent => Presence::Absent,
            Presence::Null => Presence::Null,
            Presence::Unreadable => Presence::Unreadable,
            Presence::Value(value) => Presence::Value(value),
        }
    }

    /// Whether the row does not have the column.
    #[must_use]
    pub fn is_absent(&self) -> bool {
        matches!(self, Presence::Absent)
    }

    /// Whether the column is there, and what it has is no such value.
    #[must_use]
    pub fn is_unreadable(&self) -> bool {
        matches!(self, Presence::Unreadable)
    }

    /// Whether the column is there, and `null`.
    #[must_use]
    pub fn is_null(&self) -> bool {
        matches!(self, Presence::Null)
    }
}
