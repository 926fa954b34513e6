//! What the targets start from: the project's fixtures, each in the form that its target reads.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};

/// Writes the first inputs of a target, and what once was a finding of it, into the folder that
/// `CIVI_FUZZ_SEEDS` names. The target does it when it starts, before it reads that folder.
pub fn write(target: &str) {
    let Some(folder) = std::env::var_os("CIVI_FUZZ_SEEDS") else { return };
    let found = files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("found").join(target));
    let found = found.iter().map(|file| fs::read(file).unwrap());
    let seeds = of(target);
    assert!(seeds.len() >= 3, "{target} has no seeds");
    for (number, seed) in seeds.into_iter().chain(found).enumerate() {
        fs::write(Path::new(&folder).join(format!("seed-{number:04}")), seed).unwrap();
    }
}

/// The first inputs of a target.
fn of(target: &str) -> Vec<Vec<u8>> {
    let mut seeds = match target {
        "addresses" => texts(ADDRESSES),
        "answers" => answers(),
        "json" => {
            let mut seeds = small_files("civi-runtime/tests");
            seeds.extend(small_files("schemas/wordpress-5.77/options"));
            seeds.extend(texts(JSON));
            seeds.extend(rows());
            seeds
        }
        "queries" => queries(),
        "raw" => raw(),
        "rows" => rows(),
        "sandbox" => texts(CALLS),
        "settings" => texts(SETTINGS),
        "snapshot" => snapshots(),
        "values" => (0..=11).map(|kind| [vec![kind], vec![3; 24]].concat()).collect(),
        _ => Vec::new(),
    };
    seeds.sort();
    seeds.dedup();
    seeds
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn texts(texts: &[&str]) -> Vec<Vec<u8>> {
    texts.iter().map(|text| text.as_bytes().to_vec()).collect()
}

/// All files below a folder of the project, in their order.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut entries: Vec<PathBuf> =
        fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found
}

fn small_files(folder: &str) -> Vec<Vec<u8>> {
    let all = files(&root().join(folder)).into_iter();
    let data = all.filter(|path| path.extension().is_some_and(|name| name == "json"));
    data.filter_map(|path| fs::read(path).ok()).filter(|text| text.len() < 4096).collect()
}

/// Recorded exchanges of sites.
fn exchanges() -> Vec<Value> {
    let all = files(&root().join("civi-runtime/tests/exchanges")).into_iter();
    let recorded = all.filter(|path| path.extension().is_some_and(|name| name == "jsonl"));
    let texts = recorded.filter_map(|path| fs::read_to_string(path).ok());
    texts
        .flat_map(|text| {
            let lines = text.lines().map(serde_json::from_str);
            lines.collect::<Result<Vec<Value>, _>>().unwrap_or_default()
        })
        .collect()
}

fn answers() -> Vec<Vec<u8>> {
    let mut seeds = Vec::new();
    for exchange in exchanges() {
        if let Some(body) = exchange["response"]["body"].as_str() {
            // As an answer to a read, to a raw call and to the question who we are.
            for action in [0, 10, 11] {
                seeds.push([&[action, 0, 0], body.as_bytes()].concat());
            }
        }
    }
    for (action, body) in ANSWERS.iter().enumerate() {
        let action = u8::try_from(action % 12).unwrap_or_default();
        seeds.push([&[action, 0, 0], body.as_bytes()].concat());
        seeds.push([&[0, 9, 1], body.as_bytes()].concat());
    }
    seeds
}

fn rows() -> Vec<Vec<u8>> {
    let mut seeds = texts(ROWS);
    for exchange in exchanges() {
        let body = exchange["response"]["body"].as_str().unwrap_or_default();
        if let Ok(Value::Object(envelope)) = serde_json::from_str(body)
            && let Some(values) = envelope.get("values")
        {
            seeds.push(values.to_string().into_bytes());
        }
    }
    seeds
}

fn queries() -> Vec<Vec<u8>> {
    // What stands between quotes in the tests of the reading, and a few of each notation.
    let tests = fs::read_to_string(root().join("civi-codegen/src/query/parse/tests.rs"));
    let tests = tests.unwrap_or_default();
    let quoted = tests.split("r#\"").skip(1).filter_map(|rest| rest.split("\"#").next());
    let mut seeds: Vec<Vec<u8>> = quoted.map(|text| text.as_bytes().to_vec()).collect();
    seeds.extend(texts(QUERIES));
    seeds
}

