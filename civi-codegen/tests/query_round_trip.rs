//! A call means the same in whatever notation it is written, and is translated.

// A failure here is the test failing.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fmt::Write as _;
use std::path::Path;

use civi_codegen::GenerateOptions;
use civi_codegen::model::{self, Model};
use civi_codegen::query::{Call, parse, translate};
use civi_codegen::schema::Schema;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use proptest::prelude::*;
use serde_json::{Map, Value as Json, json};

fn model() -> Model {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let schema = Schema::read(root.join("../schemas/standalone-6.17")).unwrap();
    model::build(&schema, &GenerateOptions::default()).unwrap()
}

thread_local! {
    static MODEL: Model = model();
}

/// Fields of contacts by what they hold.
const TEXTS: [&str; 4] = [
    "first_name",
    "external_identifier",
    "employer_id.last_name",
    "email_primary.email",
];
const NUMBERS: [&str; 3] = ["id", "employer_id", "address_primary.id"];
const FLAGS: [&str; 2] = ["is_deceased", "do_not_email"];
const DATES: [&str; 2] = ["birth_date", "deceased_date"];

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-z %_]{0,8}",
        r#"[\\"'$,(){}\[\]#/ü€<>?;&=+a]{0,6}"#,
        Just("line\nbreak".to_owned())
    ]
    // What begins with a dollar sign stands for a variable in some notations.
    .prop_filter("a variable", |text| {
        !text.starts_with('$') && text != "null"
    })
}

fn clause() -> impl Strategy<Value = Json> {
    let leaf = prop_oneof![
        (
            prop::sample::select(&TEXTS[..]),
            prop::sample::select(vec!["=", "!=", "LIKE", "<", "CONTAINS"]),
            text()
        )
            .prop_map(|(field, operator, text)| json!([field, operator, text])),
        (
            prop::sample::select(&TEXTS[..]),
            prop::collection::vec(text(), 1..3)
        )
            .prop_map(|(field, texts)| json!([field, "IN", texts])),
        (
            prop::sample::select(&NUMBERS[..]),
            prop::sample::select(vec!["=", ">", "<=", "!="]),
            0..1_000_000_i64
        )
            .prop_map(|(field, operator, number)| json!([field, operator, number])),
        (
            prop::sample::select(&NUMBERS[..]),
            prop::collection::vec(1..99_i64, 1..4)
        )
            .prop_map(|(field, numbers)| json!([field, "NOT IN", numbers])),
        (prop::sample::select(&FLAGS[..]), any::<bool>())
            .prop_map(|(field, flag)| json!([field, "=", flag])),
        (
            prop::sample::select(&DATES[..]),
            prop::sample::select(vec!["2026-01-02", "this.year", "now - 1 day"])
        )
            .prop_map(|(field, date)| json!([field, ">=", date])),
        (
            prop::sample::select(&TEXTS[..]),
            prop::sample::select(vec!["IS NULL", "IS NOT EMPTY"])
        )
            .prop_map(|(field, operator)| json!([field, operator])),
        Just(json!(["employer_id", "=", "user_contact_id"])),
    ];
    leaf.prop_recursive(3, 12, 3, |inner| {
        (
            prop::sample::select(vec!["AND", "OR", "NOT"]),
            prop::collection::vec(inner, 1..4),
        )
            .prop_map(|(junction, inner)| json!([junction, inner]))
    })
}

fn params() -> impl Strategy<Value = Json> {
    let all: Vec<&str> = TEXTS
        .into_iter()
        .chain(NUMBERS)
        .chain(FLAGS)
        .chain(DATES)
        .collect();
    (
        prop::sample::subsequence(all.clone(), 1..5),
        prop::collection::vec(clause(), 0..4),
        prop::collection::vec((prop::sample::select(all), any::<bool>()), 0..3),
        prop::option::of(1..500_u32),
        prop::option::of(1..500_u32),
        any::<bool>(),
    )
        .prop_map(|(select, filter, order, limit, offset, chain)| {
            let mut params = Map::new();
            params.insert("select".to_owned(), json!(select));
            if !filter.is_empty() {
                params.insert("where".to_owned(), json!(filter));
            }
            if !order.is_empty() {
                let sorted = order.into_iter().map(|(field, down)| {
                    (field.to_owned(), json!(if down { "DESC" } else { "ASC" }))
                });
                params.insert("orderBy".to_owned(), Json::Object(sorted.collect()));
            }
            for (name, rows) in [("limit", limit), ("offset", offset)] {
                if let Some(rows) = rows {
                    params.insert(name.to_owned(), json!(rows));
                }
            }
            if chain {
                let emails = json!(["Email", "get", {"select": ["email"], "where": [["contact_id", "=", "$id"]]}]);
                params.insert("chain".to_owned(), json!({ "emails": emails }));
            }
            Json::Object(params)
        })
}

fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\\', "\\\\").replace('\'', "\\'"))
}

/// A value as PHP writes it, with arrays of either kind.
fn php(value: &Json, long: bool) -> String {
    let (open, close) = if long { ("array(", ")") } else { ("[", "]") };
    match value {
        Json::String(text) => quoted(text),
        Json::Array(items) => {
            let items: Vec<String> = items.iter().map(|item| php(item, long)).collect();
            format!("{open}{}{close}", items.join(", "))
        }
        Json::Object(entries) => {
            let entries: Vec<String> = entries
                .iter()
                .map(|(key, value)| format!("{} => {}", quoted(key), php(value, long)))
                .collect();
            format!("{open}\n  {},\n{close}", entries.join(",\n  "))
        }
        Json::Bool(flag) => flag.to_string().to_uppercase(),
        other => other.to_string(),
    }
}

