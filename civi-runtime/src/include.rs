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
        include!(concat!(env!("OUT_DIR"), "/", $name, ".rs"));
    };
}
