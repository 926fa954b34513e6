//! An entity's values: what a write gives the fields of a row.

use proc_macro2::TokenStream;
use quote::quote;

use super::target;
use super::text::{deprecated, docs, ident};
use crate::GenerateError;
use crate::model::{EntityModel, FieldModel, WriteModel};

/// The functions of the marker that start values, and the values' type.
pub(super) fn emit(entity: &EntityModel) -> Result<(TokenStream, TokenStream), GenerateError> {
    if !entity.creates && !entity.changes {
        return Ok((TokenStream::new(), TokenStream::new()));
    }
    let name = ident(&entity.type_name)?;
    let mut starters = TokenStream::new();
    // `save` and `replace` take new rows too.
    if entity.creates || entity.changes {
        starters.extend(complete(entity)?);
    }
    if entity.changes {
        starters.extend(quote! {
            /// Values that leave out whatever is not to be changed.
            pub fn changes() -> Values<rt::Changes> { Values(rt::Values::new()) }
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
        #[derive(Debug, Clone)]
        #[must_use]
        pub struct Values<M = rt::Complete>(rt::Values<#name, M>);
        #shared
        #complete
        #changes
        impl<M> From<Values<M>> for rt::Values<#name, M> {
            fn from(values: Values<M>) -> Self { values.0 }
        }
    };
    Ok((starters, values))
}

/// `values(…)`: takes what `create` can't do without.
fn complete(entity: &EntityModel) -> Result<TokenStream, GenerateError> {
    let mut arguments = TokenStream::new();
    let mut set = TokenStream::new();
    for field in &entity.fields {
        let Some(write) = field.create.as_ref().filter(|write| write.mandatory) else {
            continue;
        };
        let name = ident(&field.names.field)?;
        let ty = target::written(&write.rust, entity)?;
        arguments.extend(quote! { #name: impl rt::IntoWire<#ty>, });
        set.extend(quote! { .#name(#name) });
    }
    let doc = if set.is_empty() {
        "Values for a new row; nothing is mandatory."
    } else {
        "Values for a new row, with all that is mandatory."
    };
    let doc = docs([doc]);
    Ok(quote! {
        #doc
        pub fn values(#arguments) -> Values<rt::Complete> { Values(rt::Values::new()) #set }
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
    let ty = target::value(&key.rust, entity)?;
    Ok(quote! {
        /// The row that `save` changes.
        pub fn id(self, id: impl Into<#ty>) -> Self { Values(self.0.id(id)) }
    })
}

fn setter(
    field: &FieldModel,
    write: &WriteModel,
    nullable: bool,
    entity: &EntityModel,
) -> Result<TokenStream, GenerateError> {
    let name = ident(&field.names.field)?;
    let wire = &field.wire;
    let mut ty = target::written(&write.rust, entity)?;
    if nullable {
        ty = quote!(Option<#ty>);
    }
    let set = match field.max_length {
        Some(longest) if target::slot(&write.rust) == Some("Text") => {
            let longest = proc_macro2::Literal::u32_unsuffixed(longest);
            quote!(set_max(#wire, #longest, value))
        }
        _ => quote!(set(#wire, value)),
    };
    let title = if field.plain {
        ""
    } else {
        field.title.as_str()
    };
    let line = format!("{title} {}", write.doc);
    let doc = if line.trim().is_empty() {
        TokenStream::new()
    } else {
        docs([line.trim()])
    };
    let deprecated = deprecated(field.deprecated);
    Ok(quote! {
        #doc
        #deprecated
        pub fn #name(self, value: impl rt::IntoWire<#ty>) -> Self { Values(self.0.#set) }
    })
}
