//! What every generation promises: the same bytes, files whole or not at all, only what was asked
//! for, and mistakes told.

use std::fs;
use std::path::{Path, PathBuf};

use civi_codegen::schema::Schema;
use civi_codegen::{GenerateOptions, Layout, generate};

type Outcome = Result<(), Box<dyn std::error::Error>>;

fn snapshot(name: &str) -> Result<Schema, Box<dyn std::error::Error>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    Ok(Schema::read(root.join("../schemas").join(name))?)
}

fn of(entities: &[&str]) -> GenerateOptions {
    let mut options = GenerateOptions::default();
    options.entities = entities.iter().map(|entity| (*entity).to_owned()).collect();
    options
}

fn text(schema: &Schema, options: &GenerateOptions) -> Result<String, Box<dyn std::error::Error>> {
    let generated = generate(schema, options)?;
    Ok(generated.files.iter().map(|(_, text)| text).collect())
}

#[test]
fn the_same_schema_gives_the_same_bytes() -> Outcome {
    for name in ["standalone-6.17", "wordpress-5.77"] {
        let once = generate(&snapshot(name)?, &GenerateOptions::default())?;
        let again = generate(&snapshot(name)?, &GenerateOptions::default())?;
        assert!(once.files == again.files, "{name}");
        assert!(
            once.files.size() <= 1_750_000,
            "{name}: {} bytes",
            once.files.size()
        );
        assert!(once.warnings.is_empty(), "{:?}", once.warnings);
    }
    Ok(())
}

#[test]
fn one_entity_does_not_bring_the_rest() -> Outcome {
    let text = text(&snapshot("standalone-6.17")?, &of(&["Email"]))?;
    assert!(text.contains("pub mod email {"));
    // Only referred to: a name without bindings.
    assert!(text.contains("pub enum Contact {}"));
    assert!(!text.contains("pub mod contact {"));
    assert!(!text.contains("ContactGender"));
    assert!(text.len() < 13_000, "{} bytes", text.len());
    Ok(())
}

/// What `client.verify(civi::SCHEMA)` compares with the site.
#[test]
fn the_names_of_what_is_chosen_are_listed() -> Outcome {
    let options = of(&["Email", "Setting"]);
    let text = text(&snapshot("standalone-6.17")?, &options)?;
    assert!(text.contains("pub use schema::SCHEMA;"), "{text}");
    let list = text.split("pub static SCHEMA").nth(1).ok_or("no list")?;
    for part in [
        r#""Email""#,
        r#"("get", "hold_date\nid")"#,
        r#""get\ncreate\nupdate""#,
        "\\nsignature_text",
        r#""Setting""#,
        "\\nlcMessages\\n",
        "get\\nrevert\\nset",
    ] {
        assert!(list.contains(part), "{part}: {list}");
    }
    assert!(!list.contains("\"Contact\""), "{list}");
    Ok(())
}

#[test]
fn names_do_not_depend_on_what_else_is_chosen() -> Outcome {
    let schema = snapshot("standalone-6.17")?;
    let (one, all) = (text(&schema, &of(&["Email"]))?, text(&schema, &of(&[]))?);
    let module = |text: &str| -> Option<String> {
        let start = text.find("pub mod email {")?;
        let end = start + text[start..].find("\n}\n\n/// ")?;
        // Which of the shared modules there are is the one thing that differs.
        Some(
            text[start..end]
                .lines()
                .filter(|line| !line.starts_with("use super"))
                .collect(),
        )
    };
    assert_eq!(
        module(&one).ok_or("no module")?,
        module(&all).ok_or("no module")?
    );
    Ok(())
}

#[test]
fn what_is_left_out_is_not_there() -> Outcome {
    let schema = snapshot("standalone-6.17")?;
    let mut options = of(&["Contact", "E*"]);
    options.exclude = vec!["Ev*".to_owned()];
    options.exclude_fields = vec!["Contact.api_key".to_owned(), "*.hold_date".to_owned()];
    options.exclude_actions = vec!["*.delete".to_owned(), "Contact.merge*".to_owned()];
    let text = text(&schema, &options)?;
    assert!(text.contains("pub mod entity_tag {"));
    assert!(!text.contains("pub mod event {"));
    assert!(!text.contains("api_key") && !text.contains("hold_date"));
    assert!(!text.contains("CanDelete") && !text.contains("MergeDuplicates"));
    assert!(text.contains("get_checksum"));
    Ok(())
}

#[test]
fn imports_are_left_out_unless_asked_for() -> Outcome {
    let mut schema = snapshot("standalone-6.17")?;
    if let Some(mut import) = schema.entities.get("Tag").cloned() {
        import.name = "Import_5".to_owned();
        import.kinds = vec!["Import".to_owned()];
        schema.entities.insert(import.name.clone(), import);
    }
    assert!(!text(&schema, &of(&[]))?.contains("Import_5"));
    assert!(text(&schema, &of(&["Import_*"]))?.contains("Import_5"));
    Ok(())
}

#[test]
fn a_list_past_the_limit_stays_data() -> Outcome {
    let mut options = of(&["Contact"]);
    options.option_limit = 2;
    let text = text(&snapshot("standalone-6.17")?, &options)?;
    assert!(!text.contains("enum ContactGender"));
    assert!(text.contains("Listed<rt::AnyName, suffixes::NameLabelDescription>"));
    Ok(())
}

