//! The names that a module imports: those that it uses, and no others.

use std::collections::HashSet;

use proc_macro2::{Spacing, TokenStream, TokenTree};
use quote::quote;

use crate::GenerateError;
use crate::model::Model;

/// What an entity's module may import: the crate, the name, and where the crate has it.
///
/// Everything is imported by its whole path, Rust's own names too: a crate can be without the
/// implicit prelude, or have names of its own like these.
const IMPORTS: &[(Source, &str, &str)] = &[
    (Source::Runtime, "Field", "Field"),
    (Source::Runtime, "Id", "Id"),
    (Source::Runtime, "IntoWire", "IntoWire"),
    (Source::Runtime, "Slot", "Slot"),
    (Source::Runtime, "builder", "codegen::builder"),
    (Source::Runtime, "Cell", "codegen::Cell"),
    (Source::Core, "Into", "convert::Into"),
    (Source::Core, "Option", "option::Option"),
    (Source::Core, "None", "option::Option::None"),
    (Source::Core, "Some", "option::Option::Some"),
    (Source::Std, "String", "string::String"),
    (Source::Std, "Vec", "vec::Vec"),
    (Source::Bindings, "builders", "builders"),
    (Source::Bindings, "operators", "operators"),
    (Source::Bindings, "options", "options"),
    (Source::Bindings, "suffixes", "suffixes"),
    (Source::Bindings, "targets", "targets"),
];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Source {
    Runtime,
    Core,
    Std,
    /// The root of the bindings.
    Bindings,
}

/// The imports of an entity's module that has these items.
pub(super) fn of(items: &TokenStream, model: &Model) -> Result<TokenStream, GenerateError> {
    let mut used = HashSet::new();
    collect(items.clone(), &mut used);
    let runtime = &model.runtime;
    let from = |source: Source, first: Option<&str>| {
        let paths = IMPORTS
            .iter()
            .filter(|(of, name, _)| *of == source && used.contains(name))
            .map(|(_, _, path)| *path);
        let all: Vec<&str> = first.into_iter().chain(paths).collect();
        tree(&all)
    };
    let runtime_names = from(Source::Runtime, Some("self as rt"))?;
    let mut imports = quote! { use #runtime::#runtime_names; };
    for (source, root) in [
        (Source::Core, quote!(::core)),
        (Source::Std, quote!(::std)),
        (Source::Bindings, quote!(super)),
    ] {
        let names = from(source, None)?;
        if !names.is_empty() {
            imports.extend(quote! { use #root::#names; });
        }
    }
    Ok(imports)
}

/// The imports of Rust's own names that items outside of an entity's module use.
pub(crate) fn of_rust(items: &TokenStream) -> TokenStream {
    let mut used = HashSet::new();
    names(items.clone(), &mut used);
    let import = |name: &str, path: TokenStream| {
        let path = used.contains(name).then_some(path)?;
        Some(quote! { use #path; })
    };
    [
        ("Clone", quote!(::core::clone::Clone)),
        ("Into", quote!(::core::convert::Into)),
        ("Option", quote!(::core::option::Option)),
        ("None", quote!(::core::option::Option::None)),
        ("Some", quote!(::core::option::Option::Some)),
        ("String", quote!(::std::string::String)),
        ("Vec", quote!(::std::vec::Vec)),
    ]
    .into_iter()
    .filter_map(|(name, path)| import(name, path))
    .collect()
}

/// All names of these items that no path leads to.
fn names(items: TokenStream, used: &mut HashSet<String>) {
    let mut behind_a_path = false;
    for token in items {
        match token {
            TokenTree::Group(group) => names(group.stream(), used),
            TokenTree::Ident(ident) if !behind_a_path => {
                used.insert(ident.to_string());
            }
            TokenTree::Punct(punct) if punct.as_char() == ':' => {
                // A colon by itself stands before a type, two before the next name of a path.
                behind_a_path = punct.spacing() == Spacing::Joint || behind_a_path;
                continue;
            }
            _ => {}
        }
        behind_a_path = false;
    }
}

/// What stands behind the crate in an import; nothing where there is nothing to import.
fn tree(paths: &[&str]) -> Result<TokenStream, GenerateError> {
    if paths.is_empty() {
        return Ok(TokenStream::new());
    }
    let text = match paths {
        [one] if !one.contains(" as ") => (*one).to_owned(),
        several => format!("{{{}}}", several.join(", ")),
    };
    text.parse().map_err(|cause: proc_macro2::LexError| {
        GenerateError::internal(format!("`{text}`: {cause}"))
    })
}

/// The names among [`IMPORTS`] that are used.
fn collect(items: TokenStream, used: &mut HashSet<&'static str>) {
    for token in items {
        match token {
            TokenTree::Group(group) => collect(group.stream(), used),
            TokenTree::Ident(ident) => {
                let import = IMPORTS.iter().find(|(_, name, _)| ident == name);
                used.extend(import.map(|(_, name, _)| *name));
            }
            _ => {}
        }
    }
}
