//! Values in conditions and arguments, as Rust writes them for the type that takes them.

use proc_macro2::{Literal as Token, TokenStream};
use quote::quote;

use super::Scope;
use super::typed::plain;
use super::writer::{Takes, ident};
use crate::model::{RustType, Scalar};
use crate::query::literal::{Literal, Value};

/// A value of Rust.
#[derive(Debug, Clone)]
pub(in crate::query) struct Operand {
    pub(in crate::query) tokens: TokenStream,
    /// Whether only single comparisons take it, not lists.
    pub(in crate::query) single: bool,
}

impl Operand {
    fn plain(tokens: TokenStream) -> Option<Self> {
        Some(Operand {
            tokens,
            single: false,
        })
    }

    fn single(tokens: TokenStream) -> Option<Self> {
        Some(Operand {
            tokens,
            single: true,
        })
    }
}

impl Scope<'_, '_> {
    /// A value for a comparison with this type; `None` where the type has no such value.
    pub(in crate::query) fn operand(
        &mut self,
        literal: &Literal,
        value: &Scalar,
    ) -> Option<Operand> {
        if let Value::Variable(variable) = &literal.value {
            let name = self
                .writer
                .parameter(variable, Takes::Value(plain(value.clone())));
            return Operand::plain(match value {
                Scalar::Options(_) | Scalar::Json => quote!(#name.clone()),
                _ => quote!(#name),
            });
        }
        match value {
            Scalar::Integer => whole(literal).and_then(|number| Operand::plain(integer(number))),
            Scalar::Float => float(literal).and_then(Operand::plain),
            Scalar::Money => self.money(literal).and_then(Operand::plain),
            Scalar::Boolean => boolean(literal).and_then(|flag| Operand::plain(quote!(#flag))),
            Scalar::Text => match &literal.value {
                Value::Text(text) | Value::Number(text) => Operand::plain(quote!(#text)),
                Value::Boolean(flag) => {
                    let text = if *flag { "1" } else { "0" };
                    Operand::plain(quote!(#text))
                }
                _ => None,
            },
            Scalar::Date | Scalar::Timestamp => self.moment(literal, *value == Scalar::Timestamp),
            Scalar::Time => {
                let text = literal.as_text()?;
                let (h, m, s) = clock(text)?;
                let ty = self.writer.runtime("Time");
                Operand::plain(quote!(#ty::constant(#h, #m, #s, 0)))
            }
            Scalar::Json => Operand::plain(self.json(literal)).filter(|_| !is_deep(literal)),
            Scalar::Id(entity) => {
                let word = match (literal.as_text(), entity.as_str()) {
                    (Some("user_contact_id"), "Contact") => Some("CurrentUser"),
                    (Some("current_domain"), "Domain") => Some("CurrentDomain"),
                    _ => None,
                };
                if let Some(word) = word {
                    let word = self.writer.runtime(word);
                    return Operand::plain(quote!(#word));
                }
                let number = whole(literal)?;
                let (id, number) = (self.writer.runtime("Id"), integer(number));
                Operand::plain(quote!(#id::new(#number)))
            }
            Scalar::Options(list) => self.option(literal, list),
            Scalar::Custom(_) => None,
        }
    }

    fn option(&mut self, literal: &Literal, list: &str) -> Option<Operand> {
        let (Value::Text(text) | Value::Number(text)) = &literal.value else {
            return None;
        };
        let model = self.catalog.list(list)?;
        let variant = model.variants.iter().find(|it| it.name == *text);
        let path = self.writer.list(list);
        Operand::plain(match variant {
            Some(variant) => {
                let variant = ident(&variant.ident);
                quote!(#path::#variant)
            }
            // An option that the snapshot doesn't have.
            None => {
                quote!(#path::from_text(#text))
            }
        })
    }

    fn money(&mut self, literal: &Literal) -> Option<TokenStream> {
        if let Some(number) = whole(literal) {
            return Some(integer(number));
        }
        let (Value::Text(digits) | Value::Number(digits)) = &literal.value else {
            return None;
        };
        let (whole, fraction) = digits.trim().split_once('.')?;
        let scale = u32::try_from(fraction.len())
            .ok()
            .filter(|scale| *scale <= 28)?;
        let number: i64 = format!("{whole}{fraction}").parse().ok()?;
        if scale == 0 || !fraction.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        let decimal = self.writer.runtime("Decimal");
        let (number, scale) = (integer(number), Token::u32_unsuffixed(scale));
        Some(quote!(#decimal::new(#number, #scale)))
    }

    /// A date, or the words that the site makes a date of.
    fn moment(&mut self, literal: &Literal, timed: bool) -> Option<Operand> {
        let (Value::Text(text) | Value::Number(text)) = &literal.value else {
            return None;
        };
        let (day, clock) = match text.split_once(' ') {
            Some((day, time)) => (calendar(day), clock(time)),
            None => (calendar(text), None),
        };
        match (timed, day, clock) {
            (true, Some((year, month, day)), Some((h, m, s))) => {
                let ty = self.writer.runtime("DateTime");
                return Operand::plain(quote!(#ty::constant(#year, #month, #day, #h, #m, #s, 0)));
            }
            (false, Some((year, month, day)), None) if text.len() == 10 => {
                let ty = self.writer.runtime("Date");
                return Operand::plain(quote!(#ty::constant(#year, #month, #day)));
            }
            // The site itself knows what other texts mean.
            _ => {}
        }
        let relative = self.writer.runtime("Relative");
        let named = match text.as_str() {
            "this.day" => Some(quote!(#relative::today())),
            "this.month" => Some(quote!(#relative::this_month())),
            "this.year" => Some(quote!(#relative::this_year())),
            other => other.split_once('.').and_then(|(when, unit)| {
                let plain =
                    !unit.is_empty() && unit.chars().all(|c| c.is_ascii_lowercase() || c == '_');
                let method = match when {
                    "this" => quote!(this),
                    "previous" => quote!(previous),
                    "next" => quote!(next),
                    _ => return None,
                };
                plain.then(|| quote!(#relative::#method(#unit)))
            }),
        };
        Operand::single(named.unwrap_or_else(|| quote!(#relative::raw(#text))))
    }

    /// A value of JSON.
    pub(in crate::query) fn json(&mut self, literal: &Literal) -> TokenStream {
        let json = self.writer.runtime("Json");
        match &literal.value {
            Value::Null => quote!(#json::Null),
            Value::Boolean(flag) => quote!(#json::from(#flag)),
            Value::Number(digits) => {
                let number = number(digits);
                quote!(#json::from(#number))
            }
            Value::Text(text) => quote!(#json::from(#text)),
            Value::List(items) => {
                let items: Vec<TokenStream> = items.iter().map(|item| self.json(item)).collect();
                quote!(#json::Array(vec![#(#items),*]))
            }
            Value::Map(entries) => {
                let pairs: Vec<TokenStream> = entries
                    .iter()
                    .map(|(key, value)| {
                        let value = self.json(value);
                        quote!((#key, #value))
                    })
                    .collect();
                quote!(#json::from_iter([#(#pairs),*]))
            }
            Value::Variable(variable) => {
                let name = self
                    .writer
                    .parameter(variable, Takes::Value(plain(Scalar::Json)));
                quote!(#name.clone())
            }
        }
    }

    /// The elements of a list, each for this type.
    pub(in crate::query) fn operands(
        &mut self,
        literal: &Literal,
        value: &Scalar,
    ) -> Option<TokenStream> {
        if let Value::Variable(variable) = &literal.value {
            let rust = RustType {
                list: true,
                ..plain(value.clone())
            };
            let name = self.writer.parameter(variable, Takes::Value(rust));
            return Some(quote!(#name.clone()));
        }
        let single = [literal.clone()];
        let items = match &literal.value {
            Value::Map(entries) => &entries
                .iter()
                .map(|(_, item)| item.clone())
                .collect::<Vec<_>>()[..],
            _ => literal.as_list().unwrap_or(&single),
        };
        let mut parts = Vec::new();
        for item in items {
            parts.push(self.operand(item, value).filter(|it| !it.single)?.tokens);
        }
        if parts.is_empty() {
            let ty = self.writer.scalar(value);
            return Some(quote!(Vec::<#ty>::new()));
        }
        Some(quote!([#(#parts),*]))
    }
}

fn is_deep(literal: &Literal) -> bool {
    literal.as_list().is_some() || literal.as_map().is_some()
}

/// A number as Rust writes it.
pub(in crate::query) fn number(digits: &str) -> TokenStream {
    match digits.parse::<i64>() {
        Ok(number) => integer(number),
        Err(_) => {
            let number = Token::f64_unsuffixed(digits.parse().unwrap_or_default());
            quote!(#number)
        }
    }
}

/// A whole number: with its type where it is too long for the usual one.
pub(in crate::query) fn integer(number: i64) -> TokenStream {
    let token = if i32::try_from(number).is_ok() {
        Token::i64_unsuffixed(number)
    } else {
        Token::i64_suffixed(number)
    };
    quote!(#token)
}

/// Year, month and day of a date that every calendar has: what else there may be is left to the
/// site.
fn calendar(text: &str) -> Option<(Token, Token, Token)> {
    let mut parts = text.splitn(3, '-');
    let year = digits(parts.next()?, 4, 1..=9999)?;
    let month = digits(parts.next()?, 2, 1..=12)?;
    let day = digits(parts.next()?, 2, 1..=28)?;
    Some((year, month, day))
}

/// Hour, minute and second.
fn clock(text: &str) -> Option<(Token, Token, Token)> {
    let mut parts = text.splitn(3, ':');
    let hour = digits(parts.next()?, 2, 0..=23)?;
    let minute = digits(parts.next()?, 2, 0..=59)?;
    let second = digits(parts.next()?, 2, 0..=59)?;
    Some((hour, minute, second))
}

fn digits(text: &str, length: usize, range: std::ops::RangeInclusive<u16>) -> Option<Token> {
    let plain = text.len() == length && text.bytes().all(|b| b.is_ascii_digit());
    let number: u16 = text.parse().ok().filter(|_| plain)?;
    range
        .contains(&number)
        .then(|| Token::u16_unsuffixed(number))
}

fn whole(literal: &Literal) -> Option<i64> {
    match &literal.value {
        Value::Number(digits) => match digits.split_once('.') {
            Some((whole, zeros)) if zeros.bytes().all(|b| b == b'0') => whole.parse().ok(),
            _ => digits.parse().ok(),
        },
        _ => literal.as_integer(),
    }
}

fn float(literal: &Literal) -> Option<TokenStream> {
    let (Value::Text(digits) | Value::Number(digits)) = &literal.value else {
        return None;
    };
    let number: f64 = digits
        .trim()
        .parse()
        .ok()
        .filter(|number: &f64| number.is_finite())?;
    let token = Token::f64_unsuffixed(number);
    Some(quote!(#token))
}

fn boolean(literal: &Literal) -> Option<bool> {
    match &literal.value {
        Value::Boolean(flag) => Some(*flag),
        Value::Number(digits) | Value::Text(digits) => match digits.as_str() {
            "1" => Some(true),
            "0" | "" => Some(false),
            _ => None,
        },
        _ => None,
    }
}
