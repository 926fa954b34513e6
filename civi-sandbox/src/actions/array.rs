//! Queries of entities that are no tables: evaluated here, as PHP does it (§6.1).

use super::call::Given;
use crate::failure::{Failure, Outcome};
use crate::json::Json;
use crate::query::Request;
use crate::store::fold;

/// The rows that a request asks for.
pub(super) fn query(rows: Vec<Json>, request: &Request) -> Outcome<Given> {
    if request.limit < 0 || request.offset < 0 {
        return Err(Failure::exception("limit and offset can't be negative"));
    }
    let mut kept = Vec::new();
    for row in rows {
        if all_fit(&request.conditions.items(), &row)? {
            kept.push(row);
        }
    }
    for (field, direction) in request.order_by.pairs().into_iter().rev() {
        let down = match direction.as_str() {
            Some("ASC") => false,
            Some("DESC") => true,
            _ => {
                return Err(Failure::exception(format!(
                    "Invalid sort direction. Cannot order by {field}."
                )));
            }
        };
        let key = |row: &Json| {
            row.get(&field)
                .and_then(Json::to_text)
                .map(|text| fold(&text))
        };
        kept.sort_by(|a, b| {
            if down {
                key(b).cmp(&key(a))
            } else {
                key(a).cmp(&key(b))
            }
        });
    }
    let total = i64::try_from(kept.len()).unwrap_or(i64::MAX);
    let skip = usize::try_from(request.offset).unwrap_or(usize::MAX);
    let take = if request.limit == 0 {
        usize::MAX
    } else {
        usize::try_from(request.limit).unwrap_or(usize::MAX)
    };
    let counts = request.select.iter().any(|field| field == "row_count");
    let page: Vec<Json> = kept.into_iter().skip(skip).take(take).collect();
    if counts && request.select.len() == 1 {
        let fetched = i64::try_from(page.len()).unwrap_or(i64::MAX);
        let rows = vec![Json::from([("row_count", Json::Int(fetched))])];
        return Ok(Given {
            rows,
            count: Some(total),
            matched: Some(total),
            ..Given::default()
        });
    }
    let rows = page
        .into_iter()
        .map(|row| selected(row, &request.select))
        .collect();
    Ok(Given {
        rows,
        count: Some(total),
        matched: counts.then_some(total),
        ..Given::default()
    })
}

/// The selected fields of a row; all where none is named.
fn selected(row: Json, select: &[String]) -> Json {
    if select.is_empty() || select.iter().any(|field| field == "*") {
        return row;
    }
    let mut out = Json::map();
    for field in select {
        for (name, value) in row.pairs() {
            let fits = match field.split_once('*') {
                Some((start, end)) => name.starts_with(start) && name.ends_with(end),
                None => name == *field,
            };
            if fits {
                out.set(&name, value.clone());
            }
        }
    }
    out
}

fn all_fit(clauses: &[&Json], row: &Json) -> Outcome<bool> {
    for clause in clauses {
        if !fits(clause, row)? {
            return Ok(false);
        }
    }
    Ok(true)
}

fn fits(node: &Json, row: &Json) -> Outcome<bool> {
    let items = node.items();
    let Some(first) = items
        .first()
        .and_then(|first| first.as_str())
        .filter(|_| node.is_array())
    else {
        return Err(Failure::Page("a clause is no array".to_owned()));
    };
    let inner = || -> Outcome<Vec<&Json>> {
        let inner = items.get(1).filter(|inner| inner.is_array());
        let inner = inner.ok_or_else(|| Failure::Page("a group has no clauses".to_owned()))?;
        let is_one = inner
            .items()
            .first()
            .is_some_and(|one| one.as_str().is_some());
        Ok(if is_one { vec![inner] } else { inner.items() })
    };
    match first {
        "AND" => all_fit(&inner()?, row),
        "OR" => {
            let inner = inner()?;
            let mut any = inner.is_empty();
            for node in inner {
                any = any || fits(node, row)?;
            }
            Ok(any)
        }
        "NOT" => Ok(!all_fit(&inner()?, row)?),
        field => {
            let operator = match items.get(1) {
                None => "=",
                Some(word) => word.as_str().unwrap_or_default(),
            };
            let null = Json::Null;
            let own = row.get(field).unwrap_or(&null);
            compare(own, operator, items.get(2).copied().unwrap_or(&null))
        }
    }
}

