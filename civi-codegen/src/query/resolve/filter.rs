//! Conditions as expressions of Rust.

use proc_macro2::TokenStream;
use quote::quote;

use super::Scope;
use super::typed::Typed;
use super::writer::ident;
use crate::model::Scalar;
use crate::query::canonical::{Clause, Comparison, Junction, Right};
use crate::query::literal::Literal;

/// How many conditions are joined by `&` or `|`; more stand in a list.
const JOINED: usize = 12;

impl Scope<'_, '_> {
    /// The conditions of a list, one expression each.
    pub(in crate::query) fn filters(
        &mut self,
        clauses: &[Clause],
        outputs: bool,
    ) -> Vec<TokenStream> {
        clauses
            .iter()
            .filter_map(|clause| self.filter(clause, outputs))
            .collect()
    }

    /// The conditions of a list as one expression; `None` where there are none.
    pub(in crate::query) fn all(
        &mut self,
        clauses: &[Clause],
        outputs: bool,
    ) -> Option<TokenStream> {
        let parts: Vec<(TokenStream, bool)> = clauses
            .iter()
            .filter_map(|clause| Some((self.filter(clause, outputs)?, is_group(clause))))
            .collect();
        self.joined(parts, Junction::And)
    }

    fn filter(&mut self, clause: &Clause, outputs: bool) -> Option<TokenStream> {
        match clause {
            Clause::Compare(comparison) => self.comparison(comparison, outputs),
            Clause::Group(junction, inner) => {
                let parts: Vec<(TokenStream, bool)> = inner
                    .iter()
                    .filter_map(|clause| Some((self.filter(clause, outputs)?, is_group(clause))))
                    .collect();
                let whole = self.joined(parts, *junction)?;
                Some(match junction {
                    Junction::Not => quote!(!(#whole)),
                    _ => whole,
                })
            }
        }
    }

    fn joined(
        &mut self,
        parts: Vec<(TokenStream, bool)>,
        junction: Junction,
    ) -> Option<TokenStream> {
        if parts.len() > JOINED {
            let filter = self.writer.runtime("filter");
            let parts = parts.into_iter().map(|(part, _)| part);
            return Some(match junction {
                Junction::Or => quote!(#filter::any([#(#parts),*])),
                _ => quote!(#filter::all([#(#parts),*])),
            });
        }
        let single = parts.len() == 1;
        parts
            .into_iter()
            .map(|(part, group)| {
                if group && !single {
                    quote!((#part))
                } else {
                    part
                }
            })
            .reduce(|whole, part| match junction {
                Junction::Or => quote!(#whole | #part),
                _ => quote!(#whole & #part),
            })
    }

    fn comparison(&mut self, it: &Comparison, outputs: bool) -> Option<TokenStream> {
        let left = self.text(&it.left, it.at, outputs)?;
        match &it.right {
            Right::Missing => {
                let method = ident(&it.operator.to_lowercase().replace(' ', "_"));
                let left = self.checked(left, it.operator);
                let left = self.receiver(&left);
                Some(quote!(#left.#method()))
            }
            Right::Expression(text) => self.fields(left, it, text, outputs),
            Right::Value(value) => self.value(left, it, value),
        }
    }

    /// The field, with a stated type where the schema doesn't allow the operator on it.
    fn checked(&mut self, typed: Typed, operator: &str) -> Typed {
        if self.catalog.takes_operator(&typed.rust, operator) {
            return typed;
        }
        self.writer.remark(format!(
            "the schema doesn't allow `{operator}` on `{}`: its type is stated",
            typed.wire
        ));
        self.as_json(&typed)
    }

    /// The expression that a method is called on.
    fn receiver(&self, typed: &Typed) -> TokenStream {
        let tokens = &typed.tokens;
        if typed.rust.restricted && !typed.calculated {
            quote!(#tokens.assume_permitted())
        } else {
            quote!(#tokens)
        }
    }

    /// A comparison with another field or expression.
    fn fields(
        &mut self,
        left: Typed,
        it: &Comparison,
        text: &str,
        outputs: bool,
    ) -> Option<TokenStream> {
        let method = match it.operator {
            "=" => quote!(eq_field),
            "!=" => quote!(ne_field),
            ">" => quote!(gt_field),
            ">=" => quote!(ge_field),
            "<" => quote!(lt_field),
            "<=" => quote!(le_field),
            other => {
                self.writer.problem(
                    it.at,
                    format!(
                        "`{} {other} {text}` compares two fields; `{other}` takes a value",
                        it.left
                    ),
                );
                return None;
            }
        };
        let right = self.text(text, it.at, outputs)?;
        let left = self.checked(left, it.operator);
        let (left, right) = if left.compares_with(&right) {
            (left, right)
        } else {
            self.writer.remark(format!(
                "`{}` and `{}` are of different types: theirs are stated",
                left.wire, right.wire
            ));
            (self.as_json(&left), self.as_json(&right))
        };
        let (left, right) = (self.receiver(&left), self.used(&right));
        Some(quote!(#left.#method(#right)))
    }

    /// A comparison with a value.
    fn value(&mut self, left: Typed, it: &Comparison, value: &Literal) -> Option<TokenStream> {
        let left = self.checked(left, it.operator);
        if let Some(tokens) = self.typed_value(&left, it.operator, value) {
            return Some(tokens);
        }
        self.writer.remark(format!(
            "`{} {}` compares `{}` with a value of another type: the field's is stated",
            it.left, it.operator, left.wire
        ));
        let json = self.as_json(&left);
        let tokens = self.typed_value(&json, it.operator, value);
        if tokens.is_none() {
            self.writer.problem(
                it.at,
                format!("`{} {}` can't take this value", it.left, it.operator),
            );
        }
        tokens
    }

    /// The comparison, where the field's type has the operator and the value.
    fn typed_value(
        &mut self,
        left: &Typed,
        operator: &str,
        value: &Literal,
    ) -> Option<TokenStream> {
        let field = self.receiver(left);
        let scalar = left.rust.value.clone();
        // A calculated year compares with a date in words as well.
        let is_year = left.wire.starts_with("YEAR(") && left.wire.ends_with(')');
        let one = |scope: &mut Self, value: &Literal| {
            if let Some(parent) = scope.parent_value(value, &scalar, None) {
                return Some(parent);
            }
            let typed = scope.operand(value, &scalar);
            let typed = match (typed, is_year, value.as_text()) {
                (None, true, Some(_)) => scope.operand(value, &Scalar::Date),
                (typed, ..) => typed,
            };
            typed.map(|operand| operand.tokens)
        };
        let is_list = left.rust.list;
        match operator {
            "=" | "!=" => {
                let method = if operator == "=" {
                    quote!(eq)
                } else {
                    quote!(ne)
                };
                // The site takes no list there.
                if value.as_list().is_some() {
                    return None;
                }
                let value = one(self, value)?;
                Some(quote!(#field.#method(#value)))
            }
            ">" | ">=" | "<" | "<=" if left.is_ordered() => {
                let method = match operator {
                    ">" => quote!(gt),
                    ">=" => quote!(ge),
                    "<" => quote!(lt),
                    _ => quote!(le),
                };
                let value = one(self, value)?;
                Some(quote!(#field.#method(#value)))
            }
            "IN" | "NOT IN" => {
                let method = if operator == "IN" {
                    quote!(in_)
                } else {
                    quote!(not_in)
                };
                let values = self.operands(value, &scalar)?;
                Some(quote!(#field.#method(#values)))
            }
            "BETWEEN" | "NOT BETWEEN" if left.is_ordered() => {
                let method = if operator == "BETWEEN" {
                    quote!(between)
                } else {
                    quote!(not_between)
                };
                let [from, to] = value.as_list()? else {
                    return None;
                };
                let (from, to) = (
                    self.operand(from, &scalar)?.tokens,
                    self.operand(to, &scalar)?.tokens,
                );
                Some(quote!(#field.#method(#from, #to)))
            }
            "LIKE" | "NOT LIKE" | "REGEXP" | "NOT REGEXP" | "REGEXP BINARY"
            | "NOT REGEXP BINARY"
                if !is_list
                    && matches!(scalar, Scalar::Text | Scalar::Options(_) | Scalar::Json) =>
            {
                let method = ident(&operator.to_lowercase().replace(' ', "_"));
                let pattern = self.operand(value, &Scalar::Text)?.tokens;
                Some(quote!(#field.#method(#pattern)))
            }
            "CONTAINS" | "NOT CONTAINS" | "CONTAINS ONE OF" | "NOT CONTAINS ONE OF"
                if is_list || matches!(scalar, Scalar::Text | Scalar::Json) =>
            {
                let several = value.as_list().is_some() || operator.ends_with("ONE OF");
                let method = match (operator.starts_with("NOT"), operator.ends_with("ONE OF")) {
                    (false, false) => quote!(contains),
                    (true, false) => quote!(not_contains),
                    (false, true) => quote!(contains_one_of),
                    (true, true) => quote!(not_contains_one_of),
                };
                if !several {
                    let value = self.operand(value, &scalar).filter(|it| !it.single)?.tokens;
                    return Some(quote!(#field.#method(#value)));
                }
                // A list of one is that one to the site.
                if let (false, Some([only])) = (operator.ends_with("ONE OF"), value.as_list()) {
                    let only = self.operand(only, &scalar).filter(|it| !it.single)?.tokens;
                    return Some(quote!(#field.#method(#only)));
                }
                if !operator.ends_with("ONE OF") {
                    return None;
                }
                let values = self.operands(value, &scalar)?;
                Some(quote!(#field.#method(#values)))
            }
            _ => None,
        }
    }

    /// A field of the row that a chained call is made for, `$id`, where one value of this type is
    /// wanted, or the key of one of several entities.
    pub(in crate::query) fn parent_value(
        &mut self,
        value: &Literal,
        wanted: &Scalar,
        targets: Option<&str>,
    ) -> Option<TokenStream> {
        let (parent, text) = (self.parent?, value.as_text()?.strip_prefix('$')?);
        let mut above = Scope::new(self.catalog, self.writer, parent);
        let typed = above.path(text).ok()?;
        let points = |set: &str| {
            let set = self.catalog.model.target_sets.get(set);
            let is_one = |key: &str| set.is_some_and(|it| it.targets.iter().any(|(_, e)| e == key));
            matches!(&typed.rust.value, Scalar::Id(key) if is_one(key))
        };
        let fits = match targets {
            Some(set) => points(set),
            None => typed.rust.value == *wanted,
        };
        let (tokens, read) = (typed.tokens.clone(), self.writer.runtime("read"));
        if fits && !typed.rust.list {
            return Some(quote!(#read::parent(#tokens)));
        }
        // What has another type in the bindings is stated to have the wanted one.
        if targets.is_some() {
            return None;
        }
        let (field, entity) = (
            self.writer.runtime("Field"),
            self.writer.entity(&parent.type_name),
        );
        let ty = self.writer.scalar(wanted);
        self.writer.remark(format!(
            "`{}` is no {}: its type is stated",
            value.as_text().unwrap_or_default(),
            ty.to_string().replace(' ', "")
        ));
        Some(quote!(#read::parent(#field::<#entity, #ty>::new(#text))))
    }
}

fn is_group(clause: &Clause) -> bool {
    matches!(clause, Clause::Group(Junction::And | Junction::Or, inner) if inner.len() > 1)
}
