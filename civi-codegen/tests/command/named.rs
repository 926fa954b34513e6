//! Named queries and saved searches in `generate`, `check`, `list`, `describe`, `diff` and `refresh`.

use snapbox::str;

use crate::project::Project;
use crate::site::{Site, Ways};

const LAPSED: &str = r#"{
  "name": "Lapsed donors",
  "entity": "Contact",
  "action": "get",
  "params": {
    "select": ["id", "display_name", "COUNT(mail.id) AS mails", "GROUP_CONCAT(DISTINCT mail.email) AS GROUP_CONCAT_mail_email"],
    "join": [["Email AS mail", "LEFT", ["id", "=", "mail.contact_id"], ["mail.is_primary", "=", true]]],
    "where": [["contact_type", "=", "Individual"], ["gender_id:name", "IN", ["Female"]]],
    "groupBy": ["id"],
    "having": [["mails", ">", 0]],
    "orderBy": {"display_name": "ASC"},
    "limit": 50
  }
}
"#;

const BORN: &str = r#"{
  "label": "Born in a time",
  "entity": "Contact",
  "params": {
    "select": ["id", "contact_typ", "email.email"],
    "join": [["Email AS email", "LEFT", ["id", "=", "email.contact_id"], ["email.email", "LIKE", "$like"]]],
    "where": [["birth_date", ">=", "$from"], ["gender_id", "IN", "$genders"], ["OR", [["id", "=", "$who"], ["display_name", "=", "$$x"]]]],
    "limit": "$most"
  }
}
"#;

/// A project with a small snapshot, two query files and a saved search.
fn project() -> Project {
    let project = Project::with_snapshot();
    project.write(
        "civi.toml",
        "schema = 'schemas/site'\nout = 'civi.rs'\nsearches = ['Lapsed Donors']\n",
    );
    project.write(
        "queries/born.json",
        BORN.replace("contact_typ\"", "contact_type:label\""),
    );
    project.write(
        "queries/whole.json",
        r#"{"entity": "Country", "params": {}}"#,
    );
    project.write("schemas/site/searches/Lapsed%20Donors.json", LAPSED);
    project
}

