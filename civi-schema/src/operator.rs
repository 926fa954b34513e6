//! [`Operator`]: what a filter compares with.

/// Writes the operators down once: the variant, which is the name of the runtime's marker too, and
/// the word on the wire.
macro_rules! operators {
    ($($name:ident $wire:literal,)+) => {
        /// An operator of a filter (APIv4 wire contract, §6.1).
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Operator {
            $(#[doc = concat!("`", $wire, "`")] $name,)+
        }

        impl Operator {
            /// All of them.
            pub const ALL: &[Operator] = &[$(Operator::$name),+];

            /// The word on the wire.
            ///
            /// ```
            /// assert_eq!(civi_schema::Operator::NotLike.as_str(), "NOT LIKE");
            /// ```
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Operator::$name => $wire,)+
                }
            }

            /// The runtime's marker for it.
            ///
            /// ```
            /// assert_eq!(civi_schema::Operator::NotLike.marker(), "NotLike");
            /// ```
            #[must_use]
            pub fn marker(self) -> &'static str {
                match self {
                    $(Operator::$name => stringify!($name),)+
                }
            }
        }
    };
}

operators! {
    Eq "=",
    Ne "!=",
    Gt ">",
    Ge ">=",
    Lt "<",
    Le "<=",
    Like "LIKE",
    NotLike "NOT LIKE",
    In "IN",
    NotIn "NOT IN",
    Between "BETWEEN",
    NotBetween "NOT BETWEEN",
    IsNull "IS NULL",
    IsNotNull "IS NOT NULL",
    IsEmpty "IS EMPTY",
    IsNotEmpty "IS NOT EMPTY",
    Contains "CONTAINS",
    NotContains "NOT CONTAINS",
    ContainsOneOf "CONTAINS ONE OF",
    NotContainsOneOf "NOT CONTAINS ONE OF",
    Regexp "REGEXP",
    NotRegexp "NOT REGEXP",
    RegexpBinary "REGEXP BINARY",
    NotRegexpBinary "NOT REGEXP BINARY",
}

impl Operator {
    /// The operator of this word; `None` for one that the runtime does not have.
    ///
    /// ```
    /// use civi_schema::Operator;
    ///
    /// assert_eq!(Operator::from_wire("NOT LIKE"), Some(Operator::NotLike));
    /// assert_eq!(Operator::from_wire("<>"), Some(Operator::Ne));
    /// assert_eq!(Operator::from_wire("SOUNDS LIKE"), None);
    /// ```
    #[must_use]
    pub fn from_wire(word: &str) -> Option<Self> {
        if word == "<>" {
            return Some(Operator::Ne);
        }
        let mut all = Operator::ALL.iter().copied();
        all.find(|operator| operator.as_str() == word)
    }
}
