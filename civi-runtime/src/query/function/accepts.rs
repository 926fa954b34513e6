//! What the site lets stand at each place of a function: its own code has a list for every argument
//! (APIv4 wire contract §6.2), and refuses the call for anything else.

use crate::query::expression::{ExpressionForm, aggregate_in, is_aggregate};

/// Why an argument can't stand at a place of a function, if it can't. `place` counts from 0.
pub(super) fn refusal(function: &str, place: usize, argument: &str) -> Option<String> {
    if is_aggregate(function)
        && let Some(inner) = aggregate_in(argument)
    {
        return Some(format!(
            "`{inner}` inside `{function}` has no groups to work on; select the inner one and do \
             the rest with the rows"
        ));
    }
    let form = ExpressionForm::of(argument);
    if accepted(function, place).contains(&form) {
        return None;
    }
    Some(format!(
        "the site's `{function}` does not take {} there, as in `{argument}`; select the parts and \
         calculate with the rows",
        named(form)
    ))
}

/// Why a value can't be a side of an equation, if it can't.
pub(super) fn equation_refusal(argument: &str) -> Option<String> {
    let form = ExpressionForm::of(argument);
    if matches!(
        form,
        ExpressionForm::Field | ExpressionForm::Text | ExpressionForm::Number
    ) {
        return None;
    }
    Some(format!(
        "the site calculates with fields, numbers and texts only, and not with {}, as in \
         `{argument}`; select the parts and calculate with the rows",
        named(form)
    ))
}

fn accepted(function: &str, place: usize) -> &'static [ExpressionForm] {
    use ExpressionForm::{Equation, Field, Function, Number, Text};
    match (function, place) {
        ("AVG" | "COUNT" | "MAX" | "MIN" | "SUM", _) => &[Field],
        ("ABS" | "ROUND", 0) => &[Field, Number],
        ("LEFT" | "RIGHT" | "SUBSTRING" | "BINARY" | "LOWER" | "UPPER", 0) | ("REPLACE", _) => {
            &[Field, Text]
        }
        ("ROUND" | "LEFT" | "RIGHT" | "SUBSTRING", _) => &[Number],
        ("CONCAT_WS", 0) | ("JSON_EXTRACT", 1) => &[Text],
        ("CONCAT" | "CONCAT_WS", _) => &[Field, Function, Text],
        ("GROUP_CONCAT" | "GROUP_FIRST" | "GROUP_NTH", 0) => &[Field, Function, Equation],
        ("GROUP_CONCAT", _) => &[Field, Text],
        ("GROUP_FIRST" | "GROUP_NTH", _) => &[Field],
        ("IF" | "IFNULL" | "JSON_EXTRACT", 0) => &[Field, Function, Equation],
        _ => &[Field, Function, Text, Number],
    }
}

const fn named(form: ExpressionForm) -> &'static str {
    match form {
        ExpressionForm::Field => "a field",
        ExpressionForm::Function => "a function",
        ExpressionForm::Equation => "an equation",
        ExpressionForm::Text => "a text",
        ExpressionForm::Number => "a number",
    }
}