#[test]
fn everything_that_the_schema_does_not_support_is_told_at_once() {
    let project = project();
    project.run(&["generate"]).ok();
    project.run(&["check"]).ok();
    project.write(
        "civi.toml",
        "schema = 'schemas/site'\nout = 'civi.rs'\nsearches = ['Lapsed Donors', 'Lapsed Donor']\n",
    );
    project.write(
        "schemas/site/searches/Lapsed%20Donors.json",
        LAPSED.replace("mail.email)", "mail.emial)"),
    );
    project.write("queries/born.json", BORN);
    project.write(
        "queries/gone.json",
        "{\"entity\": \"Emial\",\n \"where\": [],\n \"parms\": {}}",
    );
    for command in ["generate", "check"] {
        project.run(&[command]).code(2).says(str![[r#"
error: the bindings were not generated
  the snapshot has no saved search `Lapsed Donor`: `civi-codegen refresh` stores those that `searches` names; did you mean `Lapsed Donors`?
  queries/born.json: line 5, column 22: Contact has no field `contact_typ`; did you mean `contact_type`?
  queries/gone.json: line 2, column 11: `where` belongs into `params`
  queries/gone.json: line 3, column 11: a query file has no `parms`; did you mean `params`?
  schemas/site/searches/Lapsed%20Donors.json: line 6, column 65: Email has no field `emial`; did you mean `email`?
  next: correct the queries, or `searches` in civi.toml; nothing was written. `civi-codegen describe`
    tells what the snapshot has

"#]]);
    }
}

#[test]
fn queries_are_listed() {
    let project = project();
    project
        .run(&["list", "--queries"])
        .ok()
        .prints(str![[r#"
queries::born            Contact  3 columns   $like $from $genders $who $most  Born in a time
queries::whole           Country  whole rows
searches::Lapsed Donors  Contact  4 columns                                    Lapsed donors

"#]])
        .says(str![[r#"
2 queries, 1 saved search

"#]]);
    project
        .run(&["list", "--queries", "--names"])
        .ok()
        .prints(str![[r#"
queries::born
queries::whole
searches::Lapsed Donors

"#]]);
    project.write("queries/born.json", BORN);
    project.run(&["list", "--queries"])
        .ok()
        .prints(str![[r#"
queries::born            not supported by the snapshot              Born in a time
queries::whole           Country                        whole rows
searches::Lapsed Donors  Contact                        4 columns   Lapsed donors

"#]])
        .says(str![[r#"
warning: queries/born.json: line 5, column 22: Contact has no field `contact_typ`; did you mean `contact_type`?
2 queries, 1 saved search

"#]]);
    Project::with_snapshot()
        .run(&["list", "--queries"])
        .ok()
        .prints(str![[""]])
        .says(str![[r#"
0 queries, 0 saved searches

"#]]);
}

#[test]
fn a_query_is_described() {
    let project = project();
    project.run(&["describe", "queries::born"])
        .ok()
        .prints(str![[r#"
queries::born: Born in a time
  in Rust   queries::born(like: &str, from: Date, genders: Vec<i64>, who: Id<Contact>, most: u64) -> Get<Contact, impl Selection<Contact, Row = Born>>
  from      queries/born.json
  entity    Contact
  a row is  Born

Columns (3)
  id                  Id<Contact>
  contact_type_label  Option<String>  contact_type:label
  email__email        Option<String>  email.email

Parameters (5)
  $like     &str
  $from     Date
  $genders  Vec<i64>
  $who      Id<Contact>
  $most     u64

Joins (1)
  ["Email AS email","LEFT",["id","=","email.contact_id"],["email.email","LIKE","$like"]]

Filters (3)
  ["birth_date",">=","$from"]
  ["gender_id","IN","$genders"]
  ["OR",[["id","=","$who"],["display_name","=","$x"]]]

Rows at most (1)
  "$most"

"#]])
        .says(str![[""]]);
    project.run(&["describe", "searches::lapsed_donors", "queries::whole"])
        .ok()
        .prints(str![[r#"
searches::Lapsed Donors: Lapsed donors
  in Rust   searches::lapsed_donors() -> Get<Contact, impl Selection<Contact, Row = LapsedDonors>>
  from      schemas/site/searches/Lapsed%20Donors.json
  entity    Contact
  a row is  LapsedDonors

Columns (4)
  id                       Id<Contact>
  display_name             Option<String>
  mails                    i64                                           COUNT(mail.id)
  group_concat_mail_email  Option<Vec<String>>  GROUP_CONCAT_mail_email  GROUP_CONCAT(DISTINCT mail.email)

Joins (1)
  ["Email AS mail","LEFT",["id","=","mail.contact_id"],["mail.is_primary","=",true]]

Filters (2)
  ["contact_type","=","Individual"]
  ["gender_id:name","IN",["Female"]]

Grouped by (1)
  "id"

Filters of groups (1)
  ["mails",">",0]

Sorted by (1)
  display_name ASC

Rows at most (1)
  50

queries::whole
  in Rust   queries::whole() -> Get<Country>
  from      queries/whole.json
  entity    Country
  a row is  country::Row

"#]]);
    project
        .run(&["describe", "searches::Lapsed Donor"])
        .code(4)
        .says(str![[r#"
error: the snapshot has no saved search `Lapsed Donor`
  next: did you mean `searches::Lapsed Donors`?

"#]]);
    project
        .run(&["describe", "queries::nothing_like_it"])
        .code(4)
        .says(str![[r#"
error: the project has no named query `nothing_like_it`
  next: a file queries/NAME.json beside civi.toml is one

"#]]);
    project.write("queries/born.json", BORN);
    project
        .run(&["describe", "queries::born"])
        .code(4)
        .says(str![[r#"
error: the snapshot does not support queries/born.json:
  line 5, column 22: Contact has no field `contact_typ`; did you mean `contact_type`?
  next: correct the query, or refresh the snapshot if the site has changed

"#]]);
}

/// The project with a second snapshot, whose `Email` lost a field and whose search is another.
fn changed() -> Project {
    let project = project();
    let from = crate::project::captures();
    for file in std::fs::read_dir(&from).unwrap() {
        let file = file.unwrap();
        let text = std::fs::read_to_string(file.path()).unwrap();
        let text = text.replace("\"contact_type\"", "\"contact_kind\"");
        project.write(
            &format!("new/{}", file.file_name().to_str().unwrap()),
            &text,
        );
    }
    project
        .run(&["refresh", "--from", "new", "--out", "schemas/new"])
        .ok();
    let search = LAPSED
        .replace("Lapsed donors", "Lapsed givers")
        .replace("\"id\", \"display_name\"", "\"id\", \"birth_date\"")
        .replace("COUNT(mail.id)", "MAX(mail.id)")
        .replace("[\"contact_type\", \"=\", \"Individual\"], ", "")
        .replace("[\"Female\"]", "[\"Male\"]")
        .replace("\"LEFT\"", "\"INNER\"")
        .replace("{\"display_name\": \"ASC\"}", "{\"birth_date\": \"DESC\"}")
        .replace("50", "20");
    project.write("schemas/new/searches/Lapsed%20Donors.json", &search);
    project.write(
        "schemas/new/searches/More.json",
        r#"{"entity": "Country", "params": {"select": ["id"]}}"#,
    );
    project
}

#[test]
fn a_change_says_what_it_means_for_queries() {
    let project = changed();
    let both = ["diff", "schemas/site", "schemas/new"];
    project.run(&both).ok().prints(str![[r#"
12 breaking, 2 additive, 1 cosmetic changes

Breaking
  Contact
    contact_kind: field: new, an option type, required by create
    contact_type: field: gone, was an option type
  queries::born
    no longer supported: line 5, column 22: Contact has no field `contact_type:label`
  searches::Lapsed Donors
    condition: new, ["gender_id:name","IN",["Male"]]
    condition: gone, was ["contact_type","=","Individual"]
    condition: gone, was ["gender_id:name","IN",["Female"]]
    limit: 50 → 20
    orderBy: display_name ASC → birth_date DESC
    display_name: column: gone, was Option<String>
    mail: join: ["Email AS mail","LEFT",["id","=","mail.contact_id"],["mail.is_primary","=",true]] → ["Email AS mail","INNER",["id","=","mail.contact_id"],["mail.is_primary","=",true]]
    mails: type: i64 → Option<Id<Email>>
    mails: reads: COUNT(mail.id) → MAX(mail.id)

Additive
  searches::Lapsed Donors
    birth_date: column: new, Option<Date>
  searches::More
    query: new, 1 column of Country

Cosmetic
  searches::Lapsed Donors
    title: Lapsed donors → Lapsed givers

"#]]).says(str![[""]]);
    project.run(&[&both[..], &["--format", "markdown"]].concat())
        .ok()
        .prints(str![[r#"
**12 breaking, 2 additive, 1 cosmetic changes**

### Breaking

- `Contact.contact_kind`: field: new, an option type, required by create
- `Contact.contact_type`: field: gone, was an option type
- `queries::born`: no longer supported: line 5, column 22: Contact has no field /`contact/_type:label/`
- `searches::Lapsed Donors`: condition: new, /["gender/_id:name","IN",/["Male"/]/]
- `searches::Lapsed Donors`: condition: gone, was /["contact/_type","=","Individual"/]
- `searches::Lapsed Donors`: condition: gone, was /["gender/_id:name","IN",/["Female"/]/]
- `searches::Lapsed Donors`: limit: 50 → 20
- `searches::Lapsed Donors`: orderBy: display/_name ASC → birth/_date DESC
- `searches::Lapsed Donors.display_name`: column: gone, was Option&lt;String/>
- `searches::Lapsed Donors.mail`: join: /["Email AS mail","LEFT",/["id","=","mail.contact/_id"/],/["mail.is/_primary","=",true/]/] → /["Email AS mail","INNER",/["id","=","mail.contact/_id"/],/["mail.is/_primary","=",true/]/]
- `searches::Lapsed Donors.mails`: type: i64 → Option&lt;Id&lt;Email/>/>
- `searches::Lapsed Donors.mails`: reads: COUNT(mail.id) → MAX(mail.id)

### Additive

- `searches::Lapsed Donors.birth_date`: column: new, Option&lt;Date/>
- `searches::More`: query: new, 1 column of Country

<details><summary>Cosmetic (1)</summary>

- `searches::Lapsed Donors`: title: Lapsed donors → Lapsed givers

</details>

"#]]);
    let json = project
        .run(&[&both[..], &["--format", "json"]].concat())
        .ok();
    let json: serde_json::Value = serde_json::from_str(&json.stdout).unwrap();
    let changes = json["changes"].as_array().unwrap();
    let of = |entity: &str| changes.iter().filter(|it| it["entity"] == entity).count();
    assert_eq!(of("queries::born"), 1);
    assert!(of("searches::Lapsed Donors") > 5);
    assert_eq!(of("queries::whole"), 0);
    // The other way round the query is supported again.
    project.run(&["diff", "schemas/new", "schemas/site"])
        .ok()
        .prints(str![[r#"
12 breaking, 2 additive, 1 cosmetic changes

Breaking
  Contact
    contact_kind: field: gone, was an option type
    contact_type: field: new, an option type, required by create
  searches::Lapsed Donors
    condition: new, ["contact_type","=","Individual"]
    condition: new, ["gender_id:name","IN",["Female"]]
    condition: gone, was ["gender_id:name","IN",["Male"]]
    limit: 20 → 50
    orderBy: birth_date DESC → display_name ASC
    birth_date: column: gone, was Option<Date>
    mail: join: ["Email AS mail","INNER",["id","=","mail.contact_id"],["mail.is_primary","=",true]] → ["Email AS mail","LEFT",["id","=","mail.contact_id"],["mail.is_primary","=",true]]
    mails: type: Option<Id<Email>> → i64
    mails: reads: MAX(mail.id) → COUNT(mail.id)
  searches::More
    query: gone, was 1 column of Country

Additive
  queries::born
    supported again
  searches::Lapsed Donors
    display_name: column: new, Option<String>

Cosmetic
  searches::Lapsed Donors
    title: Lapsed givers → Lapsed donors

"#]]);
    project
        .run(&[&both[..], &["--exit-code=breaking"]].concat())
        .code(3);
    let same = ["diff", "schemas/site", "schemas/site", "--exit-code"];
    project.run(&same).ok();
}

/// A search that changes alone is a breaking change, with no other in the schema.
#[test]
fn a_changed_search_counts_for_the_exit_code() {
    let project = project();
    project
        .run(&[
            "refresh",
            "--from",
            crate::project::captures().to_str().unwrap(),
            "--out",
            "schemas/new",
        ])
        .ok();
    project.write(
        "schemas/new/searches/Lapsed%20Donors.json",
        LAPSED.replace(", [\"gender_id:name\", \"IN\", [\"Female\"]]", ""),
    );
    let both = [
        "diff",
        "schemas/site",
        "schemas/new",
        "--exit-code=breaking",
    ];
    project.run(&both).code(3).prints(str![[r#"
1 breaking, 0 additive, 0 cosmetic changes

Breaking
  searches::Lapsed Donors
    condition: gone, was ["gender_id:name","IN",["Female"]]

"#]]);
    // Only the label: nothing breaks.
    project.write(
        "schemas/new/searches/Lapsed%20Donors.json",
        LAPSED.replace("Lapsed donors", "Other"),
    );
    project.run(&both).ok().prints(str![[r#"
0 breaking, 0 additive, 1 cosmetic changes

Cosmetic
  searches::Lapsed Donors
    title: Lapsed donors → Other

"#]]);
}

const SEARCHES: &str = r#"[
    {"id": 4, "name": "Women", "label": "Women", "api_entity": "Contact",
     "api_params": {"version": 4, "select": ["id"], "where": [["gender_id:name", "=", "Female"]], "orderBy": []}},
    {"id": 5, "name": "Old", "label": "An old one", "api_entity": null, "api_params": null},
    {"id": 6, "name": "Other_Name", "label": "Men", "api_entity": "Contact",
     "api_params": {"version": 4, "select": ["id"], "where": [["gender_id:name", "=", "Male"]], "orderBy": {}}}
]"#;

/// The same site, where a search was renamed before.
const BEFORE: &str = r#"[
    {"id": 6, "name": "Men", "label": "Men", "api_entity": "Contact",
     "api_params": {"version": 4, "select": ["id"], "where": [["gender_id:name", "=", "Male"]], "orderBy": []}},
    {"id": 4, "name": "Women", "label": "Women", "api_entity": "Contact",
     "api_params": {"orderBy": [], "version": 4, "select": ["id"], "where": [["gender_id:name", "=", "Female"]], "having": []}},
    {"id": 5, "name": "Old", "label": "Once good", "api_entity": "Country", "api_params": {"select": ["id"]}},
    {"id": 7, "name": "Deleted", "label": "Deleted", "api_entity": "Country", "api_params": {"select": ["iso_code"]}}
]"#;

#[test]
fn searches_are_stored_and_what_became_of_them_is_told() {
    let site = Site::start(Ways {
        searches: BEFORE,
        ..Ways::default()
    });
    let project = Project::new()
        .env("CIVI_URL", &site.url)
        .env("CIVI_API_KEY", "a-test-key-7")
        .env("SOURCE_DATE_EPOCH", "1763913600");
    project.write(
        "civi.toml",
        "schema = 'crm'\nsearches = ['Deleted', 'Men', 'Old', 'Women']\n",
    );
    project.run(&["refresh"]).ok();
    assert_eq!(site.requests(), 5);
    let men = project.read("crm/searches/Men.json");
    let (women, old) = (
        project.read("crm/searches/Women.json"),
        project.read("crm/searches/Old.json"),
    );
    site.set(Ways {
        searches: SEARCHES,
        ..Ways::default()
    });
    project.run(&["refresh"]).code(7).says(str![[r#"
asking [SITE]
Entity.get: 0 of 12, [..]
6 requests, [..] kB, in [TIME] s
warning: the saved search `Deleted`: the site does not have it any more: it was deleted or renamed there, or this user may not see it; it is not in the snapshot
warning: the saved search `Men`: the site has the same search under the name `Other_Name` now: name that in `searches`; it is not in the snapshot
warning: the saved search `Old`: it searches no entity of APIv4; it stays as the last snapshot has it
crm: 3 entities of CiviCRM 6.17.2, taken 2025-11-23 as administrator
0 files added, 0 changed, 2 removed, 6 as before

"#]]);
    // What says the same is the same text, and what is no query now stays as it was.
    assert_eq!(project.read("crm/searches/Women.json"), women);
    assert_eq!(project.read("crm/searches/Old.json"), old);
    assert_eq!(
        project.files("crm/searches"),
        ["crm/searches/Old.json", "crm/searches/Women.json"]
    );
    project.run(&["diff", "--live", "--exit-code"])
        .ok()
        .says(str![[r#"
asking [SITE]
Entity.get: 0 of 12, [..]
6 requests, [..] kB, in [TIME] s
warning: the saved search `Deleted`: the site has no saved search of this name that this user may see; it is not in the snapshot
warning: the saved search `Men`: the site has no saved search of this name that this user may see; it is not in the snapshot
warning: the saved search `Old`: it searches no entity of APIv4; it stays as the last snapshot has it

"#]]);
    // Without `searches` in the settings, those that are there are kept up.
    project.write("civi.toml", "schema = 'crm'\n");
    project.run(&["refresh", "--searches", "Other_Name"])
        .code(7)
        .says(str![[r#"
asking [SITE]
Entity.get: 0 of 12, [..]
5 requests, [..] kB, in [TIME] s
warning: the saved search `Old`: it searches no entity of APIv4; it stays as the last snapshot has it
crm: 3 entities of CiviCRM 6.17.2, taken 2025-11-23 as administrator
1 file added, 0 changed, 0 removed, 6 as before

"#]]);
    assert_eq!(project.read("crm/searches/Other_Name.json"), men);
    // Where the user may not see them, nothing is lost.
    site.set(Ways {
        no_searches: true,
        ..Ways::default()
    });
    project.run(&["refresh"]).code(7).says(str![[r#"
asking [SITE]
Entity.get: 0 of 12, [..]
4 requests, [..] kB, in [TIME] s
warning: the saved search `Old`: the site did not tell its saved searches: SavedSearch.get: not permitted: the site says "Authorization failed: CiviCRM APIv4 (SavedSearch::get)"; it stays as the last snapshot has it
warning: the saved search `Other_Name`: the site did not tell its saved searches: SavedSearch.get: not permitted: the site says "Authorization failed: CiviCRM APIv4 (SavedSearch::get)"; it stays as the last snapshot has it
warning: the saved search `Women`: the site did not tell its saved searches: SavedSearch.get: not permitted: the site says "Authorization failed: CiviCRM APIv4 (SavedSearch::get)"; it stays as the last snapshot has it
crm: 3 entities of CiviCRM 6.17.2, taken 2025-11-23 as administrator
nothing changed in 7 files

"#]]);
    assert_eq!(project.read("crm/searches/Women.json"), women);
}

#[test]
fn a_live_site_tells_which_searches_changed() {
    let site = Site::start(Ways {
        searches: BEFORE,
        ..Ways::default()
    });
    let project = Project::new()
        .env("CIVI_URL", &site.url)
        .env("CIVI_API_KEY", "a-test-key-7")
        .env("SOURCE_DATE_EPOCH", "1763913600");
    project.write(
        "civi.toml",
        "schema = 'crm'\nsearches = ['Men', 'Deleted']\n",
    );
    project.run(&["refresh"]).ok();
    project.write(
        "queries/size.json",
        r#"{"entity": "Contact", "params": {"select": ["extra_info.shoe_size"]}}"#,
    );
    site.set(Ways {
        searches: SEARCHES,
        hides: Some(("Contact", "extra_info.shoe_size")),
        ..Ways::default()
    });
    project.run(&["diff", "--live", "--exit-code=breaking"])
        .code(3)
        .prints(str![[r#"
4 breaking, 0 additive, 0 cosmetic changes

Breaking
  Contact
    extra_info.shoe_size: field: gone, was i64
  queries::size
    no longer supported: line 1, column 45: Contact has no field `extra_info.shoe_size`
  searches::Deleted
    query: gone, was 1 column of Country
  searches::Men
    query: gone, was 1 column of Contact

"#]])
        .says(str![[r#"
asking [SITE]
Entity.get: 0 of 12, [..]
6 requests, [..] kB, in [TIME] s
warning: the saved search `Deleted`: the site does not have it any more: it was deleted or renamed there, or this user may not see it; it is not in the snapshot
warning: the saved search `Men`: the site has the same search under the name `Other_Name` now: name that in `searches`; it is not in the snapshot

"#]]);
}

/// Files that are no query: each is told with its place, and none ends in a panic.
#[test]
fn bad_files_are_told_with_their_place() {
    let project = project();
    let deep = format!(
        "{{\"entity\": \"Contact\", \"params\": {{\"where\": {}{}}}}}",
        "[[\"OR\", ".repeat(300),
        "]]".repeat(300)
    );
    let files = [
        ("a_text", "not JSON at all"),
        (
            "b_cut",
            "{\"entity\": \"Contact\", \"params\": {\"select\": [\"id\"",
        ),
        (
            "c_bom",
            "\u{feff}{\"entity\": \"Country\", \"params\": {\"select\": [\"name\"]}}",
        ),
        (
            "d_keys",
            "{\"entity\": \"Contact\", \"parameters\": {}, \"index\": 0, \"lable\": \"x\"}",
        ),
        ("e_none", "{\"params\": {}}"),
        (
            "f_two",
            "[[\"Contact\", \"get\", {}], [\"Email\", \"get\", {}]]",
        ),
        (
            "g_write",
            "{\"entity\": \"Contact\", \"action\": \"delete\", \"params\": {\"where\": [[\"id\", \"=\", 1]]}}",
        ),
        ("h_empty", ""),
        ("i_deep", &deep),
        (
            "j_twice",
            "{\"entity\": \"Email\", \"params\": {\"select\": [\"id AS n\", \"COUNT(id) AS n\"], \"groupBy\": [\"id\"]}}",
        ),
        (
            "k_types",
            "{\"entity\": \"Contact\", \"params\": {\"select\": [\"id\"], \"where\": [[\"birth_date\", \"=\", \"$x\"], [\"id\", \"=\", \"$x\"]]}}",
        ),
        (
            "l_place",
            "{\"entity\": \"Contact\", \"params\": {\"checkPermissions\": \"$x\", \"select\": [\"$y\"]}}",
        ),
        (
            "m_mixed",
            "{\"entity\": \"Contact\", \"params\": {\"select\": [\"*\", \"email.email\"], \"join\": [[\"Email AS email\", \"LEFT\", [\"id\", \"=\", \"email.contact_id\"]]]}}",
        ),
        (
            "n_chain",
            "{\"entity\": \"Contact\", \"params\": {\"select\": [\"id\"], \"chain\": {\"a\": [\"Email\", \"get\", {\"where\": [[\"contact_id\", \"=\", \"$b.id\"]]}], \"b\": [\"Email\", \"get\", {\"where\": [[\"contact_id\", \"=\", \"$a.id\"]]}]}}}",
        ),
        (
            "o_param",
            "{\"entity\": \"Contact\", \"params\": {\"wher\": [[\"id\", \"=\", 1]]}}",
        ),
    ];
    for (name, text) in files {
        project.write(&format!("queries/{name}.json"), text);
    }
    project.run(&["generate"]).code(2).says(str![[r#"
error: the bindings were not generated
  queries/a_text.json: line 1, column 1: this is neither JSON nor a call
  queries/b_cut.json: line 1, column 44: this has no end: `]` is missing; the input is cut off
  queries/d_keys.json: line 1, column 37: a query file has no `parameters`
  queries/d_keys.json: line 1, column 50: a named query has no `index`: its function gives a `get`, which ends with `.first(&client)`, `.one(&client)` and the like
  queries/d_keys.json: line 1, column 62: a query file has no `lable`; did you mean `label`?
  queries/e_none.json: line 1, column 1: a query file has `entity` and `params`: {"entity": "Contact", "params": {…}}
  queries/f_two.json: a query file holds one call
  queries/g_write.json: line 1, column 1: a named query is a `get`, not `delete`
  queries/h_empty.json: the file is empty: a query file has `entity` and `params`: {"entity": "Contact", "params": {…}}
  queries/i_deep.json: line 1, column 435: lists and objects nest more than 100 deep here
  queries/j_twice.json: line 1, column 42: two columns are called `n`: give one of them another name, `… AS other`
  queries/k_types.json: line 1, column 82: `$x` stands in places of different types, `Date` and `Id<Contact>`: give each place a parameter of its own, such as `$x` and `$x_2`
  queries/l_place.json: line 1, column 71: `select` is a list of names, literal by literal
  queries/m_mixed.json: line 1, column 44: a named query selects fields by name, or `*` alone: its rows have one type
  queries/n_chain.json: line 1, column 61: a named query has no `chain`: its rows are of one struct. Chain on what its function gives: `.chain("emails", Email::get()…)`
  queries/o_param.json: line 1, column 42: `get` of Contact has no parameter `wher`; did you mean `where`?
  next: correct the queries, or `searches` in civi.toml; nothing was written. `civi-codegen describe`
    tells what the snapshot has

"#]]);
    std::fs::write(
        project.path("queries/p_bytes.json"),
        b"{\"entity\": \"\xff\"}",
    )
    .unwrap();
    std::fs::create_dir(project.path("queries/q_folder.json")).unwrap();
    project.run(&["generate"]).code(2).says(str![[r#"
error: the bindings were not generated
  queries/p_bytes.json can't be read: stream did not contain valid UTF-8
  queries/q_folder.json can't be read: Is a directory (os error 21)
  next: correct the queries, or `searches` in civi.toml; nothing was written. `civi-codegen describe`
    tells what the snapshot has

"#]]);
}
