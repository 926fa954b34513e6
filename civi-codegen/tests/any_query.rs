//! Whatever a query file or a saved search holds, generating ends with bindings that are Rust, or with
//! an error that names the file; never with a panic.
#![allow(clippy::unwrap_used, clippy::panic)] // A failure here is the test failing.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::LazyLock;

use civi_codegen::query::named::{NamedQuery, outlines};
use civi_codegen::schema::Schema;
use civi_codegen::{GenerateOptions, generate};
use proptest::prelude::*;
use serde_json::{Value as Json, json};

static TAGS: LazyLock<Schema> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../schemas/standalone-6.17");
    let mut schema = Schema::read(folder).unwrap();
    schema
        .entities
        .retain(|name, _| ["Tag", "EntityTag"].contains(&name.as_str()));
    schema
});

fn options(queries: Vec<(String, String)>) -> GenerateOptions {
    let mut options = GenerateOptions::default();
    options.queries = queries
        .into_iter()
        .map(|(name, text)| NamedQuery {
            file: format!("queries/{name}.json"),
            name,
            text,
        })
        .collect();
    options
}

/// The functions, the structs with their fields, and the parameters of the module `queries`.
struct Queries {
    functions: Vec<(String, Vec<String>)>,
    structs: Vec<(String, Vec<String>)>,
}

/// The bindings without the runtime's `made_by!` around them, in which a parser sees no items.
fn opened(text: &str) -> syn::Result<syn::File> {
    let mut file = syn::parse_file(text)?;
    let mut items = Vec::new();
    for item in file.items {
        match item {
            syn::Item::Macro(guard)
                if guard
                    .mac
                    .path
                    .segments
                    .last()
                    .is_some_and(|last| last.ident == "made_by") =>
            {
                // The version stands first, in brackets.
                let inside = guard.mac.tokens.into_iter().skip(1).collect();
                items.extend(syn::parse2::<syn::File>(inside)?.items);
            }
            other => items.push(other),
        }
    }
    file.items = items;
    Ok(file)
}

/// The items of the first module of this name, however deep it stands.
fn module<'a>(items: &'a [syn::Item], name: &str) -> Option<&'a [syn::Item]> {
    items.iter().find_map(|item| match item {
        syn::Item::Mod(inner) => {
            let items = &inner.content.as_ref()?.1;
            if inner.ident == name {
                Some(items.as_slice())
            } else {
                module(items, name)
            }
        }
        _ => None,
    })
}

/// The bindings, which have to be Rust.
fn queries(options: &GenerateOptions) -> Result<Queries, String> {
    let files = generate(&TAGS, options)
        .map_err(|error| error.to_string())?
        .files;
    let (_, text) = files.iter().next().unwrap();
    let file = opened(text).unwrap();
    let mut found = Queries {
        functions: Vec::new(),
        structs: Vec::new(),
    };
    for item in module(&file.items, "queries").unwrap_or(&[]) {
        match item {
            syn::Item::Fn(function) => {
                let inputs = function.sig.inputs.iter().map(|input| match input {
                    syn::FnArg::Typed(typed) => match &*typed.pat {
                        syn::Pat::Ident(pat) => pat.ident.to_string(),
                        _ => panic!("a pattern"),
                    },
                    syn::FnArg::Receiver(_) => panic!("self"),
                });
                found
                    .functions
                    .push((function.sig.ident.to_string(), inputs.collect()));
            }
            syn::Item::Struct(row) => {
                let fields = row
                    .fields
                    .iter()
                    .map(|field| field.ident.as_ref().unwrap().to_string());
                found
                    .structs
                    .push((row.ident.to_string(), fields.collect()));
            }
            _ => {}
        }
    }
    Ok(found)
}

fn distinct(names: &[String]) -> bool {
    names.iter().collect::<BTreeSet<_>>().len() == names.len()
}

/// Aliases as SearchKit makes them, and as nobody should.
fn alias() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => "[a-zA-Z_][a-zA-Z0-9_]{0,20}",
        2 => prop::sample::select(vec![
            "type", "self", "Self", "super", "crate", "async", "fooBar", "foo_bar", "FooBar", "FOO_BAR",
            "id", "Id", "rt", "Option", "String", "_", "__", "select", "row", "rows", "client",
        ]).prop_map(str::to_owned),
        1 => "GROUP_CONCAT_(Contact_Contribution_contact_id_01_){6,7}[a-z]{1,9}",
        1 => "[a-z]{256}",
        1 => "\\PC{0,12}",
    ]
}

