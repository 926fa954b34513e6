//! A `get` as an expression of Rust.

use proc_macro2::TokenStream;
use quote::quote;

use super::select::{Column, Part, tuple};
use crate::model::EntityModel;
use crate::query::canonical::{Canonical, Join};
use crate::query::literal::{Literal, Value};
use crate::query::resolve::operand::integer;
use crate::query::resolve::writer::{Takes, ident};
use crate::query::resolve::{Joined, Scope};

/// How many expressions one `group_by` takes.
const GROUPS: usize = 8;

/// A `get`, printed.
#[derive(Debug, Clone, Default)]
pub(in crate::query) struct Get {
    /// The variables that the expression uses.
    pub(in crate::query) lets: TokenStream,
    /// The expression up to its selection.
    pub(in crate::query) head: TokenStream,
    /// What is selected; empty for whole rows.
    pub(in crate::query) parts: Vec<TokenStream>,
    /// The columns, where all of them are selected by name.
    pub(in crate::query) columns: Option<Vec<Column>>,
    /// What follows the selection.
    pub(in crate::query) tail: TokenStream,
    /// Whether `row_count` is selected too.
    pub(in crate::query) counts: bool,
}

impl Get {
    /// The expression, with another selection.
    pub(in crate::query) fn with_selection(&self, selection: &TokenStream) -> TokenStream {
        let (head, tail) = (&self.head, &self.tail);
        quote!(#head.select(#selection)#tail)
    }

    /// The whole expression.
    pub(in crate::query) fn expression(&self) -> TokenStream {
        let (head, tail) = (&self.head, &self.tail);
        let select = match self.parts.as_slice() {
            [] => TokenStream::new(),
            parts => {
                let selection = tuple(parts);
                quote!(.select(#selection))
            }
        };
        quote!(#head #select #tail)
    }
}

impl<'m> Scope<'m, '_> {
    /// A `get` with these parameters.
    pub(in crate::query) fn get(&mut self, params: &Canonical) -> Get {
        let marker = self.marker();
        let mut get = Get {
            head: quote!(#marker::get()),
            counts: params.select.iter().any(|(text, _)| text == "row_count"),
            ..Get::default()
        };
        let mut joins = Vec::new();
        for join in &params.joins {
            joins.extend(self.join(join, &mut get.lets));
        }
        let mut parts = self.parts(&params.select);
        self.share_outputs(params, &mut parts, &mut get.lets);
        self.selected(parts, &mut get);
        let mut tail = TokenStream::new();
        for join in joins {
            tail.extend(quote!(.join(#join)));
        }
        let filters = self.filters(&params.filter, false);
        if filters.len() > 12 {
            let filter = self.writer.runtime("filter");
            tail.extend(quote!(.filter(#filter::all([#(#filters),*]))));
        } else {
            tail.extend(filters.iter().map(|filter| quote!(.filter(#filter))));
        }
        let mut groups = Vec::new();
        for (text, at) in &params.group {
            if let Some(typed) = self.text(text, *at, true) {
                groups.push(self.used(&typed));
            }
        }
        for groups in groups.chunks(GROUPS) {
            let groups = tuple(groups);
            tail.extend(quote!(.group_by(#groups)));
        }
        for having in self.filters(&params.having, true) {
            tail.extend(quote!(.having(#having)));
        }
        for (text, descending, at) in &params.order {
            if let Some(typed) = self.text(text, *at, true) {
                let used = typed.tokens.clone();
                let used = if typed.rust.restricted && !typed.calculated {
                    quote!(#used.assume_permitted())
                } else {
                    used
                };
                let direction = if *descending {
                    quote!(desc)
                } else {
                    quote!(asc)
                };
                tail.extend(quote!(.order_by(#used.#direction())));
            }
        }
        for (name, value) in [("limit", &params.limit), ("offset", &params.offset)] {
            if let Some(value) = value {
                let (method, rows) = (ident(name), self.rows(value));
                tail.extend(quote!(.#method(#rows)));
            }
        }
        for (name, value) in &params.others {
            if name == "sets" {
                tail.extend(self.sets(value, &mut get.lets));
            } else {
                tail.extend(self.other(name, value));
            }
        }
        for (name, call) in &params.chain {
            tail.extend(self.chained(name, call, &mut get.lets));
        }
        get.tail = tail;
        get
    }

    fn rows(&mut self, value: &Literal) -> TokenStream {
        match &value.value {
            Value::Variable(variable) => {
                let name = self.writer.parameter(variable, Takes::Rows);
                quote!(#name)
            }
            _ => integer(value.as_integer().unwrap_or_default()),
        }
    }

    fn other(&mut self, name: &str, value: &Literal) -> TokenStream {
        match (name, value.as_text()) {
            ("language", Some(text)) => quote!(.language(#text)),
            ("debug", _) => quote!(.debug()),
            ("translationMode", Some(mode @ ("fuzzy" | "strict"))) => {
                let read = self.writer.runtime("read");
                let mode = ident(if mode == "fuzzy" { "Fuzzy" } else { "Strict" });
                quote!(.translation_mode(#read::TranslationMode::#mode))
            }
            _ => {
                let json = self.json(value);
                self.writer.remark(format!(
                    "civi has no word for `{name}`: it is sent as it stands"
                ));
                quote!(.raw(#name, #json))
            }
        }
    }

    /// Names of calculated values that other clauses use are variables.
    fn share_outputs(&mut self, params: &Canonical, parts: &mut [Part], lets: &mut TokenStream) {
        let used = |name: &str| {
            let in_having = params
                .having
                .iter()
                .flat_map(|clause| clause.comparisons())
                .any(|it| {
                    it.left == name || it.right == crate::query::Right::Expression(name.to_owned())
                });
            in_having
                || params.order.iter().any(|(text, ..)| text == name)
                || params.group.iter().any(|(text, _)| text == name)
        };
        let outputs = std::mem::take(&mut self.outputs);
        for (name, mut typed) in outputs {
            if used(&name) {
                let variable = self.writer.fresh(&name);
                let tokens = &typed.tokens;
                lets.extend(quote!(let #variable = #tokens;));
                typed.tokens = quote!(#variable);
                for part in parts.iter_mut() {
                    if let Part::Column(column) = part
                        && column.name == name
                    {
                        column.tokens = quote!(#variable.clone());
                    }
                }
                self.outputs.push((name, typed));
            }
        }
    }

    fn selected(&mut self, parts: Vec<Part>, get: &mut Get) {
        let marker = self.marker();
        let query = self.writer.runtime("query");
        let whole = |patterns: &[String]| {
            let mut sorted: Vec<&str> = patterns.iter().map(String::as_str).collect();
            sorted.sort_unstable();
            match sorted.as_slice() {
                ["*"] => quote!(#marker::all()),
                ["*", "custom.*"] => quote!(#marker::all().with_custom()),
                _ => quote!(#query::matching::<#marker>([#(#patterns),*])),
            }
        };
        match parts.as_slice() {
            [] => {}
            [Part::Whole(patterns)] if *patterns == ["*"] => {}
            parts => {
                let mut columns = Vec::new();
                for part in parts {
                    match part {
                        Part::Whole(patterns) => get.parts.push(whole(patterns)),
                        Part::Other(tokens) => get.parts.push(tokens.clone()),
                        Part::Column(column) => {
                            get.parts.push(column.tokens.clone());
                            columns.push((**column).clone());
                        }
                    }
                }
                if columns.len() == parts.len() {
                    get.columns = Some(columns);
                }
            }
        }
    }

    /// A join, whose alias becomes a variable.
    fn join(&mut self, join: &Join, lets: &mut TokenStream) -> Option<TokenStream> {
        let entity = match self.catalog.entity(&join.entity) {
            Ok(entity) => entity,
            Err(message) => {
                self.writer.problem(join.at, message);
                return None;
            }
        };
        let bridge = match &join.bridge {
            None => None,
            Some(name) => match self.catalog.entity(name) {
                Ok(bridge) => Some(bridge),
                Err(message) => {
                    self.writer.problem(join.at, message);
                    return None;
                }
            },
        };
        let variable = self.writer.fresh(&join.alias);
        self.joins.push(Joined {
            alias: join.alias.clone(),
            ident: variable.clone(),
            entity,
            bridge,
        });
        let on = if join.on.is_empty() {
            self.guessed(join, entity, bridge)
        } else {
            Some(self.all(&join.on, false)?)
        };
        let (marker, joined) = (self.marker(), self.writer.entity(&entity.type_name));
        let alias = &join.alias;
        let through = bridge.map(|bridge| {
            let bridge = self.writer.entity(&bridge.type_name);
            quote!(.through::<#bridge>())
        });
        lets.extend(quote!(let #variable = #joined::alias::<#marker>(#alias)#through;));
        let side = join.side.to_lowercase();
        Some(match on {
            Some(on) => {
                let side = ident(&side);
                quote!(#variable.#side(#on))
            }
            None => {
                let side = ident(&format!("{side}_by_key"));
                quote!(#variable.#side())
            }
        })
    }

    /// The condition that the site itself would take for a join that has none, where only one can be
    /// meant.
    fn guessed(
        &mut self,
        join: &Join,
        entity: &'m EntityModel,
        bridge: Option<&'m EntityModel>,
    ) -> Option<TokenStream> {
        let mut found = Vec::new();
        let own = self.entity;
        let points = |from: &'m EntityModel, to: &'m EntityModel| {
            from.fields
                .iter()
                .filter(|field| field.in_get && field.in_row && !field.wire.contains('.'))
                .filter(|field| field.refers_to.as_ref() == Some(&to.type_name) && !field.rust.list)
                .map(|field| field.wire.clone())
                .collect::<Vec<_>>()
        };
        let behind = bridge.unwrap_or(entity);
        if bridge.is_none() {
            let keys = points(own, entity);
            found.extend(
                keys.into_iter()
                    .map(|key| (key, format!("{}.id", join.alias))),
            );
        }
        for key in points(behind, own) {
            found.push(("id".to_owned(), format!("{}.{key}", join.alias)));
        }
        let [(left, right)] = found.as_slice() else {
            let many = if found.is_empty() {
                "no field of the bindings"
            } else {
                "more than one field"
            };
            self.writer.remark(format!(
                "the join `{}` has no condition, and {many} links {} and {}: which one is meant is \
                 left to the site",
                join.alias, own.wire, join.entity
            ));
            return None;
        };
        self.writer.remark(format!(
            "the join `{}` has no condition: the one that the site takes then is \
             `{left} = {right}`",
            join.alias
        ));
        let guess = (join.alias.clone(), left.clone(), right.clone());
        self.writer.guesses.push(guess);
        let condition = crate::query::Clause::Compare(crate::query::Comparison {
            left: left.clone(),
            operator: "=",
            right: crate::query::Right::Expression(right.clone()),
            at: join.at,
        });
        self.all(&[condition], false)
    }

    /// The queries that an `EntitySet` is made of.
    fn sets(&mut self, value: &Literal, lets: &mut TokenStream) -> TokenStream {
        let mut tokens = TokenStream::new();
        for set in value.as_list().unwrap_or_default() {
            let parts = set.as_list().unwrap_or_default();
            let text = |at: usize| parts.get(at).and_then(Literal::as_text);
            let (Some(union), Some(entity), Some(action)) = (text(0), text(1), text(2)) else {
                self.writer.problem(
                    set.at,
                    "a set is a list: [\"UNION ALL\", \"Contact\", \"get\", {…}]",
                );
                continue;
            };
            let method = match (union, action.eq_ignore_ascii_case("get")) {
                ("UNION ALL", true) => quote!(union_all),
                ("UNION DISTINCT" | "UNION", true) => quote!(union_distinct),
                _ => {
                    self.writer.problem(
                        set.at,
                        format!(
                            "`{union}` of `{entity}.{action}`: a set is UNION ALL or UNION \
                                 DISTINCT of a `get`"
                        ),
                    );
                    continue;
                }
            };
            let entity = match self.catalog.entity(entity) {
                Ok(entity) => entity,
                Err(message) => {
                    self.writer.problem(set.at, message);
                    continue;
                }
            };
            let mut inner = crate::query::Call::new(entity.wire.clone(), "get", set.at);
            if let Some(params) = parts.get(3).and_then(Literal::as_map) {
                inner.params = params.to_vec();
            }
            let params = Canonical::of(&inner, &mut self.writer.problems);
            let get = Scope::new(self.catalog, self.writer, entity).get(&params);
            lets.extend(get.lets.clone());
            let get = get.expression();
            tokens.extend(quote!(.#method(#get)));
        }
        tokens
    }
}
