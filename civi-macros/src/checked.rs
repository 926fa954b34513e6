//! Every field of the struct with its column: the whole check, before anything is written.

use std::collections::BTreeMap;
use std::rc::Rc;

use civi_schema::rust_type::FieldType;
use civi_schema::{Entity, Release};
use proc_macro2::TokenStream;
use syn::{Expr, Type};

use crate::attribute::Path;
use crate::check::{Cell, check};
use crate::column::{Column, resolve, resolve_prefix};
use crate::input::{Input, Member};
use crate::own_type::{self, OwnType};
use crate::report::Report;
use crate::source::Source;
use crate::suggest::some_of;
use crate::writing::{self, Writing};

/// A checked struct.
pub(crate) struct Checked<'t> {
    /// The schema's entity; `None` where the check is against bindings.
    pub(crate) entity: Option<Rc<Entity>>,
    /// The site's release, where the schema says it.
    pub(crate) release: Option<Release>,
    /// The fields in the struct's order.
    pub(crate) entries: Vec<Entry<'t>>,
    /// Items that tie the build to what was read.
    pub(crate) dependencies: TokenStream,
}

/// A checked field.
pub(crate) struct Entry<'t> {
    pub(crate) member: &'t Member,
    pub(crate) source: From<'t>,
}

/// Where a field's value comes from.
pub(crate) enum From<'t> {
    /// A column of the schema.
    Column(Box<Resolved>),
    /// A constant of the bindings, or the name of one.
    Constant(Constant<'t>),
    /// Another derived struct.
    Flattened(Flattened<'t>),
    /// Nowhere: it has its default.
    Skipped,
}

/// A column of the schema and the field's place in it.
pub(crate) struct Resolved {
    pub(crate) path: String,
    pub(crate) column: Column,
    pub(crate) kind: FieldType,
    /// `None` where the struct only writes.
    pub(crate) cell: Option<Cell>,
    /// `None` where the struct only reads.
    pub(crate) writing: Option<Writing>,
}

/// How bindings name the field.
pub(crate) enum Constant<'t> {
    /// An expression of the author's.
    Given(&'t Expr),
    /// By the wire name.
    Named(String),
}

/// A struct inside of the struct.
pub(crate) struct Flattened<'t> {
    /// The inner struct's type, without an `Option` around it.
    pub(crate) ty: &'t Type,
    pub(crate) optional: bool,
    /// The keys before its columns; empty, or ending in a dot.
    pub(crate) prefix: String,
    /// The entity that it must be of, where the schema says.
    pub(crate) entity: Option<String>,
}

/// Checks a struct against the schema that it names, or prepares it for the check against bindings.
pub(crate) fn checked<'t>(input: &'t Input, report: &mut Report) -> Option<Checked<'t>> {
    if input.attribute.bindings.is_some() {
        return Some(plan_bindings(input, report));
    }
    let (mut source, entity) = open(input, report)?;
    let mut entries = Vec::new();
    for member in &input.members {
        if let Some(source) = find(input, member, &mut source, &entity, report) {
            entries.push(Entry { member, source });
        }
    }
    refuse_twins(&entries, report);
    if input.attribute.used.write.is_some() {
        refuse_flattened(&entries, report);
        let given: Vec<_> = entries
            .iter()
            .filter_map(|entry| match &entry.source {
                From::Column(resolved) => {
                    Some((resolved.path.as_str(), resolved.writing.as_ref()?))
                }
                _ => None,
            })
            .collect();
        writing::demand_complete(input, &entity, &given, report);
    }
    if input.attribute.used.read
        && !entity.actions.is_empty()
        && !entity.actions.contains_key("get")
    {
        report.under(
            &input.attribute.entity,
            format!(
                "`{}` has no `get` on this site, so its rows can't be read; it has {}",
                entity.name,
                some_of(entity.actions.keys().map(String::as_str), 8)
            ),
        );
    }
    Some(Checked {
        entity: Some(entity),
        entries,
        release: source.release,
        dependencies: source.dependencies(),
    })
}

fn open(input: &Input, report: &mut Report) -> Option<(Source, Rc<Entity>)> {
    let attribute = &input.attribute;
    let mut source = match Source::find(attribute.schema.as_ref()) {
        Ok(source) => Some(source),
        Err(error) => {
            match &attribute.schema {
                Some(schema) => report.under(schema, error),
                None => report.under(&input.ident, error),
            }
            None
        }
    };
    let Some(name) = &attribute.entity else {
        report.under(
            &input.ident,
            "which entity is this of? say it with `#[civi_entity(entity = \"Contact\")]`",
        );
        return None;
    };
    if name.value() == "Setting" {
        report.under(
            name,
            "a site's settings are no rows with fields: read and write them with \
             `civi_runtime::setting`",
        );
        return None;
    }
    match source.as_mut()?.entity(&name.value()) {
        Ok(entity) => Some((source?, entity)),
        Err(error) => {
            match &attribute.schema {
                Some(schema) if error.is_broken() => report.under(schema, error),
                _ => report.under(name, error),
            }
            None
        }
    }
}

