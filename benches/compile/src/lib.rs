//! Building a crate and saying what that took, and what is taken from bindings to compare them with.
//!
//! The program beside it measures civi's bindings; `benches/peers` measures others with the same.

mod build;
mod options;
mod variant;

pub use build::{Cost, act_as_compiler, build};
pub use options::Options;
pub use variant::{Reading, declarations, opened, structs};
