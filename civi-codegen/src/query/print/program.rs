//! A translation as text: what stands in a program of one's own.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::quote;

use super::select::{fields, pattern, row, tuple};
use super::{Body, Ending, Translation};
use crate::GenerateError;
use crate::query::resolve::writer::ident;

/// Items of the runtime that its prelude has already.
const PRELUDE: [&str; 11] = [
    "Id", "Date", "DateTime", "Decimal", "Time", "ByName", "ByLabel", "ByAbbr", "IntoWire", "Null",
    "filter",
];

/// How a program is printed.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct ProgramOptions {
    /// The path of the bindings: `crate::civi`.
    pub bindings: String,
    /// The name of a struct for the rows, instead of tuples.
    pub row: Option<String>,
    /// Whether the client is the blocking one.
    pub blocking: bool,
}

impl Default for ProgramOptions {
    fn default() -> Self {
        ProgramOptions {
            bindings: "crate::civi".to_owned(),
            row: None,
            blocking: false,
        }
    }
}

/// Several translations as one text: what is imported, the structs of rows, and the statements.
///
/// # Errors
///
/// Where what is printed can't be read again, which is a mistake of civi's own; and where the
/// bindings' path or the struct's name is no name of Rust.
pub fn program(
    translations: &mut [(String, Translation)],
    options: &ProgramOptions,
) -> Result<String, GenerateError> {
    let bad = |what: &str, text: &str| {
        GenerateError::options(vec![format!("{what} `{text}` is no name of Rust")])
    };
    let bindings: syn::Path = syn::parse_str(&options.bindings)
        .map_err(|_| bad("the bindings' path", &options.bindings))?;
    if let Some(row) = &options.row {
        syn::parse_str::<syn::Ident>(row).map_err(|_| bad("the row's name", row))?;
    }
    let mut structs = TokenStream::new();
    let mut parts = Vec::new();
    let several = translations.len() > 1;
    for (index, (title, translation)) in translations.iter_mut().enumerate() {
        let row = options.row.as_ref().map(|row| match index {
            0 => row.clone(),
            _ => format!("{row}{}", index + 1),
        });
        let (items, statements) = translation.statements(row.as_deref(), options.blocking);
        structs.extend(items);
        let mut text = String::new();
        if several {
            text.push_str(&format!("// {}\n", title.replace('\n', " ")));
        }
        for remark in translation.remarks() {
            text.push_str(&format!("// Note: {}\n", remark.replace('\n', " ")));
        }
        text.push_str(&body(statements)?);
        parts.push(text);
    }
    // What was tried and left again is not imported.
    let all = format!("{structs} {}", parts.join(" "));
    let words: BTreeSet<&str> = all
        .split(|c: char| !(c.is_alphanumeric() || c == '_'))
        .collect();
    let writers = || {
        translations
            .iter()
            .map(|(_, translation)| &translation.writer)
    };
    let entities: BTreeSet<&String> = writers()
        .flat_map(|it| &it.entities)
        .filter(|name| words.contains(name.trim_start_matches("r#")))
        .collect();
    let mut imports: Vec<TokenStream> = Vec::new();
    imports.extend(entities.into_iter().map(|name| {
        let name = ident(name);
        quote!(#name)
    }));
    if words.contains("options") {
        imports.push(quote!(options));
    }
    let runtime: BTreeSet<&str> = writers()
        .flat_map(|it| &it.runtime)
        .copied()
        .filter(|item| !PRELUDE.contains(item) && words.contains(item))
        // A module's name may be a method's as well.
        .filter(|item| {
            let is_module = ["function", "meta", "query", "read"].contains(item);
            !is_module || all.contains(&format!("{item}::"))
        })
        .collect();
    let runtime: Vec<TokenStream> = runtime
        .into_iter()
        .map(|item| {
            let item = ident(item);
            quote!(#item)
        })
        .collect();
    let runtime = match runtime.as_slice() {
        [] => TokenStream::new(),
        [only] => quote!(use civi_runtime::#only;),
        several => quote!(use civi_runtime::{#(#several),*};),
    };
    let used = match imports.as_slice() {
        [] => TokenStream::new(),
        [only] => quote!(use #bindings::#only;),
        several => quote!(use #bindings::{#(#several),*};),
    };
    let head = crate::output::pretty::text(quote! {
        use civi_runtime::prelude::*;
        #runtime
        #used
        #structs
    })?;
    Ok(format!("{head}\n{}", parts.join("\n")))
}

/// Statements as they stand in a function.
fn body(statements: TokenStream) -> Result<String, GenerateError> {
    let text = crate::output::pretty::text(quote! { fn body() { #statements } })?;
    let mut lines: Vec<&str> = text.lines().collect();
    lines.pop();
    let mut body = String::new();
    for line in lines.iter().skip(1) {
        body.push_str(line.strip_prefix("    ").unwrap_or(line));
        body.push('\n');
    }
    Ok(body)
}

impl Translation {
    /// The struct of the rows, where there is to be one, and the statements.
    fn statements(&mut self, row_name: Option<&str>, blocking: bool) -> (TokenStream, TokenStream) {
        let mut items = TokenStream::new();
        let wait = if blocking { quote!(?) } else { quote!(.await?) };
        let parameters = self.writer.parameters.clone();
        let lets: TokenStream = parameters
            .into_iter()
            .map(|it| {
                let (name, text) = (ident(&it.name), it.text);
                let ty = self.writer.parameter_type(&it.takes);
                quote!(let #name: #ty = todo!(#text);)
            })
            .collect();
        let (own, expression) = match (&self.body, row_name) {
            (Body::Get(get), Some(name)) => match get.columns.clone() {
                Some(columns) => {
                    let derives = ["Debug", "Clone", "PartialEq"];
                    let derives: Vec<syn::Path> = derives
                        .iter()
                        .filter_map(|it| syn::parse_str(it).ok())
                        .collect();
                    let get = get.clone();
                    items = row(
                        name,
                        &columns,
                        &TokenStream::new(),
                        &derives,
                        &mut self.writer,
                    );
                    let query = self.writer.runtime("query");
                    let mapped = mapped(&get.parts, &columns, name, &query);
                    (get.lets.clone(), get.with_selection(&mapped))
                }
                None => {
                    self.writer
                        .remark("whole rows have a type already: no struct is made");
                    self.expression()
                }
            },
            _ => self.expression(),
        };
        let after = match (&self.taken, &self.body) {
            (Some(taken), Body::Get(get)) => {
                taken.statement(get, row_name).unwrap_or_else(|text| {
                    self.writer.remark(text);
                    TokenStream::new()
                })
            }
            _ => TokenStream::new(),
        };
        let end = match self.ending {
            Ending::Rows => quote!(let rows = #expression.rows(&client)#wait;),
            Ending::First => quote!(let row = #expression.first(&client)#wait;),
            Ending::One => quote!(let row = #expression.one(&client)#wait;),
            Ending::Count => quote!(let count = #expression.count(&client)#wait;),
            Ending::Page => {
                self.writer.remark(
                    "row_count: `.page(number, size, &client)` instead of `.rows(&client)` gives a \
                     page of the rows, and how many there are in all",
                );
                quote!(let rows = #expression.rows(&client)#wait;)
            }
            Ending::Send => quote!(let answer = #expression.send(&client)#wait;),
        };
        (items, quote!(#lets #own #end #after))
    }
}

/// A selection whose rows are structs.
pub(in crate::query) fn mapped(
    parts: &[TokenStream],
    columns: &[super::select::Column],
    name: &str,
    query: &TokenStream,
) -> TokenStream {
    let names = fields(columns);
    let members: Vec<TokenStream> = columns
        .iter()
        .filter_map(|column| names.get(&column.name))
        .map(|field| {
            let field = ident(field);
            quote!(#field)
        })
        .collect();
    let (selection, pattern, name) = (tuple(parts), pattern(&members, query), ident(name));
    quote!(#query::mapped(#selection, |#pattern| #name { #(#members),* }))
}
