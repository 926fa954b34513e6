//! [`Field`]: one field of one entity, with its Rust type.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use crate::kind::Nullable;

/// A field `T` of entity `E`, as a filter, an order or a selection names it.
///
/// Generated bindings hold one constant a field: `Contact::BIRTH_DATE: Field<Contact, Date>`.
pub struct Field<E, T, K = Nullable> {
    path: Cow<'static, str>,
    marker: PhantomData<fn() -> (E, T, K)>,
}

impl<E, T, K> Field<E, T, K> {
    /// A field by its wire name. Generated code calls this; by hand it asserts that the site has
    /// such a field of this type.
    #[must_use]
    pub const fn new(name: &'static str) -> Self {
        Field {
            path: Cow::Borrowed(name),
            marker: PhantomData,
        }
    }

    pub(crate) fn from_path(path: String) -> Self {
        Field {
            path: Cow::Owned(path),
            marker: PhantomData,
        }
    }

    /// The name on the wire, with the joins before it: `employer_id.display_name`.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }
}

impl<E, T, K> Clone for Field<E, T, K> {
    fn clone(&self) -> Self {
        Field {
            path: self.path.clone(),
            marker: PhantomData,
        }
    }
}

impl<E, T, K> fmt::Debug for Field<E, T, K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Field({})", self.path)
    }
}
