//! [`made_by!`](crate::made_by): which version of civi made the code that this runtime compiles.
//!
//! Everything in [`codegen`](crate::codegen) changes without notice from one version to the next. So
//! generated code stands inside of this macro, which leaves all of it out where another version made
//! it: then there is one error that says so, and no others about names that this runtime doesn't have.

/// Gives the items, if a version of civi made them that goes together with this runtime.
///
/// The version stands as the maker's crate has it: `(civi-codegen 0.1.0)`. Its first two numbers are
/// compared, since those say which versions are compatible before 1.0.
#[doc(hidden)]
#[macro_export]
macro_rules! made_by {
    ((civi-codegen 0.1 $($patch:tt)*) $($items:tt)*) => { $($items)* };
    ((civi-macros 0.1 $($patch:tt)*) $($items:tt)*) => { $($items)* };
    ((civi-macros $($version:tt)*) $($items:tt)*) => {
        ::core::compile_error! { ::core::concat!(
            "this derive is of another version of civi (civi-macros ",
            ::core::stringify!($($version)*),
            ") than the runtime that compiles it (civi-runtime 0.1.0)\n",
            "use the derive that civi-runtime re-exports: its feature `macros`, and ",
            "`use civi_runtime::CiviEntity`",
        ) }
    };
    ($maker:tt $($items:tt)*) => {
        ::core::compile_error! { ::core::concat!(
            "these bindings were made by another version of civi ",
            ::core::stringify!($maker),
            " than the runtime that compiles them (civi-runtime 0.1.0)\n",
            "make them again with civi-codegen 0.1: `civi-codegen generate` where they are ",
            "committed; where a build script makes them, give `civi-codegen` in ",
            "[build-dependencies] the version of `civi-runtime`",
        ) }
    };
}

#[cfg(test)]
mod tests {
    /// The macro can't ask cargo for the version, since it would get that of the crate that uses it.
    #[test]
    fn the_macro_knows_the_version_of_this_crate() {
        let version = env!("CARGO_PKG_VERSION");
        let series = concat!(
            env!("CARGO_PKG_VERSION_MAJOR"),
            ".",
            env!("CARGO_PKG_VERSION_MINOR")
        );
        let text = include_str!("version.rs")
            .split("#[cfg(test)]")
            .next()
            .unwrap();
        assert_eq!(
            text.matches(&format!("(civi-runtime {version})")).count(),
            2
        );
        assert_eq!(text.matches(&format!(" {series} $($patch:tt)*")).count(), 2);
        assert!(text.contains(&format!("with civi-codegen {series}:")));
    }
}
