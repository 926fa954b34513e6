//! The scanner agrees with `serde_json` on every text: what is JSON, and what a text says.

use proptest::prelude::*;
use serde::de::IgnoredAny;

use super::tree::{is_json, tree};
use super::*;

fn agrees(text: &[u8]) {
    // `serde_json` reads past a text that is no UTF-8; such a body is refused here.
    let expected =
        std::str::from_utf8(text).is_ok() && serde_json::from_slice::<IgnoredAny>(text).is_ok();
    assert_eq!(
        is_json(text),
        expected,
        "{:?}",
        String::from_utf8_lossy(text)
    );
    assert_eq!(
        tree(text),
        serde_json::from_slice(text).ok(),
        "{:?}",
        String::from_utf8_lossy(text)
    );
    if let Ok(expected) = serde_json::from_slice::<String>(text) {
        let mut json = Json::new(text);
        assert_eq!(json.json_type().ok(), Some(JsonType::Text));
        assert_eq!(json.text().ok(), Some(expected.as_str()));
        assert!(json.finish().is_ok());
    } else {
        let mut json = Json::new(text);
        let is_text = json.json_type().ok() == Some(JsonType::Text)
            && json.text().is_ok()
            && json.finish().is_ok();
        assert!(!is_text, "{:?}", String::from_utf8_lossy(text));
    }
    if let Ok(expected) = serde_json::from_slice::<i64>(text) {
        let mut json = Json::new(text);
        assert_eq!(json.json_type().ok(), Some(JsonType::Number));
        assert_eq!(json.integer().ok(), Some(Ok(expected)));
    }
}

/// Pieces of JSON, and of what is nearly JSON.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "\"",
        "\\",
        "\\u00e4",
        "\\ud83d",
        "\\ude00",
        "\\/",
        "\\x",
        "null",
        "true",
        "false",
        "nul",
        "0",
        "-",
        "1",
        "01",
        "12.5",
        "1.",
        ".5",
        "1e5",
        "1E+",
        " ",
        "\n",
        "\t",
        "\u{1}",
        "ä",
        "😀",
        "id",
        "\"id\":",
        "\"a\":1",
        "[]",
        "{}",
        "\"long plain text\"",
        "9223372036854775807",
        "9223372036854775808",
        "-9223372036854775808",
        "-0",
    ]);
    prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

/// JSON values as `serde_json` writes them.
fn values() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        any::<f64>().prop_map(Into::into),
        any::<String>().prop_map(Into::into),
    ];
    leaf.prop_recursive(4, 32, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Into::into),
            prop::collection::vec((any::<String>(), inner), 0..6)
                .prop_map(|entries| { serde_json::Value::Object(entries.into_iter().collect()) }),
        ]
    })
}

proptest! {
    #[test]
    fn pieces_of_json_are_judged_as_serde_json_judges_them(text in pieces()) {
        agrees(text.as_bytes());
    }

    #[test]
    fn any_bytes_are_judged_as_serde_json_judges_them(bytes in prop::collection::vec(any::<u8>(), 0..24)) {
        agrees(&bytes);
    }

    #[test]
    fn values_are_read_past_to_their_last_byte(value in values(), pretty in any::<bool>()) {
        let text = if pretty {
            serde_json::to_string_pretty(&value)
        } else {
            serde_json::to_string(&value)
        }
        .unwrap();
        agrees(text.as_bytes());
        for cut in 0..text.len() {
            agrees(&text.as_bytes()[..cut]);
        }
    }

    #[test]
    fn texts_of_any_length_end_where_they_end(text in "[ -~äß€😀\n\"\\\\]{0,40}", next in "[,}\\]]") {
        let quoted = serde_json::to_string(&text).unwrap() + &next;
        let mut json = Json::new(quoted.as_bytes());
        prop_assert_eq!(json.text().ok(), Some(text.as_str()));
        prop_assert_eq!(json.place(), quoted.len() - 1);
    }
}

#[test]
fn eight_bytes_at_a_time_find_what_one_at_a_time_finds() {
    for special in 0_u8..=255 {
        for at in 0..20 {
            let mut text = vec![b'x'; 20];
            text[at] = special;
            let Ok(text) = std::str::from_utf8(&text) else {
                continue;
            };
            let ends = matches!(special, b'"' | b'\\' | 0..0x20);
            let found = Json::new(text.as_bytes()).plain(0);
            assert_eq!(found, if ends { at } else { 20 }, "{special} at {at}");
        }
    }
}

#[test]
fn nesting_ends_somewhere_and_needs_no_stack() {
    let deep = |levels: usize| "[".repeat(levels) + &"]".repeat(levels);
    assert!(is_json(deep(DEPTH).as_bytes()));
    let mut json = Json::new(b"");
    let text = deep(1_000_000);
    json.text = &text;
    let error = json.skip().unwrap_err().to_string();
    assert!(error.contains("nested too deep"), "{error}");
}

#[test]
fn a_byte_that_is_no_utf8_is_named_with_its_place() {
    let mut json = Json::new(b"[\"ab\xff\"]");
    let error = json.skip().unwrap_err().to_string();
    assert!(
        error.contains("byte 4 (a byte that is no UTF-8)"),
        "{error}"
    );
}
