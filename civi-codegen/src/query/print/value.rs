//! The values of a row that is written.

use proc_macro2::TokenStream;
use quote::quote;

use crate::model::{
    EntityModel, FieldModel, KeyModelType, ListRef, ListedModel, RustType, Scalar, WriteModel,
};
use crate::query::literal::{Literal, Value};
use crate::query::resolve::catalog::unknown;
use crate::query::resolve::typed::plain;
use crate::query::resolve::writer::{Takes, ident};
use crate::query::resolve::{Scope, operand::Operand};

/// What the setters of an entity's values begin with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::query) enum Start {
    /// `E::values(…)`, with all that is mandatory.
    Complete,
    /// `E::changes()`.
    Changes,
    /// `E::changes()…assume_complete()`: a new row without all that is mandatory.
    Assumed,
    /// Without the bindings: `Values::new()`.
    Stated,
}

/// One value, as a setter takes it.
enum Setter {
    /// By the field's own method.
    Typed(TokenStream),
    /// By name, as JSON.
    Raw(TokenStream),
}

impl<'m> Scope<'m, '_> {
    /// How the values can be written: whether they have all that is mandatory.
    pub(in crate::query) fn start(&mut self, values: &[(String, Literal)], creates: bool) -> Start {
        let entity = self.entity;
        if entity.writes() && creates {
            let mandatory = mandatory(entity);
            let all = mandatory.iter().all(|field| {
                let given = values.iter().find(|(name, _)| base(name) == field.wire);
                given.is_some_and(|(name, value)| {
                    matches!(
                        self.setter(name, value, Start::Complete),
                        Some((_, Setter::Typed(_)))
                    )
                })
            });
            if all {
                return Start::Complete;
            }
            if entity.changes {
                return Start::Assumed;
            }
        }
        if entity.changes && !creates {
            return Start::Changes;
        }
        Start::Stated
    }

    /// The values of a row. `None` where a name is not known, which is noted.
    pub(in crate::query) fn values(
        &mut self,
        values: &[(String, Literal)],
        start: Start,
        at: usize,
    ) -> TokenStream {
        let marker = self.marker();
        let entity = self.entity;
        let first: Vec<&FieldModel> = match start {
            Start::Complete => mandatory(entity),
            _ => Vec::new(),
        };
        let mut arguments = vec![TokenStream::new(); first.len()];
        let (mut typed, mut raw) = (TokenStream::new(), TokenStream::new());
        for (name, value) in values {
            if name == "id"
                && start != Start::Stated
                && entity.key.as_ref().is_some_and(|key| key.wire == "id")
                && let Some(id) = self.operand(value, &key_type(entity))
            {
                let id = id.tokens;
                typed.extend(quote!(.id(#id)));
                continue;
            }
            let Some((wire, setter)) = self.setter(name, value, start) else {
                let message = unknown(entity, name);
                self.writer
                    .problem(if value.at == 0 { at } else { value.at }, message);
                continue;
            };
            let place = first.iter().position(|field| field.wire == wire);
            match (setter, place) {
                (Setter::Typed(tokens), Some(place)) => {
                    if let Some(argument) = arguments.get_mut(place) {
                        *argument = tokens;
                    }
                }
                (Setter::Typed(tokens), None) => {
                    let method = entity.fields.iter().find(|field| field.wire == wire);
                    if let Some(field) = method {
                        let method = ident(&field.names.field);
                        typed.extend(quote!(.#method(#tokens)));
                    }
                }
                (Setter::Raw(json), _) => {
                    if start != Start::Stated {
                        self.writer.remark(format!(
                            "the bindings have no setter that takes this value of `{name}`: it is sent as it stands"
                        ));
                    }
                    raw.extend(quote!(.raw(#name, #json)));
                }
            }
        }
        let made = match start {
            Start::Complete => quote!(#marker::values(#(#arguments),*)#typed),
            Start::Changes => quote!(#marker::changes()#typed),
            Start::Assumed => {
                self.writer.remark(format!(
                    "not all that the schema demands of a new {} is given: the site has to fill it \
                     in",
                    entity.wire
                ));
                quote!(#marker::changes()#typed.assume_complete())
            }
            Start::Stated => {
                self.writer.remark(format!(
                    "not all that the schema demands of a new {} is given: the values are stated",
                    entity.wire
                ));
                let values = self.writer.runtime("Values");
                quote!(#values::<#marker>::new())
            }
        };
        match (raw.is_empty(), start) {
            (true, _) => made,
            (false, Start::Stated | Start::Assumed) => quote!(#made #raw),
            (false, _) => {
                let values = self.writer.runtime("Values");
                quote!(#values::from(#made)#raw)
            }
        }
    }

    /// What sets a value, and the field that it is for.
    fn setter(&mut self, name: &str, value: &Literal, start: Start) -> Option<(String, Setter)> {
        let entity = self.entity;
        let wire = base(name);
        let known = |wire: &str| entity.fields.iter().find(|field| field.wire == wire);
        // `option_group_id.name`: the row that a key points to, by another of its fields.
        let (field, suffix, column) = match (known(wire), name.split_once(':')) {
            (Some(field), Some((_, suffix))) => (field, Some(suffix), None),
            (Some(field), None) => (field, None, None),
            (None, _) => {
                let found = name
                    .match_indices('.')
                    .find_map(|(at, _)| Some((known(&name[..at])?, &name[at + 1..])));
                let (field, column) = found?;
                (field, None, Some(column))
            }
        };
        let raw = |scope: &mut Self| {
            let json = scope.json(value);
            Some((field.wire.clone(), Setter::Raw(json)))
        };
        let write = match start {
            Start::Complete => field.create.as_ref(),
            Start::Changes | Start::Assumed => field.update.as_ref(),
            Start::Stated => None,
        };
        let Some(write) = write else {
            return raw(self);
        };
        let tokens = match column {
            Some(column) => self.through(field, column, value),
            None => self.written(write, suffix, value),
        };
        match tokens {
            Some(tokens) => Some((field.wire.clone(), Setter::Typed(tokens))),
            None => raw(self),
        }
    }

    /// A key by another field of the row that it points to.
    fn through(
        &mut self,
        field: &FieldModel,
        column: &str,
        value: &Literal,
    ) -> Option<TokenStream> {
        let target = self.catalog.target(field)?;
        let found = crate::query::resolve::catalog::field(target, column)?;
        let operand = self
            .operand(value, &found.rust.value)
            .filter(|it| !it.single && !found.rust.list)?;
        let (through, marker) = (
            self.writer.runtime("through"),
            self.writer.entity(&target.type_name),
        );
        let (constant, value) = (ident(&found.names.constant), operand.tokens);
        Some(quote!(#through(#marker::#constant, #value)))
    }

    /// A value as the setter of its field takes it; `None` where it takes no such value.
    fn written(
        &mut self,
        write: &WriteModel,
        suffix: Option<&str>,
        value: &Literal,
    ) -> Option<TokenStream> {
        let rust = &write.rust;
        if suffix.is_none()
            && let Some(parent) = self.parent_value(value, &rust.value, rust.targets.as_deref())
        {
            return Some(parent);
        }
        if value.value == Value::Null {
            let null = self.writer.runtime("Null");
            return (write.nullable && suffix.is_none()).then_some(quote!(#null));
        }
        if let Some(suffix) = suffix {
            return self.by_suffix(rust, suffix, value);
        }
        if rust.targets.is_some() {
            return match &value.value {
                Value::Number(_) => self.operand(value, &Scalar::Integer).map(|it| it.tokens),
                _ => None,
            };
        }
        if rust.list {
            // The site takes one value for a list of it.
            let one = [value.clone()];
            let items = match &value.value {
                Value::Text(_) | Value::Number(_) => &one,
                _ => value.as_list()?,
            };
            let mut parts = Vec::new();
            for item in items {
                let parent = self.parent_value(item, &rust.value, None);
                parts.push(match parent {
                    Some(parent) => parent,
                    None => self.single(item, &rust.value)?.tokens,
                });
            }
            if parts.is_empty() {
                let ty = self.writer.scalar(&rust.value);
                return Some(quote!(Vec::<#ty>::new()));
            }
            return Some(quote!([#(#parts),*]));
        }
        self.single(value, &rust.value).map(|it| it.tokens)
    }

    /// One value, where a setter takes the same as a comparison.
    fn single(&mut self, value: &Literal, scalar: &Scalar) -> Option<Operand> {
        if *scalar == Scalar::Text && value.as_text() == Some("null") {
            return None;
        }
        if *scalar == Scalar::Json {
            let tokens = self.json(value);
            return Some(Operand {
                tokens,
                single: false,
            });
        }
        if *scalar == Scalar::Timestamp {
            // A day is written as one; the site adds midnight.
            let day = self.operand(value, &Scalar::Date).filter(|it| !it.single);
            return day.or_else(|| self.operand(value, scalar));
        }
        self.operand(value, scalar)
    }

    fn by_suffix(&mut self, rust: &RustType, suffix: &str, value: &Literal) -> Option<TokenStream> {
        if !self.catalog.takes_suffix(rust, suffix) {
            return None;
        }
        // Only values of these types stand for an option where it is stored.
        let stores = matches!(
            rust.value,
            Scalar::Integer | Scalar::Text | Scalar::Id(_) | Scalar::Boolean
        );
        let list = match &rust.listed {
            Some(ListedModel {
                list: ListRef::Typed(list),
                ..
            }) => Some(list.clone()),
            _ => None,
        };
        if let (false, Scalar::Options(list)) = (stores, &rust.value) {
            // The option's name is what is stored.
            let list = Scalar::Options(list.clone());
            let known = suffix == "name" && !rust.list;
            return known
                .then(|| self.operand(value, &list))
                .flatten()
                .map(|it| it.tokens);
        }
        if !stores {
            return None;
        }
        let by = match suffix {
            "name" => self.writer.runtime("ByName"),
            "label" => self.writer.runtime("ByLabel"),
            "abbr" => self.writer.runtime("ByAbbr"),
            _ => return None,
        };
        let one = |scope: &mut Self, value: &Literal| -> Option<TokenStream> {
            let text = match &value.value {
                Value::Variable(variable) => {
                    let name = scope
                        .writer
                        .parameter(variable, Takes::Value(plain(Scalar::Text)));
                    return Some(quote!(#by(#name)));
                }
                Value::Text(text) => text,
                _ => return None,
            };
            let known = list.as_ref().filter(|_| suffix == "name").and_then(|list| {
                let model = scope.catalog.list(list)?;
                let variant = model.variants.iter().find(|it| it.name == *text)?;
                Some((list.clone(), variant.ident.clone()))
            });
            Some(match known {
                Some((list, variant)) => {
                    let (path, variant) = (scope.writer.list(&list), ident(&variant));
                    quote!(#path::#variant)
                }
                None => quote!(#by(#text)),
            })
        };
        if !rust.list {
            return one(self, value);
        }
        let items = value.as_list().filter(|items| !items.is_empty())?;
        let parts: Vec<TokenStream> = items
            .iter()
            .map(|item| one(self, item))
            .collect::<Option<_>>()?;
        // Options that the bindings have and others are of two types.
        let texts = format!("{by}");
        let mixed = parts
            .iter()
            .any(|part| part.to_string().starts_with(&texts))
            && !parts
                .iter()
                .all(|part| part.to_string().starts_with(&texts));
        if mixed {
            return None;
        }
        let from_names = parts
            .iter()
            .any(|part| part.to_string().starts_with(&texts));
        Some(if from_names {
            quote!(vec![#(#parts),*])
        } else {
            quote!([#(#parts),*])
        })
    }
}

/// The field of a value's name: without suffix.
fn base(name: &str) -> &str {
    name.split_once(':').map_or(name, |(base, _)| base)
}

fn mandatory(entity: &EntityModel) -> Vec<&FieldModel> {
    let is_mandatory =
        |field: &&FieldModel| field.create.as_ref().is_some_and(|write| write.mandatory);
    entity.fields.iter().filter(is_mandatory).collect()
}

/// The type of an entity's key.
pub(in crate::query) fn key_type(entity: &EntityModel) -> Scalar {
    match entity.key.as_ref().map(|key| &key.ty) {
        Some(KeyModelType::Id(entity)) => Scalar::Id(entity.clone()),
        Some(KeyModelType::Text) => Scalar::Text,
        _ => Scalar::Integer,
    }
}
