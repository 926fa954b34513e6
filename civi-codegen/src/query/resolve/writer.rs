//! What a printed query needs around it: imports, variables, remarks; and every problem.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

use super::catalog::Catalog;
use crate::model::{RustType, Scalar};
use crate::query::error::Problem;
use crate::query::literal::Variable;

/// Where a query is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::query) enum Setting {
    /// In a program of one's own, with imports.
    Program,
    /// In a module of the bindings.
    Bindings,
}

/// A variable that the query takes.
#[derive(Debug, Clone)]
pub(in crate::query) struct Parameter {
    pub(in crate::query) name: String,
    pub(in crate::query) text: String,
    pub(in crate::query) takes: Takes,
}

/// What a variable of the query holds.
#[derive(Debug, Clone)]
pub(in crate::query) enum Takes {
    /// A value of this type.
    Value(RustType),
    /// A number of rows, for `limit` and `offset`: it is never negative.
    Rows,
}

impl Takes {
    /// Whether both are one type of Rust.
    fn is(&self, other: &Takes) -> bool {
        match (self, other) {
            (Takes::Value(one), Takes::Value(other)) => {
                one.value == other.value && one.list == other.list
            }
            (Takes::Rows, Takes::Rows) => true,
            (Takes::Value(_), Takes::Rows) | (Takes::Rows, Takes::Value(_)) => false,
        }
    }
}

/// Collects while a query is printed.
#[derive(Debug)]
pub(in crate::query) struct Writer {
    pub(in crate::query) setting: Setting,
    /// Types of entities that are named.
    pub(in crate::query) entities: BTreeSet<String>,
    /// Items of the runtime that are named.
    pub(in crate::query) runtime: BTreeSet<&'static str>,
    pub(in crate::query) parameters: Vec<Parameter>,
    pub(in crate::query) remarks: Vec<String>,
    pub(in crate::query) problems: Vec<Problem>,
    /// The conditions that joins without one were given: alias, left and right.
    pub(in crate::query) guesses: Vec<(String, String, String)>,
    names: BTreeMap<String, usize>,
    /// The types of entities, whose names nothing else may have.
    taken: BTreeSet<String>,
}

impl Writer {
    pub(in crate::query) fn new(setting: Setting, catalog: &Catalog<'_>) -> Self {
        let taken = ["client", "rows", "row", "rt", "count", "answer"];
        Writer {
            setting,
            entities: BTreeSet::new(),
            runtime: BTreeSet::new(),
            parameters: Vec::new(),
            remarks: Vec::new(),
            problems: Vec::new(),
            guesses: Vec::new(),
            taken: catalog.types().map(str::to_owned).collect(),
            names: taken.map(|name| (name.to_owned(), 1)).into(),
        }
    }

    /// The path of an entity's type.
    pub(in crate::query) fn entity(&mut self, type_name: &str) -> TokenStream {
        if let Some(own) = type_name.strip_prefix("meta::") {
            let (meta, name) = (self.runtime("meta"), ident(own));
            return quote!(#meta::#name);
        }
        let name = ident(type_name);
        self.entities.insert(type_name.to_owned());
        match self.setting {
            Setting::Program => quote!(#name),
            Setting::Bindings => quote!(super::#name),
        }
    }

    /// The path of an item of the runtime, such as `Id` or `function`.
    pub(in crate::query) fn runtime(&mut self, item: &'static str) -> TokenStream {
        let name = ident(item);
        match self.setting {
            Setting::Program if self.taken.contains(item) => quote!(civi_runtime::#name),
            Setting::Program => {
                self.runtime.insert(item);
                quote!(#name)
            }
            Setting::Bindings => quote!(rt::#name),
        }
    }

    /// The path of an option list.
    pub(in crate::query) fn list(&mut self, name: &str) -> TokenStream {
        let name = ident(name);
        match self.setting {
            Setting::Program => quote!(options::#name),
            Setting::Bindings => quote!(super::options::#name),
        }
    }

    /// The type of one value.
    pub(in crate::query) fn scalar(&mut self, value: &Scalar) -> TokenStream {
        match value {
            Scalar::Integer => quote!(i64),
            Scalar::Float => quote!(f64),
            Scalar::Boolean => quote!(bool),
            Scalar::Text => quote!(String),
            Scalar::Money => self.runtime("Decimal"),
            Scalar::Date => self.runtime("Date"),
            Scalar::Timestamp => self.runtime("DateTime"),
            Scalar::Time => self.runtime("Time"),
            Scalar::Json => self.runtime("Json"),
            Scalar::Id(entity) => {
                let id = self.runtime("Id");
                let entity = self.entity(entity);
                quote!(#id<#entity>)
            }
            Scalar::Options(name) => self.list(name),
            Scalar::Custom(path) => match syn::parse_str::<syn::Path>(path) {
                Ok(path) => quote!(#path),
                Err(_) => self.runtime("Json"),
            },
        }
    }

    /// The type that a field has in a row.
    pub(in crate::query) fn value(&mut self, rust: &RustType) -> TokenStream {
        let one = self.scalar(&rust.value);
        if rust.list { quote!(Vec<#one>) } else { one }
    }

    /// A name for a variable that no other has.
    pub(in crate::query) fn fresh(&mut self, wanted: &str) -> Ident {
        let cleaned: String = wanted
            .chars()
            .map(|c| if c.is_ascii_alphanumeric() { c } else { '_' })
            .collect();
        let named = civi_schema::names::params([cleaned.as_str()]);
        let mut name = named.get(cleaned.as_str()).cloned().unwrap_or_default();
        if name.starts_with("r#") {
            name = format!("{}_", &name[2..]);
        }
        let count = self.names.entry(name.clone()).or_default();
        *count += 1;
        if *count > 1 {
            name = format!("{name}_{count}");
        }
        ident(&name)
    }

    /// The variable of the program, as a parameter that takes this.
    pub(in crate::query) fn parameter(&mut self, variable: &Variable, takes: Takes) -> Ident {
        let known = self
            .parameters
            .iter()
            .find(|it| it.text == variable.text && it.takes.is(&takes));
        if let Some(known) = known {
            return ident(&known.name);
        }
        let name = self.fresh(&variable.name);
        self.parameters.push(Parameter {
            name: name.to_string(),
            text: variable.text.clone(),
            takes,
        });
        name
    }

    /// The type of a parameter.
    pub(in crate::query) fn parameter_type(&mut self, takes: &Takes) -> TokenStream {
        match takes {
            Takes::Rows => quote!(u64),
            Takes::Value(rust) if !rust.list && rust.value == Scalar::Text => quote!(&str),
            Takes::Value(rust) => self.value(rust),
        }
    }

    pub(in crate::query) fn problem(&mut self, at: usize, message: impl Into<String>) {
        self.problems.push(Problem::at(at, message));
    }

    pub(in crate::query) fn remark(&mut self, text: impl Into<String>) {
        let text = text.into();
        if !self.remarks.contains(&text) {
            self.remarks.push(text);
        }
    }
}

/// An identifier, raw where it is a word of Rust.
pub(in crate::query) fn ident(name: &str) -> Ident {
    if let Some(bare) = name.strip_prefix("r#") {
        return Ident::new_raw(bare, Span::call_site());
    }
    match syn::parse_str::<Ident>(name) {
        Ok(ident) => ident,
        Err(_) => Ident::new("unnamed", Span::call_site()),
    }
}
