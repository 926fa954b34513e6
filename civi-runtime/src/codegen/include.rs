//! [`include_bindings!`](crate::include_bindings): the bindings that a build script made.

/// Includes the bindings that the build script made with `civi_codegen::Builder`.
///
/// ```ignore
/// pub mod civi {
///     civi_runtime::include_bindings!();
/// }
/// ```
///
/// A name stands for another file than the usual one (`Builder::file_name`).
#[macro_export]
macro_rules! include_bindings {
    () => {
        $crate::include_bindings!("civi_bindings");
    };
    ($name:literal) => {
        ::core::include!(::core::concat!(::core::env!("OUT_DIR"), "/", $name, ".rs"));
    };
}

/// Re-exports what is in the module of a file of bindings. A macro of this crate, since no lint that
/// a crate turns on for itself looks into those.
#[doc(hidden)]
#[macro_export]
macro_rules! export_bindings {
    ($module:ident) => {
        #[allow(
            clippy::all,
            clippy::pedantic,
            clippy::nursery,
            clippy::restriction,
            unreachable_pub,
            unused_imports,
            reason = "generated code"
        )]
        pub use $module::*;
    };
}
