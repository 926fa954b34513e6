//! From an [`Expression`] to SQL, with the type that its value has.

use civi_schema::DataType;

use super::calculated;
use super::expression::{Call, Expression, FieldPath};
use super::function::Kind;
use super::scope::{Missing, Scope, Target};
use crate::failure::{Failure, Outcome};
use crate::schema::{Calculated, Source};
use crate::store::{Sql, now, repeats};

/// SQL and what its value is.
#[derive(Clone)]
pub(super) struct Rendered<'a> {
    pub(super) sql: Sql,
    pub(super) kind: Option<DataType>,
    /// The digits behind the point that MySQL keeps; `None` where the value is a double or no
    /// number.
    pub(super) scale: Option<u8>,
    /// Whether the cell has a list as JSON.
    pub(super) is_list: bool,
    /// The field, where the expression is no more than that.
    pub(super) target: Option<Target<'a>>,
}

impl Rendered<'_> {
    pub(super) fn of(sql: Sql, kind: DataType) -> Self {
        Rendered {
            sql,
            scale: scale_of(&kind),
            kind: Some(kind),
            is_list: false,
            target: None,
        }
    }

    /// The SQL of the text that MySQL makes of the value: 12.5 of a column of money is `12.50`.
    pub(super) fn into_text(self) -> Sql {
        match self.scale {
            Some(scale) if scale > 0 && !self.is_list => {
                Sql::call("civi_decimal", [self.sql, Sql::number(scale.into())])
            }
            _ => self.sql,
        }
    }

    /// Whether it is compared as text.
    pub(super) fn is_text(&self) -> bool {
        self.is_list
            || matches!(
                self.kind,
                None | Some(DataType::String | DataType::Text | DataType::Blob)
            )
    }

    /// The SQL with the collation that text is compared and sorted by.
    pub(super) fn collated(self) -> Sql {
        let is_text = self.is_text();
        if is_text {
            self.sql.in_parentheses().word(" COLLATE civi")
        } else {
            self.sql
        }
    }
}

/// The digits behind the point of a column.
fn scale_of(kind: &DataType) -> Option<u8> {
    match kind {
        DataType::Integer | DataType::Boolean => Some(0),
        DataType::Money => Some(2),
        _ => None,
    }
}

/// The digits behind the point of a number that a caller wrote.
fn digits(number: f64) -> Option<u8> {
    let text = number.to_string();
    let digits = text.split_once('.').map_or(0, |(_, digits)| digits.len());
    u8::try_from(digits).ok().filter(|digits| *digits <= 30)
}

/// Renders an expression. A field that isn't there is null; who minds asks before.
pub(super) fn render<'a>(scope: &mut Scope<'a>, expression: &Expression) -> Outcome<Rendered<'a>> {
    Ok(match expression {
        Expression::Field(path) => field(scope, path)?,
        Expression::Text(text) => Rendered::of(Sql::value(text.clone()), DataType::String),
        Expression::Whole(number) => Rendered::of(Sql::value(*number), DataType::Integer),
        Expression::Float(number) => Rendered {
            scale: digits(*number),
            ..Rendered::of(Sql::value(*number), DataType::Float)
        },
        Expression::Bool(value) => Rendered::of(Sql::value(*value), DataType::Boolean),
        Expression::Null => Rendered {
            sql: Sql::null(),
            kind: None,
            scale: None,
            is_list: false,
            target: None,
        },
        Expression::Call(call) => function(scope, call)?,
        Expression::Equation(parts) => super::equation::equation(scope, parts)?,
    })
}

/// The value of a field without its suffix.
pub(super) fn plain<'a>(scope: &Scope<'a>, target: Target<'a>) -> Rendered<'a> {
    let sql = calculated::column(scope.context, target);
    let field = &target.field.field;
    let is_activity_list = matches!(
        target.field.source,
        Source::Calculated(Calculated::ActivityContacts(role)) if role != Some(2)
    );
    Rendered {
        sql,
        scale: scale_of(&field.data_type),
        kind: Some(
            match is_activity_list && !scope.context.model.is_since(6, 0) {
                true => DataType::String,
                false => field.data_type.clone(),
            },
        ),
        is_list: field.serialize.is_some()
            || is_activity_list
            || field.data_type == DataType::Array,
        target: Some(target),
    }
}

fn field<'a>(scope: &mut Scope<'a>, path: &FieldPath) -> Outcome<Rendered<'a>> {
    let target = match scope.find(&path.path)? {
        Ok(target) => target,
        Err(Missing::Unknown | Missing::NotAllowed) => {
            return Ok(Rendered {
                sql: Sql::null(),
                kind: None,
                scale: None,
                is_list: false,
                target: None,
            });
        }
    };
    let plain = plain(scope, target);
    let Some(suffix) = &path.suffix else {
        return Ok(plain);
    };
    let options = scope.context.options(target.entity.name(), target.field)?;
    let Some(options) = options else {
        return Err(no_options(&path.path));
    };
    let list = scope.context.store.list(options);
    let sql = Sql::call(
        "civi_option",
        [Sql::number(list), plain.sql, Sql::value(suffix.clone())],
    );
    Ok(Rendered::of(sql, DataType::String))
}

