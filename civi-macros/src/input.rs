//! The struct that the derive is on, as it stands: names, types and attributes.

use proc_macro2::{Group, Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::ext::IdentExt as _;
use syn::{Data, DeriveInput, Fields, GenericParam, Generics, Type, Visibility};

use crate::attribute::{EntityAttribute, FieldAttribute, Path};
use crate::report::Report;

/// A struct with `#[derive(CiviEntity)]`.
pub(crate) struct Input {
    pub(crate) ident: Ident,
    pub(crate) visibility: Visibility,
    pub(crate) generics: Generics,
    pub(crate) attribute: EntityAttribute,
    pub(crate) members: Vec<Member>,
}

/// One field of the struct.
pub(crate) struct Member {
    pub(crate) ident: Ident,
    pub(crate) ty: Type,
    pub(crate) attribute: FieldAttribute,
}

impl Input {
    /// Takes a struct apart; what is no struct with named fields is reported.
    pub(crate) fn read(input: DeriveInput, report: &mut Report) -> Option<Self> {
        let attribute = EntityAttribute::read(&input.attrs, report);
        let fields = match input.data {
            Data::Struct(data) => match data.fields {
                Fields::Named(fields) => fields.named,
                Fields::Unnamed(_) | Fields::Unit => {
                    report.under(
                        &input.ident,
                        "`CiviEntity` goes on a struct with named fields: a field of the struct is \
                         a field of the entity, by its name",
                    );
                    return None;
                }
            },
            Data::Enum(_) | Data::Union(_) => {
                report.under(
                    &input.ident,
                    "`CiviEntity` goes on a struct; for an enum of your own for an option list \
                     there is `#[derive(CiviOption)]`",
                );
                return None;
            }
        };
        let members = fields
            .into_iter()
            .filter_map(|field| {
                let attribute = FieldAttribute::read(&field.attrs, report);
                Some(Member {
                    ident: field.ident?,
                    ty: field.ty,
                    attribute,
                })
            })
            .collect();
        Some(Input {
            ident: input.ident,
            visibility: input.vis,
            generics: input.generics,
            attribute,
            members,
        })
    }

    /// The struct's name with its parameters, lifetimes being `'static`: as a marker must be.
    pub(crate) fn marker(&self) -> TokenStream {
        if let Some(bindings) = &self.attribute.bindings {
            // A module, with the entity's name beside it.
            if let Some(entity) = self.entity_in_module() {
                return quote!(#bindings::#entity);
            }
            return bindings.to_token_stream();
        }
        if let Some(marker) = &self.attribute.marker {
            return marker.to_token_stream();
        }
        let ident = &self.ident;
        let parameters: Vec<TokenStream> = self
            .generics
            .params
            .iter()
            .map(|parameter| match parameter {
                GenericParam::Lifetime(_) => quote!('static),
                GenericParam::Type(ty) => ty.ident.to_token_stream(),
                GenericParam::Const(constant) => constant.ident.to_token_stream(),
            })
            .collect();
        if parameters.is_empty() {
            quote!(#ident)
        } else {
            quote!(#ident<#(#parameters),*>)
        }
    }

    /// The entity's name as the attribute says it.
    pub(crate) fn entity(&self) -> String {
        let entity = self.attribute.entity.as_ref();
        entity.map(syn::LitStr::value).unwrap_or_default()
    }

    /// The generated type of the entity, where `bindings` names the module and `entity` the entity.
    fn entity_in_module(&self) -> Option<Ident> {
        let name = self.attribute.entity.as_ref()?;
        if self.attribute.names_a_type() {
            return None;
        }
        let wire = name.value();
        let names = civi_schema::names::entities([wire.as_str()]);
        let rust = names
            .get(wire.as_str())
            .map(|name| name.type_name.clone())?;
        let mut rust = syn::parse_str::<Ident>(&rust).ok()?;
        rust.set_span(name.span());
        Some(rust)
    }

    /// `Self` in a field's type, written out, so that the type can stand outside of the struct.
    pub(crate) fn outside(&self, ty: &impl ToTokens) -> TokenStream {
        let (_, parameters, _) = self.generics.split_for_impl();
        let ident = &self.ident;
        replace_self(ty.to_token_stream(), &quote!(#ident #parameters))
    }

    /// Whether a type speaks of the struct's parameters, so that it can't stand outside of it.
    pub(crate) fn is_generic(&self, ty: &impl ToTokens) -> bool {
        let names: Vec<&Ident> = self
            .generics
            .params
            .iter()
            .map(|parameter| match parameter {
                GenericParam::Lifetime(lifetime) => &lifetime.lifetime.ident,
                GenericParam::Type(ty) => &ty.ident,
                GenericParam::Const(constant) => &constant.ident,
            })
            .collect();
        mentions(self.outside(ty), &names)
    }
}

impl Member {
    /// The path of the column as the wire has it: the attribute's, else the field's own name.
    pub(crate) fn wire(&self) -> String {
        match &self.attribute.path {
            Some(Path::Wire(path)) => path.value(),
            _ => self.ident.unraw().to_string(),
        }
    }

    /// Where a message about the column's path belongs.
    pub(crate) fn blame_path(&self) -> TokenStream {
        match &self.attribute.path {
            Some(Path::Wire(path)) => path.to_token_stream(),
            Some(Path::Constant(path)) => path.to_token_stream(),
            None => self.ident.to_token_stream(),
        }
    }

    /// The name of the field's constant.
    pub(crate) fn constant(&self) -> Ident {
        let name = self.ident.unraw().to_string().to_uppercase();
        // A few letters have no capital that a name can hold.
        let mut constant =
            syn::parse_str::<Ident>(&name).unwrap_or_else(|_| self.ident.unraw().clone());
        constant.set_span(self.ident.span());
        constant
    }
}

fn replace_self(tokens: TokenStream, with: &TokenStream) -> TokenStream {
    tokens
        .into_iter()
        .flat_map(|token| match token {
            TokenTree::Ident(ident) if ident == "Self" => with.clone(),
            TokenTree::Group(group) => {
                let mut inner = Group::new(group.delimiter(), replace_self(group.stream(), with));
                inner.set_span(group.span());
                TokenTree::Group(inner).into()
            }
            other => other.into(),
        })
        .collect()
}

fn mentions(tokens: TokenStream, names: &[&Ident]) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Ident(ident) => names.iter().any(|name| **name == ident),
        TokenTree::Group(group) => mentions(group.stream(), names),
        _ => false,
    })
}

/// The same tokens, all at one place: an error about them is shown there.
pub(crate) fn respan(tokens: TokenStream, span: Span) -> TokenStream {
    tokens
        .into_iter()
        .map(|token| match token {
            TokenTree::Group(group) => {
                let mut inner = Group::new(group.delimiter(), respan(group.stream(), span));
                inner.set_span(span);
                TokenTree::Group(inner)
            }
            mut other => {
                other.set_span(other.span().located_at(span));
                other
            }
        })
        .collect()
}
