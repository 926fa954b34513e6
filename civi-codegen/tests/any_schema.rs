//! Whatever a schema holds: no panic, the output is Rust, and no name is there twice.

use std::collections::{BTreeMap, BTreeSet};

use civi_codegen::schema::{
    Action, DataType, Entity, Field, OptionItem, OptionKey, OptionList, Options, Param, Schema,
    Serialization, Site, Suffix, WriteField,
};
use civi_codegen::{GenerateOptions, Layout, generate};
use proptest::prelude::*;
use syn::{ImplItem, Item};

/// Names close to each other and to what generated code itself uses.
fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[aAbB_. 1-]{0,4}",
        1 => "\\PC{0,5}",
        1 => "[\"`*/{}\\\\\n\r\u{0}\u{202e}#\\[\\]]{0,4}",
        2 => prop::sample::select(vec![
            "Row", "Values", "Unlisted", "Self", "self", "type", "id", "values", "options", "Options",
            "match", "Contact", "into", "clone", "rt", "bindings", "Field", "run", "get", "_", "1",
        ]).prop_map(str::to_owned),
    ]
}

fn options() -> impl Strategy<Value = Options> {
    let item = (
        name(),
        prop::option::of(name()),
        prop::option::of(name()),
        any::<bool>(),
    );
    let item = item.prop_map(|(id, name, label, number)| OptionItem {
        id: if number {
            OptionKey::Number(id.len() as i64)
        } else {
            OptionKey::Text(id)
        },
        name,
        label: label.clone(),
        abbr: None,
        description: label,
    });
    let list = prop::collection::vec(item, 0..6).prop_map(|items| OptionList { items });
    prop_oneof![
        3 => Just(Options::None),
        1 => Just(Options::Unlisted),
        3 => list.prop_map(Options::Own),
        1 => name().prop_map(Options::Shared),
    ]
}

fn data_type() -> impl Strategy<Value = DataType> {
    prop_oneof![
        prop::sample::select(vec![
            DataType::Integer,
            DataType::Float,
            DataType::Money,
            DataType::Boolean,
            DataType::String,
            DataType::Text,
            DataType::Date,
            DataType::Timestamp,
            DataType::Time,
            DataType::Array,
            DataType::Blob,
            DataType::Missing,
        ]),
        name().prop_map(DataType::Other),
    ]
}

fn shape() -> impl Strategy<Value = Option<WriteField>> {
    let shape = (
        any::<bool>(),
        prop::option::of(name()),
        any::<bool>(),
        prop::option::of(data_type()),
    );
    prop::option::of(
        shape.prop_map(|(required, text, readonly, data_type)| WriteField {
            required,
            required_if: text.clone(),
            default: text.map(Into::into),
            readonly,
            data_type,
        }),
    )
}

fn field() -> impl Strategy<Value = Field> {
    let facts = (
        data_type(),
        options(),
        shape(),
        shape(),
        prop::option::of(name()),
    );
    let marks = (
        prop::sample::select(vec!["Field", "Custom", "Extra", "Filter", ""]),
        prop::sample::select(vec![
            None,
            Some(Serialization::Bookend),
            Some(Serialization::Json),
            Some(Serialization::Other(9)),
        ]),
        prop::sample::subsequence(
            vec![Suffix::Name, Suffix::Label, Suffix::Abbr, Suffix::Url],
            0..4,
        ),
        prop::option::of(prop::collection::vec(
            prop::sample::select(vec!["=", "IN", "SOUNDS LIKE", "<>"]).prop_map(str::to_owned),
            0..3,
        )),
        (any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>()),
    );
    (name(), facts, marks).prop_map(|(name, facts, marks)| {
        let (data_type, options, create, update, text) = facts;
        let (kind, serialize, suffixes, operators, flags) = marks;
        let mut field = Field::new(name, data_type);
        field.title.clone_from(&text);
        field.description.clone_from(&text);
        field.fk_entity = text.clone().filter(|_| flags.0);
        field.fk_column = text.clone().filter(|_| flags.1 && flags.2);
        field.permission = text
            .iter()
            .filter(|_| flags.1)
            .map(|t| vec![t.clone()])
            .collect();
        field.kind = kind.to_owned();
        (field.serialize, field.suffixes, field.operators) = (serialize, suffixes, operators);
        (field.options, field.create, field.update) = (options, create, update);
        (field.nullable, field.deprecated, field.readonly) = (flags.2, flags.3, flags.0 && flags.3);
        if flags.2 && flags.3 {
            field.get = None;
        }
        field
    })
}

