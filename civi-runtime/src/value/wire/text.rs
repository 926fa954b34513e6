//! Text and JSON.

use std::borrow::Cow;

use serde_json::Value as Json;

use super::{Wire, written_as};

written_as! {
    String => String: |t| text(t);
    &String => String: |t| text(t.clone());
    &str => String: |t| text(t.to_owned());
    Cow<'_, str> => String: |t| text(t.into_owned());
    Json => Json: |json| Wire::stored(json);
}

/// The text `null` is the one that the site's database layer takes for its own mark (APIv4 wire
/// contract §6.7).
fn text(text: String) -> Wire {
    if text == "null" {
        return Wire::refused(
            "can't hold the text `null`: the site stores it as `Null`; give `None` to clear the field",
        );
    }
    Wire::stored(text)
}
