//! The variants of a generated file that are measured against each other.

use quote::ToTokens;
use syn::visit_mut::{self, VisitMut};
use syn::{Attribute, Fields, File, ImplItem, Item, Type, parse_quote};

/// The bindings with every row decoder emptied: no column names, every slot skipped.
pub(crate) fn declarations(file: &File) -> File {
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
                    ImplItem::Fn(function) => {
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

/// The row structs alone, each in its module, with the given derives or none.
///
/// With derives each module also reads its rows from JSON, as bindings would: serde's code is
/// generic, and is not compiled at all until something is read with it.
///
/// Types of the runtime become stand-ins with the same shape, so that the crate needs serde only.
pub(crate) fn structs(file: &File, derive: Option<Attribute>) -> String {
    let mut text = String::from(
        "#![allow(dead_code, non_snake_case)]\n\
         #[derive(Debug, Clone, PartialEq)]\n\
         pub struct Id<E>(pub i64, pub std::marker::PhantomData<fn() -> E>);\n",
    );
    if derive.is_some() {
        text.push_str(
            "impl<'de, E> serde::Deserialize<'de> for Id<E> {\n\
                 fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {\n\
                     i64::deserialize(d).map(|n| Id(n, std::marker::PhantomData))\n\
                 }\n\
             }\n",
        );
    }
    let mut rows = Vec::new();
    collect(&file.items, "", &derive, &mut rows);
    let read = if derive.is_some() { READ } else { "" };
    for (module, row) in rows {
        text.push_str(&format!(
            "pub mod {module} {{\n    use super::*;\n{row}\n{read}}}\n"
        ));
    }
    text
}

fn collect(
    items: &[Item],
    module: &str,
    derive: &Option<Attribute>,
    rows: &mut Vec<(String, String)>,
) {
    for item in items {
        match item {
            Item::Mod(inner) => {
                if let Some((_, items)) = &inner.content {
                    collect(items, &inner.ident.to_string(), derive, rows);
                }
            }
            Item::Struct(row) if row.ident == "Row" => {
                let mut row = row.clone();
                row.attrs = derive.iter().cloned().collect();
                if let Fields::Named(fields) = &mut row.fields {
                    for field in &mut fields.named {
                        field.attrs.clear();
                        field.ty = stand_in(&field.ty);
                    }
                }
                rows.push((module.to_owned(), row.to_token_stream().to_string()));
            }
            _ => {}
        }
    }
}

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
