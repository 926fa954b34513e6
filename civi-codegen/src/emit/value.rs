//! An entity's values: what a write gives the fields of a row.

use proc_macro2::TokenStream;
use quote::quote;

use super::text::{deprecated, docs, ident};
use super::types;
use crate::GenerateError;
use crate::model::{EntityModel, FieldModel, WriteModel};

/// The functions of the marker that start values, and the setters.
pub(super) fn emit(entity: &EntityModel) -> Result<(TokenStream, TokenStream), GenerateError> {
    if !entity.writes() {
        return Ok((TokenStream::new(), TokenStream::new()));
    }
    let name = ident(&entity.type_name)?;
    let mut starters = TokenStream::new();
    // `save` and `replace` take new rows too.
    starters.extend(complete(entity)?);
    if entity.changes {
        starters.extend(quote! {
            /// Values for an update: only the fields that are set are changed.
            pub fn changes() -> Values<rt::Changes> { builder::values() }
        });
    }
    let mut shared = key_setter(entity)?;
    let (mut complete, mut changes) = (TokenStream::new(), TokenStream::new());
    for field in &entity.fields {
        match (&field.create, &field.update) {
            (Some(create), Some(update)) if create.rust == update.rust => {
                let nullable = create.nullable && update.nullable;
                shared.extend(setter(field, create, nullable, entity)?);
            }
            (create, update) => {
                if let Some(write) = create {
                    complete.extend(setter(field, write, write.nullable, entity)?);
                }
                if let Some(write) = update {
                    changes.extend(setter(field, write, write.nullable, entity)?);
                }
            }
        }
    }
    let block = |head: TokenStream, body: TokenStream| {
        if body.is_empty() {
            body
        } else {
            quote! { #head { #body } }
        }
    };
    let shared = block(quote!(impl<M> Values<M>), shared);
    let complete = block(quote!(impl Values<rt::Complete>), complete);
    let changes = block(quote!(impl Values<rt::Changes>), changes);
    let doc = docs([format!(
        "Values for a row of {}.",
        super::text::code(&entity.wire)
    )]);
    let values = quote! {
        #doc
        pub type Values<M = rt::Complete> = builders::Values<#name, M>;
        #shared
        #complete
        #changes
    };
    Ok((starters, values))
}

/// `values(…)`: takes what `create` can't do without.
fn complete(entity: &EntityModel) -> Result<TokenStream, GenerateError> {
    let mut arguments = TokenStream::new();
    let mut values = quote!(builder::values());
    for field in &entity.fields {
        let Some(write) = field.create.as_ref().filter(|write| write.mandatory) else {
            continue;
        };
        let name = ident(&field.names.field)?;
        let ty = types::written(&write.rust, entity)?;
        arguments.extend(quote! { #name: impl IntoWire<#ty>, });
        values = put(values, field, write, quote!(#name));
    }
    let doc = if arguments.is_empty() {
        "Values for a new row. The site requires none."
    } else {
        "Values for a new row, with all that the site requires."
    };
    let doc = docs([doc]);
    Ok(quote! {
        #doc
        pub fn values(#arguments) -> Values<rt::Complete> { #values }
    })
}

/// `id(…)`, where the key can't be written otherwise: `save` changes the row that has it.
fn key_setter(entity: &EntityModel) -> Result<TokenStream, GenerateError> {
    let Some(key) = entity.key.as_ref().filter(|key| key.wire == "id") else {
        return Ok(TokenStream::new());
    };
    let taken = entity
        .fields
        .iter()
        .any(|f| f.names.field == "id" && (f.create.is_some() || f.update.is_some()));
    if taken {
        return Ok(TokenStream::new());
    }
    let ty = types::key(&key.ty, entity)?;
    Ok(quote! {
        /// The key of the row that `save` changes; without it `save` adds a row.
        pub fn id(self, id: impl Into<#ty>) -> Self {
            builder::put::<_, #ty>(self, "id", id.into())
        }
    })
}

fn setter(
    field: &FieldModel,
    write: &WriteModel,
    nullable: bool,
    entity: &EntityModel,
) -> Result<TokenStream, GenerateError> {
    let name = ident(&field.names.field)?;
    let mut ty = types::written(&write.rust, entity)?;
    if nullable {
        ty = quote!(Option<#ty>);
    }
    let set = put(quote!(self), field, write, quote!(value));
    let doc = docs([format!("{} {}", field.title, write.doc).trim_end()]);
    let deprecated = deprecated(field.deprecated);
    Ok(quote! {
        #doc
        #deprecated
        pub fn #name(self, value: impl IntoWire<#ty>) -> Self { #set }
    })
}

/// Gives the field a value in `builder`: what a setter does.
fn put(
    builder: TokenStream,
    field: &FieldModel,
    write: &WriteModel,
    value: TokenStream,
) -> TokenStream {
    let wire = &field.wire;
    match field.max_length {
        Some(longest) if types::slot(&write.rust) == Some("Text") => {
            let longest = proc_macro2::Literal::u32_unsuffixed(longest);
            quote!(builder::put_max(#builder, #wire, #longest, #value))
        }
        _ => quote!(builder::put(#builder, #wire, #value)),
    }
}