fn fluent(params: &Json) -> String {
    let mut text = "$rows = \\Civi\\Api4\\Contact::get()".to_owned();
    let list = |name: &str| params[name].as_array().cloned().unwrap_or_default();
    for field in list("select") {
        let _ = write!(text, "\n  ->addSelect({})", php(&field, false));
    }
    for clause in list("where") {
        let parts: Vec<String> = clause
            .as_array()
            .unwrap()
            .iter()
            .map(|part| php(part, true))
            .collect();
        let method = match clause[0].as_str() {
            Some("AND" | "OR" | "NOT") => "addClause",
            _ => "addWhere",
        };
        let _ = write!(
            text,
            "\n  ->{method}({}) // it's a condition",
            parts.join(", ")
        );
    }
    for (field, direction) in params["orderBy"].as_object().cloned().unwrap_or_default() {
        let _ = write!(
            text,
            "\n  ->addOrderBy({}, {})",
            quoted(&field),
            php(&direction, false)
        );
    }
    for (method, name) in [("setLimit", "limit"), ("setOffset", "offset")] {
        if !params[name].is_null() {
            let _ = write!(text, "\n  ->{method}({})", params[name]);
        }
    }
    if !params["chain"].is_null() {
        text.push_str("\n  ->addChain('emails', Email::get()->addSelect('email')->addWhere('contact_id', '=', '$id'))");
    }
    text.push_str("\n  ->execute();\nforeach ($rows as $row) { print $row['id']; }");
    text
}

/// An object as JavaScript writes it, with names that need no quotes.
fn javascript(params: &Json) -> String {
    let entries: Vec<String> = params
        .as_object()
        .unwrap()
        .iter()
        .map(|(key, value)| format!("{key}: {value}"))
        .collect();
    format!("{{{}, /* no more */}}", entries.join(", "))
}

fn notations(params: &Json) -> Vec<(&'static str, String)> {
    let json = params.to_string();
    let encoded = utf8_percent_encode(&json, NON_ALPHANUMERIC).to_string();
    let site = "https://example.org/civicrm/ajax/api4/Contact/get";
    let shell = format!("'{}'", json.replace('\'', r"'\''"));
    vec![
        (
            "JSON",
            format!(r#"{{"entity":"Contact","action":"get","params":{json}}}"#),
        ),
        ("with its names", format!("Contact.get {json}")),
        ("a list", format!(r#"["Contact","get",{json}]"#)),
        (
            "PHP",
            format!("civicrm_api4('Contact', 'get', {});", php(params, false)),
        ),
        (
            "old PHP",
            format!(
                "<?php\n# a comment's quote\n$x = civicrm_api4('Contact', 'get', {});",
                php(params, true)
            ),
        ),
        ("fluent PHP", fluent(params)),
        (
            "JavaScript",
            format!(
                "CRM.api4('Contact', 'get', {}).then(rows => {{}})",
                javascript(params)
            ),
        ),
        ("cv", format!("cv api4 Contact.get {shell}")),
        (
            "curl -d",
            format!("curl -X POST {site} -H 'X-Civi-Auth: Bearer x' -d 'params={encoded}'"),
        ),
        (
            "curl, encoding",
            format!("curl {site} \\\n  --data-urlencode params={shell}"),
        ),
        ("address", format!("{site}?params={encoded}")),
        (
            "WordPress",
            format!(
                "https://example.org/wp-admin/admin.php?page=CiviCRM&q=civicrm%2Fajax%2Fapi4%2FContact%2Fget&params={encoded}"
            ),
        ),
    ]
}

/// The parameters as the site reads them.
fn canonical(call: &Call) -> Json {
    let params = call.canonical().unwrap().params();
    let entries = params
        .iter()
        .map(|(name, value)| (name.clone(), value.to_json()));
    Json::Object(entries.collect())
}

fn only(text: &str) -> Call {
    let calls = parse(text).unwrap_or_else(|error| panic!("{text}\n{error}"));
    assert_eq!(calls.len(), 1, "{text}");
    calls.into_iter().next().unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    #[test]
    fn a_call_means_the_same_in_every_notation(params in params()) {
        let direct = only(&format!("Contact.get {params}"));
        let wanted = canonical(&direct);
        // What is canonical stays what it is.
        prop_assert_eq!(&canonical(&only(&format!("Contact.get {wanted}"))), &wanted);
        for (notation, text) in notations(&params) {
            let call = only(&text);
            prop_assert_eq!(&call.entity, "Contact");
            prop_assert_eq!(&call.action, "get");
            prop_assert_eq!(&canonical(&call), &wanted, "{}: {}", notation, text);
        }
    }

    #[test]
    fn what_has_the_fields_types_is_translated_in_civis_own_words(params in params()) {
        let call = only(&format!("Contact.get {params}"));
        let translation = MODEL.with(|model| translate(model, &call)).unwrap_or_else(|problems| panic!("{params}\n{problems:?}"));
        prop_assert!(translation.remarks().is_empty(), "{:?}", translation.remarks());
        let (lets, expression) = translation.expression();
        let block = format!("{{ {lets} {expression} }}");
        prop_assert!(syn::parse_str::<syn::Expr>(&block).is_ok(), "{}", block);
    }
}
