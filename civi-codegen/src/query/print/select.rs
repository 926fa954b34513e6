//! What a query selects, and the row that comes of it.

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use quote::quote;

use crate::model::RustType;
use crate::query::expression::{self, Expression};
use crate::query::resolve::Scope;
use crate::query::resolve::typed::Typed;
use crate::query::resolve::writer::{Writer, ident};

/// The most parts that a selection's tuple has.
pub(super) const WIDTH: usize = 16;

/// A column of the rows.
#[derive(Debug, Clone)]
pub(in crate::query) struct Column {
    /// Its name on the wire.
    pub(in crate::query) name: String,
    /// What selects it.
    pub(in crate::query) tokens: TokenStream,
    /// The type of a value.
    pub(in crate::query) rust: RustType,
    /// Whether a row may have none.
    pub(in crate::query) nullable: bool,
    /// What the site reads, for the documentation.
    pub(in crate::query) wire: String,
}

/// A part of a selection.
#[derive(Debug, Clone)]
pub(in crate::query) enum Part {
    /// One column.
    Column(Box<Column>),
    /// A row of the entity, as far as these patterns select it.
    Whole(Vec<String>),
    /// A row behind a key or a join.
    Other(TokenStream),
}

/// The name that a calculated value gets where the input gives none.
fn named(expression: &Expression) -> String {
    let text = expression.to_string();
    let mut name = String::new();
    for c in text.chars() {
        if c.is_ascii_alphanumeric() || c == '_' {
            name.push(c);
        } else if !name.ends_with('_') && !name.is_empty() {
            name.push('_');
        }
    }
    let name = name.trim_end_matches('_');
    if name.starts_with(|c: char| c.is_ascii_alphabetic()) {
        name.chars().take(64).collect()
    } else {
        format!("value_{name}").chars().take(64).collect()
    }
}

impl Scope<'_, '_> {
    /// The parts of a selection. Calculated values that have a name are known from here on.
    pub(in crate::query) fn parts(&mut self, select: &[(String, usize)]) -> Vec<Part> {
        let mut parts: Vec<Part> = Vec::new();
        for (text, at) in select {
            if text == "row_count" {
                continue;
            }
            if text.contains('*') && !text.contains('(') {
                match self.pattern(text, *at) {
                    Some(Part::Whole(patterns)) => {
                        match parts.iter_mut().find_map(|part| match part {
                            Part::Whole(known) => Some(known),
                            Part::Column(_) | Part::Other(_) => None,
                        }) {
                            Some(known) => known.extend(patterns),
                            None => parts.push(Part::Whole(patterns)),
                        }
                    }
                    Some(part) => parts.push(part),
                    None => {}
                }
                continue;
            }
            if let Some(column) = self.column(text, *at) {
                parts.push(Part::Column(Box::new(column)));
            }
        }
        parts
    }

