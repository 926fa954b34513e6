//! Values that stand for something else: the caller's contact, the present domain, a user.

use super::scope::Target;
use crate::context::Context;
use crate::json::Json;

/// The value that a symbolic one stands for (§6.7).
pub(crate) fn symbolic(context: &Context<'_>, value: &Json) -> Json {
    match value {
        Json::Text(text) => match text.as_str() {
            "user_contact_id" => context.caller.contact_id.into(),
            "current_domain" => Json::Int(1),
            text if text.starts_with("@user:") => {
                let name = text.trim_start_matches("@user:");
                let own = context
                    .caller
                    .identity
                    .login
                    .as_ref()
                    .is_some_and(|(own, _)| own == name);
                context.caller.contact_id.filter(|_| own).into()
            }
            _ => value.clone(),
        },
        Json::List(items) => Json::List(items.iter().map(|item| symbolic(context, item)).collect()),
        other => other.clone(),
    }
}

/// Whether symbolic values are understood for a field.
pub(super) fn takes_symbols(target: &Target<'_>) -> bool {
    let field = &target.field.field;
    field.fk_entity.is_some() || field.name == "domain_id" || field.name == "id"
}
