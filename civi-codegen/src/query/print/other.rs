//! All other actions: what the site says about itself, settings, and a site's own actions.

use proc_macro2::TokenStream;
use quote::quote;

use super::write::Action;
use civi_schema::nearest::nearest;
use civi_schema::standard::{self, StandardAction};

use crate::model::{ActionModel, ParamType, Scalar};
use crate::query::canonical::Canonical;
use crate::query::literal::{Literal, Value};
use crate::query::resolve::Scope;
use crate::query::resolve::writer::ident;

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

    /// An action that neither reads nor writes rows in the usual ways.
    pub(in crate::query) fn other_action(
        &mut self,
        action: &str,
        params: &[(String, Literal)],
    ) -> Action {
        let given: Vec<(&str, &Literal)> = params
            .iter()
            .filter(|(name, value)| {
                !matches!(name.as_str(), "checkPermissions" | "version")
                    && value.value != Value::Null
                    && (name != "debug" || value.is_true())
            })
            .map(|(name, value)| (name.as_str(), value))
            .collect();
        let typed = if self.entity.wire == "Setting" {
            self.setting(action, &given)
        } else {
            self.standard(action, &given)
                .or_else(|| self.own_action(action, &given))
        };
        Action::call(typed.unwrap_or_else(|| self.stated_action(action, &given)))
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
            let (ty, json) = (self.writer.runtime("Json"), self.json(value));
            tokens.extend(quote!(.set::<#ty>(#name, #json)));
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
            "getActions" if given.is_empty() => Some(quote!(#marker::actions())),
            "getFields" if only(&["action"]) => {
                let mut tokens = quote!(#marker::fields());
                if let Some(action) = text("action") {
                    let action = action?;
                    tokens.extend(quote!(.for_action(#action)));
                }
                Some(tokens)
            }
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
                let input = text("input")??;
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
            ParamType::Json => return Some(self.json(value)),
        };
        self.operand(value, &scalar)
            .filter(|it| !it.single)
            .map(|it| it.tokens)
    }

    /// Whether the parameters of a `get` are those of settings.
    pub(in crate::query) fn is_setting(&self) -> bool {
        self.entity.wire == "Setting"
    }

    /// What writes rows, or by name where civi has no word for a parameter.
    pub(in crate::query) fn any_write(
        &mut self,
        action: &str,
        canonical: &Canonical,
        params: &[(String, Literal)],
        at: usize,
    ) -> Action {
        match self.write(action, canonical, at) {
            Some(action) => action,
            None => {
                let given: Vec<(&str, &Literal)> = params
                    .iter()
                    .filter(|(name, value)| {
                        !matches!(name.as_str(), "checkPermissions" | "version")
                            && !value.is_vacant()
                    })
                    .map(|(name, value)| (name.as_str(), value))
                    .collect();
                Action::call(self.stated_action(action, &given))
            }
        }
    }
}
