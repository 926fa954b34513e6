//! `Clone` for what is generic over an entity: a derive would ask for `Clone` of the entity's marker,
//! which has no values and no `Clone`.

/// `cloned!(Save<E, R: Clone> { records, returning })`: every field is cloned.
macro_rules! cloned {
    ($type:ident<$($generic:ident $(: $bound:ident)?),+> { $($field:ident),+ $(,)? }) => {
        impl<$($generic $(: $bound)?),+> Clone for $type<$($generic),+> {
            fn clone(&self) -> Self {
                $type { $($field: self.$field.clone()),+ }
            }
        }
    };
}
pub(crate) use cloned;
