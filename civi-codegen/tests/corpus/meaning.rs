//! When two calls mean the same.

use std::fmt::Write as _;

use civi_codegen::query::{Call, Canonical, Clause, Comparison, Junction, Literal, Right, Value};

/// What a call asks for, without how it is written. Where only the number of rows is asked for, it
/// doesn't matter which values they have, in which order, and how many of them are sent.
pub(crate) fn of(
    call: &Call,
    counts: bool,
    guesses: &[(String, String, String)],
) -> Result<String, String> {
    let mut params = call.canonical().map_err(|problems| {
        problems
            .into_iter()
            .map(|it| it.message)
            .collect::<Vec<_>>()
            .join("; ")
    })?;
    params.select.retain(|(text, _)| text != "row_count");
    // The site gives the key unasked (APIv4 wire contract §6.2), and civi asks for what a chained call
    // refers to.
    if !params.chain.is_empty() && !params.select.is_empty() {
        params.select.retain(|(text, _)| text != "id");
    }
    for join in &mut params.joins {
        if let (true, Some((_, left, right))) = (
            join.on.is_empty(),
            guesses.iter().find(|(alias, ..)| *alias == join.alias),
        ) {
            join.on.push(Clause::Compare(Comparison {
                left: left.clone(),
                operator: "=",
                right: Right::Expression(right.clone()),
                at: 0,
            }));
        }
    }
    if counts {
        params.select.clear();
        params.order.clear();
        params.limit = None;
    }
    Ok(shape(&params))
}

/// The expression of a selected value, without a name that only one side gives.
fn expression(text: &str) -> &str {
    text.rsplit_once(" AS ")
        .map_or(text, |(expression, _)| expression)
}

fn shape(params: &Canonical) -> String {
    let mut text = String::new();
    let names: Vec<(&str, &str)> = params
        .select
        .iter()
        .filter_map(|(text, _)| text.rsplit_once(" AS "))
        .collect();
    let meant = |text: &str| {
        let known = names.iter().find(|(_, name)| *name == text);
        known.map_or(text, |(expression, _)| *expression).to_owned()
    };
    let mut select: Vec<&str> = params
        .select
        .iter()
        .map(|(text, _)| expression(text))
        .collect();
    if select == ["*"] {
        select.clear();
    }
    let _ = writeln!(text, "select {select:?}");
    for join in &params.joins {
        let _ = writeln!(
            text,
            "join {} {} {} {:?} {}",
            join.entity,
            join.alias,
            join.side,
            join.bridge,
            clauses(&join.on, &meant)
        );
    }
    let _ = writeln!(text, "where {}", clauses(&params.filter, &meant));
    let group: Vec<String> = params.group.iter().map(|(text, _)| meant(text)).collect();
    let _ = writeln!(text, "groupBy {group:?}");
    let _ = writeln!(text, "having {}", clauses(&params.having, &meant));
    for (field, descending, _) in &params.order {
        let _ = writeln!(text, "orderBy {} {descending}", meant(field));
    }
    for (name, value) in [("limit", &params.limit), ("offset", &params.offset)] {
        if let Some(value) = value {
            let _ = writeln!(text, "{name} {}", literal(value));
        }
    }
    for (name, call) in &params.chain {
        let _ = writeln!(text, "chain {name} {}", chained(call));
    }
    let mut others: Vec<String> = params
        .others
        .iter()
        .map(|(name, value)| format!("{name} {}", literal(value)))
        .collect();
    others.sort();
    text + &others.join("\n")
}

fn chained(call: &Literal) -> String {
    let parts = call.as_list().unwrap_or_default();
    let text = |at: usize| parts.get(at).and_then(Literal::as_text).unwrap_or_default();
    let mut inner = Call {
        name: None,
        entity: text(0).to_owned(),
        action: text(1).to_owned(),
        params: Vec::new(),
        index: None,
        at: 0,
    };
    if let Some(params) = parts.get(2).and_then(Literal::as_map) {
        inner.params = params.to_vec();
    }
    let index = parts.get(3).map(literal).unwrap_or_default();
    let params = of(&inner, false, &[]).unwrap_or_default();
    format!("{}.{} [{index}] {{\n{params}}}", inner.entity, inner.action)
}

fn clauses(list: &[Clause], meant: &dyn Fn(&str) -> String) -> String {
    let parts: Vec<String> = list.iter().map(|it| clause(it, meant)).collect();
    parts.join(" AND ")
}

fn clause(clause_: &Clause, meant: &dyn Fn(&str) -> String) -> String {
    match clause_ {
        Clause::Group(junction, inner) => {
            let parts: Vec<String> = inner.iter().map(|it| clause(it, meant)).collect();
            match junction {
                Junction::And => format!("({})", parts.join(" AND ")),
                Junction::Or => format!("({})", parts.join(" OR ")),
                Junction::Not => format!("NOT ({})", parts.join(" AND ")),
            }
        }
        Clause::Compare(it) => {
            let right = match &it.right {
                Right::Missing => String::new(),
                Right::Value(value) => literal(value),
                Right::Expression(text) => format!("`{}`", meant(text)),
            };
            let (operator, right) = match (&it.right, it.operator) {
                (Right::Value(value), "IN")
                    if value.as_list().is_some_and(|list| list.len() == 1) =>
                {
                    ("=", right.trim_matches(['[', ']']).to_owned())
                }
                (_, operator) => (operator, right),
            };
            let equal = operator == "=" && matches!(&it.right, Right::Expression(_));
            let left = format!("`{}`", meant(&it.left));
            // Equality has no direction.
            if equal && right < left {
                return format!("{right} = {left}");
            }
            format!("{left} {operator} {right}")
        }
    }
}

/// A value as the site compares it: numbers and flags may be text.
fn literal(literal_: &Literal) -> String {
    match &literal_.value {
        Value::Null => "null".to_owned(),
        Value::Boolean(flag) => u8::from(*flag).to_string(),
        Value::Number(digits) | Value::Text(digits) => match digits.parse::<f64>() {
            Ok(number) if !digits.starts_with('+') && !digits.contains(['i', 'n', 'N']) => {
                number.to_string()
            }
            _ => format!("{digits:?}"),
        },
        // The site takes one value for a list of it (APIv4 wire contract §6.7).
        Value::List(items) if items.len() == 1 => literal(&items[0]),
        Value::List(items) => {
            let parts: Vec<String> = items.iter().map(literal).collect();
            format!("[{}]", parts.join(", "))
        }
        Value::Map(entries) if entries.is_empty() => "[]".to_owned(),
        Value::Map(entries) => {
            let mut parts: Vec<String> = entries
                .iter()
                .map(|(key, value)| {
                    // Where an option is stored by its name, both are the same.
                    let key = key.strip_suffix(":name").unwrap_or(key);
                    format!("{key}: {}", literal(value))
                })
                .collect();
            parts.sort();
            format!("{{{}}}", parts.join(", "))
        }
        Value::Variable(variable) => format!("${}", variable.name),
    }
}