/// A suffix on a field that has no options (§6.3).
pub(super) fn no_options(field: &str) -> Failure {
    Failure::exception(format!("No options available for field '{field}'"))
}

fn function<'a>(scope: &mut Scope<'a>, call: &Call) -> Outcome<Rendered<'a>> {
    let name = call.function.name();
    let since = call.function.since();
    if since.is_some_and(|since| {
        let (major, minor) = (since.major.into(), since.minor.into());
        !scope.context.model.is_since(major, minor)
    }) {
        return Err(Failure::exception(format!("Invalid function: {name}")));
    }
    let mut arguments = Vec::new();
    for argument in &call.arguments {
        arguments.push(render(scope, argument)?);
    }
    let of_field = call
        .arguments
        .iter()
        .zip(&arguments)
        .find(|(e, _)| !e.fields().is_empty());
    let of_field = of_field.map(|(_, rendered)| rendered.clone());
    let first_kind = of_field.as_ref().and_then(|rendered| rendered.kind.clone());
    let mut order = Vec::new();
    for (key, down) in &call.order {
        let key = render(scope, key)?.collated();
        order.push(if *down { key.word(" DESC") } else { key });
    }
    let mut is_list = false;
    let mut target = None;
    let mut kind = call.function.kind().data_type();
    let own_scale = arguments.first().and_then(|argument| argument.scale);
    let mut scale = match call.function.kind() {
        Kind::Integer | Kind::Boolean => Some(0),
        Kind::OfField => of_field.as_ref().and_then(|rendered| rendered.scale),
        _ => None,
    };
    let texts = || arguments.iter().cloned().map(Rendered::into_text);
    let mut args = arguments.iter().map(|argument| argument.sql.clone());
    let mut next = || args.next().unwrap_or_else(Sql::null);
    let distinct = if call.is_distinct { "DISTINCT " } else { "" };
    let sql = match name {
        "COUNT" if call.is_star => Sql::new("count(*)"),
        "COUNT" => {
            let counted = arguments.first().cloned().map(Rendered::collated);
            aggregate("count(", distinct, counted.unwrap_or_else(Sql::null))
        }
        // MySQL keeps four digits more than the column has.
        "AVG" => {
            let average = aggregate("avg(", distinct, next());
            scale = own_scale.map(|scale| scale.saturating_add(4));
            rounded(average, scale)
        }
        "SUM" => rounded(aggregate("sum(", distinct, next()), own_scale),
        "MAX" | "MIN" => {
            let text = arguments.first().is_some_and(Rendered::is_text);
            let argument = if text {
                next().in_parentheses().word(" COLLATE civi")
            } else {
                next()
            };
            aggregate(if name == "MAX" { "max(" } else { "min(" }, "", argument)
        }
        "GROUP_CONCAT" => {
            is_list = call.separator.is_none();
            let value = match (is_list, arguments.first().cloned()) {
                (false, Some(argument)) => argument.into_text(),
                _ => next(),
            };
            let list = gathered(scope, call, value, order)?;
            match &call.separator {
                Some(between) => {
                    kind = Some(DataType::String);
                    Sql::call("civi_join", [list, Sql::value(between.clone())])
                }
                None => {
                    target = of_field.as_ref().and_then(|rendered| rendered.target);
                    list
                }
            }
        }
        "GROUP_FIRST" | "GROUP_NTH" => {
            let nth = if name == "GROUP_FIRST" {
                1
            } else {
                call.count.unwrap_or(1)
            };
            let list = gathered(scope, call, next(), order)?;
            Sql::call("civi_nth", [list, Sql::value(nth)])
        }
        "ISNULL" => next().in_parentheses().word(" IS NULL").in_parentheses(),
        "ISNOTNULL" => next()
            .in_parentheses()
            .word(" IS NOT NULL")
            .in_parentheses(),
        "IF" => {
            let condition = next();
            Sql::new("CASE WHEN ")
                .then(condition)
                .word(" THEN ")
                .then(next())
                .word(" ELSE ")
                .then(next())
                .word(" END")
        }
        "IFNULL" => Sql::call("coalesce", [next(), next()]),
        "COALESCE" => Sql::call(
            "coalesce",
            arguments.iter().map(|a| a.sql.clone()).chain([Sql::null()]),
        ),
        "NULLIF" => Sql::call("nullif", arguments.iter().cloned().map(Rendered::collated)),
        "GREATEST" => Sql::call("max", arguments.iter().map(|a| a.sql.clone())),
        "LEAST" => Sql::call("min", arguments.iter().map(|a| a.sql.clone())),
        "ABS" => Sql::call("abs", [next()]),
        "ROUND" => Sql::call("round", arguments.iter().map(|a| a.sql.clone())),
        "BINARY" => next(),
        "CURDATE" => Sql::value(now().date().to_string()),
        "NOW" => Sql::value(now().strftime("%Y-%m-%d %H:%M:%S").to_string()),
        "DATE" => Sql::call("substr", [next(), Sql::new("1"), Sql::new("10")]),
        "TIME" => Sql::call("substr", [next(), Sql::new("12")]),
        "YEAR" | "MONTH" | "QUARTER" | "DAYOFWEEK" => {
            Sql::call("civi_extract", [Sql::value(name.to_owned()), next()])
        }
        "EXTRACT" => Sql::call("civi_extract", [unit(call), next()]),
        "DATE_ADD" | "DATE_SUB" => {
            let count = call.count.unwrap_or_default();
            let count = if name == "DATE_SUB" {
                count.saturating_neg()
            } else {
                count
            };
            kind = first_kind
                .clone()
                .filter(|kind| *kind == DataType::Timestamp)
                .or(kind);
            Sql::call("civi_date_add", [next(), Sql::value(count), unit(call)])
        }
        "DATEDIFF" => Sql::call("civi_datediff", [next(), next()]),
        "TIMESTAMPDIFF" => Sql::call("civi_timestampdiff", [unit(call), next(), next()]),
        "DAYSTOANNIV" => Sql::call("civi_days_to_anniversary", [next()]),
        "NEXTANNIV" => Sql::call("civi_next_anniversary", [next()]),
        "JSON_EXTRACT" => {
            let (json, path) = (next(), next());
            Sql::new("CASE WHEN json_valid(")
                .then(json.clone())
                .word(") THEN json_extract(")
                .then(json)
                .word(", ")
                .then(path)
                .word(") END")
        }
        "RAND" => Sql::new("civi_rand()"),
        "REPLACE" => Sql::call("replace", texts()),
        "LEFT" => Sql::call("civi_left", texts()),
        "RIGHT" => Sql::call("civi_right", texts()),
        "LOWER" => Sql::call("civi_lower", texts()),
        "UPPER" => Sql::call("civi_upper", texts()),
        "SUBSTRING" => Sql::call("civi_substring", texts()),
        "CONCAT" => Sql::call("civi_concat", texts()),
        "CONCAT_WS" => Sql::call("civi_concat_ws", texts()),
        other => return Err(Failure::limit(format!("the SQL function {other}"))),
    };
    if call.function.kind() == Kind::OfField && kind.is_none() {
        kind = first_kind;
    }
    let is_list = is_list
        || (matches!(name, "IFNULL" | "COALESCE" | "GROUP_FIRST")
            && of_field.is_some_and(|f| f.is_list));
    Ok(Rendered {
        sql,
        kind,
        scale,
        is_list,
        target,
    })
}

