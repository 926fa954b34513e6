//! The attribute on a field: which column it is of, and how its value is made.

use proc_macro2::Span;
use syn::{Attribute, Expr, ExprLit, Lit, LitStr, Token};

use super::key;
use crate::report::Report;

/// `#[civi_entity(…)]` on a field of a struct.
#[derive(Default)]
pub(crate) struct FieldAttribute {
    /// `field = …`.
    pub(crate) path: Option<Path>,
    /// `flatten`, and where it says so.
    pub(crate) flatten: Option<Span>,
    /// `prefix = "address_primary"`.
    pub(crate) prefix: Option<LitStr>,
    /// `skip`, and where it says so.
    pub(crate) skip: Option<Span>,
    /// `null = …`: what null means.
    pub(crate) null: Option<Meaning>,
    /// `default`, `default = …`: what a column means that the site left out.
    pub(crate) default: Option<Meaning>,
    /// `with = path`: turns the wire's value into the field's.
    pub(crate) with: Option<Expr>,
    /// `write_with = path`: turns the field's value into the wire's.
    pub(crate) write_with: Option<Expr>,
    /// `write_null`: `None` is sent as null instead of being left out.
    pub(crate) write_null: Option<Span>,
}

/// How a field names its column.
pub(crate) enum Path {
    /// `"email_primary.email"`.
    Wire(LitStr),
    /// `Contact::EMAIL_PRIMARY.to(Email::EMAIL)`, with `bindings`.
    Constant(Expr),
}

/// What stands in for a value that is not there.
pub(crate) enum Meaning {
    /// `Default::default()`.
    Default(Span),
    /// An expression of the field's type.
    Is(Expr),
}

const KEYS: &[&str] = &[
    "field",
    "flatten",
    "prefix",
    "skip",
    "null",
    "default",
    "with",
    "write_with",
    "write_null",
];

impl FieldAttribute {
    /// Reads the attributes of one field.
    pub(crate) fn read(attributes: &[Attribute], report: &mut Report) -> Self {
        let mut this = FieldAttribute::default();
        key::each(attributes, "civi_entity", KEYS, report, |key, meta, _| {
            let span = key::span(meta);
            match key {
                "field" => {
                    this.path = Some(match meta.value()?.parse()? {
                        Expr::Lit(ExprLit {
                            lit: Lit::Str(text),
                            ..
                        }) => Path::Wire(text),
                        constant => Path::Constant(constant),
                    });
                }
                "flatten" => this.flatten = Some(span),
                "prefix" => this.prefix = Some(meta.value()?.parse()?),
                "skip" => this.skip = Some(span),
                "null" => this.null = Some(Meaning::Is(meta.value()?.parse()?)),
                "default" => {
                    this.default = Some(if meta.input.peek(Token![=]) {
                        Meaning::Is(meta.value()?.parse()?)
                    } else {
                        Meaning::Default(span)
                    });
                }
                "with" => this.with = Some(meta.value()?.parse()?),
                "write_with" => this.write_with = Some(meta.value()?.parse()?),
                "write_null" => this.write_null = Some(span),
                _ => return Ok(false),
            }
            Ok(true)
        });
        this.refuse_contradictions(report);
        this
    }

    /// Keys that mean nothing together are a mistake, not a preference of ours.
    fn refuse_contradictions(&self, report: &mut Report) {
        if let Some(skip) = self.skip {
            let other = [
                self.path.is_some().then_some("field"),
                self.flatten.is_some().then_some("flatten"),
                self.null.is_some().then_some("null"),
                self.with.is_some().then_some("with"),
                self.write_with.is_some().then_some("write_with"),
                self.write_null.is_some().then_some("write_null"),
            ];
            if let Some(other) = other.into_iter().flatten().next() {
                report.at(
                    skip,
                    format!("`skip` and `{other}` exclude each other: a skipped field is neither read nor written"),
                );
            }
        }
        if let Some(flatten) = self.flatten {
            let other = [
                self.path.is_some().then_some("field"),
                self.null.is_some().then_some("null"),
                self.default.is_some().then_some("default"),
                self.with.is_some().then_some("with"),
            ];
            if let Some(other) = other.into_iter().flatten().next() {
                report.at(
                    flatten,
                    format!("`flatten` and `{other}` exclude each other: a flattened struct brings its own fields"),
                );
            }
        } else if let Some(prefix) = &self.prefix {
            report.under(
                prefix,
                "`prefix` goes with `flatten`: it is the key by which the flattened struct's entity is reached",
            );
        }
    }
}
