//! The attribute on an enum of one's own for an option list.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens as _, quote};
use syn::{Attribute, Expr, ExprLit, ExprUnary, Lit, LitInt, LitStr, Path, UnOp};

use super::key;
use crate::report::Report;

/// `#[civi_option(…)]` on an enum.
#[derive(Default)]
pub(crate) struct EnumAttribute {
    /// `crate = civi`.
    pub(crate) runtime: Option<Path>,
    /// `serde`.
    pub(crate) serde: bool,
}

/// `#[civi_option(…)]` on a variant.
#[derive(Default)]
pub(crate) struct VariantAttribute {
    /// `value = "Female"` or `value = 1`.
    pub(crate) value: Option<OptionValue>,
    /// `fallback`, and where it says so.
    pub(crate) fallback: Option<Span>,
}

/// What a variant stands for on the wire.
pub(crate) enum OptionValue {
    /// A name, or a stored string.
    Text(LitStr),
    /// A stored number.
    Number(i64, LitInt),
}

impl EnumAttribute {
    /// The path of the runtime crate.
    pub(crate) fn runtime(&self) -> TokenStream {
        match &self.runtime {
            Some(path) => path.to_token_stream(),
            None => quote!(::civi_runtime),
        }
    }

    /// Reads the attributes of an enum.
    pub(crate) fn read(attributes: &[Attribute], report: &mut Report) -> Self {
        let mut this = EnumAttribute::default();
        key::each(
            attributes,
            "civi_option",
            &["crate", "serde"],
            report,
            |key, meta, _| {
                match key {
                    "crate" => this.runtime = Some(meta.value()?.call(Path::parse_mod_style)?),
                    "serde" => this.serde = true,
                    _ => return Ok(false),
                }
                Ok(true)
            },
        );
        this
    }
}

impl VariantAttribute {
    /// Reads the attributes of one variant.
    pub(crate) fn read(attributes: &[Attribute], report: &mut Report) -> Self {
        let mut this = VariantAttribute::default();
        let known = &["value", "fallback"];
        key::each(
            attributes,
            "civi_option",
            known,
            report,
            |key, meta, report| {
                match key {
                    "value" => {
                        let value: Expr = meta.value()?.parse()?;
                        match OptionValue::read(&value) {
                        Some(value) => this.value = Some(value),
                        None => report.under(
                            &value,
                            "an option's value is a string, as `value = \"Female\"`, or a whole \
                             number, as `value = 1`",
                        ),
                    }
                    }
                    "fallback" => this.fallback = Some(key::span(meta)),
                    _ => return Ok(false),
                }
                Ok(true)
            },
        );
        if let (Some(fallback), Some(_)) = (this.fallback, &this.value) {
            report.at(
                fallback,
                "the fallback variant stands for every other value, so it has no `value` of its own",
            );
        }
        this
    }
}

impl OptionValue {
    fn read(value: &Expr) -> Option<Self> {
        match value {
            Expr::Lit(ExprLit {
                lit: Lit::Str(text),
                ..
            }) => Some(OptionValue::Text(text.clone())),
            Expr::Lit(ExprLit {
                lit: Lit::Int(number),
                ..
            }) => Some(OptionValue::Number(
                number.base10_parse().ok()?,
                number.clone(),
            )),
            Expr::Unary(ExprUnary {
                op: UnOp::Neg(_),
                expr,
                ..
            }) => match Self::read(expr)? {
                OptionValue::Number(number, token) => {
                    Some(OptionValue::Number(number.checked_neg()?, token))
                }
                OptionValue::Text(_) => None,
            },
            _ => None,
        }
    }
}
