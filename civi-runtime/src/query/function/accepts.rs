//! What the site takes at each place of a function (APIv4 wire contract §6.2), and why not.

use civi_schema::function::{ExpressionForm, takes};

use crate::query::expression::{aggregate_in, form, is_aggregate};

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
    let form = form(argument);
    if takes(function, place).contains(&form) {
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
    let form = form(argument);
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

const fn named(form: ExpressionForm) -> &'static str {
    match form {
        ExpressionForm::Field => "a field",
        ExpressionForm::Function => "a function",
        ExpressionForm::Equation => "an equation",
        ExpressionForm::Text => "a text",
        ExpressionForm::Number => "a number",
        ExpressionForm::Null => "NULL",
    }
}
