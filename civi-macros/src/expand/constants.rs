//! One constant a field, for filters and orders.

use civi_schema::rust_type::{FieldType, Presence};
use proc_macro2::TokenStream;
use quote::quote;

use crate::check::wire;
use crate::fact::Fact;
use crate::plan::{From, Plan, Resolved};
use crate::shape::{self, Shape};
use crate::target::{Member, Target};

/// The constants of the fields that are columns.
pub(super) fn expand(target: &Target, plan: &Plan<'_>) -> TokenStream {
    let ident = &target.ident;
    let visibility = &target.visibility;
    let (impl_generics, ty_generics, bounds) = target.generics.split_for_impl();
    let constants = plan.entries.iter().filter_map(|entry| {
        let From::Column(resolved) = &entry.source else {
            return None;
        };
        let name = entry.member.constant();
        let ty = field(target, entry.member, resolved);
        let path = &resolved.path;
        let rt = target.attribute.runtime();
        let doc = format!("The field `{path}`, for filters and orders.");
        Some(quote! {
            #[doc = #doc]
            #visibility const #name: #ty = #rt::Field::new(#path);
        })
    });
    quote! {
        #[automatically_derived]
        #[allow(dead_code, clippy::all)]
        impl #impl_generics #ident #ty_generics #bounds {
            #(#constants)*
        }
    }
}

/// `Field<Donor, Date, …>`.
fn field(target: &Target, member: &Member, resolved: &Resolved) -> TokenStream {
    let rt = target.attribute.runtime();
    let marker = target.marker();
    let fact = Fact::of(&resolved.kind, resolved.column.suffix.is_some());
    let own_key =
        resolved.column.joins.is_empty() && resolved.kind.presence == Presence::PrimaryKey;
    let ty = if own_key && matches!(fact, Fact::Id(_)) {
        quote!(#rt::Id<#marker>)
    } else {
        let inner = match shape::of(&member.ty) {
            Shape::Option(inner) | Shape::Presence(inner) => inner,
            _ => &member.ty,
        };
        wire(target, &fact, Some(inner))
    };
    let kind = kind(&rt, &resolved.kind, resolved);
    quote!(#rt::Field<#marker, #ty, #kind>)
}

fn kind(rt: &TokenStream, facts: &FieldType, resolved: &Resolved) -> TokenStream {
    let joined = !resolved.column.joins.is_empty();
    let suffixed = resolved.column.suffix.is_some();
    let mut kind = match facts.presence {
        Presence::PrimaryKey if !joined && !suffixed => quote!(#rt::kind::PrimaryKey),
        Presence::PrimaryKey | Presence::NotNull if !joined && !suffixed => {
            quote!(#rt::kind::NotNull)
        }
        _ => quote!(#rt::kind::Nullable),
    };
    if facts.restricted {
        kind = quote!(#rt::kind::Restricted<#kind>);
    }
    kind
}
