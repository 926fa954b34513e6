//! civi-codegen
