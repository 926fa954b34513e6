//! civi-macros
