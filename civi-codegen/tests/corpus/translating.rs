//! What people wrote becomes Rust that compiles and asks for the same.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use civi_codegen::GenerateOptions;
use civi_codegen::model;
use civi_codegen::query::named::outlines;
use civi_codegen::query::{Call, Ending, Literal, Translation, Value, translate};
use civi_codegen::schema::Schema;
use serde_json::Value as Json;

use super::harness::{Function, run};
use super::{Line, lines, meaning};

/// One query of the corpus.
struct Entry {
    source: String,
    call: Call,
    keys: Option<Vec<String>>,
    kind: &'static str,
}

/// The queries, those of the project first.
fn entries() -> Vec<Entry> {
    let mut entries = Vec::new();
    let mut add = |Line { json, own }: &Line, kind: Option<&'static str>| {
        let text = |key: &str| json[key].as_str().unwrap_or_default().to_owned();
        let action = json["action"].as_str().unwrap_or("get").to_owned();
        let kind = match kind {
            _ if *own => "own",
            Some(kind) => kind,
            None if action == "get" => "get",
            None => "other",
        };
        let Value::Map(params) = Literal::from_json(&json["params"]).value else {
            return;
        };
        entries.push(Entry {
            source: format!("{} {}", text("source"), text("name"))
                .trim()
                .to_owned(),
            call: Call {
                name: None,
                entity: text("entity"),
                action,
                params,
                index: (!json["index"].is_null()).then(|| Literal::from_json(&json["index"])),
                at: 0,
            },
            keys: json["site1_keys"].as_array().map(|keys| {
                keys.iter()
                    .filter_map(Json::as_str)
                    .map(str::to_owned)
                    .collect()
            }),
            kind,
        });
    };
    lines("searches.jsonl")
        .iter()
        .for_each(|line| add(line, Some("search")));
    lines("calls.jsonl")
        .iter()
        .filter(|line| line.json["entity"].is_string())
        .for_each(|line| add(line, None));
    entries
}

fn schema() -> Schema {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    Schema::read(root.join("../schemas/standalone-6.17")).unwrap()
}

/// Whether a problem says that the site of the snapshot doesn't have what is asked for.
fn is_absent(message: &str) -> bool {
    message.contains("has no field")
        || message.contains("have no entity")
        || message.contains("has no action")
}

/// Whether a remark says that something is not in civi's own words: a type is stated, or a parameter is
/// sent as it stands.
fn is_by_hand(remark: &str) -> bool {
    ["stated", "as it stands", "as they stand"]
        .iter()
        .any(|word| remark.contains(word))
}

