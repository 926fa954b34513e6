//! Recognising a field's type by its tokens, for messages better than the compiler's.
//!
//! A type that isn't recognised isn't wrong: the expansion asks the compiler about it.

use syn::{GenericArgument, PathArguments, Type};

/// What a type looks like.
pub(crate) enum Shape<'t> {
    /// `Option<T>`.
    Option(&'t Type),
    /// `Presence<T>`.
    Presence(&'t Type),
    /// `Vec<T>`.
    List(&'t Type),
    /// `Id<E>`.
    Id(&'t Type),
    /// One of the types that a column is read as.
    Known(Known),
    /// A standard type that no column is read as.
    Never,
    /// A borrowed text or the like.
    Borrowed,
    /// Not recognised.
    Other,
}

/// The types that a column is read as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Known {
    /// `i64`.
    Integer,
    /// `f64`.
    Float,
    /// `bool`.
    Boolean,
    /// `String`.
    Text,
    /// `rust_decimal::Decimal`.
    Money,
    /// `jiff::civil::Date`.
    Date,
    /// `jiff::civil::DateTime`.
    DateTime,
    /// `jiff::civil::Time`.
    Time,
    /// `serde_json::Value`.
    Json,
}

/// Looks at a type.
pub(crate) fn of(ty: &Type) -> Shape<'_> {
    let path = match ty {
        Type::Group(group) => return of(&group.elem),
        Type::Paren(paren) => return of(&paren.elem),
        Type::Reference(_) => return Shape::Borrowed,
        Type::Path(path) if path.qself.is_none() => &path.path,
        _ => return Shape::Other,
    };
    let Some(last) = path.segments.last() else {
        return Shape::Other;
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
        ("Option", [one]) => Shape::Option(one),
        ("Presence", [one]) => Shape::Presence(one),
        ("Vec", [one]) => Shape::List(one),
        ("Id", [one]) => Shape::Id(one),
        ("Cow", _) => Shape::Borrowed,
        ("i64", []) => Shape::Known(Known::Integer),
        ("f64", []) => Shape::Known(Known::Float),
        ("bool", []) => Shape::Known(Known::Boolean),
        ("String", []) => Shape::Known(Known::Text),
        ("Decimal", []) => Shape::Known(Known::Money),
        ("Date", []) => Shape::Known(Known::Date),
        ("DateTime", []) => Shape::Known(Known::DateTime),
        ("Time", []) => Shape::Known(Known::Time),
        ("Value", []) => Shape::Known(Known::Json),
        (
            "i8" | "i16" | "i32" | "i128" | "isize" | "u8" | "u16" | "u32" | "u64" | "u128"
            | "usize",
            [],
        ) => Shape::Never,
        ("f32" | "char" | "str", []) => Shape::Never,
        _ => Shape::Other,
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
        let Shape::Option(inner) = of(&ty) else {
            panic!("an Option");
        };
        assert!(matches!(of(inner), Shape::Known(Known::Date)));
        let own: Type = syn::parse_quote!(Gender);
        assert!(matches!(of(&own), Shape::Other));
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
