//! What is read for a struct, where it is looked for, and what that costs.

use std::time::Instant;

use proc_macro2::TokenStream;
use syn::parse_quote;

use crate::report::Report;
use crate::{checked, expand, input};

/// The expansion of a struct, or its mistakes.
fn derive(input: syn::DeriveInput) -> Result<TokenStream, String> {
    let mut report = Report::default();
    let input = input::Input::read(input, &mut report);
    let checked = input
        .as_ref()
        .and_then(|input| Some((input, checked::checked(input, &mut report)?)));
    match checked {
        Some((input, checked)) if report.is_empty() => Ok(expand::expand(input, &checked, true)),
        _ => Err(report.into_tokens().to_string()),
    }
}

/// The files that an expansion ties the build to, below the snapshot.
fn files(expansion: &TokenStream) -> Vec<String> {
    let text = expansion.to_string();
    text.split("include_bytes ! (")
        .skip(1)
        .filter_map(|rest| rest.split('"').nth(1))
        .map(|path| {
            assert!(std::path::Path::new(path).is_absolute(), "{path}");
            let path = path.replace("\\\\", "/");
            let parts: Vec<&str> = path.rsplit('/').take(2).collect();
            parts.into_iter().rev().collect::<Vec<_>>().join("/")
        })
        .collect()
}

fn donor() -> syn::DeriveInput {
    parse_quote! {
        #[civi_entity(entity = "Contact", schema = "../schemas/standalone-6.17")]
        struct Donor {
            id: Id<Donor>,
            display_name: Option<String>,
            birth_date: Option<Date>,
            #[civi_entity(field = "email_primary.email")]
            email: Option<String>,
            #[civi_entity(field = "gender_id:label")]
            gender: Option<String>,
        }
    }
}

#[test]
fn only_the_files_that_the_struct_reaches_are_read_and_watched() {
    assert_eq!(
        files(&derive(donor()).unwrap()),
        [
            "standalone-6.17/site.json",
            "entities/Contact.json",
            "entities/Email.json"
        ]
    );
    let own: syn::DeriveInput = parse_quote! {
        #[civi_entity(entity = "Country", schema = "tests/schema")]
        struct Country { name: Option<String> }
    };
    assert_eq!(
        files(&derive(own).unwrap()),
        ["schema/site.json", "entities/Country.json"]
    );
}