/// A site's five answers as one array.
fn raw() -> Vec<Vec<u8>> {
    let names = [
        "Entity.get.json",
        "batch.getFields.get.json",
        "batch.getFields.create.json",
        "batch.getFields.update.json",
        "batch.getActions.json",
    ];
    let sites = ["civi-schema/tests/fixtures/civicrm-5.39", "civi-codegen/tests/fixtures/site"];
    let mut seeds = Vec::new();
    for site in sites {
        let folder = root().join(site);
        let parts = names.iter().filter_map(|name| fs::read_to_string(folder.join(name)).ok());
        let parts: Vec<Value> =
            parts.filter_map(|text| serde_json::from_str(&text).ok()).collect();
        seeds.push(json!(parts).to_string().into_bytes());
        seeds.extend(each_entity(&parts).into_iter().map(|site| site.to_string().into_bytes()));
    }
    seeds
}

/// The same site with one entity alone: small enough to change much in.
fn each_entity(parts: &[Value]) -> Vec<Value> {
    let [entities, fields @ ..] = parts else { return Vec::new() };
    let rows = entities["values"].as_array().cloned().unwrap_or_default();
    let mut sites = Vec::new();
    for row in rows {
        let Some(name) = row["name"].as_str().map(str::to_owned) else { continue };
        let mut site = vec![json!({"values": [row]})];
        for answers in fields {
            let mut one = Map::new();
            one.insert(name.clone(), answers[&name].clone());
            site.push(Value::Object(one));
        }
        sites.push(json!(site));
    }
    sites
}

fn snapshots() -> Vec<Vec<u8>> {
    let mut seeds = Vec::new();
    for folder in ["civi-codegen/tests/fixtures/hostile", "schemas/wordpress-5.77"] {
        let folder = root().join(folder);
        let path = |file: &Path| {
            let below = file.strip_prefix(&folder).unwrap_or(file);
            below.to_string_lossy().into_owned()
        };
        let Ok(site) = fs::read_to_string(folder.join("site.json")) else { continue };
        let lists = files(&folder.join("options"));
        for entity in files(&folder.join("entities")) {
            let Ok(text) = fs::read_to_string(&entity) else { continue };
            if text.len() > 16_384 {
                continue;
            }
            let mut snapshot = Map::new();
            let json = |text: &str| serde_json::from_str(text).unwrap_or(Value::Null);
            snapshot.insert("site.json".to_owned(), json(&site));
            snapshot.insert(path(&entity), json(&text));
            for list in &lists {
                let name = path(list).replace("options/", "").replace(".json", "");
                if text.contains(&name)
                    && let Ok(text) = fs::read_to_string(list)
                    && text.len() < 8192
                {
                    snapshot.insert(path(list), json(&text));
                }
            }
            seeds.push(Value::Object(snapshot).to_string().into_bytes());
        }
    }
    seeds
}

const ADDRESSES: &[&str] = &[
    "https://crm.example.org\nhttps://crm.example.org/user/login",
    "http://localhost:8080/sub/dir/\n/sub/dir/civicrm/ajax/api4/Contact/get",
    "https://example.org/blog/?civiwp=CiviCRM&q=civicrm/ajax/api4/Contact/get\n//other.example.org/x",
    "https://example.org/index.php?option=com_civicrm&task=civicrm/ajax/api4\nhttps://www.example.org:8443/a?b#c",
    "https://example.org/wp-admin/admin.php?page=CiviCRM&q=civicrm/api4#/explorer\nmailto:a@example.org",
    "clean:spenden\n..",
    "https://user:word@example.org/\n?q=civicrm",
];

const ANSWERS: &[&str] = &[
    r#"{"values":[{"id":7,"email":"a@example.org","is_primary":true,"hold_date":null}],"entity":"Email","action":"get","debug":null,"version":4,"count":1,"countFetched":1,"countMatched":1}"#,
    r#"{"values":[{"id":7,"email":"a@example.org","is_primary":true}],"entity":"Email","action":"get","count":1}"#,
    r#"{"values":[],"entity":"Email","action":"get","count":0}"#,
    r#"{"values":[{"row_count":1}],"entity":"Email","action":"get","count":1}"#,
    r#"{"values":[{"id":7}],"entity":"Email","action":"create","count":1}"#,
    r#"{"values":[{"id":7}],"entity":"Email","action":"update","count":1}"#,
    r#"{"values":[{"id":7},{"id":8}],"entity":"Email","action":"save","count":2}"#,
    r#"{"values":[{"id":7}],"entity":"Email","action":"delete","count":1}"#,
    r#"{"error_code":0,"error_message":"Mandatory values missing","error_id":"mandatory_missing"}"#,
    "<br />\n<b>Notice</b>: Undefined index in /x.php on line 1<br />\n{\"values\":[],\"entity\":\"Email\",\"action\":\"get\",\"count\":0}",
    "{\"status\":500,\"error_code\":\"unauthorized\",\"error_message\":\"Authorization failed\"}",
    r#"{"contact_id":7,"user_id":"1","flow":"xheader","cred":"api_key"}"#,
    "HTTP 401 Invalid credential",
    "<!DOCTYPE html><html><title>Log in</title></html>",
];

