//! `(a + b)`: what MySQL calculates, with the digits that it keeps.

use civi_schema::DataType;

use super::expression::{COMPARING, Part};
use super::render::{Rendered, render};
use super::scope::Scope;
use crate::failure::{Failure, Outcome};
use crate::store::Sql;

/// Renders an equation.
pub(super) fn equation<'a>(scope: &mut Scope<'a>, parts: &[Part]) -> Outcome<Rendered<'a>> {
    let operator = |part: &Part| match part {
        Part::Operator(sign) => Some(*sign),
        Part::Operand(_) => None,
    };
    let is_comparison = parts
        .iter()
        .filter_map(operator)
        .any(|sign| COMPARING.contains(&sign));
    let is_logic = parts
        .iter()
        .filter_map(operator)
        .any(|sign| matches!(sign, "AND" | "OR" | "&&" | "||"));
    if let [
        Part::Operand(text),
        Part::Operator("LIKE"),
        Part::Operand(pattern),
    ] = parts
    {
        let (text, pattern) = (render(scope, text)?, render(scope, pattern)?);
        let sql = Sql::call("civi_like", [text.into_text(), pattern.sql]);
        return Ok(Rendered::of(sql, DataType::Boolean));
    }
    let mut sql = Sql::default();
    let mut scales = Vec::new();
    for part in parts {
        match part {
            Part::Operand(operand) => {
                let operand = render(scope, operand)?;
                scales.push(operand.scale);
                sql.push(if is_comparison || is_logic {
                    operand.collated()
                } else {
                    // The site takes a null for 0 and divides exactly.
                    Sql::call("coalesce", [operand.sql.word(" + 0.0"), Sql::new("0.0")])
                });
            }
            Part::Operator(sign) => sql.push(Sql::new(match *sign {
                "&&" => " AND ",
                "||" => " OR ",
                "<=>" => " IS ",
                "+" => " + ",
                "-" => " - ",
                "*" => " * ",
                "/" => " / ",
                "%" => " % ",
                "=" => " = ",
                "!=" | "<>" => " <> ",
                "<=" => " <= ",
                ">=" => " >= ",
                "<" => " < ",
                ">" => " > ",
                "AND" => " AND ",
                "OR" => " OR ",
                "LIKE" => " LIKE ",
                other => {
                    return Err(Failure::limit(format!(
                        "the operator {other} in an equation"
                    )));
                }
            })),
        }
    }
    if is_comparison || is_logic {
        return Ok(Rendered::of(sql.in_parentheses(), DataType::Boolean));
    }
    let scale = scale_of_equation(&scales, parts.iter().filter_map(operator));
    let sql = match scale {
        Some(scale) => Sql::call("round", [sql, Sql::number(scale.into())]),
        None => sql.in_parentheses(),
    };
    Ok(Rendered {
        scale,
        ..Rendered::of(sql, DataType::Float)
    })
}

/// The digits that MySQL keeps of an equation: the most of a sum, the sum of a product, and four
/// more of a quotient. A double among the operands makes it a double.
fn scale_of_equation<'o>(
    scales: &[Option<u8>],
    operators: impl Iterator<Item = &'o str>,
) -> Option<u8> {
    let mut scales = scales.iter().copied();
    let (mut most, mut term) = (0_u8, scales.next()??);
    for (sign, scale) in operators.zip(scales) {
        let scale = scale?;
        match sign {
            "*" => term = term.saturating_add(scale),
            "/" => term = term.saturating_add(4),
            "%" => term = term.max(scale),
            _ => {
                most = most.max(term);
                term = scale;
            }
        }
    }
    Some(most.max(term).min(30))
}

#[cfg(test)]
mod tests {
    use super::scale_of_equation;

    /// How many digits MySQL keeps (§6.2).
    #[test]
    fn wire_6_2_an_equation_keeps_mysqls_digits() {
        let scale = |scales: &[Option<u8>], signs: &[&str]| {
            scale_of_equation(scales, signs.iter().copied())
        };
        assert_eq!(scale(&[Some(0), Some(0)], &["/"]), Some(4));
        assert_eq!(scale(&[Some(2), Some(0)], &["/"]), Some(6));
        assert_eq!(scale(&[Some(2), Some(2)], &["*"]), Some(4));
        assert_eq!(scale(&[Some(2), Some(0), Some(0)], &["+", "/"]), Some(4));
        assert_eq!(scale(&[Some(2), None], &["+"]), None);
    }
}
