//! Open option types: a site's option list as an enum that an unknown option can't break.

use std::fmt;
use std::marker::PhantomData;
use std::ops::Range;

/// One option of a list, as the schema knew it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KnownOption {
    /// The machine name: what `:name` reads and writes. Stable between sites and locales.
    pub name: &'static str,
    /// What is stored, as text: a site's own number, or a stable string.
    pub value: &'static str,
    /// The label, in the locale that the schema was taken in.
    pub label: &'static str,
}

impl KnownOption {
    /// An option by machine name, stored value and label.
    #[must_use]
    pub const fn new(name: &'static str, value: &'static str, label: &'static str) -> Self {
        KnownOption { name, value, label }
    }
}

/// An option that the schema did not know: it was added to the site later.
///
/// It keeps the text that stood on the wire, so it can be shown, compared, and sent back.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct OtherOption(Box<str>);

impl OtherOption {
    /// An option by the text on the wire.
    #[must_use]
    pub fn new(text: impl Into<Box<str>>) -> Self {
        OtherOption(text.into())
    }

    /// The text on the wire.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for OtherOption {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl fmt::Display for OtherOption {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A site's option list as an enum: one variant an option, and one for those that the schema did
/// not know. Write it with [`option_list!`](crate::option_list).
pub trait OptionList: Clone + fmt::Debug + PartialEq + Send + Sync + 'static {
    /// The options that the schema knew, in its order.
    const KNOWN_OPTIONS: &'static [KnownOption];

    /// The position in [`KNOWN_OPTIONS`](OptionList::KNOWN_OPTIONS), or the option that isn't there.
    ///
    /// # Errors
    ///
    /// The unlisted option.
    fn index(&self) -> Result<usize, &OtherOption>;

    /// The variant at this position of [`KNOWN_OPTIONS`](OptionList::KNOWN_OPTIONS).
    fn at(index: usize) -> Option<Self>;

    /// The variant that keeps an option which the schema did not know.
    fn unlisted(option: OtherOption) -> Self;

    /// The option as the schema knew it; nothing for an unknown one.
    #[must_use]
    fn known_option(&self) -> Option<&'static KnownOption> {
        Self::KNOWN_OPTIONS.get(self.index().ok()?)
    }

    /// The machine name; for an unknown option the text on the wire.
    #[must_use]
    fn as_str(&self) -> &str {
        match self.index() {
            Ok(index) => Self::KNOWN_OPTIONS
                .get(index)
                .map_or("", |option| option.name),
            Err(unlisted) => unlisted.as_str(),
        }
    }

    /// What the site stores, as text; for an unknown option the text on the wire.
    #[must_use]
    fn stored(&self) -> &str {
        match self.index() {
            Ok(index) => Self::KNOWN_OPTIONS
                .get(index)
                .map_or("", |option| option.value),
            Err(unlisted) => unlisted.as_str(),
        }
    }

    /// The label, in the locale that the schema was taken in; for an unknown option the text on
    /// the wire.
    #[must_use]
    fn label(&self) -> &str {
        match self.index() {
            Ok(index) => Self::KNOWN_OPTIONS
                .get(index)
                .map_or("", |option| option.label),
            Err(unlisted) => unlisted.as_str(),
        }
    }

    /// Whether the schema knew this option.
    #[must_use]
    fn is_known(&self) -> bool {
        self.index().is_ok()
    }

    /// The option of this machine name, if the schema knew it.
    #[must_use]
    fn from_name(name: &str) -> Option<Self> {
        let at = Self::KNOWN_OPTIONS
            .iter()
            .position(|option| option.name == name)?;
        Self::at(at)
    }

    /// The option that is stored as this, if the schema knew it.
    #[must_use]
    fn from_stored(value: &str) -> Option<Self> {
        let at = Self::KNOWN_OPTIONS
            .iter()
            .position(|option| option.value == value)?;
        Self::at(at)
    }

    /// The option of this machine name or stored value; an unknown one is kept as it is.
    #[must_use]
    fn from_text(text: &str) -> Self {
        Self::from_name(text)
            .or_else(|| Self::from_stored(text))
            .unwrap_or_else(|| Self::unlisted(OtherOption::new(text)))
    }
}

/// The options of a list that the schema knew, one after the other: what `known()` of a generated
/// option type gives.
#[derive(Debug, Clone)]
pub struct KnownOptions<O> {
    places: Range<usize>,
    list: PhantomData<fn() -> O>,
}

impl<O: OptionList> KnownOptions<O> {
    /// All of them.
    #[must_use]
    pub fn new() -> Self {
        KnownOptions {
            places: 0..O::KNOWN_OPTIONS.len(),
            list: PhantomData,
        }
    }
}

impl<O: OptionList> Default for KnownOptions<O> {
    fn default() -> Self {
        KnownOptions::new()
    }
}

impl<O: OptionList> Iterator for KnownOptions<O> {
    type Item = O;

    fn next(&mut self) -> Option<O> {
        self.places.by_ref().find_map(O::at)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.places.size_hint()
    }
}

impl<O: OptionList> DoubleEndedIterator for KnownOptions<O> {
    fn next_back(&mut self) -> Option<O> {
        self.places.by_ref().rev().find_map(O::at)
    }
}