/// A sum of decimals, without what a double adds behind their digits.
fn rounded(sql: Sql, scale: Option<u8>) -> Sql {
    match scale {
        Some(scale) if scale > 0 => Sql::call("round", [sql, Sql::number(scale.into())]),
        _ => sql,
    }
}

fn aggregate(opening: &'static str, distinct: &'static str, argument: Sql) -> Sql {
    Sql::new(opening).word(distinct).then(argument).word(")")
}

/// All values of a group that are not null, as JSON; null where there are none.
fn gathered(scope: &mut Scope<'_>, call: &Call, value: Sql, order: Vec<Sql>) -> Outcome<Sql> {
    let mut key = Sql::null();
    let mut which = if call.is_distinct {
        repeats::OF_VALUE
    } else {
        repeats::KEPT
    };
    let first = call
        .arguments
        .first()
        .and_then(|argument| argument.fields().first().map(|field| field.path.clone()));
    if let Some(path) = first.filter(|_| call.is_unique)
        && let Ok(target) = scope.find(&path)?
    {
        let column = target.entity.key().unwrap_or("id");
        key = Sql::column(target.alias, column);
        which = repeats::OF_ROW;
    }
    let mut arguments = Sql::joined([value, key, Sql::number(which)], ", ");
    if !order.is_empty() {
        arguments = arguments.word(" ORDER BY ").then(Sql::joined(order, ", "));
    }
    Ok(Sql::call("civi_gather", [arguments]))
}

fn unit(call: &Call) -> Sql {
    Sql::value(call.unit.unwrap_or("DAY").to_owned())
}
