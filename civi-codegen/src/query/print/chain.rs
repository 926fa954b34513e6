//! Calls that are made for each row of another.

use proc_macro2::TokenStream;
use quote::quote;

use super::write::Action;
use crate::query::Call;
use crate::query::canonical::Canonical;
use crate::query::literal::{Literal, Value};
use crate::query::resolve::Scope;

impl Scope<'_, '_> {
    /// Adds the calls that are chained to an action, if there are any.
    pub(in crate::query) fn with_chain(
        &mut self,
        action: Action,
        chain: &[(String, Literal)],
    ) -> Action {
        let Action {
            mut tokens,
            mut lets,
            finds,
        } = action;
        for (name, call) in chain {
            tokens.extend(self.chained(name, call, &mut lets));
        }
        Action {
            tokens,
            lets,
            finds,
        }
    }

    /// `.chain(name, call)`.
    pub(in crate::query) fn chained(
        &mut self,
        name: &str,
        call: &Literal,
        lets: &mut TokenStream,
    ) -> Option<TokenStream> {
        let parts = call.as_list().unwrap_or_default();
        let (Some(entity), Some(action)) = (
            parts.first().and_then(Literal::as_text),
            parts.get(1).and_then(Literal::as_text),
        ) else {
            self.writer.problem(
                call.at,
                format!("the chained call `{name}` is a list: [\"Email\", \"get\", {{…}}]"),
            );
            return None;
        };
        let entity = match self.catalog.entity(entity) {
            Ok(entity) => entity,
            Err(message) => {
                self.writer.problem(call.at, message);
                return None;
            }
        };
        let mut inner = Call::new(entity.wire.clone(), action, call.at);
        if let Some(params) = parts.get(2).and_then(Literal::as_map) {
            inner.params = params.to_vec();
        }
        let params = Canonical::of(&inner, &mut self.writer.problems);
        let parent = self.entity;
        let mut scope = Scope::new(self.catalog, self.writer, entity);
        scope.parent = Some(parent);
        let action = scope.action_name(action, call.at)?;
        let expression = if action == "get" && !scope.is_setting() {
            let get = scope.get(&params);
            lets.extend(get.lets.clone());
            get.expression()
        } else {
            let made = scope.action(&action, &params, &inner);
            lets.extend(made.lets);
            made.tokens
        };
        let taken = self.taken(name, parts.get(3), expression)?;
        Some(quote!(.chain(#name, #taken)))
    }

    /// What is taken of the rows of a chained call.
    fn taken(
        &mut self,
        name: &str,
        index: Option<&Literal>,
        call: TokenStream,
    ) -> Option<TokenStream> {
        let Some(index) = index.filter(|index| index.value != Value::Null) else {
            return Some(call);
        };
        match &index.value {
            Value::Number(digits) if digits == "0" => {
                let read = self.writer.runtime("read");
                Some(quote!(#read::first(#call)))
            }
            Value::Text(column) if column.parse::<i64>().is_err() && !column.is_empty() => {
                let read = self.writer.runtime("read");
                Some(quote!(#read::by(#column, #call)))
            }
            Value::List(parts) if parts.is_empty() => Some(call),
            _ => {
                self.writer.problem(
                    index.at,
                    format!(
                        "the chained call `{name}`: of its rows civi takes all, the first (0), or \
                         one for each value of a column (\"name\"); select the column that is meant"
                    ),
                );
                None
            }
        }
    }
}
