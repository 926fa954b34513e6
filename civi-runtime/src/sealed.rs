//! [`Seal`]: what keeps other crates from implementing a trait that is civi's own.

/// A sealed trait has a constant of this type. Other crates can't name the type, so they can't write
/// the constant, and the trait can get new methods without breaking anybody.
pub struct Seal;