fn parameter() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-z_][a-z0-9_]{0,12}",
        prop::sample::select(vec![
            "type", "self", "Self", "super", "crate", "fn", "client", "rows", "rt", "tag", "use",
            "n", "e",
        ])
        .prop_map(str::to_owned),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn columns_are_named_after_their_aliases(
        aliases in prop::collection::vec(alias(), 1..6),
        name in prop_oneof![alias(), "\\PC{1,12}"],
    ) {
        let select: Vec<String> = aliases
            .iter()
            .enumerate()
            .map(|(index, alias)| {
                let function = ["UPPER(name)", "MAX(id)", "COUNT(id)", "LOWER(label)", "MIN(name)"][index % 5];
                format!("{function} AS {alias}")
            })
            .collect();
        let text = json!({"entity": "Tag", "params": {"select": select, "groupBy": ["id"]}}).to_string();
        let options = options(vec![(name.clone(), text)]);
        let outlined = outlines(&TAGS, &options).unwrap();
        match (queries(&options), &outlined[0].outline) {
            (Ok(found), Ok(outline)) => {
                prop_assert_eq!(found.functions.len(), 1);
                prop_assert_eq!(found.structs.len(), 1);
                let fields = &found.structs[0].1;
                prop_assert!(distinct(fields), "{:?}", fields);
                prop_assert_eq!(fields.len(), outline.columns.len());
                for (field, column) in fields.iter().zip(&outline.columns) {
                    prop_assert_eq!(field, &column.field);
                }
                prop_assert_eq!(&found.structs[0].0, &outline.row);
            }
            (Err(error), Err(_)) => {
                let file = format!("queries/{name}.json");
                prop_assert!(error.contains(&file), "{}", error);
            }
            (Ok(_), Err(error)) => prop_assert!(false, "described as an error: {}", error),
            (Err(error), Ok(_)) => prop_assert!(false, "generated as an error: {}", error),
        }
    }

    #[test]
    fn parameters_have_one_type_each(
        (one, two, three) in (parameter(), parameter(), parameter()),
        places in prop::collection::vec(0usize..8, 1..6),
    ) {
        let names = [&one, &two, &three];
        let mut params = json!({"select": ["id", "COUNT(e.id) AS n"], "groupBy": ["id"], "where": [],
            "join": [["EntityTag AS e", "LEFT", ["id", "=", "e.tag_id"]]]});
        let mut types: Vec<BTreeSet<&str>> = vec![BTreeSet::new(); 3];
        for (index, place) in places.iter().enumerate() {
            let which = index % 3;
            let text = format!("${}", names[which]);
            let mut put = |list: &str, clause: Json| params[list].as_array_mut().unwrap().push(clause);
            types[which].insert(match place {
                0 => { put("where", json!(["name", "=", text])); "text" }
                1 => { put("where", json!(["name", "IN", text])); "texts" }
                2 => { put("where", json!(["id", "=", text])); "id" }
                3 => { put("where", json!(["OR", [["is_reserved", "=", text], ["id", "IS NULL"]]])); "flag" }
                4 => { put("where", json!(["created_date", "BETWEEN", [text.clone(), text]])); "time" }
                5 => { params["having"] = json!([["n", ">", text]]); "number" }
                6 => { params["limit"] = json!(text); "rows" }
                _ => {
                    params["join"][0].as_array_mut().unwrap().push(json!(["e.entity_table", "=", text]));
                    "text"
                }
            });
        }
        // The same name in two of the three is one parameter.
        let mut by_name: std::collections::BTreeMap<&str, BTreeSet<&str>> = Default::default();
        for (name, types) in names.iter().zip(&types) {
            by_name.entry(name).or_default().extend(types);
        }
        by_name.retain(|_, types| !types.is_empty());
        // A later clause replaces an earlier one of the same place: its parameter is not there then.
        let text = json!({"entity": "Tag", "params": params}).to_string();
        by_name.retain(|name, _| text.contains(&format!("\"${name}\"")));
        let conflict = by_name.values().any(|types| types.len() > 1);
        match queries(&options(vec![("q".to_owned(), text.clone())])) {
            Ok(found) => {
                let arguments = &found.functions[0].1;
                prop_assert!(distinct(arguments), "{:?}", arguments);
                prop_assert_eq!(arguments.len(), by_name.len(), "{}", text);
            }
            Err(error) => {
                prop_assert!(conflict, "{}: {}", text, error);
                prop_assert!(error.contains("in places of different types"), "{}", error);
            }
        }
    }

    #[test]
    fn names_of_queries_never_meet(names in prop::collection::btree_set(alias(), 1..8)) {
        let text = r#"{"entity": "Tag", "params": {"select": ["id"]}}"#;
        let given = names.iter().map(|name| (name.clone(), text.to_owned())).collect();
        let found = queries(&options(given)).unwrap();
        prop_assert_eq!(found.functions.len(), names.len());
        let functions: Vec<String> = found.functions.into_iter().map(|(name, _)| name).collect();
        let structs: Vec<String> = found.structs.into_iter().map(|(name, _)| name).collect();
        prop_assert!(distinct(&functions), "{:?}", functions);
        prop_assert!(distinct(&structs), "{:?}", structs);
    }

    #[test]
    fn any_text_is_bindings_or_an_error(
        text in prop_oneof![
            "\\PC{0,200}",
            any_json(4).prop_map(|json| json.to_string()),
            any_json(3).prop_map(|params| json!({"entity": "Tag", "params": params}).to_string()),
            (any_json(3), any_json(3), any_json(3)).prop_map(|(select, filter, order)| {
                json!({"entity": "Tag", "params": {"select": select, "where": filter, "orderBy": order}}).to_string()
            }),
        ],
        cut in 0usize..200,
    ) {
        let mut end = cut.min(text.len());
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        for text in [text.as_str(), &text[..end]] {
            if let Err(error) = queries(&options(vec![("q".to_owned(), text.to_owned())])) {
                prop_assert!(error.contains("queries/q.json"), "{}", error);
            }
        }
    }
}

