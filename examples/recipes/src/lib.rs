//! Three programs of a charity's daily work, to begin from: an import, an export and a
//! reconciliation, each a module here and a small program in `src/bin`.

pub mod export;
pub mod import;
pub mod journal;
pub mod lines;
pub mod reconcile;

pub mod civi {
    //! The bindings that the build script made.
    civi_runtime::include_bindings!();
}

/// What went wrong: with a file, or with the site.
pub type Result<T> = std::result::Result<T, Box<dyn std::error::Error + Send + Sync>>;