impl<O: OptionList> ExactSizeIterator for KnownOptions<O> {}

/// Writes an open option type: an enum with one variant an option and one for options that the
/// schema did not know, with all that [`option_impls!`](crate::option_impls) gives it.
///
/// After the enum's name stands the name of the open variant; each option has its position, its
/// machine name, stored value and label.
///
/// ```
/// use civi_runtime::OptionList;
///
/// civi_runtime::option_list! {
///     /// Gender.
///     pub enum Gender, Unlisted {
///         Female = 0, "Female", "1", "Woman";
///         Male = 1, "Male", "2", "Man";
///     }
/// }
///
/// assert_eq!(Gender::from_text("1"), Gender::Female);
/// assert_eq!(Gender::Male.label(), "Man");
/// assert_eq!("New".parse::<Gender>()?.to_string(), "New");
/// assert!(Gender::known().eq([Gender::Female, Gender::Male]));
/// # Ok::<(), std::convert::Infallible>(())
/// ```
#[macro_export]
macro_rules! option_list {
    (
        $(#[$meta:meta])*
        $vis:vis enum $list:ident, $unlisted:ident {
            $($(#[$doc:meta])* $variant:ident = $index:literal, $name:literal, $value:literal, $label:literal;)*
        }
    ) => {
        $(#[$meta])*
        #[non_exhaustive]
        $vis enum $list {
            $($(#[$doc])* #[doc = $name] $variant,)*
            /// An option that the schema did not know.
            $unlisted($crate::OtherOption),
        }

        $crate::option_impls! {
            $list, $unlisted;
            $($variant = $index, $name, $value, $label;)*
        }
    };
}

/// Makes an enum an open option type: [`OptionList`](crate::OptionList), `Display` and `FromStr` by machine name, and
/// `Debug`, `Clone`, `PartialEq`, `Eq` and `Hash`, which are not derived because a site has some two
/// hundred such enums and a derive costs the compiler twice what a call of the runtime does.
/// Generated bindings call it.
///
/// First come the enum's name and that of its open variant, then the options, a line each: the
/// variant, its position, the option's machine name, the stored value and the label.
///
/// ```
/// use civi_runtime::{OptionList, OtherOption};
///
/// pub enum Gender { Female, Male, Unlisted(OtherOption) }
///
/// civi_runtime::option_impls! {
///     Gender, Unlisted;
///     Female = 0, "Female", "1", "Woman";
///     Male = 1, "Male", "2", "Man";
/// }
///
/// assert_eq!(Gender::Female.label(), "Woman");
/// assert_eq!(Gender::Male.clone().stored(), "2");
/// assert_eq!(format!("{:?}", Gender::from_text("New")), "Unlisted(\"New\")");
/// ```
#[macro_export]
macro_rules! option_impls {
    (
        $list:ident, $unlisted:ident;
        $($variant:ident = $index:literal, $name:literal, $value:literal, $label:literal;)*
    ) => {
        $crate::option_serde!($list);

        impl $list {
            /// The options that the schema knew, in its order.
            #[allow(dead_code, unreachable_pub)]
            pub fn known() -> $crate::value::KnownOptions<Self> {
                $crate::value::KnownOptions::new()
            }
        }

        impl $crate::OptionList for $list {
            const KNOWN_OPTIONS: &'static [$crate::KnownOption] = &[
                $($crate::KnownOption { name: $name, value: $value, label: $label },)*
            ];

            fn index(&self) -> ::core::result::Result<::core::primitive::usize, &$crate::OtherOption> {
                ::core::result::Result::Ok(match self {
                    $($list::$variant => $index,)*
                    $list::$unlisted(unlisted) => return ::core::result::Result::Err(unlisted),
                })
            }

            fn at(index: ::core::primitive::usize) -> ::core::option::Option<Self> {
                ::core::option::Option::Some(match index {
                    $($index => $list::$variant,)*
                    _ => return ::core::option::Option::None,
                })
            }

            fn unlisted(option: $crate::OtherOption) -> Self {
                $list::$unlisted(option)
            }
        }

        impl ::core::fmt::Debug for $list {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                $crate::codegen::option::debug(self, f)
            }
        }

        impl ::core::clone::Clone for $list {
            fn clone(&self) -> Self {
                $crate::codegen::option::clone(self)
            }
        }

        impl ::core::cmp::PartialEq for $list {
            fn eq(&self, other: &Self) -> ::core::primitive::bool {
                $crate::codegen::option::eq(self, other)
            }
        }

        impl ::core::cmp::Eq for $list {}

        impl ::core::hash::Hash for $list {
            fn hash<H: ::core::hash::Hasher>(&self, state: &mut H) {
                $crate::codegen::option::hash(self, state)
            }
        }

        impl ::core::fmt::Display for $list {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                $crate::codegen::option::display(self, f)
            }
        }

        impl ::core::str::FromStr for $list {
            type Err = ::core::convert::Infallible;

            // Not `Self::Err`, which an option can be called.
            fn from_str(
                text: &::core::primitive::str,
            ) -> ::core::result::Result<Self, ::core::convert::Infallible> {
                $crate::codegen::option::from_str(text)
            }
        }
    };
}
