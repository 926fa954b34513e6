//! [`PlainType`]: the types of a value that are the same on every site.

/// Writes the types down once. What has no line here does not exist; what a line says is read by the
/// generator, by the derive, and by everything that shows a type.
macro_rules! plain_types {
    ($($(#[$doc:meta])* $name:ident: $origin:ident $rust:literal, $slot:literal, $words:literal;)+) => {
        /// A type of one value that is the same on every site: neither a key nor an option list.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum PlainType {
            $($(#[$doc])* $name,)+
        }

        impl PlainType {
            /// All of them.
            pub const ALL: &[PlainType] = &[$(PlainType::$name),+];

            /// What it is called in Rust, without a path: `i64`.
            ///
            /// ```
            /// assert_eq!(civi_schema::PlainType::Money.rust_name(), "Decimal");
            /// ```
            #[must_use]
            pub fn rust_name(self) -> &'static str {
                match self {
                    $(PlainType::$name => $rust,)+
                }
            }

            /// Where Rust has it.
            #[must_use]
            pub fn origin(self) -> TypeOrigin {
                match self {
                    $(PlainType::$name => TypeOrigin::$origin,)+
                }
            }

            /// The variant of the runtime's `Slot` that reads it.
            #[must_use]
            pub fn slot(self) -> &'static str {
                match self {
                    $(PlainType::$name => $slot,)+
                }
            }

            /// What a value of it is, in words that follow "holds".
            ///
            /// ```
            /// assert_eq!(civi_schema::PlainType::Integer.words(), "a whole number");
            /// ```
            #[must_use]
            pub fn words(self) -> &'static str {
                match self {
                    $(PlainType::$name => $words,)+
                }
            }
        }
    };
}

/// Where Rust has a type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TypeOrigin {
    /// In the language.
    Primitive,
    /// In `std`, in the module `string`.
    Std,
    /// In the runtime, at its root.
    Runtime,
}

plain_types! {
    /// `Integer` on the wire.
    Integer: Primitive "i64", "Integer", "a whole number";
    /// `Float` on the wire.
    Float: Primitive "f64", "Float", "a number";
    /// `Boolean` on the wire.
    Boolean: Primitive "bool", "Boolean", "true or false";
    /// `String`, `Text` and `Blob` on the wire.
    Text: Std "String", "Text", "text";
    /// `Money` on the wire.
    Money: Runtime "Decimal", "Decimal", "an amount of money";
    /// `Date` on the wire.
    Date: Runtime "Date", "Date", "a date";
    /// `Timestamp` on the wire.
    Timestamp: Runtime "DateTime", "Timestamp", "a date with a time of day, without a zone";
    /// `Time` on the wire.
    Time: Runtime "Time", "Time", "a time of day";
    /// `Array` on the wire, and whatever has no type that is known.
    Json: Runtime "Json", "Json", "a structure of any kind";
}

impl PlainType {
    /// The type of this name in Rust. JSON goes by the name of `serde_json`'s type too.
    ///
    /// ```
    /// use civi_schema::PlainType;
    ///
    /// assert_eq!(PlainType::from_rust_name("DateTime"), Some(PlainType::Timestamp));
    /// assert_eq!(PlainType::from_rust_name("Value"), Some(PlainType::Json));
    /// assert_eq!(PlainType::from_rust_name("u8"), None);
    /// ```
    #[must_use]
    pub fn from_rust_name(name: &str) -> Option<Self> {
        if name == "Value" {
            return Some(PlainType::Json);
        }
        let mut all = PlainType::ALL.iter().copied();
        all.find(|plain| plain.rust_name() == name)
    }
}
