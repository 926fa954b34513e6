//! Explicit joins (§6.4).

use super::condition::{self, Place};
use super::expression::Expression;
use super::parse;
use super::scope::{Joined, NestedJoins, Scope};
use crate::failure::{Failure, Outcome};
use crate::json::Json;
use crate::schema::EntityModel;
use crate::store::Sql;

/// Adds an explicit join; what it gives is the condition that `EXCLUDE` makes.
pub(super) fn join<'a>(scope: &mut Scope<'a>, join: &Json) -> Outcome<Option<Sql>> {
    let items = join.items();
    let Some(what) = items
        .first()
        .and_then(|first| first.as_str())
        .filter(|_| join.is_array())
    else {
        return Err(Failure::Page(
            "a join does not begin with an entity".to_owned(),
        ));
    };
    let (entity, name) = match what.split_once(" AS ") {
        Some((entity, name)) => (entity.trim(), name.trim().to_owned()),
        None => (what.trim(), what.trim().to_lowercase()),
    };
    let fits = !name.is_empty()
        && name.len() <= 256
        && name != "a"
        && name
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'));
    if !fits {
        return Err(Failure::exception(format!(
            "Illegal join alias: \"{name}\""
        )));
    }
    let side = match items.get(1) {
        None | Some(Json::Bool(false)) => "LEFT",
        Some(Json::Bool(true)) => "INNER",
        Some(side) => match side.as_str() {
            Some("LEFT") => "LEFT",
            Some("INNER") => "INNER",
            Some("EXCLUDE") => "EXCLUDE",
            _ => return Err(Failure::exception("Illegal value for join side")),
        },
    };
    let model = scope.context.model;
    let Some(target) = model.entity(entity) else {
        return Err(Failure::exception(format!("Invalid join entity: {entity}")));
    };
    // An entity that one may not read is left out in silence.
    if !scope.context.caller.may(target.name(), "get") {
        return Ok(None);
    }
    let Some(table) = target.table.as_deref() else {
        return Err(Failure::limit(format!(
            "joining {entity}, which has no table"
        )));
    };
    let bridge = match items.get(2).and_then(|item| item.as_str()) {
        Some(bridge) => Some(
            model
                .entity(bridge)
                .filter(|b| b.table.is_some())
                .ok_or_else(|| Failure::exception(format!("Invalid bridge entity: {bridge}")))?,
        ),
        None => None,
    };
    let skip = if bridge.is_some() || items.get(2).is_some_and(|item| item.is_null()) {
        3
    } else {
        2
    };
    let conditions: Vec<Json> = items
        .iter()
        .skip(skip)
        .map(|item| (*item).clone())
        .collect();
    if scope.parts.len() > 60 {
        return Err(Failure::exception("DB Error: too many tables"));
    }
    let alias = scope.next_alias();
    let bridge = bridge.map(|bridge| (bridge, scope.next_alias()));
    scope.parts.push(Joined {
        entity: target,
        alias,
        name: Some(name.clone()),
        bridge,
        hidden: Vec::new(),
    });
    scope.nested = Some(NestedJoins {
        from: scope.parts.len() - 1,
        joins: Vec::new(),
    });
    let is_linked = conditions.iter().any(|condition| links(&name, condition));
    let on = condition::all(scope, &Json::List(conditions.clone()), Place::On);
    let nested = scope
        .nested
        .take()
        .map(|nest| nest.joins)
        .unwrap_or_default();
    let mut on = vec![on?];
    if !is_linked {
        on.push(guessed(scope, target, alias, bridge));
    }
    for (field, value) in &target.forced {
        on.push(Some(
            Sql::column(alias, field)
                .word(" = ")
                .then(Sql::value(value.clone())),
        ));
    }
    let mut from = Sql::table(table, alias);
    if let Some((bridge, bridge_alias)) = bridge {
        let column = far_column(bridge, target, &name, &conditions)?;
        if side == "INNER"
            && let Some(part) = scope.parts.iter_mut().find(|part| part.alias == alias)
        {
            part.hidden = keys_of(bridge, &column);
        }
        let bridge_table = bridge.table.as_deref().unwrap_or_default();
        from = Sql::table(bridge_table, bridge_alias)
            .word(" JOIN ")
            .then(from)
            .word(" ON ")
            .then(Sql::column(alias, target.key().unwrap_or("id")))
            .word(" = ")
            .then(Sql::column(bridge_alias, &column));
    }
    if bridge.is_some() || !nested.is_empty() {
        from = nested.into_iter().fold(from, Sql::then).in_parentheses();
    }
    let words = if side == "INNER" {
        " JOIN "
    } else {
        " LEFT JOIN "
    };
    let on = Sql::joined(on.into_iter().flatten(), " AND ");
    let on = if on.is_empty() { Sql::new("1") } else { on };
    scope.joins.push(
        Sql::new(words)
            .then(from)
            .word(" ON ")
            .then(on.in_parentheses()),
    );
    let key = Sql::column(alias, target.key().unwrap_or("id"));
    Ok((side == "EXCLUDE").then(|| key.word(" IS NULL")))
}