#[test]
fn what_people_wrote_is_translated() {
    let entries = entries();
    let mut schema = schema();
    let (options, functions_of) = named(&mut schema, &entries);
    let model = model::build(&schema, &options).unwrap();
    let mut functions = Vec::new();
    let mut wrong: BTreeMap<usize, String> = BTreeMap::new();
    let mut known = BTreeMap::from([("own", 0), ("search", 0), ("get", 0), ("other", 0)]);
    let mut right = known.clone();
    let mut guesses = BTreeMap::new();
    let mut keys = Vec::new();
    let mut counting = BTreeSet::new();
    let mut stated: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (number, entry) in entries.iter().enumerate() {
        match translate(&model, &entry.call) {
            Ok(translation) => {
                *known.get_mut(entry.kind).unwrap() += 1;
                let by_hand = translation.remarks().iter().filter(|it| is_by_hand(it));
                let by_hand: Vec<String> = by_hand.cloned().collect();
                if !by_hand.is_empty() {
                    let of_source = stated.entry(entry.source.clone()).or_default();
                    of_source.extend(by_hand);
                }
                guesses.insert(number, translation.guesses().to_vec());
                if let (Some(given), Some(columns)) = (&entry.keys, translation.columns()) {
                    keys.extend(other_keys(entry, given, &columns));
                }
                if translation.ending() == Ending::Count {
                    counting.insert(number);
                }
                functions.push(function(number, &translation));
            }
            Err(problems) => {
                if problems.iter().any(|it| is_absent(&it.message)) {
                    if std::env::var_os("CIVI_CORPUS_ABSENT").is_some() {
                        let first = problems.iter().find(|it| is_absent(&it.message)).unwrap();
                        println!(
                            "absent {} {} {}",
                            entry.keys.is_some(),
                            entry.source,
                            first.message
                        );
                    }
                    continue;
                }
                *known.get_mut(entry.kind).unwrap() += 1;
                let messages: Vec<String> = problems.into_iter().map(|it| it.message).collect();
                wrong.insert(number, format!("not translated: {}", messages.join("; ")));
            }
        }
    }
    // The same queries as functions of the bindings: what is chosen by name asks for the same.
    for (number, name) in &functions_of {
        functions.push(Function {
            text: String::new(),
            run: format!("    show(\"n{number}\", searches::{name}().call());\n"),
            name: format!("n{number}"),
        });
    }
    let outcome = run(&schema, &options, &functions);
    for (name, text) in &outcome.errors {
        wrong.insert(
            name[1..].parse().unwrap(),
            format!("does not compile: {text}"),
        );
    }
    let mut found: BTreeMap<usize, Result<String, String>> = BTreeMap::new();
    let mut by_name: BTreeMap<usize, Result<String, String>> = BTreeMap::new();
    for (name, result) in &outcome.requests {
        let place = if name.starts_with('n') {
            &mut by_name
        } else {
            &mut found
        };
        place.insert(name[1..].parse().unwrap(), result.clone());
    }
    assert_eq!(
        by_name.len(),
        functions_of.len(),
        "every named one was called"
    );
    for (name, sent) in &outcome.sent {
        let number: usize = name[1..].parse().unwrap();
        if let Some(params) = joined(&entries[number].call.action, sent) {
            found.insert(number, Ok(params));
        }
    }
    for (number, result) in &found {
        let (number, entry) = (*number, &entries[*number]);
        let call = match result {
            Ok(params) => Call {
                params: read(params),
                ..entry.call.clone()
            },
            Err(refusal) => {
                wrong.insert(number, format!("refused: {refusal}"));
                continue;
            }
        };
        let counts = counting.contains(&number);
        let (wanted, found) = (
            meaning::of(
                &entry.call,
                counts,
                guesses.get(&number).unwrap_or(&Vec::new()),
            ),
            meaning::of(&call, counts, &[]),
        );
        if wanted == found {
            *right.get_mut(entry.kind).unwrap() += 1;
        } else {
            wrong.insert(
                number,
                format!(
                    "differs:\n--- wanted\n{}\n--- found\n{}",
                    wanted.unwrap_or_else(|e| e),
                    found.unwrap_or_else(|e| e)
                ),
            );
        }
    }
    let known_reasons: BTreeMap<&str, &str> = include_str!("untranslated.txt")
        .lines()
        .filter_map(|line| line.split_once('\t'))
        .collect();
    let mut unexplained = Vec::new();
    keys.retain(|(source, _): &(String, String)| !known_reasons.contains_key(source.as_str()));
    for (number, why) in &wrong {
        let Entry {
            source, call, kind, ..
        } = &entries[*number];
        println!("== {kind} {source} {}.{}\n{why}", call.entity, call.action);
        if !known_reasons.contains_key(source.as_str()) {
            unexplained.push(source);
        }
    }
    println!(
        "{right:?} of {known:?}; {} with stated types; {} by name",
        stated.len(),
        by_name.len()
    );
    for (number, result) in &by_name {
        let (named, plain) = (result.as_ref().ok(), found.get(number));
        let plain = plain.and_then(|it| it.as_ref().ok());
        if counting.contains(number) || wrong.contains_key(number) {
            continue;
        }
        assert_eq!(
            named, plain,
            "{} by name asks for something else",
            entries[*number].source
        );
    }
    let reasons: BTreeMap<&str, &str> = include_str!("stated.txt")
        .lines()
        .filter_map(|line| line.split_once('\t'))
        .collect();
    let unsaid: Vec<String> = stated
        .iter()
        .filter(|(source, _)| !reasons.contains_key(source.as_str()))
        .map(|(source, remarks)| format!("{source}\t{}", remarks.join("; ")))
        .collect();
    assert!(
        unsaid.is_empty(),
        "without a reason in the table of stated types:\n{}",
        unsaid.join("\n")
    );
    for (kind, least) in [("own", 100), ("search", 95), ("get", 95), ("other", 90)] {
        assert!(
            right[kind] * 100 >= known[kind] * least,
            "{kind}: {right:?} of {known:?}"
        );
    }
    assert!(
        unexplained.is_empty(),
        "without a reason in the table: {unexplained:#?}"
    );
    assert_eq!(
        keys,
        Vec::<(String, String)>::new(),
        "the columns are not those that a site answered with"
    );
}