fn any_json(depth: u32) -> impl Strategy<Value = Json> {
    let leaf = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::from),
        any::<i32>().prop_map(Json::from),
        prop::sample::select(vec![
            "id",
            "name",
            "$x",
            "=",
            "IN",
            "OR",
            "NOT",
            "ASC",
            "COUNT(id) AS n",
            "Tag AS t",
            "t.id",
            "LEFT",
            "*",
            "(id + 1)",
            "name AS $x",
            "UPPER(",
            "AS",
            "$$",
            "entity_table:label",
            "parent_id.name",
        ])
        .prop_map(Json::from),
        "\\PC{0,8}".prop_map(Json::from),
    ];
    leaf.prop_recursive(depth, 24, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Json::from),
            prop::collection::btree_map("[a-z]{1,6}|where|select|limit|join|chain", inner, 0..4)
                .prop_map(|entries| Json::Object(entries.into_iter().collect())),
        ]
    })
}

/// Ten thousand conditions are one filter.
#[test]
fn ten_thousand_conditions_are_taken() {
    let conditions: Vec<Json> = (0..10_000).map(|n| json!(["id", "!=", n])).collect();
    let text =
        json!({"entity": "Tag", "params": {"select": ["id"], "where": conditions}}).to_string();
    let found = queries(&options(vec![("many".to_owned(), text)])).unwrap();
    assert_eq!(found.functions.len(), 1);
}

/// As deep as lists may nest, and one deeper.
#[test]
fn deep_conditions_are_taken_or_told() {
    let nested = |depth: usize| {
        let (open, close) = ("[\"NOT\", [".repeat(depth), "]]".repeat(depth));
        let text = format!(
            "{{\"entity\": \"Tag\", \"params\": {{\"select\": [\"id\"], \"where\": [{open}[\"id\", \"=\", 1]{close}]}}}}"
        );
        queries(&options(vec![("deep".to_owned(), text)])).map(|found| found.functions.len())
    };
    assert_eq!(nested(40), Ok(1));
    let error = nested(400).unwrap_err();
    assert!(error.contains("nest more than 100 deep"), "{error}");
}
