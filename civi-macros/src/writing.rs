//! Whether a field can be written as the struct wants to, and how.

use civi_schema::rust_type::{FieldType, Presence};
use civi_schema::{Entity, Field, Options, PlainType, Suffix, WriteField};
use proc_macro2::TokenStream;
use quote::{ToTokens as _, quote};
use syn::Type;

use crate::check::{Wrap, wire};
use crate::column::Column;
use crate::column_type::ColumnType;
use crate::input::{Input, Member};
use crate::own_type::{self, OwnType};
use crate::report::Report;
use crate::suggest::some_of;

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
    input: &Input,
    member: &Member,
    path: &str,
    column: &Column,
    kind: &FieldType,
    report: &mut Report,
) -> Option<Writing> {
    let field = column.field()?;
    let key = column.joins.is_empty() && kind.presence == Presence::PrimaryKey;
    let blame = member.blame_path();
    if let Err(why) = joined(input, path, column).and_then(|()| writable(field, column, key)) {
        report.under(&blame, why);
        return None;
    }
    let (wrap, inner) = match own_type::of(&member.ty) {
        OwnType::Option(inner) => (Wrap::Option, inner),
        OwnType::Presence(inner) => (Wrap::Presence, inner),
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
    let column_type = ColumnType::of(kind, suffixed);
    if member.attribute.write_with.is_none()
        && !input.attribute.used.read
        && crate::check::refuse_written(input, member, column, &column_type, nullable, report)
    {
        return None;
    }
    let takes = takes(input, field, column.suffix.as_ref(), &column_type, inner);
    Some(Writing {
        name: match (&column.suffix, takes.1) {
            (Some(_), true) | (None, _) => bare(path).to_owned(),
            (Some(_), false) => path.to_owned(),
        },
        takes: takes.0,
        wrap,
        nullable,
        max: field
            .max_length
            .filter(|_| !suffixed && matches!(column_type, ColumnType::Plain(PlainType::Text))),
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
    input: &Input,
    field: &Field,
    suffix: Option<&Suffix>,
    column_type: &ColumnType,
    inner: &Type,
) -> (TokenStream, bool) {
    let rt = input.attribute.runtime();
    let ty = input.outside(inner);
    let own = matches!(own_type::of(inner), OwnType::Other);
    match suffix {
        // An enum of the author's own is written by its name.
        Some(Suffix::Name) if own => (quote!(#rt::Chosen<::core::primitive::i64, #ty>), true),
        Some(_) => (quote!(::std::string::String), false),
        None if own && field.options != Options::None => (ty, false),
        None => (wire(input, column_type, Some(inner)), false),
    }
}

/// Through a key only what the site keeps beside the row itself: its primary e-mail and the like.
fn joined(input: &Input, path: &str, column: &Column) -> Result<(), String> {
    let [key] = column.joins.as_slice() else {
        return match column.joins.len() {
            0 => Ok(()),
            _ => Err(format!(
                "`{path}` is a field of another row, which this struct can't write"
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
        "`{path}` is a field of another row, which a `{}` can't write: write the key `{key}`",
        input.entity()
    ))
}

fn writable(field: &Field, column: &Column, key: bool) -> Result<(), String> {
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
    let open = |shape: &Option<WriteField>| shape.as_ref().is_some_and(|shape| !shape.readonly);
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

fn mandatory(shape: Option<&WriteField>) -> bool {
    shape.is_some_and(|shape| shape.required && shape.default.is_none())
}

/// The fields that `create` demands and the struct does not always give.
pub(crate) fn lacking<'e>(entity: &'e Entity, given: &[(&str, &Writing)]) -> Vec<&'e str> {
    entity
        .fields
        .values()
        .filter(|field| mandatory(field.create.as_ref()))
        .filter(|field| {
            !given
                .iter()
                .any(|(path, writing)| bare(path) == field.name && writing.wrap == Wrap::Plain)
        })
        .map(|field| field.name.as_str())
        .collect()
}

/// Reports what a struct that is said to create can't do.
pub(crate) fn demand_complete(
    input: &Input,
    entity: &Entity,
    given: &[(&str, &Writing)],
    report: &mut Report,
) {
    let Some(span) = input.attribute.used.create else {
        return;
    };
    let name = &entity.name;
    if !entity.actions.contains_key("create") {
        report.at(span, format!("`{name}` has no `create` on this site"));
    }
    if let Some((path, _)) = given
        .iter()
        .find(|(_, writing)| writing.key && writing.wrap == Wrap::Plain)
    {
        report.at(
            span,
            format!("`create` takes no `{path}`: make it an `Option`, or leave it out"),
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
