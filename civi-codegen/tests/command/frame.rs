//! Help, usage, settings and streams.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::Stdio;

use snapbox::data::DataFormat;
use snapbox::{Data, str};

use crate::project::{Project, bundled};

#[test]
fn help_is_data() {
    Project::new()
        .run(&["--help"])
        .ok()
        .says(str![""])
        .prints(str![[r#"
Turns a CiviCRM site's schema into typed Rust.

A snapshot of the schema is taken from the site (`refresh`), Rust is generated from the snapshot
(`generate`), and what is committed is kept true (`check`, `diff`). Settings come from civi.toml,
then from the environment, then from flags. A secret is never a flag: set CIVI_API_KEY in the
environment, or name a file that holds it in CIVI_API_KEY_FILE.

Usage: civi-codegen [OPTIONS] <COMMAND>

Commands:
  refresh      Take a snapshot of a site's schema
  generate     Generate Rust from a snapshot
  check        Check, offline, that committed bindings are what the snapshot gives
  diff         Tell what changed between two snapshots, or since a snapshot on the site
  list         List the entities of a snapshot, or search it
  describe     Describe an entity, a field, an action or a named query
  graph        Draw the keys between entities, as Mermaid or DOT
  query        Print a call that you have already as typed Rust
  doctor       Find out whether a site can be used as it is configured
  init         Set a crate up: civi.toml, build.rs and the first snapshot
  completions  Print the completions for a shell
  man          Print the manual page, or write the pages of all subcommands
  help         Print this message or the help of the given subcommand(s)

Options:
  -h, --help
          Print help (see a summary with '-h')

  -V, --version
          Print version

Everywhere:
      --config <FILE>
          The settings file; else civi.toml here or in a folder above

  -q, --quiet
          Say nothing but errors

  -v, --verbose
          Say more

      --color <WHEN>
          When to use colours; NO_COLOR in the environment turns `auto` off

          Possible values:
          - auto:   On a terminal
          - always: Also into files and pipes
          - never:  Nowhere
          
          [default: auto]

Exit codes:
  0  done
  1  failed: a file can't be read or written, a snapshot is broken
  2  called wrongly: arguments, civi.toml, a missing setting
  3  differences: `check` found stale code, `diff --exit-code` found changes
  4  nothing found by that name or pattern: `describe`, `list`
  5  the site can't be reached or refused us: `refresh`, `diff --live`
  6  `doctor` found something that must be put right
  7  `refresh` wrote a snapshot, but the site could not describe every entity or saved search

Environment:
  CIVI_URL        the site's address, or the full address of its API
  CIVI_API_KEY    the API key of the contact to ask as
  CIVI_JWT        a JWT, instead of a key
  CIVI_USER, CIVI_PASSWORD
                  a name and password of the CMS, where the site takes them
  CIVI_SITE_KEY   the site key, where the site's guard asks for it
  CIVI_SERVER_USER, CIVI_SERVER_PASSWORD
                  the login that the web server itself asks for, before CiviCRM
  CIVI_..._FILE   a file that holds one of these secrets, instead of it
  CIVI_AUTH_FLOW  the way that the credential travels: xheader, header, param, legacy
  CIVI_CA_FILE    certificate authorities to trust instead of the system's, in PEM
  CIVI_SCHEMA     the snapshot's folder
  CIVI_CONFIG     the settings file
  NO_COLOR        set and not empty: no colours

"#]]);
}

#[test]
fn every_subcommand_has_help() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/command/help");
    for (subcommand, _) in SUBCOMMANDS {
        let ran = Project::new().run(&[subcommand, "--help"]).ok();
        let file = folder.join(format!("{subcommand}.txt"));
        ran.prints(Data::read_from(&file, Some(DataFormat::Text)))
            .says(str![""]);
    }
}

/// The subcommands, and what makes each fail as wrong usage.
const SUBCOMMANDS: [(&str, &str); 12] = [
    ("doctor", "--api-key=k"),
    ("init", "--oops"),
    ("generate", "--outt"),
    ("check", "--fix"),
    ("diff", "--format=yaml"),
    ("refresh", "--shcema"),
    ("list", "--gerp=x"),
    ("describe", "--oops"),
    ("graph", "--format=svg"),
    ("query", "--format=yaml"),
    ("completions", "klingon"),
    ("man", "--oops"),
];

#[test]
fn wrong_usage_is_exit_code_2() {
    for (subcommand, argument) in SUBCOMMANDS {
        let ran = Project::new().run(&[subcommand, argument]).code(2);
        assert_eq!(ran.stdout, "");
        assert!(ran.stderr.starts_with("error: "), "{}", ran.stderr);
    }
    let ran = Project::new().run(&["frobnicate"]).code(2);
    assert!(
        ran.stderr.contains("unrecognized subcommand"),
        "{}",
        ran.stderr
    );
}

#[test]
fn numbers_that_are_out_of_range_are_wrong_usage() {
    for seconds in [
        "0",
        "-1",
        "86401",
        "18446744073709551615",
        "99999999999999999999999",
        "NaN",
    ] {
        let timeout = format!("--timeout={seconds}");
        Project::new()
            .run(&["refresh", "--out=x", "--url=http://127.0.0.1:9", &timeout])
            .code(2);
    }
}

#[cfg(unix)]
#[test]
fn arguments_and_settings_that_are_not_text_are_no_panic() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;

    let odd = OsStr::from_bytes(b"od\xffd");
    let project = Project::with_snapshot();
    for arguments in [
        &["describe"][..],
        &["list", "--schema"],
        &["generate", "--out"],
        &["list", "-g"],
    ] {
        let output = project.command(arguments).arg(odd).output().unwrap();
        assert!(matches!(output.status.code(), Some(0..=4)), "{output:?}");
    }
    for variable in ["CIVI_URL", "CIVI_API_KEY", "CIVI_SCHEMA", "CIVI_CONFIG"] {
        let output = project
            .command(&["doctor"])
            .env(variable, odd)
            .output()
            .unwrap();
        assert!(
            matches!(output.status.code(), Some(1 | 2)),
            "{variable}: {output:?}"
        );
    }
    std::fs::write(project.path("civi.toml"), b"schema = '\xff'").unwrap();
    project.run(&["list"]).code(2);
}

#[test]
fn a_secret_is_no_flag() {
    for flag in ["--api-key=k", "--key=k", "--token=k", "--password=k"] {
        Project::new().run(&["refresh", "--out=x", flag]).code(2);
    }
}

#[test]
fn settings_that_are_wrong_are_told_with_their_line() {
    let project = Project::new();
    project.write(
        "civi.toml",
        "shcema = 'schemas/site'\n\n[generate]\nentites = ['Contact']\n",
    );
    project
        .run(&["list"])
        .code(2)
        .prints(str![""])
        .says(str![[r#"
error: the settings file civi.toml can't be used
  line 1, column 1: `shcema` isn't a setting; did you mean `schema`?
  line 4, column 1: `generate.entites` isn't a setting; did you mean `entities`?
  next: correct the file; every setting is in the manual, `civi-codegen man`

"#]]);
}

#[test]
fn a_settings_file_that_was_named_must_be_there() {
    Project::new()
        .run(&["list", "--config", "no such.toml"])
        .code(2)
        .says(str![[r#"
error: the settings file no such.toml can't be used
  [..]
  next: correct the file; every setting is in the manual, `civi-codegen man`

"#]]);
}

#[test]
fn a_flag_is_over_the_environment_is_over_the_file() {
    let project = Project::with_snapshot();
    assert!(
        project
            .run(&["list", "--names"])
            .ok()
            .stdout
            .starts_with("Contact\n")
    );
    project.write("civi.toml", "schema = 'from the file'\n");
    assert!(
        project
            .run(&["list"])
            .code(1)
            .stderr
            .contains("from the file")
    );
    let project = project.env("CIVI_SCHEMA", "from the environment");
    assert!(
        project
            .run(&["list"])
            .code(1)
            .stderr
            .contains("from the environment")
    );
    project.run(&["list", "--schema", "schemas/site"]).ok();
}

#[test]
fn settings_are_found_in_a_folder_above() {
    let project = Project::with_snapshot();
    project.write("src/deep/main.rs", "");
    let mut command = project.command(&["list", "--names"]);
    let output = command
        .current_dir(project.path("src/deep"))
        .output()
        .unwrap();
    assert_eq!(
        String::from_utf8(output.stdout).unwrap(),
        "Contact\nCountry\nEmail\n"
    );
}

#[test]
fn without_a_snapshot_it_says_how_to_get_one() {
    Project::new()
        .run(&["list"])
        .code(2)
        .prints(str![""])
        .says(str![[r#"
error: no snapshot was named
  next: give --schema DIR, set CIVI_SCHEMA, or write `schema = "DIR"` into civi.toml;
    a snapshot is made by `civi-codegen refresh --out DIR`, with CIVI_URL and CIVI_API_KEY
    in the environment; `civi-codegen init` sets all of it up

"#]]);
}

#[test]
fn a_folder_without_a_snapshot_is_no_snapshot() {
    Project::new()
        .run(&["list", "--schema", "nowhere"])
        .code(1)
        .prints(str![""])
        .says(str![[r#"
error: can't read nowhere/site.json: [..]
  next: name a folder that holds a snapshot (site.json and entities/), or make one with
    `civi-codegen refresh --out DIR`

"#]]);
}

#[test]
fn a_broken_snapshot_is_told_with_file_and_place() {
    let project = Project::with_snapshot();
    let text = project.read("schemas/site/entities/Contact.json");
    for (broken, expected) in [
        (&text[..text.len() / 2], "ends too early"),
        ("[]", "expected"),
        ("not JSON", "not JSON"),
    ] {
        project.write("schemas/site/entities/Contact.json", broken);
        for arguments in [
            &["list"][..],
            &["describe", "Email"],
            &["generate", "--out", "civi"],
        ] {
            let ran = project.run(arguments).code(1);
            assert!(
                ran.stderr.contains("entities/Contact.json"),
                "{}",
                ran.stderr
            );
            assert!(ran.stderr.contains(expected), "{}", ran.stderr);
        }
    }
    assert!(!project.path("civi").exists());
}

#[test]
fn colours_are_for_terminals_unless_asked_for() {
    let project = Project::with_snapshot();
    let escape = '\u{1b}';
    assert!(!project.run(&["describe", "Email"]).stdout.contains(escape));
    assert!(
        project
            .run(&["describe", "Email", "--color=always"])
            .stdout
            .contains(escape)
    );
    assert!(
        project
            .run(&["describe", "Nothing", "--color=always"])
            .stderr
            .contains(escape)
    );
    assert!(
        project
            .run(&["--color", "always", "--help"])
            .stdout
            .contains(escape)
    );
    assert!(!project.run(&["--help"]).stdout.contains(escape));
    assert!(
        !project
            .run(&["describe", "Email", "--color=never"])
            .stdout
            .contains(escape)
    );
}

#[test]
fn quiet_says_nothing_but_errors() {
    let project = Project::with_snapshot();
    assert_eq!(project.run(&["list", "--quiet"]).ok().stderr, "");
    assert_ne!(
        project
            .run(&["describe", "Nothing", "--quiet"])
            .code(4)
            .stderr,
        ""
    );
    project.run(&["list", "--quiet", "--verbose"]).code(2);
}

#[test]
fn verbose_says_where_it_reads() {
    Project::with_snapshot()
        .run(&["list", "--names", "--verbose"])
        .ok()
        .says(str![[r#"
settings from civi.toml
schemas/site: 3 entities

"#]]);
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let schema = bundled("standalone-6.17");
    let project = Project::new();
    let mut command = project.command(&["describe", "Contact", "Contact", "Contact"]);
    // More than a pipe holds.
    command.args(["Activity"; 40]).arg("--schema").arg(schema);
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut first = String::new();
    let mut reader = BufReader::new(child.stdout.take().unwrap());
    reader.read_line(&mut first).unwrap();
    drop(reader);
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
    assert!(first.starts_with("Contact"), "{first}");
}

#[test]
fn completions_are_for_every_shell() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let ran = Project::new().run(&["completions", shell]).ok();
        assert!(ran.stdout.contains("describe"), "{shell}");
    }
}

#[test]
fn the_manual_has_a_page_a_subcommand() {
    let project = Project::new();
    let page = project.run(&["man"]).ok().stdout;
    assert!(page.contains(".TH civi-codegen"), "{page}");
    project.run(&["man", "--out", "the pages"]).ok();
    let pages = project.files("the pages");
    for (subcommand, _) in SUBCOMMANDS {
        assert!(
            pages.contains(&format!("the pages/civi-codegen-{subcommand}.1")),
            "{pages:?}"
        );
    }
}
