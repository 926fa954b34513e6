//! Tokens → text → files.

mod file;
pub(crate) mod pretty;
mod replace;
mod spacing;
mod write;

pub use file::Files;
pub use replace::Replacement;
pub use write::Report;

use crate::GenerateError;
use crate::Layout;
use crate::emit::Emitted;

/// The files of some bindings, in memory.
///
/// # Errors
///
/// When the tokens aren't Rust, which would be a mistake in civi itself.
pub fn render(emitted: &Emitted<'_>, layout: Layout) -> Result<Files, GenerateError> {
    match layout {
        Layout::File => file::single(emitted),
        Layout::Folder => file::folder(emitted),
    }
}
