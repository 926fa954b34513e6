//! `query`.

use std::io::Write;
use std::process::Stdio;

use snapbox::{assert_data_eq, str};

use crate::project::{Project, bundled};

fn schema() -> String {
    bundled("standalone-6.17").to_str().unwrap().to_owned()
}

#[test]
fn a_call_from_the_explorer_becomes_typed_rust() {
    let project = Project::new();
    project.write(
        "call.php",
        "$contacts = \\Civi\\Api4\\Contact::get(FALSE)
  ->addSelect('display_name', 'COUNT(email.id) AS emails')
  ->addJoin('Email AS email', 'LEFT', ['email.contact_id', '=', 'id'])
  ->addWhere('contact_type', '=', 'Individual')
  ->addWhere('employer_id.display_name', 'LIKE', $name)
  ->addWhere('created_date', '>', 'previous.month')
  ->addGroupBy('id')
  ->addHaving('emails', '>', 1)
  ->addOrderBy('emails', 'DESC')
  ->setLimit(25)
  ->execute();
foreach ($contacts as $contact) {
  // do something
}
",
    );
    project.run(&["query", "--file", "call.php", "--row", "Mailed", "--schema", &schema()])
        .ok()
        .prints(str![[r#"
use civi_runtime::prelude::*;
use civi_runtime::{Relative, function, query};
use crate::civi::{Contact, Email, options};

#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Mailed {
    /// `display_name`.
    pub display_name: Option<String>,
    /// `COUNT(email.id)`.
    pub emails: i64,
}

// Note: checkPermissions: a call over HTTP is always checked against the permissions of the client's contact
let name: &str = todo!("$name");
let email = Email::alias::<Contact>("email");
let emails = function::count(email.field(Email::ID)).alias("emails");
let rows = Contact::get()
    .select(
        query::mapped(
            (Contact::DISPLAY_NAME, emails.clone()),
            |(display_name, emails)| Mailed { display_name, emails },
        ),
    )
    .join(email.left(email.field(Email::CONTACT_ID).eq_field(Contact::ID)))
    .filter(Contact::CONTACT_TYPE.eq(options::ContactType::Individual))
    .filter(Contact::EMPLOYER_ID.to(Contact::DISPLAY_NAME).like(name))
    .filter(Contact::CREATED_DATE.gt(Relative::previous("month")))
    .group_by(Contact::ID)
    .having(emails.gt(1))
    .order_by(emails.desc())
    .limit(25)
    .rows(&client)
    .await?;

"#]])
        .says(str![""]);
}

#[test]
fn a_call_comes_from_standard_input_too() {
    let project = Project::new();
    let mut child = project
        .command(&[
            "query",
            "--blocking",
            "--bindings",
            "site",
            "--schema",
            &schema(),
        ])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let call = br#"Email.create {"values": {"email": "a@example.org", "contact_id": 5}}"#;
    child.stdin.take().unwrap().write_all(call).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_data_eq!(
        String::from_utf8(output.stdout).unwrap(),
        str![[r#"
use civi_runtime::prelude::*;
use site::Email;

let answer = Email::create(Email::values("a@example.org").contact_id(Id::new(5)))
    .send(&client)?;

"#]]
    );
}

#[test]
fn every_unknown_name_is_told_with_the_nearest() {
    let call = "Contact.get {\"select\": [\"dispaly_name\"],\n \"where\": [[\"fist_name\", \"=\", \"Ada\"]]}";
    Project::new()
        .run(&["query", call, "--schema", &schema()])
        .code(4)
        .says(str![[r#"
error: the call can't be translated:
  line 1, column 25: Contact has no field `dispaly_name`; did you mean `display_name`?
  line 2, column 13: Contact has no field `fist_name`; did you mean `first_name`?
  next: correct the call, or refresh the snapshot if the site has changed

"#]]);
}

#[test]
fn what_is_no_call_says_so() {
    let project = Project::new();
    project
        .run(&[
            "query",
            "Contact.get {\"select\": [\"id\"",
            "--schema",
            &schema(),
        ])
        .code(2)
        .says(str![[r#"
error: the call can't be read:
  line 1, column 24: this has no end: `]` is missing; the input is cut off
  next: `civi-codegen query --help` says what is read

"#]]);
}

#[test]
fn what_is_no_text_says_where() {
    let project = Project::new();
    let query = ["query", "--file", "call.txt", "--format", "json"];
    project.write(
        "call.txt",
        b"Contact.get\n {\"select\": [\"n\xc3\xa9\xff\"]}",
    );
    project.run(&query).code(2).says(str![[r#"
error: call.txt is not text: line 2, column 17 is not UTF-8
  next: save it as UTF-8, and run the command again

"#]]);
    // As PowerShell writes a file, and as an editor under Windows does.
    let call = "Contact.get {\"limit\": 1}\r\n";
    let wide: Vec<u8> = std::iter::once(0xfeff)
        .chain(call.encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    for bytes in [wide.clone(), format!("\u{feff}{call}").into_bytes()] {
        project.write("call.txt", &bytes);
        project.run(&query).ok().prints(str![[r#"
{
  "entity": "Contact",
  "action": "get",
  "params": {
    "limit": 1
  }
}

"#]]);
    }
    project.write("call.txt", &wide[..wide.len() - 1]);
    project.run(&query).code(2).says(str![[r#"
error: call.txt is not text: it begins as UTF-16, and is none
  next: save it as UTF-8, and run the command again

"#]]);
}

#[test]
fn an_index_becomes_what_it_takes_of_the_rows() {
    let schema = schema();
    let prints = |index: &str, text| {
        let call =
            format!("CRM.api4('Contact', 'get', {{select: ['id', 'display_name']}}, {index})");
        Project::new()
            .run(&["query", &call, "--blocking", "--schema", &schema])
            .ok()
            .prints(text);
    };
    prints(
        "'display_name'",
        str![[r#"
use civi_runtime::prelude::*;
use crate::civi::Contact;

let rows = Contact::get()
    .select((Contact::ID, Contact::DISPLAY_NAME))
    .rows(&client)?;
let rows: std::collections::HashMap<_, _> = rows
    .into_iter()
    .map(|row| (row.1.clone(), row))
    .collect();

"#]],
    );
    prints(
        "{id: 'display_name'}",
        str![[r#"
use civi_runtime::prelude::*;
use crate::civi::Contact;

let rows = Contact::get()
    .select((Contact::ID, Contact::DISPLAY_NAME))
    .rows(&client)?;
let values: std::collections::HashMap<_, _> = rows
    .into_iter()
    .map(|row| (row.0, row.1))
    .collect();

"#]],
    );
    prints(
        "['display_name']",
        str![[r#"
use civi_runtime::prelude::*;
use crate::civi::Contact;

let rows = Contact::get()
    .select((Contact::ID, Contact::DISPLAY_NAME))
    .rows(&client)?;
let values: Vec<_> = rows.into_iter().map(|row| row.1).collect();

"#]],
    );
    prints(
        "-1",
        str![[r#"
use civi_runtime::prelude::*;
use crate::civi::Contact;

let rows = Contact::get()
    .select((Contact::ID, Contact::DISPLAY_NAME))
    .rows(&client)?;
let row = rows.into_iter().next_back();

"#]],
    );
    prints(
        "'birth_date'",
        str![[r#"
use civi_runtime::prelude::*;
use crate::civi::Contact;

// Note: the site gives the rows by `birth_date`: select it, and collect them so
let rows = Contact::get()
    .select((Contact::ID, Contact::DISPLAY_NAME))
    .rows(&client)?;

"#]],
    );
}

#[test]
fn the_parameters_are_given_as_the_site_reads_them() {
    let call = "civicrm_api4('Contact', 'get', ['version' => 4, 'orderBy' => ['b' => 'desc', 'a' => 'ASC'], \
                'limit' => '1', 'having' => [], 'join' => [['Email AS e', TRUE, NULL, ['e.contact_id', '=', 'id']]]])";
    Project::new()
        .run(&["query", "--format", "json", call])
        .ok()
        .prints(str![[r#"
{
  "entity": "Contact",
  "action": "get",
  "params": {
    "join": [
      [
        "Email AS e",
        "INNER",
        [
          "e.contact_id",
          "=",
          "id"
        ]
      ]
    ],
    "orderBy": {
      "b": "DESC",
      "a": "ASC"
    },
    "limit": 1
  }
}

"#]]);
}

#[test]
fn a_query_that_the_schema_no_longer_supports_fails_the_build() {
    let project = Project::new();
    project.write(
        "civi.toml",
        format!(
            "schema = '{}'\nout = 'civi.rs'\nsearches = ['Lapsed']\n",
            schema()
        ),
    );
    project.write(
        "queries/named.json",
        "{\"entity\": \"Contact\", \"params\": {\n  \"select\": [\"id\", \"dispaly_name\"]\n}}",
    );
    project.run(&["generate"]).code(2).says(str![[r#"
error: the bindings were not generated
  the snapshot has no saved search `Lapsed`: `civi-codegen refresh` stores those that `searches` names
  queries/named.json: line 2, column 20: Contact has no field `dispaly_name`; did you mean `display_name`?
  next: correct the queries, or `searches` in civi.toml; nothing was written. `civi-codegen describe`
    tells what the snapshot has

"#]]);
    let toml = format!("schema = '{}'\nout = 'civi.rs'\n", schema());
    project.write("civi.toml", &toml);
    project.run(&["generate"]).code(2).says(str![[r#"
error: the bindings were not generated
  queries/named.json: line 2, column 20: Contact has no field `dispaly_name`; did you mean `display_name`?
  next: correct the queries, or `searches` in civi.toml; nothing was written. `civi-codegen describe`
    tells what the snapshot has

"#]]);
}
