//! What stands in and behind a function: a suffix, an order, a date in an argument, a part of a date.

use proc_macro2::TokenStream;
use quote::quote;

use super::Scope;
use super::typed::Typed;
use super::writer::ident;
use crate::model::Scalar;
use crate::query::expression::{Expression, Function};

impl Scope<'_, '_> {
    /// What a function with a suffix means: the name of what it gives, `MONTH(birth_date):label`.
    pub(super) fn suffixed_function(
        &mut self,
        it: &Function,
        suffix: &str,
        wire: String,
    ) -> Result<Option<Typed>, String> {
        if suffix != "label" || !matches!(it.name.as_str(), "MONTH" | "DAYOFWEEK") {
            return Ok(None);
        }
        let bare = Function {
            suffix: None,
            ..it.clone()
        };
        Ok(self.typed_function(&bare)?.map(|typed| {
            let tokens = &typed.tokens;
            Typed::calculated(quote!(#tokens.label()), Scalar::Text, false, true, wire)
        }))
    }

    /// What the values of a group are sorted by, if they are.
    pub(super) fn order_inside(&mut self, it: &Function) -> Result<Option<TokenStream>, String> {
        let Some((by, descending)) = it.order.first() else {
            return Ok(None);
        };
        let by = self.expression(by)?;
        let by = self.used(&by);
        let direction = ident(if *descending { "desc" } else { "asc" });
        Ok(Some(quote!(#by.#direction())))
    }

    /// An argument that is a date: a field or a function that has one, or text.
    pub(super) fn moment_argument(
        &mut self,
        expression: &Expression,
    ) -> Result<Option<TokenStream>, String> {
        match expression {
            Expression::Text(text) => Ok(Some(quote!(#text))),
            Expression::Number(_) | Expression::Star => Ok(None),
            other => {
                let typed = self.expression(other)?;
                Ok(typed.is_date().then(|| self.used(&typed)))
            }
        }
    }

    /// What EXTRACT takes out of a date.
    pub(super) fn part(&mut self, word: &str) -> Option<TokenStream> {
        if let Some(unit) = self.unit(word) {
            return Some(unit);
        }
        let mut name = String::new();
        for part in word.split('_') {
            let (first, rest) = part.split_at_checked(1)?;
            name.push_str(first);
            name.push_str(&rest.to_lowercase());
        }
        let (name, function) = (ident(&name), self.writer.runtime("function"));
        Some(quote!(#function::Part::#name))
    }
}
