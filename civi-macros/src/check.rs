//! Whether a field's Rust type fits what the schema says, and how its value is made.

use civi_schema::rust_type::FieldType;
use proc_macro2::TokenStream;
use quote::{ToTokens, quote, quote_spanned};
use syn::Type;
use syn::spanned::Spanned as _;

use crate::attribute::Meaning;
use crate::fact::Fact;
use crate::report::Report;
use crate::resolve::Column;
use crate::shape::{self, Known, Shape};
use crate::target::{Member, Target};

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
    target: &Target,
    member: &Member,
    column: &Column,
    kind: &FieldType,
    report: &mut Report,
) -> Option<Cell> {
    let fact = &Fact::of(kind, column.suffix.is_some());
    let nullable = column.nullable(kind);
    let (wrap, inner) = match shape::of(&member.ty) {
        Shape::Option(inner) => (Wrap::Option, inner),
        Shape::Presence(inner) => (Wrap::Presence, inner),
        _ => (Wrap::Plain, &member.ty),
    };
    let attribute = &member.attribute;
    let (null, absent) = meanings(member);
    if let Some(with) = &attribute.with {
        let wire = wire(target, fact, None);
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
        target,
        column,
        fact,
        nullable,
    };
    let Some(fit) = fits(fact, inner) else {
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
    let points_to = points_to(fact, inner);
    if let Some((entity, of)) = &points_to
        && expected.is_another(entity, of)
    {
        report.under(
            of,
            format!(
                "{} is the id of a `{entity}`, and `{}` is a `{}`: write `i64`, or the struct that \
                 you have for `{entity}`",
                expected.path(),
                target.ident,
                target.entity()
            ),
        );
        return None;
    }
    Some(Cell {
        wire: wire(target, fact, Some(inner)),
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
pub(crate) fn wire(target: &Target, fact: &Fact, inner: Option<&Type>) -> TokenStream {
    let rt = target.attribute.runtime();
    let span = inner.map_or_else(proc_macro2::Span::call_site, |ty| ty.span());
    match fact {
        Fact::Id(_) => match inner.map(shape::of) {
            Some(Shape::Id(of)) => {
                let of = target.outside(of);
                quote_spanned!(span=> #rt::Id<#of>)
            }
            _ => quote!(::core::primitive::i64),
        },
        Fact::Integer => quote!(::core::primitive::i64),
        Fact::Float => quote!(::core::primitive::f64),
        Fact::Money => quote!(#rt::Decimal),
        Fact::Boolean => quote!(::core::primitive::bool),
        Fact::Text => quote!(::std::string::String),
        Fact::Date => quote!(#rt::Date),
        Fact::DateTime => quote!(#rt::DateTime),
        Fact::Time => quote!(#rt::Time),
        Fact::Json => quote!(#rt::codegen::derive::Json),
        Fact::List(one) => {
            let item = match inner.map(shape::of) {
                Some(Shape::List(item)) => Some(item),
                _ => None,
            };
            let item = wire(target, one, item);
            quote!(::std::vec::Vec<#item>)
        }
    }
}

/// Reports a type that a field's value can't be written from, as far as its tokens tell; whether
/// it did.
pub(crate) fn refuse_written(
    target: &Target,
    member: &Member,
    column: &Column,
    fact: &Fact,
    nullable: bool,
    report: &mut Report,
) -> bool {
    let (wrap, inner) = match shape::of(&member.ty) {
        Shape::Option(inner) => (Wrap::Option, inner),
        Shape::Presence(inner) => (Wrap::Presence, inner),
        _ => (Wrap::Plain, &member.ty),
    };
    let fits = match (fact, shape::of(inner)) {
        // A day is its own midnight, a whole number an amount.
        (Fact::DateTime, Shape::Known(Known::Date))
        | (Fact::Money, Shape::Known(Known::Integer)) => true,
        (_, Shape::Never | Shape::Borrowed) => true,
        (fact, _) => fits(fact, inner).is_some(),
    };
    if !fits {
        let expected = Expected {
            target,
            column,
            fact,
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

/// Whether a type can hold the fact, as far as its tokens tell.
fn fits<'t>(fact: &Fact, ty: &'t Type) -> Option<Fit<'t>> {
    let itself = |yes: bool| yes.then_some(Fit::Itself);
    match (fact, shape::of(ty)) {
        // The compiler decides.
        (_, Shape::Other) => Some(Fit::Itself),
        (Fact::List(one), Shape::List(item)) => match fits(one, item)? {
            Fit::Itself => Some(Fit::Each(item)),
            Fit::Each(_) => None,
        },
        (Fact::Id(_), Shape::Id(_)) => Some(Fit::Itself),
        (fact, Shape::Known(known)) => itself(matches!(
            (fact, known),
            (Fact::Id(_) | Fact::Integer, Known::Integer)
                | (Fact::Float, Known::Float)
                | (Fact::Money, Known::Money)
                | (Fact::Boolean, Known::Boolean)
                | (Fact::Text, Known::Text)
                | (Fact::Date, Known::Date)
                | (Fact::DateTime, Known::DateTime)
                | (Fact::Time, Known::Time)
                | (Fact::Json, Known::Json)
        )),
        _ => None,
    }
}

fn points_to(fact: &Fact, ty: &Type) -> Option<(String, Type)> {
    match (fact, shape::of(ty)) {
        (Fact::Id(entity), Shape::Id(of)) => Some((entity.clone(), of.clone())),
        (Fact::List(one), Shape::List(item)) => points_to(one, item),
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
    target: &'a Target,
    column: &'a Column,
    fact: &'a Fact,
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
        let inside = shape::text(of);
        let itself = inside == "Self" || self.target.ident == inside;
        let own = self.target.entity();
        let contact = |name: &str| {
            matches!(
                name,
                "Contact" | "Individual" | "Household" | "Organization"
            )
        };
        itself
            && self.target.attribute.marker.is_none()
            && own != entity
            && !(contact(&own) && contact(entity))
    }

    fn rust(&self) -> String {
        let me = match &self.target.attribute.marker {
            Some(marker) => marker.to_token_stream().to_string().replace(' ', ""),
            None => self.target.ident.to_string(),
        };
        let own = self
            .target
            .attribute
            .entity
            .as_ref()
            .map(syn::LitStr::value);
        self.fact.rust(&me, own.as_deref().unwrap_or_default())
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
        let home = match self.fact {
            Fact::Money | Fact::Date | Fact::DateTime | Fact::Time => " (of civi_runtime)",
            _ => "",
        };
        report.under(
            &member.ty,
            format!(
                "{} holds {}: this is `{wanted}`{home}, not `{}`",
                self.path(),
                self.fact.words(),
                shape::text(&member.ty),
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
                ty = shape::text(&member.ty),
            ),
        );
    }
}
