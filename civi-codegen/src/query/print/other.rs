//! All other actions: what the site says about itself, settings, and a site's own actions.

use proc_macro2::TokenStream;
use quote::quote;

use super::select::{Part, tuple};
use super::value::Start;
use super::write::Action;
use civi_schema::nearest::nearest;
use civi_schema::standard::{self, StandardAction};

use crate::model::{ActionModel, ParamType, Scalar};
use crate::query::Call;
use crate::query::canonical::Canonical;
use crate::query::literal::{Literal, Value};
use crate::query::resolve::operand::integer;
use crate::query::resolve::writer::ident;
use crate::query::resolve::{Scope, info};

impl Scope<'_, '_> {
    /// The action as the wire writes it, in whatever case the input has it.
    pub(in crate::query) fn action_name(&mut self, action: &str, at: usize) -> Option<String> {
        let entity = self.entity;
        let own = entity.actions.iter().map(|it| it.wire.as_str());
        let settings = entity.setting_actions.iter().map(String::as_str);
        let has = |action: &&StandardAction| {
            let capability = action.capability;
            action.is_metadata
                || (action.name == "get" && entity.gets)
                || capability.is_some_and(|one| entity.capabilities.contains(&one))
        };
        let standard = standard::ACTIONS.iter().filter(has);
        let standard = standard.map(|action| action.name);
        let all: Vec<&str> = own.chain(settings).chain(standard).collect();
        let exact = all.iter().find(|name| **name == action);
        let found = exact.or(all.iter().find(|name| name.eq_ignore_ascii_case(action)));
        if let Some(found) = found {
            return Some((*found).to_owned());
        }
        let mut text = format!("{} has no action `{action}`", entity.wire);
        if let Some(near) = nearest(action, all) {
            text.push_str(&format!("; did you mean `{near}`?"));
        }
        self.writer.problem(at, text);
        None
    }

    /// An action other than `get`, with the calls that are chained to it.
    pub(in crate::query) fn action(
        &mut self,
        action: &str,
        params: &Canonical,
        call: &Call,
    ) -> Action {
        let is_write = matches!(action, "create" | "update" | "save" | "replace" | "delete");
        let typed = if is_write && !self.is_setting() {
            // A call that finds its rows first is none to chain to.
            self.write(action, params, call.at)
                .filter(|made| !made.finds || params.chain.is_empty())
        } else {
            self.other_action(action, params, &call.params)
        };
        match typed {
            Some(made) => self.with_chain(made, &params.chain),
            None => {
                let given = stated(&call.params);
                Action::call(self.stated_action(action, &given))
            }
        }
    }

    /// An action that neither reads nor writes rows in the usual ways; `None` where civi has no word
    /// for a parameter.
    fn other_action(
        &mut self,
        action: &str,
        canonical: &Canonical,
        params: &[(String, Literal)],
    ) -> Option<Action> {
        let given: Vec<(&str, &Literal)> = params
            .iter()
            .filter(|(name, value)| {
                !matches!(name.as_str(), "checkPermissions" | "version" | "chain")
                    && value.value != Value::Null
                    && (name != "debug" || value.is_true())
            })
            .map(|(name, value)| (name.as_str(), value))
            .collect();
        let typed = match action {
            "getFields" | "getActions" => self.told(action, canonical),
            _ if self.entity.wire == "Setting" => self.setting(action, &given),
            _ => self
                .standard(action, &given)
                .or_else(|| self.own_action(action, &given)),
        };
        typed.map(Action::call)
    }

