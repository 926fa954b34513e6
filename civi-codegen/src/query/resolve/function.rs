//! Functions and equations as expressions of Rust.

use proc_macro2::TokenStream;
use quote::quote;

use super::Scope;
use super::operand::number;
use super::typed::Typed;
use super::writer::ident;
use crate::model::Scalar;
use crate::query::expression::{Argument, Expression, Function};

impl Scope<'_, '_> {
    /// The expression as the site reads it, with JSON for its type.
    pub(in crate::query) fn raw(&mut self, expression: &Expression) -> Typed {
        self.raw_as(expression.to_string(), Scalar::Json)
    }

    fn raw_as(&mut self, wire: String, value: Scalar) -> Typed {
        let function = self.writer.runtime("function");
        let (marker, ty) = (self.marker(), self.writer.scalar(&value));
        let tokens = quote!(#function::raw::<#marker, #ty>(#wire));
        Typed::calculated(tokens, value, false, true, wire)
    }

    /// What a function means.
    pub(in crate::query) fn function(&mut self, function: &Function) -> Result<Typed, String> {
        // Every name is looked up, also where the function itself is stated.
        let whole = Expression::Function(function.clone());
        for path in whole.fields() {
            self.path(path)?;
        }
        if let Some(typed) = self.typed_function(function)? {
            return Ok(typed);
        }
        self.writer.remark(format!(
            "civi has no word for `{whole}` with these arguments: its type is stated"
        ));
        Ok(self.raw(&whole))
    }

    pub(super) fn typed_function(&mut self, it: &Function) -> Result<Option<Typed>, String> {
        let wire = it.to_string();
        if let Some(suffix) = &it.suffix {
            return self.suffixed_function(it, suffix, wire);
        }
        let function = self.writer.runtime("function");
        let name = it.name.as_str();
        let decorated = it.prefix.is_some()
            || !it.order.is_empty()
            || it.separator.is_some()
            || it.nth.is_some();
        let values: Vec<&Expression> = it
            .arguments
            .iter()
            .filter_map(|argument| match argument {
                Argument::Value(value) => Some(value),
                Argument::Words(_) => None,
            })
            .collect();
        let words = it.arguments.iter().find_map(|argument| match argument {
            Argument::Words(words) => Some(words.as_slice()),
            Argument::Value(_) => None,
        });
        if let ("COUNT", [Expression::Star], false) = (name, values.as_slice(), decorated) {
            let marker = self.marker();
            let tokens = quote!(#function::count_all::<#marker>());
            return Ok(Some(Typed::calculated(
                tokens,
                Scalar::Integer,
                false,
                false,
                wire,
            )));
        }
        if values.is_empty() && it.arguments.is_empty() && !decorated {
            let marker = self.marker();
            let (method, value) = match name {
                "NOW" => (quote!(now), Scalar::Timestamp),
                "CURDATE" => (quote!(curdate), Scalar::Date),
                "RAND" => (quote!(rand), Scalar::Float),
                _ => return Ok(None),
            };
            let tokens = quote!(#function::#method::<#marker>());
            return Ok(Some(Typed::calculated(tokens, value, false, false, wire)));
        }
        if matches!(name, "CONCAT" | "CONCAT_WS" | "REPLACE") && !decorated && words.is_none() {
            return self.texts(name, &values, wire);
        }
        if let ("DATEDIFF", [from, to], false, None) = (name, values.as_slice(), decorated, words) {
            let (Some(from), Some(to)) = (self.moment_argument(from)?, self.moment_argument(to)?)
            else {
                return Ok(None);
            };
            let marker = self.marker();
            let tokens = quote!(#function::datediff::<#marker>(#from, #to));
            return Ok(Some(Typed::calculated(
                tokens,
                Scalar::Integer,
                false,
                true,
                wire,
            )));
        }
        // All others begin with a field or another function.
        let Some(first) = values.first().filter(|it| !is_literal(it)) else {
            return Ok(None);
        };
        let first = self.expression(first)?;
        let rest = &values[1..];
        let x = self.used(&first);
        let same = (first.rust.value.clone(), first.rust.list);
        let made = |tokens: TokenStream, value: Scalar, list: bool, nullable: bool| {
            Ok(Some(Typed::calculated(
                tokens,
                value,
                list,
                nullable,
                wire.clone(),
            )))
        };
        match name {
            "COUNT" if rest.is_empty() && it.order.is_empty() && it.separator.is_none() => {
                return match it.prefix.as_deref() {
                    None => made(quote!(#function::count(#x)), Scalar::Integer, false, false),
                    Some("DISTINCT") => made(
                        quote!(#function::count_distinct(#x)),
                        Scalar::Integer,
                        false,
                        false,
                    ),
                    _ => Ok(None),
                };
            }
            "GROUP_CONCAT" if rest.is_empty() && it.nth.is_none() && it.order.len() < 2 => {
                // A list of lists is no type of rows.
                if it.separator.is_none() && same.1 {
                    return Ok(None);
                }
                let order = self.order_inside(it)?;
                let tokens = match (&it.separator, it.prefix.as_deref(), &order) {
                    (None, None, None) => quote!(#function::group_concat(#x)),
                    (None, Some("DISTINCT"), None) => {
                        quote!(#function::group_concat_distinct(#x))
                    }
                    (Some(separator), None, None) => {
                        quote!(#function::group_concat_text(#x, #separator))
                    }
                    (separator, prefix, order) => {
                        let prefix = prefix.map(|prefix| {
                            let method = ident(&prefix.to_lowercase());
                            quote!(.#method())
                        });
                        let order = order.as_ref().map(|order| quote!(.order_by(#order)));
                        let end = match separator {
                            Some(separator) => quote!(.text(#separator)),
                            None => quote!(.list()),
                        };
                        quote!(#function::GroupConcat::of(#x)#prefix #order #end)
                    }
                };
                return match it.separator {
                    Some(_) => made(tokens, Scalar::Text, false, true),
                    None => made(tokens, same.0, true, true),
                };
            }
            "GROUP_FIRST" | "GROUP_NTH"
                if rest.is_empty() && it.order.len() < 2 && it.prefix.is_none() =>
            {
                let order = self.order_inside(it)?;
                let nth = it.nth.map(|nth| number(&nth.to_string()));
                let tokens = match (name, nth, order) {
                    ("GROUP_FIRST", None, Some(by)) => quote!(#function::group_first(#x, &#by)),
                    ("GROUP_FIRST", None, None) => quote!(#function::group_first_unordered(#x)),
                    ("GROUP_NTH", Some(n), Some(by)) => {
                        quote!(#function::group_nth(#x, #n, &#by))
                    }
                    ("GROUP_NTH", Some(n), None) => {
                        quote!(#function::group_nth_unordered(#x, #n))
                    }
                    _ => return Ok(None),
                };
                return made(tokens, same.0, same.1, true);
            }
            "EXTRACT" if first.is_date() && rest.is_empty() => {
                let Some(unit) = it.prefix.as_deref().and_then(|unit| self.part(unit)) else {
                    return Ok(None);
                };
                return made(
                    quote!(#function::extract(#unit, #x)),
                    Scalar::Integer,
                    false,
                    true,
                );
            }
            _ if decorated => return Ok(None),
            "TIMESTAMPDIFF" if first.is_date() && rest.len() == 1 => {
                let unit = words.and_then(|words| self.unit(words.first()?));
                return match (
                    unit,
                    rest.first()
                        .map(|to| self.moment_argument(to))
                        .transpose()?
                        .flatten(),
                ) {
                    (Some(unit), Some(to)) => made(
                        quote!(#function::timestampdiff(#unit, #x, #to)),
                        Scalar::Integer,
                        false,
                        true,
                    ),
                    _ => Ok(None),
                };
            }
            "DATE_ADD" | "DATE_SUB" if first.is_date() && rest.is_empty() => {
                let Some([_, count, unit]) = words else {
                    return Ok(None);
                };
                let (Some(unit), Ok(count)) = (self.unit(unit), count.parse::<u32>()) else {
                    return Ok(None);
                };
                let count = proc_macro2::Literal::u32_unsuffixed(count);
                let method = ident(&name.to_lowercase());
                return made(
                    quote!(#function::#method(#x, #count, #unit)),
                    Scalar::Date,
                    false,
                    true,
                );
            }
            _ => {}
        }
        if words.is_some() {
            return Ok(None);
        }
        let method = ident(&name.to_lowercase());
        if rest.is_empty() {
            let (fits, value, nullable) = match name {
                "SUM" | "ABS" => (first.is_number(), same.0, true),
                "AVG" => (first.is_number(), Scalar::Float, true),
                "MIN" | "MAX" => (first.is_ordered(), same.0, true),
                "DATE" | "NEXTANNIV" => (first.is_date(), Scalar::Date, true),
                "TIME" => (
                    first.single() == Some(&Scalar::Timestamp),
                    Scalar::Time,
                    true,
                ),
                "YEAR" | "QUARTER" | "MONTH" | "DAYOFWEEK" | "DAYSTOANNIV" => {
                    (first.is_date(), Scalar::Integer, true)
                }
                "LOWER" | "UPPER" | "BINARY" => (true, Scalar::Text, true),
                "ISNULL" | "ISNOTNULL" => (true, Scalar::Boolean, false),
                _ => (false, Scalar::Json, true),
            };
            return if fits {
                made(quote!(#function::#method(#x)), value, false, nullable)
            } else {
                Ok(None)
            };
        }
        self.several(name, &first, x, rest, wire)
    }

    /// Functions of a field and further arguments.
    fn several(
        &mut self,
        name: &str,
        first: &Typed,
        x: TokenStream,
        rest: &[&Expression],
        wire: String,
    ) -> Result<Option<Typed>, String> {
        let function = self.writer.runtime("function");
        let mut arguments = Vec::new();
        for argument in rest {
            match self.argument(argument)? {
                Some(tokens) => arguments.push(tokens),
                None => return Ok(None),
            }
        }
        let digits = |index: usize| match rest.get(index) {
            Some(Expression::Number(digits)) => {
                digits.parse::<i32>().ok().map(|it| number(&it.to_string()))
            }
            _ => None,
        };
        let (tokens, value) = match (name, arguments.as_slice()) {
            ("IF", [then, otherwise]) => {
                (quote!(#function::if_(#x, #then, #otherwise)), Scalar::Json)
            }
            ("IFNULL", [other]) => (quote!(#function::ifnull(#x, #other)), Scalar::Json),
            ("NULLIF", [other]) => (quote!(#function::nullif(#x, #other)), Scalar::Json),
            ("COALESCE" | "GREATEST" | "LEAST", others)
                if others.len() <= 8 && !first.rust.list =>
            {
                let method = ident(&name.to_lowercase());
                (
                    quote!(#function::#method(#x, (#(#others,)*))),
                    first.rust.value.clone(),
                )
            }
            ("ROUND", [_]) if first.is_number() => match digits(0) {
                Some(digits) => (quote!(#function::round(#x, #digits)), Scalar::Float),
                None => return Ok(None),
            },
            ("LEFT" | "RIGHT", [_]) => match digits(0) {
                Some(digits) => {
                    let method = ident(&name.to_lowercase());
                    (quote!(#function::#method(#x, #digits)), Scalar::Text)
                }
                None => return Ok(None),
            },
            ("SUBSTRING", [_, _]) => match (digits(0), digits(1)) {
                (Some(from), Some(length)) => (
                    quote!(#function::substring(#x, #from, #length)),
                    Scalar::Text,
                ),
                _ => return Ok(None),
            },
            ("JSON_EXTRACT", [_]) => match rest.first() {
                Some(Expression::Text(path)) => {
                    (quote!(#function::json_extract(#x, #path)), Scalar::Json)
                }
                _ => return Ok(None),
            },
            _ => return Ok(None),
        };
        Ok(Some(Typed::calculated(tokens, value, false, true, wire)))
    }

    /// Functions that begin with any argument, literals too.
    fn texts(
        &mut self,
        name: &str,
        values: &[&Expression],
        wire: String,
    ) -> Result<Option<Typed>, String> {
        let function = self.writer.runtime("function");
        let mut arguments = Vec::new();
        for value in values {
            match self.argument(value)? {
                Some(tokens) => arguments.push(tokens),
                None => return Ok(None),
            }
        }
        let marker = self.marker();
        let tokens = match (name, arguments.as_slice(), values.first()) {
            ("CONCAT", parts @ [_, ..], _) if parts.len() <= 8 => {
                quote!(#function::concat::<#marker>((#(#parts,)*)))
            }
            ("CONCAT_WS", [_, parts @ ..], Some(Expression::Text(separator)))
                if (1..=8).contains(&parts.len()) =>
            {
                quote!(#function::concat_ws::<#marker>(#separator, (#(#parts,)*)))
            }
            ("REPLACE", [x, from, to], _) => quote!(#function::replace::<#marker>(#x, #from, #to)),
            _ => return Ok(None),
        };
        Ok(Some(Typed::calculated(
            tokens,
            Scalar::Text,
            false,
            true,
            wire,
        )))
    }

    /// An argument: a field, a function or a literal.
    pub(super) fn argument(
        &mut self,
        expression: &Expression,
    ) -> Result<Option<TokenStream>, String> {
        Ok(match expression {
            Expression::Text(text) => Some(quote!(#text)),
            Expression::Number(digits) => Some(number(digits)),
            Expression::Star => None,
            other => {
                let typed = self.expression(other)?;
                Some(self.used(&typed))
            }
        })
    }

    pub(super) fn unit(&mut self, word: &str) -> Option<TokenStream> {
        let unit = match word {
            "SECOND" => quote!(Second),
            "MINUTE" => quote!(Minute),
            "HOUR" => quote!(Hour),
            "DAY" => quote!(Day),
            "WEEK" => quote!(Week),
            "MONTH" => quote!(Month),
            "QUARTER" => quote!(Quarter),
            "YEAR" => quote!(Year),
            _ => return None,
        };
        let function = self.writer.runtime("function");
        Some(quote!(#function::Unit::#unit))
    }
}

pub(super) fn is_literal(expression: &Expression) -> bool {
    matches!(
        expression,
        Expression::Text(_) | Expression::Number(_) | Expression::Star
    )
}
