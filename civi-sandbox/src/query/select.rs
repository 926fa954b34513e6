//! What a row has: the selected expressions and wildcards (§6.2).

use civi_schema::DataType;
use std::sync::Arc;

use super::expression::{Expression, FieldPath};
use super::parse;
use super::render::{Rendered, no_options, plain, render};
use super::scope::{Missing, Scope, Target};
use crate::failure::{Failure, Outcome};
use crate::schema::{FieldModel, FieldOptions};

/// One selected expression.
pub(super) struct Selected<'a> {
    pub(super) key: String,
    /// As it was written, without the alias.
    pub(super) text: String,
    pub(super) expression: Expression,
    pub(super) rendered: Rendered<'a>,
    pub(super) format: Format,
}

/// What a cell becomes.
#[derive(Clone)]
pub(super) struct Format {
    pub(super) kind: Option<DataType>,
    pub(super) is_list: bool,
    pub(super) serialize: Option<civi_schema::Serialization>,
    /// The suffix and the options to look it up in.
    pub(super) suffix: Option<(String, Arc<FieldOptions>)>,
    /// Where it is empty, the row has another empty value under its key and a `_`.
    pub(super) leaves_mark: bool,
    /// As old sites have it (§12.21).
    pub(super) is_old: bool,
    /// The rows lack it when they are of another contact type: the path before, and the field.
    pub(super) contact: Option<(String, String)>,
}

const SUFFIXES: &[&str] = &[
    "name",
    "label",
    "abbr",
    "description",
    "color",
    "icon",
    "grouping",
    "url",
];

/// All that is selected; the flag says whether `row_count` is among it.
pub(super) fn selected<'a>(
    scope: &mut Scope<'a>,
    select: &[String],
    group_by: &[String],
) -> Outcome<(Vec<Selected<'a>>, bool)> {
    let mut all: Vec<Selected<'a>> = Vec::new();
    let counts = select.iter().any(|text| text == "row_count");
    let wanted = select.iter().filter(|text| *text != "row_count");
    let everything = ["*".to_owned()];
    let wanted: Vec<&String> = match select.is_empty() {
        true => everything.iter().collect(),
        false => wanted.collect(),
    };
    let mut expressions = Vec::new();
    for text in &wanted {
        if text.contains('*') && !text.contains('(') {
            for path in wildcard(scope, text)? {
                expressions.push((Expression::Field(field_path(&path)), path.clone(), None));
            }
        } else {
            expressions.push(parse::selected(text)?);
        }
    }
    let sums_up = !group_by.is_empty() || expressions.iter().any(|(e, _, _)| e.is_aggregate());
    // The key stays where rows are grouped by it.
    let keys = scope.base().entity.primary_key.as_slice();
    let keys = match sums_up && !keys.iter().all(|key| group_by.contains(key)) {
        true => &[],
        false => keys,
    };
    let keys = keys
        .iter()
        .map(|key| (Expression::Field(field_path(key)), key.clone(), None));
    for (expression, text, alias) in keys.chain(expressions).collect::<Vec<_>>() {
        let key = alias
            .clone()
            .unwrap_or_else(|| expression.default_key(&text));
        if all.iter().any(|one| one.key == key) {
            continue;
        }
        if let Some(alias) = &alias
            && scope.base().field(alias).is_some()
            && *alias != text
        {
            return Err(Failure::exception(format!(
                "Cannot use existing field name as alias: {alias}"
            )));
        }
        if let Some(one) = one(scope, expression, key, text)? {
            all.push(one);
        }
    }
    Ok((all, counts))
}

fn field_path(path: &str) -> FieldPath {
    FieldPath {
        path: path.to_owned(),
        suffix: None,
    }
}

/// One expression; `None` where a field in it isn't there, which is silence (§0.8).
fn one<'a>(
    scope: &mut Scope<'a>,
    expression: Expression,
    key: String,
    text: String,
) -> Outcome<Option<Selected<'a>>> {
    for field in expression.fields().into_iter().cloned().collect::<Vec<_>>() {
        // An old site tells of the employer's fields, and selects none of them (§12.21).
        if scope.context.model.is_old() && field.path.starts_with("employer_id.") {
            return Ok(None);
        }
        let missing = scope.find(&field.path)?.err();
        match missing {
            None => {}
            Some(Missing::NotAllowed) => {
                scope
                    .context
                    .dropped
                    .borrow_mut()
                    .unauthorized
                    .push(field.path);
                return Ok(None);
            }
            Some(Missing::Unknown) => {
                scope
                    .context
                    .dropped
                    .borrow_mut()
                    .undefined
                    .push(field.path);
                return Ok(None);
            }
        }
    }
    if let Expression::Field(path) = &expression {
        let Ok(target) = scope.find(&path.path)? else {
            return Ok(None);
        };
        let rendered = plain(scope, target);
        let format = field_format(scope, path, target, &rendered)?;
        return Ok(Some(Selected {
            key,
            text,
            expression,
            rendered,
            format,
        }));
    }
    let rendered = render(scope, &expression)?;
    let mut format = Format {
        kind: rendered.kind.clone(),
        is_list: rendered.is_list,
        serialize: None,
        suffix: None,
        leaves_mark: matches!(&expression, Expression::Call(call) if call.is_unique),
        is_old: scope.context.model.is_old(),
        contact: None,
    };
    if let Expression::Call(call) = &expression
        && let Some(suffix) = &call.suffix
    {
        let options = match (call.function.name(), rendered.target) {
            ("MONTH", _) => Some(Arc::new(super::format::months())),
            ("DAYOFWEEK", _) => Some(Arc::new(super::format::weekdays())),
            (_, Some(target)) => scope.context.options(target.entity.name(), target.field)?,
            _ => first_options(scope, &expression)?,
        };
        format.suffix = Some((suffix.clone(), options.ok_or_else(|| no_options(&text))?));
    }
    Ok(Some(Selected {
        key,
        text,
        expression,
        rendered,
        format,
    }))
}

