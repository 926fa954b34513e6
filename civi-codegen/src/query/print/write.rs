//! Actions that write, as expressions of Rust.

use proc_macro2::TokenStream;
use quote::quote;

use super::select::{Part, tuple};
use super::value::{Start, key_type};
use crate::query::canonical::{Canonical, Clause, Right};
use crate::query::literal::{Literal, Value};
use crate::query::resolve::Scope;

/// An action, printed.
#[derive(Debug, Clone)]
pub(in crate::query) struct Action {
    /// The expression.
    pub(in crate::query) tokens: TokenStream,
    /// The variables that the expression uses.
    pub(in crate::query) lets: TokenStream,
    /// Whether it finds the rows by a filter first: it is sent, but is no single call.
    pub(in crate::query) finds: bool,
}

impl Action {
    pub(in crate::query) fn call(tokens: TokenStream) -> Self {
        Action {
            tokens,
            lets: TokenStream::new(),
            finds: false,
        }
    }
}

impl Scope<'_, '_> {
    /// `create`, `update`, `save`, `replace` or `delete`; `None` where civi has no word for a
    /// parameter.
    pub(in crate::query) fn write(
        &mut self,
        action: &str,
        params: &Canonical,
        at: usize,
    ) -> Option<Action> {
        let entity = self.entity;
        let can = |capability: &str| entity.capabilities.contains(&capability);
        let allowed: &[&str] = match action {
            "create" if can("CanCreate") => &["values"],
            "update" if can("CanUpdate") => &["values", "reload"],
            "save" if can("CanSave") => &["records", "defaults", "match", "reload"],
            "replace" if can("CanReplace") => &["records", "defaults", "match", "reload"],
            "delete" if can("CanDelete") => &["useTrash"],
            _ => return None,
        };
        let known = |name: &str| allowed.contains(&name);
        let plain = params.select.is_empty()
            && params.joins.is_empty()
            && params.group.is_empty()
            && params.having.is_empty()
            && params.order.is_empty()
            && params.limit.is_none()
            && params.offset.is_none()
            && params.others.iter().all(|(name, _)| known(name));
        if !plain || entity.key.is_none() {
            return None;
        }
        let other = |name: &str| {
            let found = params.others.iter().find(|(known, _)| known == name);
            found.map(|(_, value)| value)
        };
        let marker = self.marker();
        let reload = match other("reload") {
            Some(reload) => self.reload(reload)?,
            None => TokenStream::new(),
        };
        match action {
            "create" => {
                let empty: &[(String, Literal)] = &[];
                let values = match other("values") {
                    Some(values) => values.as_map()?,
                    None => empty,
                };
                let start = self.start(values, true);
                let values = self.values(values, start, at);
                Some(Action::call(quote!(#marker::create(#values))))
            }
            "update" => self.update(params, other("values")?, reload, at),
            "save" | "replace" => {
                let records = self.records(other("records")?, at)?;
                let mut tokens = if action == "save" {
                    quote!(#marker::save([#(#records),*]))
                } else {
                    let filter = self.all(&params.filter, false)?;
                    quote!(#marker::replace(#filter, [#(#records),*]))
                };
                if let Some(matching) = other("match") {
                    let mut fields = Vec::new();
                    for field in matching.as_list()? {
                        fields.push(self.path(field.as_text()?).ok()?.tokens);
                    }
                    let fields = tuple(&fields);
                    tokens.extend(quote!(.matching(#fields)));
                }
                if let Some(defaults) = other("defaults") {
                    let start = self.start(defaults.as_map()?, false);
                    let defaults = self.values(defaults.as_map()?, start, at);
                    tokens.extend(quote!(.defaults(#defaults)));
                }
                Some(Action::call(quote!(#tokens #reload)))
            }
            _ => self.delete(params, other("useTrash")),
        }
    }

    /// The keys that a filter names and nothing else.
    fn keys(&mut self, filter: &[Clause]) -> Option<TokenStream> {
        let [Clause::Compare(only)] = filter else {
            return None;
        };
        let key = self.entity.key.as_ref()?;
        if only.left != key.wire {
            return None;
        }
        let Right::Value(value) = &only.right else {
            return None;
        };
        let ty = key_type(self.entity);
        match only.operator {
            "=" => {
                let key = self.operand(value, &ty)?.tokens;
                Some(quote!([#key]))
            }
            "IN" => self.operands(value, &ty),
            _ => None,
        }
    }

    fn update(
        &mut self,
        params: &Canonical,
        values: &Literal,
        reload: TokenStream,
        at: usize,
    ) -> Option<Action> {
        let marker = self.marker();
        let mut entries = values.as_map()?.to_vec();
        if entries.is_empty() {
            return None;
        }
        let key = self.entity.key.as_ref().map(|key| key.wire.clone())?;
        let own = entries.iter().position(|(name, _)| *name == key);
        let mut keys = self.keys(&params.filter);
        if let (None, true, Some(place)) = (&keys, params.filter.is_empty(), own) {
            let (_, id) = entries.remove(place);
            let ty = key_type(self.entity);
            let id = self.operand(&id, &ty)?.tokens;
            keys = Some(quote!([#id]));
        }
        let start = self.start(&entries, false);
        let changes = self.values(&entries, start, at);
        match keys {
            Some(keys) => Some(Action::call(
                quote!(#marker::update(#changes).ids(#keys)#reload),
            )),
            None => {
                let filter = self.all(&params.filter, false)?;
                Some(Action {
                    tokens: quote!(#marker::update_where(#filter, #changes)#reload),
                    lets: TokenStream::new(),
                    finds: true,
                })
            }
        }
    }

    fn delete(&mut self, params: &Canonical, trash: Option<&Literal>) -> Option<Action> {
        let marker = self.marker();
        let can_trash = self.entity.capabilities.contains(&"CanTrash");
        let trash = match trash {
            Some(_) if !can_trash => return None,
            Some(trash) => {
                let trash = trash.is_true();
                quote!(.use_trash(#trash))
            }
            None => TokenStream::new(),
        };
        if let Some(keys) = self.keys(&params.filter) {
            return Some(Action::call(quote!(#marker::delete(#keys)#trash)));
        }
        let filter = self.all(&params.filter, false)?;
        Some(Action {
            tokens: quote!(#marker::delete_where(#filter)#trash),
            lets: TokenStream::new(),
            finds: true,
        })
    }

    /// The records of a `save`, all of one type.
    fn records(&mut self, records: &Literal, at: usize) -> Option<Vec<TokenStream>> {
        let items: Vec<&[(String, Literal)]> = records
            .as_list()?
            .iter()
            .map(Literal::as_map)
            .collect::<Option<_>>()?;
        let complete = items
            .iter()
            .all(|record| self.start(record, true) == Start::Complete);
        let start = match complete {
            true => Start::Complete,
            false if self.entity.changes => Start::Changes,
            false => Start::Stated,
        };
        let records: Vec<TokenStream> = items
            .iter()
            .map(|record| self.values(record, start, at))
            .collect();
        // What some records need, all of them get: a list has one type.
        let values = self.writer.runtime("Values");
        let wrapped = |tokens: &TokenStream| {
            tokens.to_string().starts_with("Values")
                || tokens.to_string().starts_with("rt :: Values")
        };
        let mixed = records.iter().any(wrapped) && !records.iter().all(wrapped);
        Some(if mixed {
            records
                .into_iter()
                .map(|record| {
                    if wrapped(&record) {
                        record
                    } else {
                        quote!(#values::from(#record))
                    }
                })
                .collect()
        } else {
            records
        })
    }

    fn reload(&mut self, reload: &Literal) -> Option<TokenStream> {
        match &reload.value {
            Value::List(fields) if fields.is_empty() => Some(TokenStream::new()),
            Value::List(fields) => {
                if !self.entity.capabilities.contains(&"CanReloadAs") {
                    return None;
                }
                let names: Vec<(String, usize)> = fields
                    .iter()
                    .map(|field| Some((field.as_text()?.to_owned(), field.at)))
                    .collect::<Option<_>>()?;
                if names.iter().any(|(name, _)| name == "*") {
                    return Some(quote!(.reload()));
                }
                let mut parts = Vec::new();
                for part in self.parts(&names) {
                    match part {
                        Part::Column(column) => parts.push(column.tokens),
                        Part::Whole(_) | Part::Other(_) => return None,
                    }
                }
                let selection = tuple(&parts);
                Some(quote!(.reload_as(#selection)))
            }
            _ if reload.is_true() => Some(quote!(.reload())),
            _ => Some(TokenStream::new()),
        }
    }
}
