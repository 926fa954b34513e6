//! One constant a field, for filters and orders.

use civi_schema::rust_type::Presence;
use civi_schema::{Operator, Suffix};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote};

use crate::check::wire;
use crate::checked::{Checked, From, Resolved};
use crate::column_type::ColumnType;
use crate::input::{Input, Member};
use crate::own_type::{self, OwnType};

/// The constants of the fields that are columns, and the sets of suffixes and operators that their
/// types speak of.
pub(super) fn expand(input: &Input, checked: &Checked<'_>) -> TokenStream {
    let ident = &input.ident;
    let visibility = &input.visibility;
    let (impl_generics, ty_generics, bounds) = input.generics.split_for_impl();
    let rt = input.attribute.runtime();
    let mut sets = TokenStream::new();
    let mut constants = TokenStream::new();
    for (number, entry) in checked.entries.iter().enumerate() {
        let From::Column(resolved) = &entry.source else {
            continue;
        };
        let name = entry.member.constant();
        let kind = kind(&rt, number, resolved, &mut sets);
        let ty = field(input, entry.member, resolved, &kind);
        let path = &resolved.path;
        let doc = format!("The field `{path}`, for filters and orders.");
        constants.extend(quote! {
            #[doc = #doc]
            #visibility const #name: #ty = #rt::Field::new(#path);
        });
    }
    quote! {
        #sets

        #[automatically_derived]
        #[allow(dead_code, clippy::all)]
        impl #impl_generics #ident #ty_generics #bounds {
            #constants
        }
    }
}

/// `Field<Donor, Date, …>`.
fn field(input: &Input, member: &Member, resolved: &Resolved, kind: &TokenStream) -> TokenStream {
    let rt = input.attribute.runtime();
    let marker = input.marker();
    let column_type = ColumnType::of(&resolved.kind, resolved.column.suffix.is_some());
    let own_key =
        resolved.column.joins.is_empty() && resolved.kind.presence == Presence::PrimaryKey;
    let ty = if own_key && matches!(column_type, ColumnType::Id(_)) {
        quote!(#rt::Id<#marker>)
    } else {
        let inner = match own_type::of(&member.ty) {
            OwnType::Option(inner) | OwnType::Presence(inner) => inner,
            _ => &member.ty,
        };
        wire(input, &column_type, Some(inner))
    };
    quote!(#rt::Field<#marker, #ty, #kind>)
}

/// What the schema says of the field besides its type, outermost last.
fn kind(
    rt: &TokenStream,
    number: usize,
    resolved: &Resolved,
    sets: &mut TokenStream,
) -> TokenStream {
    let facts = &resolved.kind;
    let plain = resolved.column.joins.is_empty() && resolved.column.suffix.is_none();
    let mut kind = match facts.presence {
        Presence::PrimaryKey if plain => quote!(#rt::PrimaryKey),
        Presence::NotNull if plain => quote!(#rt::NotNull),
        _ => quote!(#rt::Nullable),
    };
    if resolved.column.suffix.is_none()
        && let Some(listed) = &facts.listed
    {
        let set = format_ident!("Suffixes{number}");
        let has = listed.suffixes.iter();
        let has = has.filter_map(Suffix::capability).map(named);
        sets.extend(quote! {
            pub enum #set {}
            #(impl #rt::#has for #set {})*
        });
        kind = quote!(#rt::Listed<#rt::AnyName, #set, #kind>);
    }
    if let Some(operators) = &facts.operators {
        let set = format_ident!("Operators{number}");
        let mut allowed: Vec<Ident> = operators
            .iter()
            .filter_map(|text| Operator::from_wire(text))
            .map(|operator| named(operator.marker()))
            .collect();
        allowed.sort();
        allowed.dedup();
        sets.extend(quote! {
            pub enum #set {}
            #(impl #rt::Allows<#rt::op::#allowed> for #set {})*
        });
        kind = quote!(#rt::Limited<#set, #kind>);
    }
    if facts.restricted {
        kind = quote!(#rt::Restricted<#kind>);
    }
    kind
}

/// A name of the runtime's.
fn named(name: &str) -> Ident {
    Ident::new(name, Span::call_site())
}
