use std::path::Path;

use super::Config;

fn problems(text: &str) -> Vec<(usize, usize, String)> {
    let error = Config::parse(text, "here/civi.toml").expect_err("it should be refused");
    error
        .problems()
        .iter()
        .map(|p| (p.line, p.column, p.message.clone()))
        .collect()
}

#[test]
fn every_key_is_read_and_paths_are_the_files_neighbours() {
    let config = Config::parse(
        "schema = 'schemas/my site'\nout = \"src/civi\"\n[site]\nurl = 'https://crm.example.org/'\n\
         timeout = 90\n[refresh]\ndocs = true\n[generate]\nentities = ['Contact', 'Custom_*']\n\
         exclude = ['Import_*']\nruntime = '::civi_runtime'\n",
        "here/civi.toml",
    )
    .expect("it is right");
    assert_eq!(
        config.schema.as_deref(),
        Some(Path::new("here/schemas/my site"))
    );
    assert_eq!(config.out.as_deref(), Some(Path::new("here/src/civi")));
    assert_eq!(config.site.timeout, Some(90));
    assert_eq!(config.refresh.docs, Some(true));
    assert_eq!(
        config.generate.entities,
        Some(vec!["Contact".to_owned(), "Custom_*".to_owned()])
    );
    assert_eq!(config.generate.exclude, Some(vec!["Import_*".to_owned()]));
    assert_eq!(config.generate.runtime.as_deref(), Some("::civi_runtime"));
}

#[test]
fn an_empty_file_says_nothing() {
    let config = Config::parse("", "civi.toml").expect("it is right");
    assert_eq!(
        config,
        Config {
            file: "civi.toml".into(),
            ..Config::default()
        }
    );
}

#[test]
fn unknown_keys_are_told_with_line_and_suggestion_all_at_once() {
    assert_eq!(
        problems("shcema = 'x'\n\n[generate]\n  entites = []\n[zzz]\n"),
        [
            (
                1,
                1,
                "`shcema` isn't a setting; did you mean `schema`?".to_owned()
            ),
            (
                4,
                3,
                "`generate.entites` isn't a setting; did you mean `entities`?".to_owned()
            ),
            (
                5,
                2,
                "`zzz` isn't a setting; there are `generate`, `out`, `queries`, `refresh`, `schema`, `searches`, `site`"
                    .to_owned()
            ),
        ]
    );
}

#[test]
fn wrong_types_are_told() {
    assert_eq!(
        problems("schema = 3\nout = ''\n[site]\ntimeout = 0\n[generate]\nexclude = ['a', 1]\n"),
        [
            (
                1,
                10,
                "`schema` must be a text in quotes, and is of type integer".to_owned()
            ),
            (2, 7, "`out` must not be empty".to_owned()),
            (
                4,
                11,
                "`site.timeout` must be from 1 second to a day, 86400".to_owned()
            ),
            (
                6,
                17,
                "`generate.exclude` must be a list of texts, and is of type integer".to_owned()
            ),
        ]
    );
}

#[test]
fn a_secret_is_refused_and_not_repeated() {
    for text in [
        "api_key = 'hunter2'",
        "[site]\ntoken = 'hunter2'",
        "[site]\nurl = 'https://me:hunter2@crm.example.org'",
        "[site]\nurl = 'https://crm.example.org/?api_key=hunter2'",
    ] {
        let error = Config::parse(text, "civi.toml")
            .expect_err("it should be refused")
            .to_string();
        assert!(error.contains("CIVI_API_KEY in the environment"), "{error}");
        assert!(!error.contains("hunter2"), "{error}");
    }
}

#[test]
fn what_isnt_toml_is_told_with_its_place() {
    let found = problems("schema = 'x'\nout = \n");
    assert_eq!((found[0].0, found.len()), (2, 1));
    assert!(found[0].2.starts_with("it isn't TOML: "), "{}", found[0].2);
}

#[test]
fn an_address_and_a_runtime_path_are_checked() {
    assert_eq!(
        problems("[site]\nurl = 'crm.example.org'\n[generate]\nruntime = 'a b'\n"),
        [
            (
                2,
                7,
                "`site.url`: an address begins with `https://` or `http://`".to_owned()
            ),
            (
                4,
                11,
                "`generate.runtime`: it is a Rust path such as `::civi_runtime`".to_owned()
            ),
        ]
    );
}

#[test]
fn own_types_and_names_are_texts_by_any_key() {
    let config = Config::parse(
        "[generate.types]\n'Contact.source' = 'crate::Source'\n[generate.names]\nCase = 'Dossier'\n",
        "civi.toml",
    )
    .expect("it is right");
    assert_eq!(config.generate.types["Contact.source"], "crate::Source");
    assert_eq!(config.generate.names["Case"], "Dossier");
    assert_eq!(
        problems("[generate.types]\nContact.source = 'crate::Source'\n"),
        [(
            2,
            1,
            "`generate.types.Contact`: put a name with a dot in quotes, `\"Contact.source\"`"
                .to_owned()
        )]
    );
}

proptest::proptest! {
    #[test]
    fn no_text_is_a_panic(text in "(\\PC|\n|=|\\[|\\]|\"|schema|generate|site|url|timeout|9|-|\\.){0,40}") {
        if let Err(error) = Config::parse(&text, "civi.toml") {
            assert!(error.problems().iter().all(|problem| problem.line >= 1 && problem.column >= 1));
        }
    }
}
