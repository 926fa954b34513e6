//! Whether a field's Rust type fits what the schema says, and how its value is made.

use civi_schema::rust_type::FieldType;
use civi_schema::{PlainType, TypeOrigin};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::Type;
use syn::spanned::Spanned as _;

use crate::attribute::Meaning;
use crate::column::Column;
use crate::column_type::ColumnType;
use crate::input::{Input, Member};
use crate::own_type::{self, OwnType};
use crate::report::Report;

/// How a column's value becomes the field's.
pub(crate) struct Cell {
    /// The type that the column is read as, before any conversion.
    pub(crate) wire: TokenStream,
    /// What stands around the value.
    pub(crate) wrap: Wrap,
    /// How the value itself is made from the wire's.
    pub(crate) convert: Convert,
    /// What null means.
    pub(crate) null: Option<TokenStream>,
    /// What an absent column means.
    pub(crate) absent: Option<TokenStream>,
    /// The entity that an `Id<…>` in the type must be of, with the type inside of the `Id`.
    pub(crate) points_to: Option<(String, Type)>,
    /// Whether the schema says that the value may be null.
    pub(crate) nullable: bool,
}

impl Cell {
    /// Whether the field takes a row that has no value here.
    pub(crate) fn takes_null(&self) -> bool {
        self.wrap != Wrap::Plain
            || self.null.is_some()
            || (self.nullable && matches!(self.convert, Convert::With(_)))
    }
}

/// What stands around a field's value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wrap {
    /// Nothing: there must be a value.
    Plain,
    /// `Option`.
    Option,
    /// `Presence`.
    Presence,
}

/// How a value is made from the wire's.
pub(crate) enum Convert {
    /// By the type itself, which must hold the wire's.
    Holds(Type),
    /// Item by item.
    Each(Type),
    /// By a function of the author's.
    With(TokenStream),
}

/// Checks one field against its column.
pub(crate) fn check(
    input: &Input,
    member: &Member,
    column: &Column,
    kind: &FieldType,
    report: &mut Report,
) -> Option<Cell> {
    let column_type = &ColumnType::of(kind, column.suffix.is_some());
    let nullable = column.nullable(kind);
    let (wrap, inner) = match own_type::of(&member.ty) {
        OwnType::Option(inner) => (Wrap::Option, inner),
        OwnType::Presence(inner) => (Wrap::Presence, inner),
        _ => (Wrap::Plain, &member.ty),
    };
    let attribute = &member.attribute;
    let (null, absent) = meanings(member);
    if let Some(with) = &attribute.with {
        let wire = wire(input, column_type, None);
        return Some(Cell {
            wire,
            wrap: Wrap::Plain,
            convert: Convert::With(with.to_token_stream()),
            null,
            absent,
            points_to: None,
            nullable,
        });
    }
    let expected = Expected {
        input,
        column,
        column_type,
        nullable,
    };
    let Some(fit) = fits(column_type, inner) else {
        expected.wrong_type(member, wrap, report);
        return None;
    };
    if nullable && wrap == Wrap::Plain && null.is_none() {
        expected.missing_option(member, report);
        return None;
    }
    if wrap != Wrap::Plain && attribute.null.is_some() {
        report.under(
            &member.ty,
            format!(
                "`null = …` says what null means, so `{}` needs no `{}` any more",
                member.ident,
                if wrap == Wrap::Option {
                    "Option"
                } else {
                    "Presence"
                }
            ),
        );
        return None;
    }
    let points_to = points_to(column_type, inner);
    if let Some((entity, of)) = &points_to
        && expected.is_another(entity, of)
    {
        report.under(
            of,
            format!(
                "{} is the id of a `{entity}`, and `{}` is a `{}`: write `i64`, or the struct that \
                 you have for `{entity}`",
                expected.path(),
                input.ident,
                input.entity()
            ),
        );
        return None;
    }
    Some(Cell {
        wire: wire(input, column_type, Some(inner)),
        wrap,
        convert: match fit {
            Fit::Itself => Convert::Holds(inner.clone()),
            Fit::Each(item) => Convert::Each(item.clone()),
        },
        null,
        absent,
        points_to,
        nullable,
    })
}

