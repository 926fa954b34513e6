//! The HTML that a site shows where the API does not answer.

use crate::request::Reply;
use crate::schema::{Cms, Model};

/// A page of HTML.
pub(crate) fn html(status: u16, title: &str, text: &str) -> Reply {
    let body = format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head><title>{title}</title></head>\n<body>\n\
         <div id=\"crm-container\" class=\"crm-container\">{text}</div>\n</body>\n</html>\n"
    );
    Reply {
        status,
        content_type: "text/html; charset=UTF-8",
        body: body.into_bytes(),
        headers: Vec::new(),
    }
}

/// What an error looks like that PHP raises and the API doesn't catch: status 500, on newer
/// WordPress 200 (§0.6, §1.8).
pub(crate) fn fatal(model: &Model) -> Reply {
    let is_masked = model.cms == Cms::WordPress && model.is_since(6, 10);
    html(
        if is_masked { 200 } else { 500 },
        "Error",
        "Sorry, due to an error, we are unable to fulfill your request at the moment.",
    )
}

/// No such page.
pub(crate) fn not_found(model: &Model) -> Reply {
    match model.cms {
        Cms::Standalone => Reply {
            status: 404,
            content_type: "text/html; charset=UTF-8",
            body: b"Path not found".to_vec(),
            headers: Vec::new(),
        },
        _ => html(
            404,
            "Page not found",
            "The requested page could not be found.",
        ),
    }
}

/// The back end sends to its login.
pub(crate) fn to_login() -> Reply {
    let mut reply = html(302, "", "");
    reply.body.clear();
    reply
        .headers
        .push(("Location", "/wp-login.php?reauth=1".to_owned()));
    reply
}
