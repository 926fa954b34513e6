//! The variants of a generated file that are measured against each other.

use quote::ToTokens;
use syn::visit_mut::{self, VisitMut};
use syn::{Fields, File, ImplItem, Item, Type, parse_quote};

/// The bindings without the runtime's `made_by!` around them, in which a parser sees no items.
///
/// # Errors
///
/// If the text is not Rust.
pub fn opened(bindings: &str) -> syn::Result<File> {
    let mut file = syn::parse_file(bindings)?;
    let mut items = Vec::new();
    for item in file.items {
        match item {
            Item::Macro(guard)
                if guard
                    .mac
                    .path
                    .segments
                    .last()
                    .is_some_and(|last| last.ident == "made_by") =>
            {
                // The version stands first, in brackets.
                let inside = guard.mac.tokens.into_iter().skip(1).collect();
                items.extend(syn::parse2::<File>(inside)?.items);
            }
            other => items.push(other),
        }
    }
    file.items = items;
    Ok(file)
}

/// The bindings with every row decoder emptied: no column names, every slot skipped.
pub fn declarations(file: &File) -> File {
    let mut file = file.clone();
    EmptyDecoders.visit_file_mut(&mut file);
    file
}

struct EmptyDecoders;

impl VisitMut for EmptyDecoders {
    fn visit_item_impl_mut(&mut self, item: &mut syn::ItemImpl) {
        let is_record = item
            .trait_
            .as_ref()
            .and_then(|(path, _)| path.segments.last())
            .is_some_and(|segment| segment.ident == "Record");
        if is_record {
            for member in &mut item.items {
                match member {
                    ImplItem::Const(constant) => constant.expr = parse_quote!(&[]),
                    ImplItem::Fn(function) if function.sig.ident == "slot" => {
                        function.block = parse_quote!({ ::civi_runtime::Slot::Skip });
                        for argument in &mut function.sig.inputs {
                            if let syn::FnArg::Typed(typed) = argument {
                                typed.pat = parse_quote!(_);
                            }
                        }
                    }
                    _ => {}
                }
            }
        }
        visit_mut::visit_item_impl_mut(self, item);
    }
}

/// How the row structs read themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// They don't.
    None,
    /// By serde's derive, as it is: a number is a number.
    Derive,
    /// By serde's derive, with a function a field that takes what a site sends: a number as text, a
    /// boolean as a number, nothing as `""`. It is what bindings read.
    Lenient,
}

/// The row structs alone, each in its module.
///
/// With derives each module also reads its rows from JSON, as bindings would: serde's code is
/// generic, and is not compiled at all until something is read with it.
///
/// Types of the runtime become stand-ins with the same shape, so that the crate needs serde only.
///
/// # Errors
///
/// If there is no row, since nothing would be measured then.
pub fn structs(file: &File, reading: Reading) -> Result<String, String> {
    let mut text = String::from(
        "#![allow(dead_code, non_snake_case)]\n\
         #[derive(Debug, Clone, PartialEq)]\n\
         pub struct Id<E>(pub i64, pub std::marker::PhantomData<fn() -> E>);\n",
    );
    if reading != Reading::None {
        text.push_str(
            "impl<'de, E> serde::Deserialize<'de> for Id<E> {\n\
                 fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {\n\
                     i64::deserialize(d).map(|n| Id(n, std::marker::PhantomData))\n\
                 }\n\
             }\n",
        );
    }
    if reading == Reading::Lenient {
        text.push_str(LENIENT);
    }
    let mut rows = Vec::new();
    collect(&file.items, "", reading, &mut rows);
    if rows.is_empty() {
        return Err("the bindings have no row struct to compare with".to_owned());
    }
    let read = if reading == Reading::None { "" } else { READ };
    for (module, row) in rows {
        text.push_str(&format!(
            "pub mod {module} {{\n    use super::*;\n{row}\n{read}}}\n"
        ));
    }
    Ok(text)
}