/// The type that a column is read as: the schema's, with the author's own marker inside of an
/// `Id`, and a plain number where the author wants one.
pub(crate) fn wire(input: &Input, column_type: &ColumnType, inner: Option<&Type>) -> TokenStream {
    let rt = input.attribute.runtime();
    let span = inner.map_or_else(Span::call_site, |ty| ty.span());
    match column_type {
        ColumnType::Id(_) => match inner.map(own_type::of) {
            Some(OwnType::Id(of)) => {
                let of = input.outside(of);
                quote_spanned!(span=> #rt::Id<#of>)
            }
            _ => quote!(::core::primitive::i64),
        },
        ColumnType::Plain(plain) => {
            let name = Ident::new(plain.rust_name(), Span::call_site());
            match plain.origin() {
                TypeOrigin::Primitive => quote!(::core::primitive::#name),
                TypeOrigin::Std => quote!(::std::string::#name),
                TypeOrigin::Runtime => quote!(#rt::#name),
            }
        }
        ColumnType::List(one) => {
            let item = match inner.map(own_type::of) {
                Some(OwnType::List(item)) => Some(item),
                _ => None,
            };
            let item = wire(input, one, item);
            quote!(::std::vec::Vec<#item>)
        }
    }
}

/// Reports a type that a field's value can't be written from, as far as its tokens tell; whether
/// it did.
pub(crate) fn refuse_written(
    input: &Input,
    member: &Member,
    column: &Column,
    column_type: &ColumnType,
    nullable: bool,
    report: &mut Report,
) -> bool {
    let (wrap, inner) = match own_type::of(&member.ty) {
        OwnType::Option(inner) => (Wrap::Option, inner),
        OwnType::Presence(inner) => (Wrap::Presence, inner),
        _ => (Wrap::Plain, &member.ty),
    };
    let fits = match (column_type, own_type::of(inner)) {
        // A day is its own midnight, a whole number an amount.
        (ColumnType::Plain(PlainType::Timestamp), OwnType::Plain(PlainType::Date))
        | (ColumnType::Plain(PlainType::Money), OwnType::Plain(PlainType::Integer)) => true,
        (_, OwnType::Never | OwnType::Borrowed) => true,
        (column_type, _) => fits(column_type, inner).is_some(),
    };
    if !fits {
        let expected = Expected {
            input,
            column,
            column_type,
            // What must be given is no `Option` only because the column could be null.
            nullable: nullable && wrap != Wrap::Plain,
        };
        expected.wrong_type(member, wrap, report);
    }
    !fits
}

enum Fit<'t> {
    Itself,
    Each(&'t Type),
}

/// Whether a type can hold the column_type, as far as its tokens tell.
fn fits<'t>(column_type: &ColumnType, ty: &'t Type) -> Option<Fit<'t>> {
    match (column_type, own_type::of(ty)) {
        // The compiler decides.
        (_, OwnType::Other) => Some(Fit::Itself),
        (ColumnType::List(one), OwnType::List(item)) => match fits(one, item)? {
            Fit::Itself => Some(Fit::Each(item)),
            Fit::Each(_) => None,
        },
        (ColumnType::Id(_), OwnType::Id(_)) => Some(Fit::Itself),
        // A key is a number too.
        (ColumnType::Id(_), OwnType::Plain(PlainType::Integer)) => Some(Fit::Itself),
        (ColumnType::Plain(plain), OwnType::Plain(own)) => (*plain == own).then_some(Fit::Itself),
        _ => None,
    }
}

fn points_to(column_type: &ColumnType, ty: &Type) -> Option<(String, Type)> {
    match (column_type, own_type::of(ty)) {
        (ColumnType::Id(entity), OwnType::Id(of)) => Some((entity.clone(), of.clone())),
        (ColumnType::List(one), OwnType::List(item)) => points_to(one, item),
        _ => None,
    }
}

/// What null and what an absent column mean: what the author said of one goes for the other too,
/// unless both are said.
pub(crate) fn meanings(member: &Member) -> (Option<TokenStream>, Option<TokenStream>) {
    let null = member.attribute.null.as_ref();
    let default = member.attribute.default.as_ref();
    (null.or(default).map(meaning), default.or(null).map(meaning))
}

fn meaning(meaning: &Meaning) -> TokenStream {
    match meaning {
        Meaning::Default(span) => quote_spanned!(*span=> ::core::default::Default::default()),
        Meaning::Is(value) => value.to_token_stream(),
    }
}

/// What the schema says, for messages.
struct Expected<'a> {
    input: &'a Input,
    column: &'a Column,
    column_type: &'a ColumnType,
    nullable: bool,
}

impl Expected<'_> {
    fn path(&self) -> String {
        let suffix = self
            .column
            .suffix
            .as_ref()
            .map(|suffix| format!(":{}", suffix.as_str()))
            .unwrap_or_default();
        format!(
            "`{}{suffix}` of `{}`",
            self.column.name, self.column.entity.name
        )
    }

    /// Whether the type inside of an `Id` is the struct itself, and that is of another entity.
    fn is_another(&self, entity: &str, of: &Type) -> bool {
        let inside = own_type::text(of);
        let itself = inside == "Self" || self.input.ident == inside;
        let own = self.input.entity();
        let contact = |name: &str| {
            matches!(
                name,
                "Contact" | "Individual" | "Household" | "Organization"
            )
        };
        itself
            && self.input.attribute.marker.is_none()
            && own != entity
            && !(contact(&own) && contact(entity))
    }

    fn rust(&self) -> String {
        let me = match &self.input.attribute.marker {
            Some(marker) => marker.to_token_stream().to_string().replace(' ', ""),
            None => self.input.ident.to_string(),
        };
        let own = self.input.attribute.entity.as_ref().map(syn::LitStr::value);
        self.column_type
            .rust(&me, own.as_deref().unwrap_or_default())
    }

    fn wrong_type(&self, member: &Member, wrap: Wrap, report: &mut Report) {
        let rust = self.rust();
        let wanted = match wrap {
            Wrap::Presence => format!("Presence<{rust}>"),
            Wrap::Option => format!("Option<{rust}>"),
            Wrap::Plain
                if self.nullable
                    && member.attribute.null.is_none()
                    && member.attribute.default.is_none() =>
            {
                format!("Option<{rust}>")
            }
            Wrap::Plain => rust,
        };
        let origin = match self.column_type {
            ColumnType::Plain(plain)
                if plain.origin() == TypeOrigin::Runtime && *plain != PlainType::Json =>
            {
                " (of civi_runtime)"
            }
            _ => "",
        };
        report.under(
            &member.ty,
            format!(
                "{} holds {}: this is `{wanted}`{origin}, not `{}`",
                self.path(),
                self.column_type.words(),
                own_type::text(&member.ty),
            ),
        );
    }

    fn missing_option(&self, member: &Member, report: &mut Report) {
        let why = if self.column.joins.is_empty() {
            format!("{} can be null", self.path())
        } else {
            format!(
                "{} is reached through a join, and a row without a partner has null there",
                self.path()
            )
        };
        report.under(
            &member.ty,
            format!(
                "{why}: this is `Option<{ty}>`\nor say what null means: `#[civi_entity(null = …)]`, \
                 or `#[civi_entity(default)]`",
                ty = own_type::text(&member.ty),
            ),
        );
    }
}
