//! `describe`.

use snapbox::str;

use crate::project::{Project, bundled};

#[test]
fn an_entity_is_described() {
    Project::with_snapshot()
        .run(&["describe", "Contact"])
        .ok()
        .prints(str![[r#"
Contact
  in Rust  Contact, with its rows and values in contact
  key      id
  kind     DAOEntity
  label    display_name
  since    CiviCRM 5.19
  has      8 fields, 8 actions

Fields (6)
  api_key       Option<String>  read-only, needs a permission
  birth_date    Option<Date>
  contact_type  ContactType     required, 2 options (ContactType)
  display_name  Option<String>  read-only
  gender_id     Option<i64>     2 options (ContactGender)
  id            Id<Contact>     read-only

Custom fields (1)
  extra_info.shoe_size  Option<i64>

Extra fields, only on request (1)
  age_years  Option<i64>  read-only

Actions (8)
  create       values*
  delete       limit, where*
  get          limit, offset, orderBy, select, where
  getActions
  getChecksum  contactId*, ttl
  getFields    action, loadOptions
  save         defaults, match, records*
  update       reload, values*, where

"#]])
        .says(str![""]);
}

#[test]
fn a_field_is_described_with_its_options() {
    Project::with_snapshot()
        .run(&["describe", "Contact.gender_id"])
        .ok()
        .prints(str![[r#"
Contact.gender_id: Gender
  in Rust    Contact::GENDER_ID
  type       Option<i64>
  wire type  Integer
  kind       Field
  input      Select
  null       allowed
  get        yes
  create     yes
  update     yes
  suffixes   :name :label

Options (2), in Rust options::ContactGender
  1  Female  Female  Female
  2  Male    Male    Male

"#]]);
}

#[test]
fn a_custom_field_is_described_by_its_dotted_name() {
    Project::with_snapshot()
        .run(&["describe", "Contact.extra_info.shoe_size"])
        .ok()
        .prints(str![[r#"
Contact.extra_info.shoe_size: Shoe size
  in Rust    Contact::EXTRA_INFO__SHOE_SIZE
  type       Option<i64>
  wire type  Integer
  kind       Custom
  null       allowed
  get        yes
  create     yes
  update     yes
  group      extra_info

"#]]);
}

#[test]
fn an_action_is_described_with_its_parameters() {
    Project::with_snapshot()
        .run(&["describe", "Contact.getChecksum"])
        .ok()
        .prints(str![[r#"
Contact.getChecksum: an action
  in Rust: Contact::get_checksum(contact_id)
  contactId  int  required
  ttl        int  default 604800

"#]]);
    Project::with_snapshot()
        .run(&["describe", "Email.getActions"])
        .ok()
        .prints(str![[r#"
Email.getActions: an action
  no parameters of its own

"#]]);
}

#[test]
fn what_is_not_there_has_a_suggestion_and_exit_code_4() {
    let project = Project::with_snapshot();
    project
        .run(&["describe", "contact"])
        .code(4)
        .prints(str![""])
        .says(str![[r#"
error: the snapshot has no entity `contact`
  next: did you mean `Contact`?

"#]]);
    project
        .run(&["describe", "Contact.birthdate"])
        .code(4)
        .says(str![[r#"
error: the snapshot's `Contact` has neither a field nor an action `birthdate`
  next: did you mean `Contact.birth_date`?

"#]]);
    project.run(&["describe", "Zzz"]).code(4).says(str![[r#"
error: the snapshot has no entity `Zzz`
  next: `civi-codegen list --grep Zzz` searches the whole schema

"#]]);
    project
        .run(&["describe", "Email.zzz"])
        .code(4)
        .says(str![[r#"
error: the snapshot's `Email` has neither a field nor an action `zzz`
  next: `civi-codegen describe Email` lists them all

"#]]);
}

#[test]
fn odd_names_are_no_panic() {
    let project = Project::with_snapshot();
    for name in [
        "",
        ".",
        "..",
        "Contact.",
        ".id",
        "Contact..id",
        "\u{1b}[2J",
        "😀.😀",
    ] {
        project.run(&["describe", name]).code(4);
    }
}

#[test]
fn everything_of_the_bundled_snapshots_can_be_described() {
    for name in ["standalone-6.17", "wordpress-5.77"] {
        let schema = bundled(name);
        let schema = schema.to_str().unwrap();
        let names = Project::new()
            .run(&["list", "--names", "--schema", schema])
            .ok()
            .stdout;
        let mut arguments = vec!["describe", "--schema", schema];
        arguments.extend(names.lines());
        let described = Project::new().run(&arguments).ok().stdout;
        assert!(
            described.lines().count() > 2500,
            "{}",
            described.lines().count()
        );
    }
}
