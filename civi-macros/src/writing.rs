//! Whether a field can be written as the struct wants to, and how.

use civi_schema::rust_type::Presence;
use civi_schema::{Entity, Field, Options, Suffix, WriteShape};
use proc_macro2::TokenStream;
use quote::{ToTokens as _, quote};
use syn::Type;

use crate::check::{Wrap, wire};
use crate::fact::Fact;
use crate::plan::Resolved;
use crate::report::Report;
use crate::shape::{self, Shape};
use crate::suggest::some_of;
use crate::target::{Member, Target};

/// How a field is written.
pub(crate) struct Writing {
    /// The name on the wire, where the value's own type does not bring a suffix.
    pub(crate) name: String,
    /// The type that the setter takes the value for.
    pub(crate) takes: TokenStream,
    pub(crate) wrap: Wrap,
    /// Whether null clears it.
    pub(crate) nullable: bool,
    /// The most characters that fit.
    pub(crate) max: Option<u32>,
    /// The author's conversion.
    pub(crate) with: Option<TokenStream>,
    /// Whether it is the key of the row.
    pub(crate) key: bool,
}

/// Checks one field of a struct that writes.
pub(crate) fn check(
    target: &Target,
    member: &Member,
    resolved: &Resolved,
    report: &mut Report,
) -> Option<Writing> {
    let column = &resolved.column;
    let field = column.field()?;
    let key = column.joins.is_empty() && resolved.kind.presence == Presence::PrimaryKey;
    let blame = member.blame_path();
    if let Err(why) = joined(target, resolved).and_then(|()| writable(field, column, key)) {
        report.under(&blame, why);
        return None;
    }
    let (wrap, inner) = match shape::of(&member.ty) {
        Shape::Option(inner) => (Wrap::Option, inner),
        Shape::Presence(inner) => (Wrap::Presence, inner),
        _ => (Wrap::Plain, &member.ty),
    };
    let nullable = field.nullable && !key && !mandatory(field.create.as_ref());
    if !nullable && (wrap == Wrap::Presence || member.attribute.write_null.is_some()) {
        report.under(
            &member.ty,
            format!(
                "`{}` of `{}` can't be null, so null can't be written to it: an `Option` leaves it \
                 out where it is `None`",
                column.name, column.entity.name
            ),
        );
        return None;
    }
    if let (Some(span), Wrap::Plain | Wrap::Presence) = (member.attribute.write_null, wrap) {
        report.at(
            span,
            "`write_null` goes with an `Option`: it says what `None` means",
        );
        return None;
    }
    let suffixed = column.suffix.is_some();
    let fact = Fact::of(&resolved.kind, suffixed);
    if member.attribute.write_with.is_none()
        && !target.attribute.used.read
        && crate::check::refuse_written(target, member, column, &fact, nullable, report)
    {
        return None;
    }
    let takes = takes(target, field, column.suffix.as_ref(), &fact, inner);
    Some(Writing {
        name: match (&column.suffix, takes.1) {
            (Some(_), true) | (None, _) => bare(&resolved.path).to_owned(),
            (Some(_), false) => resolved.path.clone(),
        },
        takes: takes.0,
        wrap,
        nullable,
        max: field
            .max_length
            .filter(|_| !suffixed && matches!(fact, Fact::Text)),
        with: member
            .attribute
            .write_with
            .as_ref()
            .map(|with| with.to_token_stream()),
        key,
    })
}

fn bare(path: &str) -> &str {
    path.rsplit_once(':').map_or(path, |(bare, _)| bare)
}

/// The type that the setter takes the value for, and whether the value's type brings its suffix.
fn takes(
    target: &Target,
    field: &Field,
    suffix: Option<&Suffix>,
    fact: &Fact,
    inner: &Type,
) -> (TokenStream, bool) {
    let rt = target.attribute.runtime();
    let ty = target.outside(inner);
    let own = matches!(shape::of(inner), Shape::Other);
    match suffix {
        // An enum of the author's own is written by its name.
        Some(Suffix::Name) if own => (quote!(#rt::Chosen<::core::primitive::i64, #ty>), true),
        Some(_) => (quote!(::std::string::String), false),
        None if own && field.options != Options::None => (ty, false),
        None => (wire(target, fact, Some(inner)), false),
    }
}

/// Through a key only what the site keeps beside the row itself: its primary e-mail and the like.
fn joined(target: &Target, resolved: &Resolved) -> Result<(), String> {
    let [key] = resolved.column.joins.as_slice() else {
        return match resolved.column.joins.len() {
            0 => Ok(()),
            _ => Err(format!(
                "`{}` is a field of another row, which this struct can't write",
                resolved.path
            )),
        };
    };
    if ["_primary", "_billing"]
        .iter()
        .any(|end| key.ends_with(end))
    {
        return Ok(());
    }
    Err(format!(
        "`{}` is a field of another row, which a `{}` can't write: write the key `{key}`",
        resolved.path,
        target.entity()
    ))
}

fn writable(field: &Field, column: &crate::resolve::Column, key: bool) -> Result<(), String> {
    let (name, entity) = (&column.name, &column.entity.name);
    if key {
        return Ok(());
    }
    if let Some(suffix) = &column.suffix
        && !matches!(suffix, Suffix::Name | Suffix::Label | Suffix::Abbr)
    {
        return Err(format!(
            "`{name}` can't be written by `:{}`: write `{name}` itself, `{name}:name` or \
             `{name}:label`",
            suffix.as_str()
        ));
    }
    let open = |shape: &Option<WriteShape>| shape.as_ref().is_some_and(|shape| !shape.readonly);
    if field.kind == "Filter" {
        return Err(format!(
            "`{name}` of `{entity}` exists only in filters: it can't be written"
        ));
    }
    if field.readonly || !(open(&field.create) || open(&field.update)) {
        return Err(format!(
            "`{name}` of `{entity}` can't be written: the site sets it itself"
        ));
    }
    Ok(())
}

fn mandatory(shape: Option<&WriteShape>) -> bool {
    shape.is_some_and(|shape| shape.required && shape.default.is_none())
}

/// The fields that `create` demands and the struct does not always give.
pub(crate) fn lacking<'e>(entity: &'e Entity, given: &[(&Resolved, &Writing)]) -> Vec<&'e str> {
    entity
        .fields
        .values()
        .filter(|field| mandatory(field.create.as_ref()))
        .filter(|field| {
            !given.iter().any(|(resolved, writing)| {
                bare(&resolved.path) == field.name && writing.wrap == Wrap::Plain
            })
        })
        .map(|field| field.name.as_str())
        .collect()
}

/// Reports what a struct that is said to create can't do.
pub(crate) fn demand_complete(
    target: &Target,
    entity: &Entity,
    given: &[(&Resolved, &Writing)],
    report: &mut Report,
) {
    let Some(span) = target.attribute.used.create else {
        return;
    };
    let name = &entity.name;
    if !entity.actions.contains_key("create") {
        report.at(span, format!("`{name}` has no `create` on this site"));
    }
    if let Some((resolved, _)) = given
        .iter()
        .find(|(_, writing)| writing.key && writing.wrap == Wrap::Plain)
    {
        report.at(
            span,
            format!(
                "`create` takes no `{}`: make it an `Option`, or leave it out",
                resolved.path
            ),
        );
    }
    let lacking = lacking(entity, given);
    if !lacking.is_empty() {
        report.at(
            span,
            format!(
                "`create` of `{name}` demands {}: the struct must have them, and not as an `Option`",
                some_of(lacking, 12)
            ),
        );
    }
}