const JSON: &[&str] = &[
    r#"[{"id":1,"a.b":"xä😀","n":-0.5e+3,"z":null,"t":true,"f":false,"l":[""]}]"#,
    r#""\/\b\f\n\r\t\"\\\u0000""#,
    "[9223372036854775807,-9223372036854775808,9223372036854775808,1e308,1e309,-0]",
    "\"\\ud800\"",
    " [ { } , [ ] ] ",
];

const ROWS: &[&str] = &[
    r#"[{"id":7,"n":"12","f":1.5,"b":true,"t":"ä","m":19.99,"d":"1990-05-06","ts":"2026-01-02 03:04:05","tm":"03:04:05","j":{"a":[1]},"a.l:name":["1","2"]}]"#,
    r#"[{"id":"7","n":"","f":"1e3","b":"1","t":1,"m":"19.990","d":"","ts":"20260102030405","tm":"0304","j":[],"a.l:name":""},{"id":8,"m":0.30000000000000004,"d":"0000-00-00","a.l:name":"\u0001a\u0001b\u0001"}]"#,
    r#"[{"n":3.0,"b":0,"t":[1,"x"],"m":-0.10,"f":-0,"a.l:name":{"0":"a","2":null},"t":null,"n":null}]"#,
    r#"{"id":1}"#,
    "null",
    r#"[{"n":9223372036854775808}]"#,
    r#"[{"d":"2023-02-29"}]"#,
];

const CALLS: &[&str] = &[
    r#"[["Contact","get",{"limit":1}]]"#,
    r#"[["Contact","create",{"values":{"contact_type":"Individual","first_name":"Ada"}}],["Contact","get",{"where":[["first_name","LIKE","A%"]],"select":["id","COUNT(*) AS n"],"groupBy":["id"]}]]"#,
    r#"[["Contribution","get",{"select":["contact_id.display_name","total_amount"],"orderBy":{"total_amount":"DESC"},"join":[["Contact AS c","LEFT",["contact_id","=","c.id"]]]}]]"#,
];

const SETTINGS: &[&str] = &[
    "schema = \"schemas/site\"\nout = \"src/civi.rs\"\nsearches = [\"Lapsed_Donors\"]\n\n[site]\nurl = \"https://crm.example.org\"\nauth-flow = \"xheader\"\ntimeout = 30\n\n[refresh]\ndocs = true\nimports = false\n\n[generate]\nentities = [\"Contact\", \"Custom_*\"]\nexclude-fields = [\"Contact.hash\"]\noption-limit = 100\nrow-derives = [\"serde::Serialize\"]\nruntime = \"::civi_runtime\"\n\n[generate.types]\n\"Contact.postal_code\" = \"crate::Postcode\"\n\n[generate.names]\nContact = \"Person\"\n",
    "shcema = \"x\"\n[site]\napi-key = \"secret\"\nurl = \"https://a:b@example.org\"\n",
    "[generate]\noption-limit = -1\nentities = [1, 2]\n",
];

const QUERIES: &[&str] = &[
    r#"\Civi\Api4\Email::get()->addSelect("email", "contact_id.display_name")->addWhere("location_type_id:name", "=", "Home")->execute();"#,
    "cv api4 Contact.get +s id,first_name +w 'first_name = Ada' +l 5",
    r#"Contact.get {"select":["id","first_name"],"where":[["OR",[["id",">",5],["is_deceased","=",true]]]],"orderBy":{"last_name":"ASC"},"limit":10}"#,
    r#"CRM.api4('Activity', 'get', {select: ["subject", "COUNT(id) AS n"], groupBy: ["subject"], having: [["n", ">", 1]]}).then(function(rows) {});"#,
    "curl -X POST https://crm.example.org/civicrm/ajax/api4/Contribution/get -d 'params={\"select\":[\"total_amount\"],\"join\":[[\"Contact AS contact\",\"LEFT\",[\"contact_id\",\"=\",\"contact.id\"]]]}'",
    r#"[{"name":"SavedSearch_A","entity":"SavedSearch","params":{"values":{"name":"A","api_entity":"Contact","api_params":{"version":4,"select":["id"],"where":[]}}}}]"#,
];
