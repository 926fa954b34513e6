//! Whether a stored value is the one that was sent, in spite of how the site writes it.

use rust_decimal::Decimal;
use serde_json::Value as Json;

use crate::row::{same_moment, same_time};

/// Whether the site works the value out itself, so that there is nothing to compare it with (APIv4
/// wire contract §6.7).
pub(super) fn is_computed(sent: &Json) -> bool {
    let Some(text) = sent.as_str() else {
        return false;
    };
    matches!(text, "now" | "user_contact_id" | "current_domain")
        || text.starts_with("now ")
        || text.starts_with("@user:")
}

/// Whether `stored` is what was `sent`. Options by name are compared without case, as the site may
/// find them.
pub(super) fn is_stored(sent: &Json, stored: &Json, is_option: bool) -> bool {
    if is_nothing(sent) || is_nothing(stored) {
        return is_nothing(sent) && is_nothing(stored);
    }
    match (sent, stored) {
        (Json::Array(sent), Json::Array(stored)) => same_elements(sent, stored, is_option),
        // The site wraps one value for a field that holds several.
        (Json::Array(list), one) | (one, Json::Array(list)) => {
            list.len() == 1 && list.iter().all(|it| is_stored(it, one, is_option))
        }
        (Json::Object(_), _) | (_, Json::Object(_)) => sent == stored,
        (Json::Bool(sent), other) | (other, Json::Bool(sent)) => truth(other) == Some(*sent),
        (Json::String(sent), Json::String(stored)) => {
            sent == stored
                || (is_option && sent.to_lowercase() == stored.to_lowercase())
                || same_moment(sent, stored)
                || same_time(sent, stored)
        }
        _ => same_number(sent, stored),
    }
}

/// `null`, `""` and an empty list all clear a field.
fn is_nothing(json: &Json) -> bool {
    match json {
        Json::Null => true,
        Json::String(text) => text.is_empty(),
        Json::Array(list) => list.is_empty(),
        Json::Object(map) => map.is_empty(),
        _ => false,
    }
}

fn truth(json: &Json) -> Option<bool> {
    match json {
        Json::Bool(truth) => Some(*truth),
        Json::Number(number) => match number.as_i64() {
            Some(0) => Some(false),
            Some(1) => Some(true),
            _ => None,
        },
        Json::String(text) => match text.as_str() {
            "0" => Some(false),
            "1" => Some(true),
            _ => None,
        },
        _ => None,
    }
}

/// The same elements, in any order.
fn same_elements(sent: &[Json], stored: &[Json], is_option: bool) -> bool {
    let mut left: Vec<&Json> = stored.iter().collect();
    let all = sent.iter().all(|element| {
        let at = left.iter().position(|it| is_stored(element, it, is_option));
        at.map(|at| left.swap_remove(at)).is_some()
    });
    all && left.is_empty()
}

/// Numbers, which may be written as text: `125` is `125.00`.
fn same_number(sent: &Json, stored: &Json) -> bool {
    let text = |json: &Json| match json {
        Json::Number(number) => Some(number.to_string()),
        Json::String(text) => Some(text.trim().to_owned()),
        _ => None,
    };
    let (Some(sent), Some(stored)) = (text(sent), text(stored)) else {
        return false;
    };
    let exact = |text: &str| text.parse::<Decimal>().ok();
    match (exact(&sent), exact(&stored)) {
        (Some(sent), Some(stored)) => sent == stored,
        _ => match (sent.parse::<f64>(), stored.parse::<f64>()) {
            (Ok(sent), Ok(stored)) => sent.total_cmp(&stored).is_eq(),
            _ => false,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_sites_way_of_writing_a_value_is_no_difference() {
        for (sent, stored) in [
            (json!("Ada"), json!("Ada")),
            (json!(null), json!("")),
            (json!(""), json!(null)),
            (json!([]), json!(null)),
            (json!(true), json!(1)),
            (json!(0), json!(false)),
            (json!(false), json!("0")),
            (json!("12.50"), json!(12.5)),
            (json!(125), json!(125.0)),
            (json!("5"), json!(5)),
            (json!("2026-01-02"), json!("2026-01-02 00:00:00")),
            (json!("20260102030405"), json!("2026-01-02 03:04:05")),
            (json!("03:04"), json!("03:04:00")),
            (json!(["1", "2"]), json!([2, 1])),
            (json!("a"), json!(["a"])),
            (json!(["a"]), json!("a")),
            (json!({"a": 1}), json!({"a": 1})),
        ] {
            assert!(is_stored(&sent, &stored, false), "{sent} {stored}");
        }
        assert!(is_stored(&json!("female"), &json!("Female"), true));
        assert!(is_stored(&json!(["home"]), &json!(["Home"]), true));
    }

    #[test]
    fn what_is_lost_or_changed_is_a_difference() {
        let long = "x".repeat(80);
        for (sent, stored) in [
            (json!(long), json!(format!("{}...", &long[..61]))),
            (json!("2026-01-02"), json!("1970-01-01 00:00:00")),
            (json!("2026-01-02 03:04:05"), json!("2026-01-02 00:00:00")),
            (json!("Meeting"), json!(null)),
            (json!(false), json!(null)),
            (json!(0), json!(null)),
            (json!(null), json!(0)),
            (json!("female"), json!("Female")),
            (json!("1,234.50"), json!(1)),
            (json!(["a", "b"]), json!(["a"])),
            (json!(["a", "a"]), json!(["a", "b"])),
            (json!(2), json!(true)),
            (json!({"a": 1}), json!({"a": 2})),
            (json!("abc"), json!(0)),
        ] {
            assert!(!is_stored(&sent, &stored, false), "{sent} {stored}");
        }
    }

    #[test]
    fn what_the_site_works_out_is_not_compared() {
        for text in [
            "now",
            "now + 1 day",
            "user_contact_id",
            "@user:ada",
            "current_domain",
        ] {
            assert!(is_computed(&json!(text)), "{text}");
        }
        assert!(!is_computed(&json!("nowhere")));
        assert!(!is_computed(&json!(5)));
    }
}
