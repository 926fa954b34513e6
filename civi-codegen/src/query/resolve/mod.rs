//! A call against the bindings: every name is found, every type is known.

pub(super) mod catalog;
mod equation;
mod filter;
mod function;
pub(super) mod info;
mod modifier;
pub(super) mod operand;
mod path;
pub(super) mod typed;
pub(super) mod writer;

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::expression::{self, Expression};
use crate::model::{EntityModel, Scalar};
use catalog::Catalog;
use operand::number;
use typed::Typed;
use writer::Writer;

/// What can be named in one call.
pub(super) struct Scope<'m, 'w> {
    pub(super) catalog: &'w Catalog<'m>,
    pub(super) writer: &'w mut Writer,
    pub(super) entity: &'m EntityModel,
    pub(super) joins: Vec<Joined<'m>>,
    /// Calculated values that have a name.
    pub(super) outputs: Vec<(String, Typed)>,
    /// The entity whose rows the call is made for, where it is chained.
    pub(super) parent: Option<&'m EntityModel>,
}

/// A join that fields may stand behind.
#[derive(Clone)]
pub(super) struct Joined<'m> {
    pub(super) alias: String,
    pub(super) ident: Ident,
    pub(super) entity: &'m EntityModel,
    pub(super) bridge: Option<&'m EntityModel>,
}

impl<'m, 'w> Scope<'m, 'w> {
    pub(super) fn new(
        catalog: &'w Catalog<'m>,
        writer: &'w mut Writer,
        entity: &'m EntityModel,
    ) -> Self {
        Scope {
            catalog,
            writer,
            entity,
            joins: Vec::new(),
            outputs: Vec::new(),
            parent: None,
        }
    }

    /// What a text means where a field or an expression stands. `outputs` says whether the names of
    /// calculated values count.
    pub(super) fn text(&mut self, text: &str, at: usize, outputs: bool) -> Option<Typed> {
        if outputs && let Some((_, typed)) = self.outputs.iter().find(|(name, _)| name == text) {
            return Some(typed.clone());
        }
        let resolved = match expression::read(text) {
            Ok(expression) => self.expression(&expression),
            Err(trouble) => Err(trouble.0),
        };
        match resolved {
            Ok(typed) => Some(typed),
            Err(message) => {
                self.writer.problem(at, message);
                None
            }
        }
    }

    /// A value that stands where an expression does.
    fn literal(&mut self, value: TokenStream, ty: Scalar, expression: &Expression) -> Typed {
        let (function, marker) = (self.writer.runtime("function"), self.marker());
        let tokens = quote!(#function::literal::<#marker, _>(#value));
        Typed::calculated(tokens, ty, false, false, expression.to_string())
    }

    /// What an expression means.
    pub(super) fn expression(&mut self, expression: &Expression) -> Result<Typed, String> {
        match expression {
            Expression::Field(path) => self.path(path),
            Expression::Function(function) => self.function(function),
            Expression::Equation(operands, operators) => self.equation(operands, operators),
            Expression::Text(text) => Ok(self.literal(quote!(#text), Scalar::Text, expression)),
            Expression::Number(digits) => {
                let value = match digits.parse::<i64>() {
                    Ok(_) => Scalar::Integer,
                    Err(_) => Scalar::Float,
                };
                Ok(self.literal(number(digits), value, expression))
            }
            Expression::Star => Ok(self.raw(expression)),
        }
    }
}