fn collect(items: &[Item], module: &str, reading: Reading, rows: &mut Vec<(String, String)>) {
    for item in items {
        match item {
            Item::Mod(inner) => {
                if let Some((_, items)) = &inner.content {
                    collect(items, &inner.ident.to_string(), reading, rows);
                }
            }
            Item::Struct(row) if row.ident == "Row" => {
                let mut row = row.clone();
                row.attrs = if reading == Reading::None {
                    Vec::new()
                } else {
                    vec![parse_quote!(
                        #[derive(Debug, Clone, Default, PartialEq, serde::Deserialize)]
                    )]
                };
                if let Fields::Named(fields) = &mut row.fields {
                    for field in &mut fields.named {
                        field.attrs.clear();
                        if reading == Reading::Lenient {
                            field.attrs.push(parse_quote!(
                                #[serde(default, deserialize_with = "lenient")]
                            ));
                        }
                        field.ty = stand_in(&field.ty);
                    }
                }
                rows.push((module.to_owned(), row.to_token_stream().to_string()));
            }
            _ => {}
        }
    }
}

/// One generic function that reads any field from what a site may send for it.
const LENIENT: &str = "
pub trait Lenient: Sized { fn from_json(json: serde_json::Value) -> Option<Self>; }
impl Lenient for i64 { fn from_json(json: serde_json::Value) -> Option<Self> {
    json.as_i64().or_else(|| json.as_str()?.parse().ok()) } }
impl Lenient for f64 { fn from_json(json: serde_json::Value) -> Option<Self> {
    json.as_f64().or_else(|| json.as_str()?.parse().ok()) } }
impl Lenient for bool { fn from_json(json: serde_json::Value) -> Option<Self> {
    json.as_bool().or_else(|| Some(json.as_i64()? != 0)) } }
impl Lenient for String { fn from_json(json: serde_json::Value) -> Option<Self> {
    json.as_str().map(str::to_owned).or_else(|| Some(json.to_string())) } }
impl<E> Lenient for Id<E> { fn from_json(json: serde_json::Value) -> Option<Self> {
    i64::from_json(json).map(|n| Id(n, std::marker::PhantomData)) } }
impl<T: Lenient> Lenient for Vec<T> { fn from_json(json: serde_json::Value) -> Option<Self> {
    match json {
        serde_json::Value::Array(all) => all.into_iter().map(T::from_json).collect(),
        one => T::from_json(one).map(|one| vec![one]),
    } } }
pub fn lenient<'de, D: serde::Deserializer<'de>, T: Lenient>(d: D) -> Result<Option<T>, D::Error> {
    use serde::Deserialize;
    match Option::<serde_json::Value>::deserialize(d)? {
        None => Ok(None),
        Some(json) if json == \"\" => Ok(None),
        Some(json) => T::from_json(json).map(Some).ok_or_else(|| serde::de::Error::custom(\"no fit\")),
    }
}
";

const READ: &str = "pub fn read(json: &[u8]) -> Result<Vec<Row>, serde_json::Error> {\n\
                        serde_json::from_slice(json)\n}\n";

/// The stand-in of a field's type: the same nesting, plain types inside.
fn stand_in(ty: &Type) -> Type {
    let Type::Path(path) = ty else {
        return ty.clone();
    };
    let Some(last) = path.path.segments.last() else {
        return ty.clone();
    };
    let inner = match &last.arguments {
        syn::PathArguments::AngleBracketed(arguments) => {
            arguments.args.iter().find_map(|argument| match argument {
                syn::GenericArgument::Type(ty) => Some(ty),
                _ => None,
            })
        }
        _ => None,
    };
    match (last.ident.to_string().as_str(), inner) {
        ("Option", Some(inner)) => {
            let inner = stand_in(inner);
            parse_quote!(Option<#inner>)
        }
        ("Vec", Some(inner)) => {
            let inner = stand_in(inner);
            parse_quote!(Vec<#inner>)
        }
        ("Id", Some(_)) => parse_quote!(Id<()>),
        ("i64" | "f64" | "bool" | "String", _) => ty.clone(),
        // Dates, money, JSON and options: text is the cheapest thing that serde's derive could read.
        _ => parse_quote!(String),
    }
}