/// Whether a condition ties the joined entity to something outside of it.
fn links(name: &str, condition: &Json) -> bool {
    let items = condition.items();
    let side = |at: usize| -> Option<bool> {
        let text = items.get(at)?.as_str()?;
        let expression = parse::expression(text).ok()?;
        let Expression::Field(path) = expression else {
            return None;
        };
        Some(
            path.path
                .strip_prefix(name)
                .is_some_and(|rest| rest.starts_with('.')),
        )
    };
    match items.first().and_then(|first| first.as_str()) {
        Some("AND" | "OR") => items
            .get(1)
            .is_some_and(|inner| inner.items().iter().any(|one| links(name, one))),
        _ => matches!((side(0), side(2)), (Some(a), Some(b)) if a != b),
    }
}

/// The keys of a bridge that leads to the joined entity by a column.
fn keys_of(bridge: &EntityModel, far: &str) -> Vec<String> {
    let pairs = bridge.entity.bridge.iter();
    let near = pairs
        .filter(|(_, to)| *to == far)
        .map(|(near, _)| near.clone());
    let mut keys: Vec<String> = near.chain([far.to_owned()]).collect();
    if keys.iter().any(|key| key == "entity_id") {
        keys.push("entity_table".to_owned());
    }
    keys
}

/// The column of a bridge that leads to the joined entity.
fn far_column(
    bridge: &EntityModel,
    target: &EntityModel,
    name: &str,
    conditions: &[Json],
) -> Outcome<String> {
    let mentioned = |column: &str| {
        let path = format!("{name}.{column}");
        conditions.iter().any(|condition| {
            condition
                .items()
                .iter()
                .any(|item| item.as_str() == Some(path.as_str()))
        })
    };
    let points = |field: &&crate::schema::FieldModel| {
        let to = field.field.fk_entity.as_deref();
        to == Some(target.name()) || (target.is_contact() && to == Some("Contact"))
    };
    let leads = |column: &str| bridge.field(column).is_some_and(|field| points(&field));
    let pairs = || bridge.entity.bridge.iter();
    let far = pairs()
        .find(|(near, far)| mentioned(near) && leads(far))
        .map(|(_, far)| far);
    let far = far.or_else(|| {
        pairs()
            .find(|(near, far)| mentioned(far) && leads(near))
            .map(|(near, _)| near)
    });
    let far = far.or_else(|| {
        pairs()
            .find(|(near, _)| mentioned(near))
            .map(|(_, far)| far)
    });
    if let Some(far) = far {
        return Ok(far.clone());
    }
    let mut columns = bridge.columns().filter(|f| !mentioned(f.name()));
    // A column that may lead anywhere leads there too.
    columns
        .find(points)
        .or_else(|| bridge.columns().find(|f| f.name() == "entity_id"))
        .map(|field| field.name().to_owned())
        .ok_or_else(|| {
            let (bridge, target) = (bridge.name(), target.name());
            Failure::exception(format!("{bridge} is no bridge to {target}"))
        })
}

/// The link that core guesses where none is stated.
fn guessed<'a>(
    scope: &Scope<'a>,
    target: &'a EntityModel,
    alias: usize,
    bridge: Option<(&'a EntityModel, usize)>,
) -> Option<Sql> {
    let base = scope.base();
    let points_to = |field: &crate::schema::FieldModel, entity: &EntityModel| {
        let to = field.field.fk_entity.as_deref();
        to == Some(entity.name()) || (entity.is_contact() && to == Some("Contact"))
    };
    let (near, near_alias) = bridge.unwrap_or((target, alias));
    if let Some(field) = near.columns().find(|field| points_to(field, base)) {
        let own = Sql::column(0, base.key().unwrap_or("id"));
        return Some(Sql::column(near_alias, field.name()).word(" = ").then(own));
    }
    if near.has_column("entity_id") && near.has_column("entity_table") {
        return Some(
            Sql::column(near_alias, "entity_id")
                .word(" = ")
                .then(Sql::column(0, "id"))
                .word(" AND ")
                .then(Sql::column(near_alias, "entity_table"))
                .word(" = ")
                .then(Sql::value(base.table.clone().unwrap_or_default())),
        );
    }
    let field = base.columns().find(|field| points_to(field, target))?;
    let key = Sql::column(alias, target.key().unwrap_or("id"));
    Some(Sql::column(0, field.name()).word(" = ").then(key))
}