#[test]
fn the_key_has_the_type_that_bindings_give_it() {
    let folder = tempfile::tempdir().unwrap();
    let snapshot = folder.path().join("snap");
    let mut schema = civi_schema::Schema::default();
    for (name, word) in [
        ("Day", "Date"),
        ("Flag", "Boolean"),
        ("Odd", "Nosuch"),
        ("Plain", "Integer"),
    ] {
        let key = civi_schema::Field::new("key", civi_schema::DataType::from_wire(word));
        let entity = civi_schema::Entity {
            name: name.to_owned(),
            primary_key: vec!["key".to_owned()],
            fields: [("key".to_owned(), key)].into(),
            ..civi_schema::Entity::default()
        };
        schema.entities.insert(name.to_owned(), entity);
    }
    schema.write(&snapshot).unwrap();
    let path = snapshot.to_str().unwrap();
    let key = |entity: &str, ty: &str| {
        let ty: syn::Type = syn::parse_str(ty).unwrap();
        let of: syn::DeriveInput = parse_quote! {
            #[civi_entity(entity = #entity, schema = #path)]
            struct Row { key: Option<#ty> }
        };
        let text = derive(of).unwrap().to_string();
        text.split_once("type Key = ")
            .map(|(_, rest)| rest.split(';').next().unwrap_or_default().replace(' ', ""))
    };
    assert_eq!(key("Day", "Date").as_deref(), Some("::std::string::String"));
    assert_eq!(key("Odd", "Json").as_deref(), Some("::std::string::String"));
    assert_eq!(
        key("Plain", "Id<Row>").as_deref(),
        Some("::civi_runtime::Id<Row>")
    );
    assert_eq!(key("Flag", "bool"), None);
}

#[test]
fn bindings_read_no_file() {
    let bound: syn::DeriveInput = parse_quote! {
        #[civi_entity(bindings = crate::civi::Contact)]
        struct Donor { display_name: Option<String> }
    };
    let expansion = derive(bound).unwrap();
    assert!(files(&expansion).is_empty());
    assert!(expansion.to_string().contains("DISPLAY_NAME"));
}

#[test]
fn where_no_schema_is_named_the_ways_to_name_one_are_told() {
    let nowhere: syn::DeriveInput = parse_quote! {
        #[civi_entity(entity = "Country")]
        struct Country { name: Option<String> }
    };
    // The workspace has no civi.toml, and the tests are not run with the variable.
    if std::env::var_os("CIVI_SCHEMA").is_none() {
        let message = derive(nowhere).unwrap_err();
        for way in ["schema =", "civi.toml", "CIVI_SCHEMA", "bindings ="] {
            assert!(message.contains(way), "{message}");
        }
    }
}

#[test]
fn a_message_names_no_folder_of_the_author_s_machine() {
    let missing: syn::DeriveInput = parse_quote! {
        #[civi_entity(entity = "Contcat", schema = "tests/schema")]
        struct Donor { name: Option<String> }
    };
    let message = derive(missing).unwrap_err();
    assert!(message.contains("tests/schema"), "{message}");
    assert!(!message.contains(env!("CARGO_MANIFEST_DIR")), "{message}");
}

#[test]
fn settings_are_no_rows() {
    let setting: syn::DeriveInput = parse_quote! {
        #[civi_entity(entity = "Setting", schema = "../schemas/standalone-6.17")]
        struct Setting { name: Option<String> }
    };
    assert!(
        derive(setting)
            .unwrap_err()
            .contains("civi_runtime::setting")
    );
}

#[test]
fn no_path_is_too_odd_for_a_message() {
    const ODD: &[&str] = &[
        "",
        ".",
        "..",
        ":",
        "::",
        "a:",
        ":label",
        ".email",
        "email_primary.",
        "extra_info.",
        "email_primary..email",
        "gender_id::label",
        "gender_id:label:name",
        "gender_id:",
        "ß",
        "ŉ",
        "\0",
        "../../Contact",
        "a b",
        "{}",
        "\"",
        "Contact\n",
        "👩‍🚀",
        "-",
        "email_primary.email.x",
    ];
    for odd in ODD {
        let entity: syn::DeriveInput = parse_quote! {
            #[civi_entity(entity = #odd, schema = "tests/schema")]
            struct Donor { id: i64 }
        };
        assert!(derive(entity).is_err(), "{odd:?}");
        let field: syn::DeriveInput = parse_quote! {
            #[civi_entity(entity = "Contact", schema = "tests/schema")]
            struct Donor { #[civi_entity(field = #odd)] name: Option<String> }
        };
        assert!(derive(field).is_err(), "{odd:?}");
        let prefix: syn::DeriveInput = parse_quote! {
            #[civi_entity(entity = "Contact", schema = "tests/schema")]
            struct Donor { #[civi_entity(flatten, prefix = #odd)] name: Option<Address> }
        };
        assert!(derive(prefix).is_err(), "{odd:?}");
        // What these lead to is the compiler's to say.
        let bound: syn::DeriveInput = parse_quote! {
            #[civi_entity(bindings = civi, entity = #odd)]
            struct Donor {
                #[civi_entity(field = #odd)] name: Option<String>,
                #[civi_entity(flatten, prefix = #odd)] other: Option<Address>,
            }
        };
        assert!(derive(bound).is_ok(), "{odd:?}");
    }
    // A letter without a capital that a name can hold.
    let letter = syn::parse_str(
        "#[civi_entity(entity = \"Contact\", schema = \"tests/schema\")]
         struct Donor { #[civi_entity(field = \"display_name\")] \u{149}: Option<String> }",
    )
    .unwrap();
    assert!(derive(letter).is_ok());
}

/// `cargo test -p civi-macros --lib -- --ignored --nocapture cost`
#[test]
#[ignore = "a measurement"]
fn cost() {
    const RUNS: u32 = 50;
    let small: syn::DeriveInput = parse_quote! {
        #[civi_entity(entity = "Contact", schema = "tests/schema")]
        struct Donor { id: Id<Donor>, display_name: Option<String> }
    };
    let narrow: syn::DeriveInput = parse_quote! {
        #[civi_entity(entity = "Country", schema = "../schemas/standalone-6.17")]
        struct Country { id: Id<Country>, name: Option<String> }
    };
    for (what, input) in [
        ("Contact of the fixture, 2 fields", small),
        ("Country of a whole site, 2 fields", narrow),
        ("Contact and Email of a whole site, 5 fields", donor()),
    ] {
        let start = Instant::now();
        derive(input.clone()).unwrap();
        let first = start.elapsed();
        let start = Instant::now();
        for _ in 0..RUNS {
            derive(input.clone()).unwrap();
        }
        println!(
            "{what}: {first:?} the first expansion, {:?} each one after it",
            start.elapsed() / RUNS
        );
    }
}
