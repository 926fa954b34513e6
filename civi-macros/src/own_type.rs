//! Recognising a field's type by its tokens, for messages better than the compiler's.
//!
//! A type that isn't recognised isn't wrong: the expansion asks the compiler about it.

use civi_schema::PlainType;
use syn::{GenericArgument, PathArguments, Type};

/// What a type looks like.
pub(crate) enum OwnType<'t> {
    /// `Option<T>`.
    Option(&'t Type),
    /// `Presence<T>`.
    Presence(&'t Type),
    /// `Vec<T>`.
    List(&'t Type),
    /// `Id<E>`.
    Id(&'t Type),
    /// One of the types that a column is read as.
    Plain(PlainType),
    /// A standard type that no column is read as.
    Never,
    /// A borrowed text or the like.
    Borrowed,
    /// Not recognised.
    Other,
}

/// Looks at a type.
pub(crate) fn of(ty: &Type) -> OwnType<'_> {
    let path = match ty {
        Type::Group(group) => return of(&group.elem),
        Type::Paren(paren) => return of(&paren.elem),
        Type::Reference(_) => return OwnType::Borrowed,
        Type::Path(path) if path.qself.is_none() => &path.path,
        _ => return OwnType::Other,
    };
    let Some(last) = path.segments.last() else {
        return OwnType::Other;
    };
    let name = last.ident.to_string();
    let arguments: Vec<&Type> = match &last.arguments {
        PathArguments::AngleBracketed(list) => list
            .args
            .iter()
            .filter_map(|argument| match argument {
                GenericArgument::Type(ty) => Some(ty),
                _ => None,
            })
            .collect(),
        _ => Vec::new(),
    };
    match (name.as_str(), arguments.as_slice()) {
        ("Option", [one]) => OwnType::Option(one),
        ("Presence", [one]) => OwnType::Presence(one),
        ("Vec", [one]) => OwnType::List(one),
        ("Id", [one]) => OwnType::Id(one),
        ("Cow", _) => OwnType::Borrowed,
        // The runtime calls JSON so; it is a likely name for a type of one's own too.
        ("Json", []) => OwnType::Other,
        (
            "i8" | "i16" | "i32" | "i128" | "isize" | "u8" | "u16" | "u32" | "u64" | "u128"
            | "usize",
            [],
        ) => OwnType::Never,
        ("f32" | "char" | "str", []) => OwnType::Never,
        (name, []) => PlainType::from_rust_name(name).map_or(OwnType::Other, OwnType::Plain),
        _ => OwnType::Other,
    }
}

/// A type as text, the way it is usually written.
pub(crate) fn text(ty: &Type) -> String {
    let mut text = quote::quote!(#ty).to_string();
    for (from, to) in [
        (" :: ", "::"),
        (":: ", "::"),
        (" < ", "<"),
        (" <", "<"),
        ("< ", "<"),
        (" >", ">"),
        (" , ", ", "),
        (" ,", ","),
        ("& ", "&"),
    ] {
        text = text.replace(from, to);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_seen_through_their_paths() {
        let ty: Type = syn::parse_quote!(::std::option::Option<jiff::civil::Date>);
        let OwnType::Option(inner) = of(&ty) else {
            panic!("an Option");
        };
        assert!(matches!(of(inner), OwnType::Plain(PlainType::Date)));
        let own: Type = syn::parse_quote!(Gender);
        assert!(matches!(of(&own), OwnType::Other));
    }

    #[test]
    fn a_type_reads_as_it_is_written() {
        let ty: Type = syn::parse_quote!(Option<std::collections::BTreeMap<String, &'static str>>);
        assert_eq!(
            text(&ty),
            "Option<std::collections::BTreeMap<String, &'static str>>"
        );
    }
}
