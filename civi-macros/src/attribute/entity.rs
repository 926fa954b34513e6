//! The attribute on the struct: which entity it is of, where the schema is, what it is used for.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens as _, quote};
use syn::{Attribute, LitStr, Path, Token, parenthesized};

use super::key;
use crate::report::Report;

/// `#[civi_entity(…)]` on a struct.
#[derive(Default)]
pub(crate) struct EntityAttribute {
    /// `entity = "Contact"`.
    pub(crate) entity: Option<LitStr>,
    /// `schema = "schemas/site"`.
    pub(crate) schema: Option<LitStr>,
    /// `bindings = crate::civi::Contact`.
    pub(crate) bindings: Option<Path>,
    /// `marker = Donor`: the type that stands for the entity, where it isn't the struct itself.
    pub(crate) marker: Option<Path>,
    /// `crate = civi`.
    pub(crate) runtime: Option<Path>,
    /// What the struct is used for.
    pub(crate) used: Use,
}

/// What a struct is used for.
#[derive(Default)]
pub(crate) struct Use {
    /// `read`, also where neither is said.
    pub(crate) read: bool,
    /// `write`, and where it says so.
    pub(crate) write: Option<Span>,
    /// `write(create)`: the values that `create` demands must be there.
    pub(crate) create: Option<Span>,
}

const KEYS: &[&str] = &[
    "entity", "schema", "bindings", "marker", "crate", "read", "write",
];

impl EntityAttribute {
    /// Reads the attributes of a struct.
    pub(crate) fn read(attributes: &[Attribute], report: &mut Report) -> Self {
        let mut this = EntityAttribute::default();
        key::each(
            attributes,
            "civi_entity",
            KEYS,
            report,
            |key, meta, report| {
                match key {
                    "entity" => this.entity = Some(meta.value()?.parse()?),
                    "schema" => this.schema = Some(meta.value()?.parse()?),
                    "bindings" => this.bindings = Some(meta.value()?.call(Path::parse_mod_style)?),
                    "marker" => this.marker = Some(meta.value()?.parse()?),
                    "crate" => this.runtime = Some(meta.value()?.call(Path::parse_mod_style)?),
                    "read" => this.used.read = true,
                    "write" => {
                        this.used.write = Some(key::span(meta));
                        if meta.input.peek(syn::token::Paren) {
                            let content;
                            parenthesized!(content in meta.input);
                            this.used.read_actions(&content, report)?;
                        }
                    }
                    _ => return Ok(false),
                }
                Ok(true)
            },
        );
        if this.used.write.is_none() {
            this.used.read = true;
        }
        if this.bindings.is_some() {
            if let Some(schema) = &this.schema {
                report.under(
                    schema,
                    "`schema` and `bindings` exclude each other: with `bindings` the struct is \
                     checked against the generated types and no schema is read; take one of them \
                     away",
                );
            }
            if let Some(marker) = &this.marker {
                report.under(
                    marker,
                    "`marker` and `bindings` exclude each other: the generated entity is the marker",
                );
            }
        }
        this
    }

    /// Whether `bindings` names the generated type itself, not the module of all of them.
    pub(crate) fn names_a_type(&self) -> bool {
        self.bindings
            .as_ref()
            .and_then(|path| path.segments.last())
            .is_some_and(|last| last.ident.to_string().starts_with(char::is_uppercase))
    }

    /// The path of the runtime crate.
    pub(crate) fn runtime(&self) -> TokenStream {
        match &self.runtime {
            Some(path) => path.to_token_stream(),
            None => quote!(::civi_runtime),
        }
    }
}

impl Use {
    fn read_actions(
        &mut self,
        content: syn::parse::ParseStream<'_>,
        report: &mut Report,
    ) -> syn::Result<()> {
        for action in content.parse_terminated(syn::Ident::parse_any_ident, Token![,])? {
            match action.to_string().as_str() {
                "create" => self.create = Some(action.span()),
                "update" | "save" => {}
                other => report.under(
                    &action,
                    format!(
                        "`write({other})` is not known: a struct writes by `create`, `update` or `save`"
                    ),
                ),
            }
        }
        Ok(())
    }
}

/// Reads any identifier, keywords too.
trait AnyIdent: Sized {
    fn parse_any_ident(input: syn::parse::ParseStream<'_>) -> syn::Result<Self>;
}

impl AnyIdent for syn::Ident {
    fn parse_any_ident(input: syn::parse::ParseStream<'_>) -> syn::Result<Self> {
        use syn::ext::IdentExt as _;
        input.call(syn::Ident::parse_any)
    }
}