fn compare(own: &Json, operator: &str, value: &Json) -> Outcome<bool> {
    let list = || -> Outcome<Vec<&Json>> {
        let list = value.is_array().then(|| value.items());
        list.ok_or_else(|| Failure::Page(format!("{operator} needs a list")))
    };
    Ok(match operator {
        "=" => equals(own, value),
        "!=" | "<>" => !equals(own, value),
        ">" | ">=" | "<" | "<=" => {
            let order = match (number(own), number(value)) {
                (Some(a), Some(b)) => a.partial_cmp(&b),
                _ => Some(text(own).cmp(&text(value))),
            };
            order.is_some_and(|order| match operator {
                ">" => order.is_gt(),
                ">=" => order.is_ge(),
                "<" => order.is_lt(),
                _ => order.is_le(),
            })
        }
        "IN" => list()?.into_iter().any(|one| equals(own, one)),
        "NOT IN" => !list()?.into_iter().any(|one| equals(own, one)),
        "IS NULL" => own.is_null(),
        "IS NOT NULL" => !own.is_null(),
        "IS EMPTY" => !own.is_truthy(),
        "IS NOT EMPTY" => own.is_truthy(),
        "LIKE" => like(own, value),
        "NOT LIKE" => !like(own, value),
        "BETWEEN" | "NOT BETWEEN" => {
            let ends = list()?;
            let [from, to] = ends.as_slice() else {
                return Err(Failure::exception(format!("{operator} needs two values")));
            };
            let within = compare(own, ">=", from)? && compare(own, "<=", to)?;
            within == (operator == "BETWEEN")
        }
        "CONTAINS" => contains(own, value),
        "NOT CONTAINS" => !contains(own, value),
        "CONTAINS ONE OF" => value.items().into_iter().any(|one| contains(own, one)),
        "NOT CONTAINS ONE OF" => !value.items().into_iter().any(|one| contains(own, one)),
        "REGEXP" | "NOT REGEXP" | "REGEXP BINARY" | "NOT REGEXP BINARY" => {
            let pattern = regex::RegexBuilder::new(&text(value))
                .case_insensitive(!operator.ends_with("BINARY"))
                .size_limit(1 << 20)
                .build()
                .map_err(|_| Failure::exception("Invalid regular expression"))?;
            let own = own.to_text().unwrap_or_default();
            pattern.is_match(&own) != operator.starts_with("NOT")
        }
        _ => return Err(Failure::exception("Illegal operator")),
    })
}

fn text(json: &Json) -> String {
    json.to_text().unwrap_or_default()
}

fn number(json: &Json) -> Option<f64> {
    json.to_text().and_then(|text| text.trim().parse().ok())
}

/// Equal as PHP's `==` has it, and without case.
fn equals(a: &Json, b: &Json) -> bool {
    match (a, b) {
        (Json::Bool(own), other) | (other, Json::Bool(own)) => *own == other.is_truthy(),
        _ if a.is_array() || b.is_array() => a == b,
        _ => match (number(a), number(b)) {
            (Some(a), Some(b)) => (a - b).abs() < f64::EPSILON,
            _ => fold(&text(a)) == fold(&text(b)),
        },
    }
}

/// Only `%` is a wildcard here.
fn like(own: &Json, value: &Json) -> bool {
    let (own, pattern) = (fold(&text(own)), fold(&text(value)));
    let pattern = pattern.replace('\\', "\\\\").replace('_', "\\_");
    crate::store::is_like(&own, &pattern)
}

fn contains(own: &Json, value: &Json) -> bool {
    if own.is_array() {
        return own.items().into_iter().any(|one| equals(one, value));
    }
    fold(&text(own)).contains(&fold(&text(value)))
}