/// The options of the first field in an expression.
fn first_options(
    scope: &mut Scope<'_>,
    expression: &Expression,
) -> Outcome<Option<Arc<FieldOptions>>> {
    let Some(field) = expression.fields().first().map(|field| field.path.clone()) else {
        return Ok(None);
    };
    match scope.find(&field)? {
        Ok(target) => scope.context.options(target.entity.name(), target.field),
        Err(_) => Ok(None),
    }
}

fn field_format(
    scope: &Scope<'_>,
    path: &FieldPath,
    target: Target<'_>,
    rendered: &Rendered<'_>,
) -> Outcome<Format> {
    let suffix = match &path.suffix {
        // A suffix that doesn't exist gives the value itself (§6.3).
        Some(suffix) if SUFFIXES.contains(&suffix.as_str()) => {
            let options = scope.context.options(target.entity.name(), target.field)?;
            Some((
                suffix.clone(),
                options.ok_or_else(|| no_options(&path.path))?,
            ))
        }
        Some(_) if !target.field.has_options() => return Err(no_options(&path.path)),
        _ => None,
    };
    let name = target.field.name();
    let before = path.path.strip_suffix(name).unwrap_or_default();
    let contact = target.entity.is_contact() && !target.field.is_custom();
    let is_old = scope.context.model.is_old();
    let kind = match rendered.kind.clone() {
        // A custom date is read with a time.
        Some(DataType::Date) if is_old && target.field.is_custom() => Some(DataType::Timestamp),
        kind => kind,
    };
    Ok(Format {
        kind,
        is_old,
        is_list: rendered.is_list,
        serialize: target.field.field.serialize,
        suffix,
        leaves_mark: false,
        contact: contact.then(|| (before.to_owned(), name.to_owned())),
    })
}

/// The paths that a wildcard stands for.
fn wildcard(scope: &mut Scope<'_>, text: &str) -> Outcome<Vec<String>> {
    let (prefix, last) = match text.rsplit_once('.') {
        Some((prefix, last)) => (prefix, last),
        None => ("", text),
    };
    if last != "*" && last.contains('*') {
        let Some(part) = scope.part_of(prefix)? else {
            return Ok(Vec::new());
        };
        let fits = |field: &FieldModel| is_glob(field.name(), last);
        return Ok(paths(scope, part, prefix, fits));
    }
    // `custom.*` and `Group.*`, of the entity itself or of a joined one.
    let (owner, group) = match prefix.rsplit_once('.') {
        Some((owner, group)) => (owner, group),
        None => ("", prefix),
    };
    if !group.is_empty()
        && let Some(part) = scope.part_of(owner)?
    {
        let is_group = |field: &FieldModel| {
            field.is_custom()
                && (group == "custom" || field.field.custom_group.as_deref() == Some(group))
        };
        let entity = scope.parts.get(part).map(|part| part.entity);
        if group == "custom" || entity.is_some_and(|entity| entity.fields.values().any(is_group)) {
            return Ok(paths(scope, part, owner, is_group));
        }
    }
    match scope.part_of(prefix)? {
        Some(part) => Ok(paths(scope, part, prefix, FieldModel::is_standard)),
        None => Ok(Vec::new()),
    }
}

fn paths(
    scope: &Scope<'_>,
    part: usize,
    prefix: &str,
    fits: impl Fn(&FieldModel) -> bool,
) -> Vec<String> {
    let Some(part) = scope.parts.get(part) else {
        return Vec::new();
    };
    let before = if prefix.is_empty() {
        String::new()
    } else {
        format!("{prefix}.")
    };
    let readable = |field: &&FieldModel| {
        field.field.get.is_some()
            && field.field.kind != "Filter"
            && scope.context.may_use(part.entity, field)
    };
    let fields = part
        .entity
        .fields
        .values()
        .filter(readable)
        .filter(|field| fits(field));
    fields
        .map(|field| format!("{before}{}", field.name()))
        .collect()
}

/// Whether a name fits a pattern with stars.
fn is_glob(name: &str, pattern: &str) -> bool {
    let mut pieces = pattern.split('*');
    let Some(mut rest) = name.strip_prefix(pieces.next().unwrap_or_default()) else {
        return false;
    };
    let pieces: Vec<&str> = pieces.collect();
    for (at, piece) in pieces.iter().enumerate() {
        if at + 1 == pieces.len() {
            return rest.ends_with(piece);
        }
        match rest.find(piece) {
            Some(found) => rest = rest.get(found + piece.len()..).unwrap_or_default(),
            None => return false,
        }
    }
    rest.is_empty()
}
