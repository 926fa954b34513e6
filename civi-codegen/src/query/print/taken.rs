//! What is taken of the rows of a `get`: one of them, a column, or the rows by a column.

use proc_macro2::{Literal as Token, TokenStream};
use quote::quote;

use super::get::Get;
use super::select::{Column, WIDTH, fields};
use crate::model::{EntityModel, RustType, Scalar};
use crate::query::literal::{Literal, Value};
use crate::query::resolve::writer::ident;

/// What an index takes of the rows.
#[derive(Debug, Clone)]
pub(super) enum Taken {
    /// The row at this place; from the end where it is negative.
    Nth(i64),
    /// Every row, by the value of this column.
    By(Place),
    /// This column alone.
    Only(Place),
    /// The second column, by the value of the first.
    Pairs(Place, Place),
}

/// A column that an index names.
#[derive(Debug, Clone)]
pub(super) struct Place {
    /// Its name on the wire.
    name: String,
    /// Its field in a whole row, and the type of that.
    field: Option<Box<(String, RustType)>>,
}

impl Taken {
    /// What the index of a call takes; nothing where it takes all rows, or what another word says.
    pub(super) fn of(index: &Literal, entity: &EntityModel) -> Option<Self> {
        let place = |name: &str| {
            let field = entity.fields.iter().find(|it| it.wire == name && it.in_row);
            Place {
                name: name.to_owned(),
                field: field.map(|it| Box::new((it.names.field.clone(), it.rust.clone()))),
            }
        };
        match &index.value {
            Value::Number(digits) => digits.parse().ok().map(Taken::Nth),
            Value::Text(text) => match text.parse() {
                Ok(number) => Some(Taken::Nth(number)),
                Err(_) => Some(Taken::By(place(text))),
            },
            Value::List(items) => match items.as_slice() {
                [only] => only.as_text().map(|name| Taken::Only(place(name))),
                _ => None,
            },
            Value::Map(entries) => match entries.as_slice() {
                [(key, value)] => value
                    .as_text()
                    .map(|value| Taken::Pairs(place(key), place(value))),
                _ => None,
            },
            _ => None,
        }
    }

    /// The statement behind the rows, or what a person has to do where a tuple can't be taken
    /// apart in a line.
    pub(super) fn statement(&self, get: &Get, row: Option<&str>) -> Result<TokenStream, String> {
        let rows = Rows { get, row };
        let by = |name: &str| {
            format!("the site gives the rows by `{name}`: select it, and collect them so")
        };
        let map = quote!(std::collections::HashMap<_, _>);
        Ok(match self {
            Taken::Nth(number) => {
                let end = match (*number, number.unsigned_abs()) {
                    (0, _) => quote!(next()),
                    (-1, _) => quote!(next_back()),
                    (1.., place) => {
                        let place = Token::u64_unsuffixed(place);
                        quote!(nth(#place))
                    }
                    (_, place) => {
                        let place = Token::u64_unsuffixed(place - 1);
                        quote!(nth_back(#place))
                    }
                };
                quote!(let row = rows.into_iter().#end;)
            }
            Taken::By(key) => {
                let found = rows.value(key).filter(Found::is_key);
                let found = found.ok_or_else(|| by(&key.name))?;
                let (key, more) = (found.tokens, found.cloned);
                quote!(let rows: #map = rows.into_iter().map(|row| (#key #more, row)).collect();)
            }
            Taken::Only(column) => {
                let found = rows.value(column).ok_or_else(|| {
                    format!(
                        "the site gives the values of `{}` alone: select it",
                        column.name
                    )
                })?;
                let value = found.tokens;
                if found.is_all {
                    return Ok(TokenStream::new());
                }
                quote!(let values: Vec<_> = rows.into_iter().map(|row| #value).collect();)
            }
            Taken::Pairs(key, value) => {
                let found = rows.value(key).filter(Found::is_key);
                let (found, value) = found.zip(rows.value(value)).ok_or_else(|| by(&key.name))?;
                let (key, more, value) = (found.tokens, found.cloned, value.tokens);
                quote!(let values: #map = rows.into_iter().map(|row| (#key #more, #value)).collect();)
            }
        })
    }
}

/// Rows as they are typed.
struct Rows<'a> {
    get: &'a Get,
    row: Option<&'a str>,
}

/// A column of a row.
struct Found {
    /// The expression that reads it, of a variable `row`.
    tokens: TokenStream,
    /// `.clone()`, where its type is not `Copy`.
    cloned: TokenStream,
    rust: RustType,
    /// Whether the row is this value alone.
    is_all: bool,
}

impl Found {
    fn new(tokens: TokenStream, rust: &RustType) -> Self {
        let is_copied = !rust.list
            && !matches!(
                rust.value,
                Scalar::Text | Scalar::Json | Scalar::Options(_) | Scalar::Custom(_)
            );
        Found {
            tokens,
            cloned: if is_copied {
                TokenStream::new()
            } else {
                quote!(.clone())
            },
            rust: rust.clone(),
            is_all: false,
        }
    }

    /// Whether a map can have it as a key: option types and most others can, and these not.
    fn is_key(&self) -> bool {
        !matches!(
            self.rust.value,
            Scalar::Float | Scalar::Json | Scalar::Custom(_)
        )
    }
}

impl Rows<'_> {
    fn value(&self, place: &Place) -> Option<Found> {
        if self.get.parts.is_empty() {
            let (field, rust) = place.field.as_deref()?;
            let field = ident(field);
            return Some(Found::new(quote!(row.#field), rust));
        }
        let columns = self.get.columns.as_deref()?;
        let at = columns.iter().position(|it| it.name == place.name)?;
        let column: &Column = columns.get(at)?;
        if self.row.is_some() {
            let names = fields(columns);
            let field = ident(names.get(&column.name)?);
            return Some(Found::new(quote!(row.#field), &column.rust));
        }
        match columns.len() {
            1 => Some(Found {
                is_all: true,
                ..Found::new(quote!(row), &column.rust)
            }),
            2..=WIDTH => {
                let at = Token::usize_unsuffixed(at);
                Some(Found::new(quote!(row.#at), &column.rust))
            }
            // Tuples in a tuple.
            _ => None,
        }
    }
}
