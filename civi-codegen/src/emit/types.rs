//! Types of fields as tokens.

use civi_schema::{PlainType, TypeOrigin};
use proc_macro2::TokenStream;
use quote::quote;

use super::text::ident;
use crate::GenerateError;
use crate::model::{Base, EntityModel, KeyModelType, ListRef, RustType, Scalar};

/// Another entity's marker, seen from an entity's module.
pub(super) fn marker(name: &str, here: &EntityModel) -> Result<TokenStream, GenerateError> {
    let ident = ident(name)?;
    Ok(if name == here.type_name {
        quote!(#ident)
    } else {
        quote!(super::#ident)
    })
}

/// The type of a field's value: `rt::Date`, `Vec<i64>`.
pub(super) fn value(rust: &RustType, here: &EntityModel) -> Result<TokenStream, GenerateError> {
    let one = scalar(&rust.value, here)?;
    Ok(if rust.list { quote!(Vec<#one>) } else { one })
}

/// The type of an entity's key: `Id<Contact>`.
pub(super) fn key(ty: &KeyModelType, here: &EntityModel) -> Result<TokenStream, GenerateError> {
    Ok(match ty {
        KeyModelType::Id(entity) => {
            let entity = marker(entity, here)?;
            quote!(Id<#entity>)
        }
        KeyModelType::Integer => quote!(i64),
        KeyModelType::Text => quote!(String),
    })
}

/// A type that is the same on every site, as an entity's module writes it.
pub(super) fn plain(plain: PlainType) -> Result<TokenStream, GenerateError> {
    let name = ident(plain.rust_name())?;
    Ok(match plain.origin() {
        // A `String` is imported.
        TypeOrigin::Primitive | TypeOrigin::Std => quote!(#name),
        TypeOrigin::Runtime => quote!(rt::#name),
    })
}

fn scalar(value: &Scalar, here: &EntityModel) -> Result<TokenStream, GenerateError> {
    if let Some(same) = value.plain() {
        return plain(same);
    }
    Ok(match value {
        Scalar::Id(entity) => {
            let entity = marker(entity, here)?;
            quote!(Id<#entity>)
        }
        Scalar::Options(name) => options(name)?,
        Scalar::Custom(path) => {
            let path: syn::Path = syn::parse_str(path)
                .map_err(|e| GenerateError::internal(format!("`{path}`: {e}")))?;
            quote!(#path)
        }
        // All others are plain.
        _ => return Err(GenerateError::internal(format!("{value:?} has no type"))),
    })
}

fn options(name: &str) -> Result<TokenStream, GenerateError> {
    let name = ident(name)?;
    Ok(quote!(options::#name))
}

/// The field's whole type: `rt::Field<Contact, rt::Date>`.
pub(super) fn field(rust: &RustType, here: &EntityModel) -> Result<TokenStream, GenerateError> {
    let entity = ident(&here.type_name)?;
    let value = value(rust, here)?;
    Ok(match kind(rust, here)? {
        Some(kind) => quote!(Field<#entity, #value, #kind>),
        None => quote!(Field<#entity, #value>),
    })
}

/// The field's kind; `None` for the one that is the default.
fn kind(rust: &RustType, here: &EntityModel) -> Result<Option<TokenStream>, GenerateError> {
    let mut kind = match rust.base {
        Base::Nullable => None,
        Base::NotNull => Some(quote!(rt::NotNull)),
        Base::PrimaryKey => Some(quote!(rt::PrimaryKey)),
    };
    if let Some(listed) = &rust.listed {
        let list = list_ref(&listed.list)?;
        let suffixes = ident(&listed.suffixes)?;
        let inner = kind.map(|kind| quote!(, #kind));
        kind = Some(quote!(rt::Listed<#list, suffixes::#suffixes #inner>));
    }
    if let Some(target) = &rust.reference {
        let target = marker(target, here)?;
        let inner = kind.map(|kind| quote!(, #kind));
        kind = Some(quote!(rt::Reference<#target #inner>));
    }
    if let Some(targets) = &rust.targets {
        let targets = ident(targets)?;
        let inner = kind.map(|kind| quote!(, #kind));
        kind = Some(quote!(rt::Dynamic<targets::#targets #inner>));
    }
    if rust.filter_only {
        let inner = kind.map(|kind| quote!(<#kind>));
        kind = Some(quote!(rt::FilterOnly #inner));
    }
    if let Some(operators) = &rust.operators {
        let operators = ident(operators)?;
        let inner = kind.map(|kind| quote!(, #kind));
        kind = Some(quote!(rt::Limited<operators::#operators #inner>));
    }
    if rust.restricted {
        let inner = kind.map(|kind| quote!(<#kind>));
        kind = Some(quote!(rt::Restricted #inner));
    }
    Ok(kind)
}

fn list_ref(list: &ListRef) -> Result<TokenStream, GenerateError> {
    match list {
        ListRef::Typed(name) => options(name),
        ListRef::AnyName => Ok(quote!(rt::AnyName)),
    }
}

/// What a setter of the field takes: `rt::Chosen<i64, options::Gender>`.
pub(super) fn written(rust: &RustType, here: &EntityModel) -> Result<TokenStream, GenerateError> {
    if let Some(targets) = &rust.targets {
        let targets = ident(targets)?;
        return Ok(quote!(rt::Dynamic<targets::#targets>));
    }
    let plain = value(rust, here)?;
    // Only values of these types stand for an option where it is stored.
    let stores = matches!(
        rust.value,
        Scalar::Integer | Scalar::Text | Scalar::Id(_) | Scalar::Boolean
    );
    match &rust.listed {
        Some(listed) if stores && listed.written_by_suffix => {
            let list = list_ref(&listed.list)?;
            Ok(quote!(rt::Chosen<#plain, #list>))
        }
        _ => Ok(plain),
    }
}

/// The variant of the runtime's slot that reads the field, where it is one of its own types.
pub(super) fn slot(rust: &RustType) -> Option<&'static str> {
    if rust.list {
        return Some("List");
    }
    match rust.value {
        Scalar::Id(_) => Some("Key"),
        Scalar::Options(_) => Some("ListOption"),
        Scalar::Custom(_) => None,
        _ => rust.value.plain().map(PlainType::slot),
    }
}
