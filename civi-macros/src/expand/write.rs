//! A struct as the values of a write.

use civi_schema::Entity;
use proc_macro2::TokenStream;
use quote::quote;
use syn::spanned::Spanned as _;

use crate::check::Wrap;
use crate::checked::{Checked, Constant, Entry, From};
use crate::input::{Input, respan};
use crate::own_type::{self, OwnType};
use crate::writing::{Writing, lacking};

/// The conversion into values, and the actions that take them.
pub(super) fn expand(input: &Input, checked: &Checked<'_>) -> TokenStream {
    let rt = input.attribute.runtime();
    let ident = &input.ident;
    let marker = input.marker();
    let (impl_generics, ty_generics, bounds) = input.generics.split_for_impl();
    let given: Vec<(&str, &Writing)> = checked
        .entries
        .iter()
        .filter_map(|entry| match &entry.source {
            From::Column(resolved) => Some((resolved.path.as_str(), resolved.writing.as_ref()?)),
            _ => None,
        })
        .collect();
    let complete = checked
        .entity
        .as_ref()
        .is_some_and(|entity| is_complete(entity, &given));
    let mode = if complete {
        quote!(#rt::Complete)
    } else {
        quote!(#rt::Changes)
    };
    let sets = checked.entries.iter().map(|entry| set(input, entry));
    let start = match &checked.entity {
        Some(_) => quote!(#rt::Values::new()),
        None => quote!(<#marker>::changes()),
    };
    let actions = checked
        .entity
        .as_ref()
        .map(|entity| actions(input, entity, complete));
    quote! {
        #[automatically_derived]
        #[allow(unused_variables, unused_mut, clippy::all)]
        impl #impl_generics ::core::convert::From<#ident #ty_generics>
            for #rt::Values<#marker, #mode> #bounds
        {
            fn from(this: #ident #ty_generics) -> Self {
                let mut values = #start;
                #(#sets)*
                ::core::convert::Into::into(values)
            }
        }

        #actions
    }
}

fn is_complete(entity: &Entity, given: &[(&str, &Writing)]) -> bool {
    let keyed = given
        .iter()
        .any(|(_, writing)| writing.key && writing.wrap == Wrap::Plain);
    !keyed && entity.actions.contains_key("create") && lacking(entity, given).is_empty()
}

/// `create` and `update` on the struct's value.
fn actions(input: &Input, entity: &Entity, complete: bool) -> TokenStream {
    let rt = input.attribute.runtime();
    let ident = &input.ident;
    let visibility = &input.visibility;
    let marker = input.marker();
    let (impl_generics, ty_generics, bounds) = input.generics.split_for_impl();
    let keyed = entity.primary_key.len() == 1;
    let has = |action: &str| keyed && entity.actions.contains_key(action);
    // Called all the same, it says what to do instead of what the compiler compares.
    let lacking = (!complete && has("create")).then(|| {
        quote! {
            #[doc(hidden)]
            #visibility fn create<'always>(self) -> #rt::write::Create<#marker>
            where
                Self: #rt::codegen::derive::GivesAllThatCreateDemands<'always>,
            {
                ::core::unreachable!()
            }
        }
    });
    let create = (complete && has("create")).then(|| {
        let doc = format!(
            "Creates a `{}` with these values, once it is sent.",
            entity.name
        );
        quote! {
            #[doc = #doc]
            #[must_use = "nothing is created until it is sent"]
            #visibility fn create(self) -> #rt::write::Create<#marker> {
                <#marker as #rt::Actions>::create(self)
            }
        }
    });
    let update = (has("update") && has("get")).then(|| {
        let doc = format!(
            "Changes a `{}` to these values, once it is sent; which one, the key says.",
            entity.name
        );
        quote! {
            #[doc = #doc]
            #[must_use = "nothing is changed until it is sent"]
            #visibility fn update(self) -> #rt::write::Update<#marker> {
                <#marker as #rt::Actions>::update(self)
            }
        }
    });
    quote! {
        #[automatically_derived]
        #[allow(dead_code)]
        impl #impl_generics #ident #ty_generics #bounds {
            #create
            #lacking
            #update
        }
    }
}

/// The statement that sets one field.
fn set(input: &Input, entry: &Entry<'_>) -> TokenStream {
    let rt = input.attribute.runtime();
    let name = &entry.member.ident;
    match &entry.source {
        From::Column(resolved) => match &resolved.writing {
            Some(writing) => set_column(&rt, entry, writing),
            None => TokenStream::new(),
        },
        From::Constant(Constant::Named(path)) => {
            let bare = path.split(':').next().unwrap_or_default();
            let names = civi_schema::names::fields([bare]);
            let mut setter = names
                .get(bare)
                .and_then(|name| syn::parse_str::<syn::Ident>(&name.field).ok())
                .unwrap_or_else(|| name.clone());
            setter.set_span(name.span());
            match own_type::of(&entry.member.ty) {
                OwnType::Option(_) if entry.member.attribute.write_null.is_none() => quote! {
                    if let ::core::option::Option::Some(value) = this.#name {
                        values = values.#setter(value);
                    }
                },
                OwnType::Presence(_) => quote! {
                    match this.#name {
                        #rt::Presence::Absent | #rt::Presence::Unreadable => {}
                        #rt::Presence::Null => values = values.#setter(::core::option::Option::None),
                        #rt::Presence::Value(value) => values = values.#setter(value),
                    }
                },
                _ => quote!(values = values.#setter(this.#name);),
            }
        }
        From::Constant(Constant::Given(_)) | From::Flattened(_) | From::Skipped => {
            TokenStream::new()
        }
    }
}

fn set_column(rt: &TokenStream, entry: &Entry<'_>, writing: &Writing) -> TokenStream {
    let name = &entry.member.ident;
    let wire = &writing.name;
    let takes = &writing.takes;
    // An error about the value's type is one about the field's.
    let span = entry.member.ty.span();
    let max = match writing.max {
        Some(max) => quote!(::core::option::Option::Some(#max)),
        None => quote!(::core::option::Option::None),
    };
    let set = |takes: TokenStream, value: TokenStream| {
        let set = respan(quote!(#rt::codegen::derive::set::<#takes, _, _, _>), span);
        quote!(#set(values, #wire, #max, #value))
    };
    if let Some(with) = &writing.with {
        let takes = if writing.nullable {
            quote!(::core::option::Option<#takes>)
        } else {
            takes.clone()
        };
        let set = set(takes, quote!((#with)(this.#name)));
        return quote!(values = #set;);
    }
    let plain = set(takes.clone(), quote!(value));
    let null = set(quote!(::core::option::Option<#takes>), quote!(#rt::Null));
    match writing.wrap {
        Wrap::Plain => quote! {
            let value = this.#name;
            values = #plain;
        },
        Wrap::Option => {
            let none = entry
                .member
                .attribute
                .write_null
                .map(|_| quote!(else { values = #null; }));
            quote! {
                if let ::core::option::Option::Some(value) = this.#name {
                    values = #plain;
                } #none
            }
        }
        Wrap::Presence => quote! {
            match this.#name {
                #rt::Presence::Absent | #rt::Presence::Unreadable => {}
                #rt::Presence::Null => values = #null,
                #rt::Presence::Value(value) => values = #plain,
            }
        },
    }
}