#[test]
fn names_types_and_derives_can_be_given() -> Outcome {
    let mut options = of(&["Email"]);
    options.names.insert("Email".to_owned(), "Mail".to_owned());
    options
        .names
        .insert("Email.email".to_owned(), "address".to_owned());
    options
        .types
        .insert("Email.email".to_owned(), "crate::Address".to_owned());
    options.row_derives.push("::serde::Serialize".to_owned());
    options.row_derives.push("crate::Marked".to_owned());
    options.option_derives.push("serde::Deserialize".to_owned());
    options.runtime = "crate::rt".to_owned();
    let text = text(&snapshot("standalone-6.17")?, &options)?;
    assert!(text.contains("pub const ADDRESS: Field<Mail, crate::Address> = rt::field(\"email\")"));
    assert!(text.contains("rt::Value::slot(&mut self.address)"));
    assert!(text.contains("crate::Marked)]"));
    // Serde's traits are the runtime's work, by names on the wire.
    assert!(text.contains("    Row;\n    0 => contact_id;\n    1 => address;\n"));
    assert!(text.contains("crate::rt::require_serde!();"));
    assert!(!text.contains("serde::"));
    assert!(text.contains("use crate::rt::{self as rt"));
    Ok(())
}

#[test]
fn all_that_is_wrong_is_told_at_once() -> Outcome {
    let mut options = of(&["Contakt", "Nothing_*"]);
    options
        .names
        .insert("Email.emial".to_owned(), "x".to_owned());
    options
        .names
        .insert("Email.email".to_owned(), "not a name".to_owned());
    options
        .types
        .insert("Email.email".to_owned(), "Vec<".to_owned());
    options.row_derives.push("1".to_owned());
    options.runtime = String::new();
    let error = generate(&snapshot("standalone-6.17")?, &options)
        .err()
        .ok_or("no error")?;
    assert!(error.is_options());
    let told = error.to_string();
    for part in [
        "no entity `Contakt`; did you mean `Contact`?",
        "no entity that fits `Nothing_*`",
        "a name is given for `Email.emial`",
        "`not a name` for `Email.email` is no Rust identifier",
        "the type of `Email.email`: `Vec<` is no path",
        "`1` is no path",
        "the runtime's path: `` is no path",
    ] {
        assert!(told.contains(part), "{part:?} is not in {told}");
    }
    Ok(())
}

#[test]
fn given_names_that_collide_are_refused() -> Outcome {
    let mut options = of(&["Email", "Phone"]);
    options.names.insert("Email".to_owned(), "Phone".to_owned());
    options
        .names
        .insert("Phone.phone".to_owned(), "id".to_owned());
    let error = generate(&snapshot("standalone-6.17")?, &options)
        .err()
        .ok_or("no error")?;
    let told = error.to_string();
    assert!(
        told.contains("named `Phone`, as another entity is"),
        "{told}"
    );
    assert!(
        told.contains("would be named `id`, as another field is"),
        "{told}"
    );
    Ok(())
}

fn folder(entities: &[&str]) -> Result<civi_codegen::output::Files, Box<dyn std::error::Error>> {
    let mut options = of(entities);
    options.layout = Layout::Folder;
    Ok(generate(&snapshot("standalone-6.17")?, &options)?.files)
}

fn names(paths: &[PathBuf]) -> Vec<String> {
    paths
        .iter()
        .filter_map(|path| path.file_name())
        .map(|name| name.to_string_lossy().into_owned())
        .collect()
}

#[test]
fn only_what_changed_is_written_and_only_our_own_is_removed() -> Outcome {
    let place = tempfile::tempdir()?;
    let place = place.path().join("with a space").join("civi");
    folder(&["Email", "Phone"])?.write(&place)?;
    fs::write(place.join("own.rs"), "// mine\n")?;
    let before = fs::metadata(place.join("email.rs"))?.modified()?;
    std::thread::sleep(std::time::Duration::from_millis(20));

    let again = folder(&["Email", "Phone"])?.write(&place)?;
    assert!(
        again.written.is_empty() && again.removed.is_empty(),
        "{again:?}"
    );
    assert_eq!(fs::metadata(place.join("email.rs"))?.modified()?, before);

    let less = folder(&["Email"])?;
    assert!(names(&less.differences(&place)?).contains(&"phone.rs".to_owned()));
    let report = less.write(&place)?;
    assert_eq!(names(&report.removed), ["phone.rs"]);
    assert_eq!(fs::metadata(place.join("email.rs"))?.modified()?, before);
    assert!(place.join("own.rs").exists());
    assert!(less.differences(&place)?.is_empty());
    Ok(())
}

#[test]
fn a_file_that_is_not_ours_is_never_overwritten() -> Outcome {
    let place = tempfile::tempdir()?;
    fs::write(place.path().join("phone.rs"), "// mine\n")?;
    let error = folder(&["Email", "Phone"])?
        .write(place.path())
        .err()
        .ok_or("no error")?;
    assert!(
        error.is_file() && error.to_string().contains("phone.rs"),
        "{error}"
    );
    let left: Vec<_> = fs::read_dir(place.path())?.collect();
    assert_eq!(left.len(), 1, "nothing half-written");
    Ok(())
}

#[test]
fn the_header_says_what_it_is_of_and_cannot_break_out() -> Outcome {
    let mut options = of(&["Email"]);
    options.snapshot = Some("schemas/x\nfn evil() {}".to_owned());
    options.command = Some("civi-codegen generate".to_owned());
    let text = text(&snapshot("standalone-6.17")?, &options)?;
    let header: Vec<&str> = text.lines().take_while(|line| !line.is_empty()).collect();
    assert!(
        header.iter().all(|line| line.starts_with("// ")),
        "{header:?}"
    );
    assert!(header.join("\n").contains("CiviCRM 6.17.2"));
    assert!(header.join("\n").contains("civi-codegen generate"));
    Ok(())
}