fn action() -> impl Strategy<Value = Action> {
    let param = (
        name(),
        any::<bool>(),
        prop::sample::select(vec!["int", "string", "array", "mixed"]),
    );
    let params = prop::collection::vec(param, 0..3);
    let standard = prop::sample::select(vec!["get", "create", "update", "save", "delete"]);
    let name = prop_oneof![name(), standard.prop_map(str::to_owned)];
    (name, params, any::<bool>()).prop_map(|(name, params, deprecated)| Action {
        description: Some(name.clone()),
        params: params
            .into_iter()
            .map(|(wire, required, ty)| {
                let param = Param {
                    types: vec![ty.to_owned()],
                    required,
                    ..Param::default()
                };
                (wire, param)
            })
            .collect(),
        name,
        deprecated,
    })
}

fn entity() -> impl Strategy<Value = Entity> {
    let fields = prop::collection::vec(field(), 0..6);
    let actions = prop::collection::vec(action(), 0..5);
    (name(), fields, actions, prop::collection::vec(name(), 0..2)).prop_map(
        |(name, fields, actions, primary_key)| Entity {
            title: Some(name.clone()),
            kinds: vec![
                if name.len() == 3 {
                    "ContactType"
                } else {
                    "DAOEntity"
                }
                .to_owned(),
            ],
            primary_key,
            fields: fields.into_iter().map(|f| (f.name.clone(), f)).collect(),
            actions: actions.into_iter().map(|a| (a.name.clone(), a)).collect(),
            name,
            ..Entity::default()
        },
    )
}

fn schema() -> impl Strategy<Value = Schema> {
    prop::collection::vec(entity(), 0..5).prop_map(|entities| Schema {
        site: Site {
            civicrm: Some("1\n`".to_owned()),
            ..Site::default()
        },
        entities: entities.into_iter().map(|e| (e.name.clone(), e)).collect(),
        option_lists: BTreeMap::new(),
        searches: BTreeMap::new(),
    })
}

/// Every namespace of the items, each as a list of names.
fn namespaces(items: &[Item], out: &mut Vec<Vec<String>>) {
    let mut types = Vec::new();
    let mut inherent: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for item in items {
        match item {
            Item::Mod(item) => {
                types.push(item.ident.to_string());
                if let Some((_, items)) = &item.content {
                    namespaces(items, out);
                }
            }
            Item::Enum(item) => {
                types.push(item.ident.to_string());
                out.push(item.variants.iter().map(|v| v.ident.to_string()).collect());
            }
            Item::Struct(item) => {
                types.push(item.ident.to_string());
                out.push(
                    item.fields
                        .iter()
                        .filter_map(|f| Some(f.ident.as_ref()?.to_string()))
                        .collect(),
                );
            }
            Item::Type(item) => types.push(item.ident.to_string()),
            Item::Impl(item) if item.trait_.is_none() => {
                let ty = quote::ToTokens::to_token_stream(&item.self_ty).to_string();
                let names = item.items.iter().filter_map(|member| match member {
                    ImplItem::Const(member) => Some(member.ident.to_string()),
                    ImplItem::Fn(member) => Some(member.sig.ident.to_string()),
                    _ => None,
                });
                inherent.entry(ty).or_default().extend(names);
            }
            _ => {}
        }
    }
    out.push(types);
    out.extend(inherent.into_values());
}

/// The items of a generated file, those inside of the runtime's `made_by!` among them.
fn items(text: &str) -> syn::Result<Vec<Item>> {
    let mut items = Vec::new();
    for item in syn::parse_file(text)?.items {
        match item {
            Item::Macro(guard)
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
    Ok(items)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_schema_gives_rust_without_a_name_twice(schema in schema()) {
        let generated = generate(&schema, &GenerateOptions::default());
        let generated = generated.map_err(|e| TestCaseError::fail(e.to_string()))?;
        for (_, text) in generated.files.iter() {
            let items = items(text).map_err(|e| TestCaseError::fail(format!("{e}\n{text}")))?;
            let mut all = Vec::new();
            namespaces(&items, &mut all);
            prop_assert!(schema.entities.is_empty() || all.len() > 1, "{}", text);
            for names in all {
                let distinct: BTreeSet<&String> = names.iter().collect();
                prop_assert_eq!(distinct.len(), names.len(), "{:?}", names);
            }
        }
        let mut folder = GenerateOptions::default();
        folder.layout = Layout::Folder;
        let generated = generate(&schema, &folder).map_err(|e| TestCaseError::fail(e.to_string()))?;
        // A file system may not tell upper case from lower.
        let files: BTreeSet<String> =
            generated.files.iter().map(|(path, _)| path.to_lowercase()).collect();
        prop_assert_eq!(files.len(), generated.files.iter().count());
        for (path, text) in generated.files.iter() {
            prop_assert!(items(text).is_ok(), "{}", path);
        }
    }
}