/// The project's own queries and the saved searches of the corpus as saved searches of the snapshot,
/// with the options that make functions of them; and the function of each that can have a name.
fn named(schema: &mut Schema, entries: &[Entry]) -> (GenerateOptions, BTreeMap<usize, String>) {
    let mut options = GenerateOptions::default();
    for (number, entry) in entries.iter().enumerate() {
        if ["own", "search"].contains(&entry.kind) && entry.call.action == "get" {
            let name = format!("{number} {}", entry.source);
            let call = Call {
                index: None,
                ..entry.call.clone()
            };
            let text = serde_json::to_string_pretty(&call).unwrap();
            schema.searches.insert(name.clone(), text);
            options.searches.push(name);
        }
    }
    let (mut functions, mut kept) = (BTreeMap::new(), Vec::new());
    for query in outlines(schema, &options).unwrap() {
        let number: usize = query.name.split(' ').next().unwrap().parse().unwrap();
        match &query.outline {
            Ok(_) => {
                functions.insert(number, query.function);
                kept.push(query.name);
            }
            Err(error) => println!("no name for {}: {error}", entries[number].source),
        }
    }
    options.searches = kept;
    (options, functions)
}

/// Columns that a real site did not answer with. It leaves out of a row what does not apply to it,
/// and adds the key unasked.
fn other_keys(entry: &Entry, given: &[String], columns: &[&str]) -> Option<(String, String)> {
    // Beside a list of values the site sends the keys of their rows, as `_name`.
    let unasked = |key: &&String| {
        let key = key.strip_prefix('_').unwrap_or(key);
        key != "id" && !columns.contains(&key)
    };
    // A calculated value without a name gets one of civi's, and what a chained call gives is no
    // column.
    let named = |key: &&String| {
        !key.contains(':')
            || key.rsplit(':').next().is_some_and(|it| {
                [
                    "name",
                    "label",
                    "icon",
                    "color",
                    "description",
                    "abbr",
                    "grouping",
                    "url",
                ]
                .contains(&it)
            })
    };
    let chained: Vec<&str> = match entry.call.param("chain").and_then(Literal::as_map) {
        Some(calls) => calls.iter().map(|(name, _)| name.as_str()).collect(),
        None => Vec::new(),
    };
    let more: Vec<&String> = given
        .iter()
        .filter(unasked)
        .filter(named)
        .filter(|key| !chained.contains(&key.as_str()))
        .collect();
    (!more.is_empty()).then(|| (entry.source.clone(), format!("{more:?} not in {columns:?}")))
}

/// The function that makes a call, and what is done with it.
fn function(number: usize, translation: &Translation) -> Function {
    let name = format!("q{number}");
    let ident = quote::format_ident!("{name}");
    let (lets, expression) = translation.expression();
    let sends = translation.finds() || translation.ending() == Ending::Count;
    let items = if translation.finds() {
        quote::quote! {
            fn #ident(client: &civi_runtime::Client) {
                #lets
                now(#name, #expression.send(client));
            }
        }
    } else if translation.ending() == Ending::Count {
        quote::quote! {
            fn #ident(client: &civi_runtime::Client) {
                #lets
                now(#name, #expression.count(client));
            }
        }
    } else {
        quote::quote! {
            fn #ident() -> impl civi_runtime::Action {
                #lets
                #expression
            }
        }
    };
    let run = if sends {
        format!("    {name}(&client({name:?}));\n")
    } else {
        format!("    show({name:?}, {name}().call());\n")
    };
    Function {
        text: prettyplease::unparse(&syn::parse2(items).unwrap()),
        run,
        name,
    }
}

/// What the calls of one function amount to: the filter of the first and the rest of the last.
fn joined(action: &str, sent: &[(String, String)]) -> Option<String> {
    if action == "get" {
        return sent.first().map(|(_, params)| params.clone());
    }
    let object = |text: &str| serde_json::from_str::<serde_json::Map<String, Json>>(text).ok();
    let found = object(&sent.iter().find(|(action, _)| action == "get")?.1)?;
    let mut params = object(&sent.iter().find(|(known, _)| known == action)?.1)?;
    params.insert("where".to_owned(), found.get("where")?.clone());
    Some(Json::Object(params).to_string())
}

/// Parameters in the order of the text.
fn read(params: &str) -> Vec<(String, Literal)> {
    let calls = civi_codegen::query::parse_for(params, Some(("E", "get"))).unwrap();
    calls.into_iter().next().unwrap().params
}
