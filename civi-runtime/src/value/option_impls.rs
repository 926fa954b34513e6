//! What the trait impls of option types do, once for all of them: each impl that
//! [`option_impls!`](crate::option_impls) writes is one call of a function here.

use std::convert::Infallible;
use std::fmt;
use std::hash::{Hash, Hasher};

use super::OptionList;

#[cfg(feature = "serde")]
pub use super::serialize::option::{deserialize, serialize};

/// What the macro below names.
#[cfg(feature = "serde")]
#[doc(hidden)]
pub use serde;

/// Gives an option type serde's traits where the feature `serde` is on.
#[cfg(feature = "serde")]
#[doc(hidden)]
#[macro_export]
macro_rules! option_serde {
    ($list:ident) => {
        impl $crate::codegen::option::serde::Serialize for $list {
            fn serialize<S: $crate::codegen::option::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                $crate::codegen::option::serialize(self, serializer)
            }
        }

        impl<'de> $crate::codegen::option::serde::Deserialize<'de> for $list {
            fn deserialize<D: $crate::codegen::option::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                $crate::codegen::option::deserialize(deserializer)
            }
        }
    };
}

/// Gives an option type serde's traits where the feature `serde` is on.
#[cfg(not(feature = "serde"))]
#[doc(hidden)]
#[macro_export]
macro_rules! option_serde {
    ($list:ident) => {};
}

/// The machine name of a known option, `Unlisted("…")` for one that the schema did not know.
pub fn debug<O: OptionList>(option: &O, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match option.index() {
        Ok(_) => f.write_str(option.as_str()),
        Err(unlisted) => f.debug_tuple("Unlisted").field(unlisted).finish(),
    }
}

/// The machine name, padded as the format asks.
pub fn display<O: OptionList>(option: &O, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    f.pad(option.as_str())
}

/// The same option.
pub fn clone<O: OptionList>(option: &O) -> O {
    match option.index() {
        Ok(index) => O::at(index).unwrap_or_else(|| O::from_text(option.as_str())),
        Err(unlisted) => O::unlisted(unlisted.clone()),
    }
}

/// Whether both are the same known option, or unknown ones with the same text.
pub fn eq<O: OptionList>(option: &O, other: &O) -> bool {
    option.index() == other.index()
}

/// Hashes what [`eq`] compares.
pub fn hash<O: OptionList, H: Hasher>(option: &O, state: &mut H) {
    option.index().hash(state);
}

/// The option of this machine name or stored value; an unknown one is kept as it is.
pub fn from_str<O: OptionList>(text: &str) -> Result<O, Infallible> {
    Ok(O::from_text(text))
}
