//! Fields by their paths: own ones, those behind foreign keys, and those behind joins.

use proc_macro2::TokenStream;
use quote::quote;

use super::Scope;
use super::catalog::{field, unknown};
use super::typed::{Typed, plain};
use super::writer::ident;
use crate::model::{EntityModel, ListRef, ListedModel, RustType, Scalar};

/// How many keys a path may go through.
const STEPS: usize = 12;

impl<'m> Scope<'m, '_> {
    /// The field of a path, anywhere in this query.
    pub(in crate::query) fn path(&mut self, path: &str) -> Result<Typed, String> {
        if let Some((alias, rest)) = path.split_once('.')
            && let Some(join) = self.joins.iter().find(|join| join.alias == alias)
        {
            let (name, entity, bridge) = (join.ident.clone(), join.entity, join.bridge);
            let found = self.own(entity, rest, 0);
            let (method, found) = match (found, bridge) {
                (Ok(found), _) => (quote!(field), found),
                (Err(text), None) => return Err(text),
                (Err(text), Some(bridge)) => match self.own(bridge, rest, 0) {
                    Ok(found) => (quote!(bridge_field), found),
                    Err(_) => return Err(format!("{text} (nor has its bridge {})", bridge.wire)),
                },
            };
            let inner = &found.tokens;
            let tokens = quote!(#name.#method(#inner));
            return Ok(Typed {
                tokens,
                wire: path.to_owned(),
                ..found.joined()
            });
        }
        let entity = self.entity;
        self.own(entity, path, 0)
    }

    /// The key at the end of a path, to go on from.
    pub(in crate::query) fn key(&mut self, path: &str) -> Result<TokenStream, String> {
        let typed = self.path(path)?;
        let keys = matches!(typed.rust.value, Scalar::Id(_)) || typed.rust.reference.is_some();
        if typed.rust.list || !keys {
            return Err(format!(
                "`{path}` refers to no row, so `{path}.*` has no fields"
            ));
        }
        Ok(self.used(&typed))
    }

    /// A field of an entity, or one behind its keys.
    fn own(&mut self, entity: &'m EntityModel, path: &str, steps: usize) -> Result<Typed, String> {
        let (base, suffix) = match path.rsplit_once(':') {
            Some((base, suffix)) => (base, Some(suffix)),
            None => (path, None),
        };
        if let Some(found) = field(entity, base) {
            let marker = self.writer.entity(&entity.type_name);
            let constant = ident(&found.names.constant);
            let typed = Typed::field(
                quote!(#marker::#constant),
                found.rust.clone(),
                path.to_owned(),
            );
            return match suffix {
                None => Ok(typed),
                Some(suffix) => self.suffixed(entity, typed, base, suffix),
            };
        }
        // Its columns are those of the queries that it is made of.
        if entity.wire == "EntitySet" && steps == 0 {
            self.writer.remark(format!(
                "`{path}` is a column of the queries that the set is made of: its type is stated"
            ));
            return Ok(self.stated(entity, path, Scalar::Json));
        }
        if steps < STEPS {
            for (at, _) in base.match_indices('.') {
                let (Some(key), rest) = (field(entity, &base[..at]), &path[at + 1..]) else {
                    continue;
                };
                if let Some(target) = self.catalog.target(key) {
                    let inner = self.own(target, rest, steps + 1)?;
                    let marker = self.writer.entity(&entity.type_name);
                    let constant = ident(&key.names.constant);
                    let guard = key.rust.restricted.then(|| quote!(.assume_permitted()));
                    let tokens = &inner.tokens;
                    let tokens = quote!(#marker::#constant #guard.to(#tokens));
                    return Ok(Typed {
                        tokens,
                        wire: path.to_owned(),
                        ..inner.joined()
                    });
                }
                if key.rust.list || key.rust.targets.is_some() || key.refers_to.is_some() {
                    self.writer.remark(format!(
                        "`{path}` goes through `{}.{}`, which the bindings can't follow: its type \
                         is stated",
                        entity.wire, key.wire
                    ));
                    return Ok(self.stated(entity, path, Scalar::Json));
                }
            }
        }
        Err(unknown(entity, path))
    }

    /// A field with a suffix: what an option is called.
    fn suffixed(
        &mut self,
        entity: &'m EntityModel,
        typed: Typed,
        base: &str,
        suffix: &str,
    ) -> Result<Typed, String> {
        let known = [
            "name",
            "label",
            "description",
            "abbr",
            "icon",
            "color",
            "grouping",
            "url",
        ];
        if !known.contains(&suffix) {
            return Err(format!("`{base}:{suffix}`: APIv4 has no suffix `{suffix}`"));
        }
        if !self.catalog.takes_suffix(&typed.rust, suffix) {
            self.writer.remark(format!(
                "the schema lists no suffix `{suffix}` for `{}.{base}`: its type is stated",
                entity.wire
            ));
            return Ok(self.stated(entity, &format!("{base}:{suffix}"), Scalar::Text));
        }
        let value = match &typed.rust.listed {
            Some(ListedModel {
                list: ListRef::Typed(list),
                ..
            }) if suffix == "name" => Scalar::Options(list.clone()),
            _ => Scalar::Text,
        };
        let (tokens, method) = (&typed.tokens, ident(suffix));
        let rust = RustType {
            list: typed.rust.list,
            restricted: typed.rust.restricted,
            filter_only: typed.rust.filter_only,
            operators: typed.rust.operators.clone(),
            ..plain(value)
        };
        Ok(Typed::field(quote!(#tokens.#method()), rust, typed.wire))
    }

    /// A field of the entity whose type is stated, because the bindings don't have it so.
    fn stated(&mut self, entity: &EntityModel, path: &str, value: Scalar) -> Typed {
        let field = self.writer.runtime("Field");
        let marker = self.writer.entity(&entity.type_name);
        let ty = self.writer.scalar(&value);
        Typed::field(
            quote!(#field::<#marker, #ty>::new(#path)),
            plain(value),
            path.to_owned(),
        )
    }

    /// The expression with JSON for its type, which compares with anything.
    pub(in crate::query) fn as_json(&mut self, typed: &Typed) -> Typed {
        let wire = typed.wire.clone();
        let (marker, json) = (self.marker(), self.writer.runtime("Json"));
        let tokens: TokenStream = if typed.calculated {
            let function = self.writer.runtime("function");
            quote!(#function::raw::<#marker, #json>(#wire))
        } else if let Some((alias, rest)) = wire.split_once('.')
            && let Some(join) = self.joins.iter().find(|join| join.alias == alias)
        {
            let (name, behind) = (join.ident.clone(), join.entity.type_name.clone());
            let field = self.writer.runtime("Field");
            let behind = self.writer.entity(&behind);
            quote!(#name.field(#field::<#behind, #json>::new(#rest)))
        } else {
            let field = self.writer.runtime("Field");
            quote!(#field::<#marker, #json>::new(#wire))
        };
        Typed {
            calculated: typed.calculated,
            ..Typed::field(tokens, plain(Scalar::Json), wire)
        }
    }

    /// The type of the queried entity.
    pub(in crate::query) fn marker(&mut self) -> TokenStream {
        let name = self.entity.type_name.clone();
        self.writer.entity(&name)
    }

    /// The expression where a filter, an order or a function uses it.
    pub(in crate::query) fn used(&self, typed: &Typed) -> TokenStream {
        let tokens = &typed.tokens;
        if typed.rust.restricted && !typed.calculated {
            quote!(#tokens.assume_permitted())
        } else if typed.shared {
            quote!(#tokens.clone())
        } else {
            quote!(#tokens)
        }
    }
}