    fn pattern(&mut self, text: &str, at: usize) -> Option<Part> {
        if let Some(path) = text.strip_suffix(".*").filter(|path| *path != "custom") {
            let (path, method) = match path.strip_suffix(".custom") {
                Some(path) => (path, quote!(all_custom)),
                None => (path, quote!(all)),
            };
            let join = self.joins.iter().find(|join| join.alias == path);
            if let Some(join) = join {
                let variable = join.ident.clone();
                return Some(Part::Other(quote!(#variable.#method())));
            }
            let groups = self.entity.fields.iter().any(|field| {
                field
                    .wire
                    .split_once('.')
                    .is_some_and(|(group, _)| group == path)
            });
            if !groups {
                return match self.key(path) {
                    Ok(tokens) => Some(Part::Other(quote!(#tokens.#method()))),
                    Err(message) => {
                        self.writer.problem(at, message);
                        None
                    }
                };
            }
        }
        Some(Part::Whole(vec![text.to_owned()]))
    }

    fn column(&mut self, text: &str, at: usize) -> Option<Column> {
        let (expression, alias) = match expression::read_named(text) {
            Ok(read) => read,
            Err(trouble) => {
                self.writer.problem(at, trouble.0);
                return None;
            }
        };
        let typed = match self.expression(&expression) {
            Ok(typed) => typed,
            Err(message) => {
                self.writer.problem(at, message);
                return None;
            }
        };
        let (typed, alias) = match (typed.calculated, alias) {
            (true, alias) => {
                let alias = alias.unwrap_or_else(|| named(&expression));
                (typed, Some(alias))
            }
            // A field under another name.
            (false, Some(alias)) if alias != typed.wire => {
                let function = self.writer.runtime("function");
                let (marker, ty) = (self.marker(), self.writer.value(&typed.rust));
                let wire = typed.wire.clone();
                let tokens = quote!(#function::raw::<#marker, #ty>(#wire));
                let list = typed.rust.list;
                (
                    Typed::calculated(tokens, typed.rust.value, list, true, wire),
                    Some(alias),
                )
            }
            (false, _) => (typed, None),
        };
        if typed.rust.filter_only {
            self.writer.problem(
                at,
                format!("`{text}` is for filters only: the site has no value to select"),
            );
            return None;
        }
        let Some(alias) = alias else {
            return Some(Column {
                name: typed.wire.clone(),
                tokens: typed.tokens,
                rust: typed.rust,
                nullable: typed.nullable,
                wire: typed.wire,
            });
        };
        let tokens = &typed.tokens;
        let tokens = quote!(#tokens.alias(#alias));
        let column = Column {
            name: alias.clone(),
            tokens: tokens.clone(),
            rust: typed.rust.clone(),
            nullable: typed.nullable,
            wire: typed.wire.clone(),
        };
        let output = Typed {
            tokens,
            calculated: false,
            shared: true,
            ..typed
        };
        self.outputs.push((alias, output));
        Some(column)
    }
}

/// A selection as an expression: a field, a tuple, or tuples in a tuple where there are many.
pub(in crate::query) fn tuple(parts: &[TokenStream]) -> TokenStream {
    match parts {
        [only] => quote!(#only),
        parts if parts.len() <= WIDTH => quote!((#(#parts),*)),
        parts => {
            let groups: Vec<TokenStream> = parts.chunks(WIDTH).map(tuple).collect();
            tuple(&groups)
        }
    }
}

/// The most columns that a row of the runtime has as a tuple; wider ones are structs with a name.
const PLAIN: usize = 12;

/// The pattern that takes a row of such a selection apart.
pub(in crate::query) fn pattern(names: &[TokenStream], query: &TokenStream) -> TokenStream {
    match names {
        [only] => quote!(#only),
        names if names.len() <= PLAIN => quote!((#(#names),*)),
        names if names.len() <= WIDTH => {
            let row = ident(&format!("Row{}", names.len()));
            quote!(#query::#row(#(#names),*))
        }
        names => {
            let groups: Vec<TokenStream> = names
                .chunks(WIDTH)
                .map(|names| pattern(names, query))
                .collect();
            pattern(&groups, query)
        }
    }
}

/// The names of a row struct's fields, by the columns' names on the wire.
pub(in crate::query) fn fields(columns: &[Column]) -> BTreeMap<String, String> {
    let names = civi_schema::names::fields(columns.iter().map(|column| column.name.as_str()));
    names
        .into_iter()
        .map(|(wire, name)| (wire.to_owned(), name.field.clone()))
        .collect()
}

/// A struct with a field for each column.
pub(in crate::query) fn row(
    name: &str,
    columns: &[Column],
    docs: &TokenStream,
    derives: &[syn::Path],
    writer: &mut Writer,
) -> TokenStream {
    let names = fields(columns);
    let fields = columns.iter().filter_map(|column| {
        let field = ident(names.get(&column.name)?);
        let doc = format!(" {}.", crate::model::doc::code(&column.wire));
        let mut ty = writer.value(&column.rust);
        if column.nullable {
            ty = quote!(Option<#ty>);
        }
        Some(quote! { #[doc = #doc] pub #field: #ty, })
    });
    let fields: Vec<TokenStream> = fields.collect();
    let name = ident(name);
    quote! {
        #docs
        #[derive(#(#derives),*)]
        #[non_exhaustive]
        pub struct #name { #(#fields)* }
    }
}