    /// What the site says of fields or actions.
    fn told(&mut self, action: &str, params: &Canonical) -> Option<TokenStream> {
        let marker = self.marker();
        let (mut tokens, info) = match action {
            "getFields" => (quote!(#marker::fields()), &*info::FIELDS),
            _ => (quote!(#marker::actions()), &*info::ACTIONS),
        };
        let plain = params.joins.is_empty()
            && params.group.is_empty()
            && params.having.is_empty()
            && params.offset.is_none();
        if !plain {
            return None;
        }
        for (name, value) in &params.others {
            if action != "getFields" {
                return None;
            }
            match name.as_str() {
                "action" => {
                    let action = value.as_text()?;
                    self.refers_to_nothing(value);
                    tokens.extend(quote!(.for_action(#action)));
                }
                "loadOptions" => tokens.extend(self.options_loaded(value)?),
                "values" => {
                    let entries = value.as_map()?;
                    let start = match self.entity.changes {
                        true => Start::Changes,
                        false => Start::Stated,
                    };
                    let values = self.values(entries, start, value.at);
                    tokens.extend(quote!(.values(#values)));
                }
                _ => return None,
            }
        }
        let mut inner = Scope::new(self.catalog, self.writer, info);
        if !params.select.is_empty() {
            let mut parts = Vec::new();
            for part in inner.parts(&params.select) {
                match part {
                    Part::Column(column) => parts.push(column.tokens),
                    Part::Whole(_) | Part::Other(_) => return None,
                }
            }
            let selection = tuple(&parts);
            tokens.extend(quote!(.select(#selection)));
        }
        if let Some(filter) = inner.all(&params.filter, false) {
            tokens.extend(quote!(.filter(#filter)));
        }
        for (text, descending, at) in &params.order {
            let typed = inner.text(text, *at, false)?;
            let (field, direction) = (typed.tokens, if *descending { "desc" } else { "asc" });
            let direction = ident(direction);
            tokens.extend(quote!(.order_by(#field.#direction())));
        }
        if let Some(limit) = &params.limit {
            let rows = integer(limit.as_integer()?);
            tokens.extend(quote!(.limit(#rows)));
        }
        Some(tokens)
    }

    /// In a chained call, text that begins with `$` and is no field of the row that it is made for.
    fn refers_to_nothing(&mut self, value: &Literal) {
        let (Some(parent), Some(text)) = (self.parent, value.as_text()) else {
            return;
        };
        if let Some(field) = text.strip_prefix('$') {
            let entity = &parent.wire;
            self.writer.problem(
                value.at,
                format!(
                    "the bindings have no `{field}` of {entity} that a chained call could refer to"
                ),
            );
        }
    }

    /// The options that are asked for with fields.
    fn options_loaded(&mut self, value: &Literal) -> Option<TokenStream> {
        if value.as_list().is_none() {
            let all = value.is_true();
            return Some(if all {
                quote!(.option_labels())
            } else {
                TokenStream::new()
            });
        }
        let meta = self.writer.runtime("meta");
        let mut parts = Vec::new();
        for part in value.as_list()? {
            let part = match part.as_text()? {
                "id" => quote!(Id),
                "name" => quote!(Name),
                "label" => quote!(Label),
                "description" => quote!(Description),
                "abbr" => quote!(Abbr),
                "color" => quote!(Color),
                "icon" => quote!(Icon),
                "grouping" => quote!(Grouping),
                "url" => quote!(Url),
                _ => return None,
            };
            parts.push(quote!(#meta::OptionPart::#part));
        }
        Some(quote!(.options([#(#parts),*])))
    }

    /// The action by its name, with parameters as they stand.
    fn stated_action(&mut self, action: &str, given: &[(&str, &Literal)]) -> TokenStream {
        if !given.is_empty() {
            self.writer.remark(format!(
                "civi has no word for all parameters of {}.{action}: they are sent as they stand",
                self.entity.wire
            ));
        }
        let (site_action, marker) = (self.writer.runtime("SiteAction"), self.marker());
        let mut tokens = quote!(#site_action::<#marker>::new(#action));
        for (name, value) in given {
            let ty = self.writer.runtime("Json");
            let value = match self.parent_value(value, &Scalar::Json, None) {
                Some(parent) => parent,
                None => {
                    self.refers_to_nothing(value);
                    self.json(value)
                }
            };
            tokens.extend(quote!(.set::<#ty>(#name, #value)));
        }
        tokens
    }

    fn setting(&mut self, action: &str, given: &[(&str, &Literal)]) -> Option<TokenStream> {
        let marker = self.marker();
        let mut rest: Vec<&(&str, &Literal)> = given.iter().collect();
        let mut take = |wanted: &str| {
            let at = rest.iter().position(|(name, _)| *name == wanted)?;
            Some(rest.remove(at).1)
        };
        let tokens = match action {
            "get" | "revert" => {
                let method = ident(action);
                let names: Vec<&str> = match take("select") {
                    Some(select) => select
                        .as_list()?
                        .iter()
                        .map(Literal::as_text)
                        .collect::<Option<_>>()?,
                    None if action == "get" => Vec::new(),
                    None => return None,
                };
                if names.is_empty() {
                    quote!(#marker::#method(Vec::<String>::new()))
                } else {
                    quote!(#marker::#method([#(#names),*]))
                }
            }
            "set" => {
                let values = take("values")?.as_map()?;
                let mut tokens = TokenStream::new();
                for (index, (name, value)) in values.iter().enumerate() {
                    let json = self.json(value);
                    tokens.extend(if index == 0 {
                        quote!(#marker::set(#name, #json))
                    } else {
                        quote!(.and(#name, #json))
                    });
                }
                (!tokens.is_empty()).then_some(tokens)?
            }
            _ => return None,
        };
        rest.is_empty().then_some(tokens)
    }

    fn standard(&mut self, action: &str, given: &[(&str, &Literal)]) -> Option<TokenStream> {
        let marker = self.marker();
        let text = |wanted: &str| {
            let found = given.iter().find(|(name, _)| *name == wanted);
            found.map(|(_, value)| value.as_text())
        };
        let only = |names: &[&str]| given.iter().all(|(name, _)| names.contains(name));
        match action {
            "autocomplete"
                if only(&[
                    "input",
                    "formName",
                    "fieldName",
                    "searchField",
                    "savedSearch",
                ]) =>
            {
                if !self.entity.capabilities.contains(&"CanAutocomplete")
                    || self.entity.key.is_none()
                {
                    return None;
                }
                let input = text("input").unwrap_or(Some(""))?;
                let mut tokens = quote!(#marker::autocomplete(#input));
                match (text("formName"), text("fieldName")) {
                    (Some(form), Some(field)) => {
                        let (form, field) = (form?, field?);
                        tokens.extend(quote!(.asked_by(#form, #field)));
                    }
                    (None, None) => {}
                    _ => return None,
                }
                if let Some(field) = text("searchField") {
                    let field = field?;
                    tokens.extend(quote!(.search_field(#field)));
                }
                if let Some(search) = text("savedSearch") {
                    let search = search?;
                    tokens.extend(quote!(.saved_search(#search)));
                }
                Some(tokens)
            }
            _ => None,
        }
    }

    /// An action that the site has of its own.
    fn own_action(&mut self, action: &str, given: &[(&str, &Literal)]) -> Option<TokenStream> {
        let entity = self.entity;
        let model: &ActionModel = entity.actions.iter().find(|it| it.wire == action)?;
        let (marker, function) = (self.marker(), ident(&model.function));
        let mut arguments = Vec::new();
        for param in model.params.iter().filter(|param| param.required) {
            let (_, value) = given.iter().find(|(name, _)| *name == param.wire)?;
            arguments.push(self.param(&param.ty, value)?);
        }
        let mut tokens = quote!(#marker::#function(#(#arguments),*));
        for (name, value) in given {
            let param = model.params.iter().find(|param| param.wire == *name)?;
            if param.required {
                continue;
            }
            let (method, value) = (ident(&param.ident), self.param(&param.ty, value)?);
            tokens.extend(quote!(.#method(#value)));
        }
        Some(tokens)
    }

    fn param(&mut self, ty: &ParamType, value: &Literal) -> Option<TokenStream> {
        let scalar = match ty {
            ParamType::Boolean => Scalar::Boolean,
            ParamType::Integer => Scalar::Integer,
            ParamType::Float => Scalar::Float,
            ParamType::Text => Scalar::Text,
            ParamType::Id(entity) => Scalar::Id(entity.clone()),
            ParamType::Options(list) => Scalar::Options(list.clone()),
            ParamType::Json => Scalar::Json,
        };
        if let Some(parent) = self.parent_value(value, &scalar, None) {
            return Some(parent);
        }
        if scalar == Scalar::Json {
            return Some(self.json(value));
        }
        self.operand(value, &scalar)
            .filter(|it| !it.single)
            .map(|it| it.tokens)
    }

    /// Whether the parameters of a `get` are those of settings.
    pub(in crate::query) fn is_setting(&self) -> bool {
        self.entity.wire == "Setting"
    }
}

/// The parameters that are sent as they stand.
fn stated(params: &[(String, Literal)]) -> Vec<(&str, &Literal)> {
    params
        .iter()
        .filter(|(name, value)| {
            !matches!(name.as_str(), "checkPermissions" | "version") && !value.is_vacant()
        })
        .map(|(name, value)| (name.as_str(), value))
        .collect()
}