fn find<'t>(
    input: &Input,
    member: &'t Member,
    source: &mut Source,
    entity: &Rc<Entity>,
    report: &mut Report,
) -> Option<From<'t>> {
    let attribute = &member.attribute;
    if attribute.skip.is_some() {
        return Some(From::Skipped);
    }
    if attribute.flatten.is_some() {
        let mut flattened = flattened(member);
        let reached = match &attribute.prefix {
            None => Rc::clone(entity),
            Some(prefix) => match resolve_prefix(source, entity, &prefix.value()) {
                Ok(reached) => reached,
                Err(lost) => {
                    report.under(prefix, lost.0);
                    return None;
                }
            },
        };
        flattened.entity = Some(reached.name.clone());
        return Some(From::Flattened(flattened));
    }
    if let Some(Path::Constant(constant)) = &attribute.path {
        report.under(
            constant,
            "a field's constant goes with `bindings`; with a schema the path is a text: \
             `field = \"email_primary.email\"`",
        );
        return None;
    }
    let path = member.wire();
    let column = match resolve(source, entity, &path) {
        Ok(column) => column,
        Err(lost) => {
            report.under(&member.blame_path(), lost.0);
            return None;
        }
    };
    let kind = column.kind()?;
    let used = &input.attribute.used;
    let cell = if used.read {
        readable(member, &column, &kind, report)?;
        Some(check(input, member, &column, &kind, report)?)
    } else {
        None
    };
    let mut resolved = Resolved {
        path,
        column,
        kind,
        cell,
        writing: None,
    };
    if used.write.is_some() {
        resolved.writing = Some(writing::check(
            input,
            member,
            &resolved.path,
            &resolved.column,
            &resolved.kind,
            report,
        )?);
    }
    Some(From::Column(Box::new(resolved)))
}

/// Whether rows have the field at all.
fn readable(member: &Member, column: &Column, kind: &FieldType, report: &mut Report) -> Option<()> {
    let (name, entity) = (&column.name, &column.entity.name);
    let field = column.field()?;
    if kind.filter_only {
        report.under(
            &member.blame_path(),
            format!(
                "`{name}` of `{entity}` exists only in filters: no row has it; filter by it with \
                 the request, and take it out of the struct"
            ),
        );
        return None;
    }
    if field.get.is_none() {
        report.under(
            &member.blame_path(),
            format!("`{name}` of `{entity}` can only be written: no row has it"),
        );
        return None;
    }
    Some(())
}

fn flattened(member: &Member) -> Flattened<'_> {
    let (ty, optional) = match own_type::of(&member.ty) {
        OwnType::Option(inner) => (inner, true),
        _ => (&member.ty, false),
    };
    let prefix = member
        .attribute
        .prefix
        .as_ref()
        .map(|prefix| format!("{}.", prefix.value()))
        .unwrap_or_default();
    Flattened {
        ty,
        optional,
        prefix,
        entity: None,
    }
}

/// A struct inside of the struct is another row's, or would hide what is written.
fn refuse_flattened(entries: &[Entry<'_>], report: &mut Report) {
    for entry in entries {
        if let (From::Flattened(_), Some(span)) = (&entry.source, entry.member.attribute.flatten) {
            report.at(
                span,
                "a struct that writes has its fields itself: write the flattened struct by its own \
                 `create` or `update`, or mark it `#[civi_entity(skip)]`",
            );
        }
    }
}

/// Two fields for one column are a slip: the second would never be set apart from the first.
fn refuse_twins(entries: &[Entry<'_>], report: &mut Report) {
    let mut seen: BTreeMap<&str, &Member> = BTreeMap::new();
    for entry in entries {
        let From::Column(resolved) = &entry.source else {
            continue;
        };
        if let Some(first) = seen.insert(&resolved.path, entry.member) {
            report.under(
                &entry.member.blame_path(),
                format!(
                    "`{}` is asked for twice: the field `{}` has it already",
                    resolved.path, first.ident
                ),
            );
        }
    }
}

/// With bindings, the compiler checks: here only what it could not say as well.
fn plan_bindings<'t>(input: &'t Input, report: &mut Report) -> Checked<'t> {
    let entries = input
        .members
        .iter()
        .map(|member| Entry {
            member,
            source: bound(member),
        })
        .collect();
    let attribute = &input.attribute;
    match (&attribute.entity, attribute.names_a_type()) {
        (Some(entity), true) => report.under(
            entity,
            "`entity` is not needed beside `bindings`: the generated type says which entity it is",
        ),
        (None, false) => report.under(
            &attribute.bindings,
            "this is a module: name the generated type, `bindings = …::Contact`, or say which \
             entity of the module it is with `entity = \"Contact\"`",
        ),
        _ => {}
    }
    if let Some(create) = attribute.used.create {
        report.at(
            create,
            "with `bindings` the schema is not read, so what `create` demands is not known here: \
             begin with the generated `values(…)`",
        );
    }
    for member in &input.members {
        if let Some(with) = &member.attribute.with {
            report.under(
                with,
                "`with` goes with a schema; with `bindings` the field has the type that the \
                 bindings say, and is converted where it is used",
            );
        }
    }
    Checked {
        entity: None,
        release: None,
        entries,
        dependencies: TokenStream::new(),
    }
}

fn bound(member: &Member) -> From<'_> {
    let attribute = &member.attribute;
    if attribute.skip.is_some() {
        From::Skipped
    } else if attribute.flatten.is_some() {
        From::Flattened(flattened(member))
    } else if let Some(Path::Constant(constant)) = &attribute.path {
        From::Constant(Constant::Given(constant))
    } else {
        From::Constant(Constant::Named(member.wire()))
    }
}
