//! Arbitrary calls of the sandbox: no panic, an answer in every case, and the database still
//! answers afterwards.
//!
//! `bash .ci/fuzz sandbox` runs it. A case that is a JSON array
//! is the `calls` of a batch: `[["Contact", "get", {"limit": 1}]]`. The bytes of any other case
//! choose among words that a call is made of, so that most calls get past the first check.

#![no_main]

use std::path::Path;
use std::sync::OnceLock;

use civi_sandbox::Sandbox;
use civi_schema::Schema;
use libfuzzer_sys::fuzz_target;
use serde_json::{Map, Value, json};

/// The entities that cases are about; fewer make each case quicker.
const ENTITIES: &[&str] = &[
    "Contact", "Individual", "Email", "Address", "Activity", "ActivityContact", "Contribution",
    "Tag", "EntityTag", "Group", "GroupContact", "RelationshipCache", "Relationship",
    "RelationshipType", "Custom_multi_rec", "Setting", "Entity", "File", "OptionValue",
    "OptionGroup", "Domain", "Country", "Payment", "AuthxCredential", "SavedSearch",
];

const ACTIONS: &[&str] = &[
    "get", "get", "get", "get", "create", "update", "save", "replace", "delete", "getFields",
    "getActions", "autocomplete", "checkAccess", "getLinks", "export", "revert", "set",
    "getChecksum",
];

const FIELDS: &[&str] = &[
    "id", "first_name", "last_name", "display_name", "contact_type", "contact_type:label",
    "gender_id", "gender_id:name", "birth_date", "created_date", "is_deleted", "email", "name",
    "preferred_communication_method", "preferred_communication_method:label", "employer_id",
    "employer_id.display_name", "email_primary.email", "address_primary.country_id:label",
    "contact_id", "contact_id.display_name", "total_amount", "financial_type_id:name",
    "receive_date", "subject", "activity_type_id:name", "source_contact_id", "target_contact_id",
    "activity_date_time", "status_id:label", "extra_info.txt", "extra_info.num", "custom.*", "*",
    "e.*", "e.email", "e.contact_id", "e.id", "groups", "tags", "age_years", "next_birthday",
    "api_key", "location_type_id:name", "row_count", "no_such", "a.b.c", "n", "entity_id",
    "entity_table", "near_relation", "far_contact_id", "values", "label", "value", "option_group_id:name",
];

const FUNCTIONS: &[&str] = &[
    "AVG", "COUNT", "GROUP_CONCAT", "GROUP_FIRST", "GROUP_NTH", "MAX", "MIN", "SUM", "ABS", "RAND",
    "ROUND", "BINARY", "CONCAT", "CONCAT_WS", "LEFT", "RIGHT", "LOWER", "UPPER", "REPLACE",
    "SUBSTRING", "JSON_EXTRACT", "COALESCE", "GREATEST", "LEAST", "IF", "IFNULL", "NULLIF",
    "ISNULL", "ISNOTNULL", "CURDATE", "DATE", "DATEDIFF", "DATE_ADD", "DATE_SUB", "DAYOFWEEK",
    "DAYSTOANNIV", "EXTRACT", "MONTH", "NEXTANNIV", "NOW", "QUARTER", "TIME", "TIMESTAMPDIFF",
    "YEAR", "NOPE",
];

const OPERATORS: &[&str] = &[
    "=", "<=", ">=", ">", "<", "LIKE", "<>", "!=", "NOT LIKE", "IN", "NOT IN", "BETWEEN",
    "NOT BETWEEN", "IS NOT NULL", "IS NULL", "CONTAINS", "NOT CONTAINS", "CONTAINS ONE OF",
    "NOT CONTAINS ONE OF", "IS EMPTY", "IS NOT EMPTY", "REGEXP", "NOT REGEXP", "REGEXP BINARY",
    "~",
];

const TEXTS: &[&str] = &[
    "", "a", "%", "_", "\\", "Ada", "ADA", "Müller", "\u{1F600}", "'", "\"", "\"x\"", "'x'", "(",
    "[a-z]+", "^A.*\\d", "2026-01-01", "2026-01-01 10:00:00", "this.year", "ending_7.day",
    "previous_2.quarter", "now", "now - 1 day", "1970", "12.5", "1,234.50", "0", "-1", "null",
    "Individual", "Home", "Female", "user_contact_id", "current_domain", "@user:x", "$id",
    "$a.b", "\0", "e.id", "id", "NULL", "TRUE", "99999999999999999999", "1e400",
];

struct Bytes<'a>(&'a [u8]);

impl Bytes<'_> {
    fn next(&mut self) -> usize {
        match self.0.split_first() {
            Some((first, rest)) => {
                self.0 = rest;
                usize::from(*first)
            }
            None => 0,
        }
    }

    fn one(&mut self, of: &'static [&'static str]) -> &'static str {
        of[self.next() % of.len()]
    }

    fn several<T>(&mut self, most: usize, make: impl Fn(&mut Self) -> T) -> Vec<T> {
        (0..self.next() % (most + 1)).map(|_| make(self)).collect()
    }

    fn expression(&mut self, depth: u8) -> String {
        match self.next() % 8 {
            _ if depth > 3 => self.one(FIELDS).to_owned(),
            0 => format!("\"{}\"", self.one(TEXTS)),
            1 => (self.next() as i64 - 100).to_string(),
            2 | 3 => {
                let name = self.one(FUNCTIONS);
                let before = ["", "", "DISTINCT ", "UNIQUE ", "YEAR, ", "DAY FROM "][self.next() % 6];
                let arguments = self.several(3, |bytes| bytes.expression(depth + 1)).join(", ");
                let after = [
                    "", "", "", " ORDER BY id DESC", " SEPARATOR \"; \"", ", INTERVAL 3 MONTH", " N= -1",
                    " ORDER BY",
                ][self.next() % 8];
                let suffix = ["", "", "", ":label"][self.next() % 4];
                format!("{name}({before}{arguments}{after}){suffix}")
            }
            4 => {
                let sign = ["+", "-", "*", "/", "%", "=", "<", "AND", "LIKE", "<=>", "x"][self.next() % 11];
                format!("({} {sign} {})", self.expression(depth + 1), self.expression(depth + 1))
            }
            _ => self.one(FIELDS).to_owned(),
        }
    }

    fn selected(&mut self) -> Value {
        let text = self.expression(0);
        match self.next() % 3 {
            0 => json!(format!("{text} AS {}", ["n", "m", "first_name", "a b"][self.next() % 4])),
            _ => json!(text),
        }
    }

    fn value(&mut self, depth: u8) -> Value {
        match self.next() % 9 {
            0 => Value::Null,
            1 => json!(self.next() % 2 == 0),
            2 => json!(self.next() as i64 - 20),
            3 => json!(self.next() as f64 / 8.0),
            4 if depth < 2 => Value::Array(self.several(3, |bytes| bytes.value(depth + 1))),
            5 if depth < 2 => json!({self.one(FIELDS): self.value(depth + 1)}),
            _ => json!(self.one(TEXTS)),
        }
    }

    fn clause(&mut self, depth: u8) -> Value {
        match self.next() % 8 {
            0 if depth < 3 => json!(["OR", self.several(3, |bytes| bytes.clause(depth + 1))]),
            1 if depth < 3 => json!(["NOT", self.clause(depth + 1)]),
            2 => json!([self.expression(0), self.one(OPERATORS), self.expression(0), self.next() % 2 == 0]),
            _ => json!([self.expression(0), self.one(OPERATORS), self.value(0)]),
        }
    }

    fn join(&mut self) -> Value {
        let mut join = vec![
            json!(format!("{} AS e", self.one(ENTITIES))),
            json!(["LEFT", "INNER", "EXCLUDE", "x"][self.next() % 4]),
        ];
        match self.next() % 4 {
            0 => join.push(json!(self.one(ENTITIES))),
            1 => join.push(Value::Null),
            _ => {}
        }
        join.extend(self.several(3, |bytes| bytes.clause(1)));
        Value::Array(join)
    }

    fn values(&mut self) -> Value {
        let pairs = self.several(5, |bytes| (bytes.one(FIELDS).to_owned(), bytes.value(0)));
        Value::Object(pairs.into_iter().collect())
    }

    fn call(&mut self, depth: u8) -> Value {
        let (entity, action) = (self.one(ENTITIES), self.one(ACTIONS));
        let mut params = Map::new();
        let mut set = |name: &str, value: Value| {
            params.insert(name.to_owned(), value);
        };
        match action {
            "create" | "checkAccess" | "getLinks" | "set" => set("values", self.values()),
            "save" => {
                set("records", Value::Array(self.several(3, Self::values)));
                set("match", Value::Array(self.several(2, |bytes| json!(bytes.one(FIELDS)))));
            }
            "replace" => set("records", Value::Array(self.several(3, Self::values))),
            "update" => set("values", self.values()),
            "autocomplete" => set("input", self.value(1)),
            _ => {}
        }
        if !matches!(action, "create" | "save" | "checkAccess" | "autocomplete" | "set") {
            set("where", Value::Array(self.several(3, |bytes| bytes.clause(0))));
        }
        if action == "get" {
            set("select", Value::Array(self.several(4, Self::selected)));
            set("join", Value::Array(self.several(2, Self::join)));
            set("groupBy", Value::Array(self.several(2, |bytes| json!(bytes.expression(0)))));
            set("having", Value::Array(self.several(2, |bytes| bytes.clause(0))));
            let order = self.several(2, |bytes| (bytes.expression(0), json!("ASC")));
            set("orderBy", Value::Object(order.into_iter().collect()));
            set("limit", json!(self.next() as i64 - 1));
        }
        if depth < 2 && self.next() % 6 == 0 {
            let chained = self.call(depth + 1);
            set("chain", json!({"c": chained}));
        }
        if self.next() % 8 == 0 {
            set(["debug", "reload", "offset", "nope", "loadOptions"][self.next() % 5], self.value(0));
        }
        json!([entity, action, params])
    }
}

fn sandbox() -> Sandbox {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../schemas/standalone-6.17");
    let mut schema = Schema::read(Path::new(folder)).unwrap();
    schema.entities.retain(|name, _| ENTITIES.contains(&name.as_str()));
    Sandbox::builder(schema).demo(12).build().unwrap()
}

fuzz_target!(init: civi_fuzz::seeds::write("sandbox"), |bytes: &[u8]| {
    static SANDBOX: OnceLock<Sandbox> = OnceLock::new();
    let sandbox = SANDBOX.get_or_init(sandbox);
    let calls = match serde_json::from_slice::<Value>(bytes) {
        Ok(Value::Array(calls)) => calls,
        _ => {
            let mut bytes = Bytes(bytes);
            (0..1 + bytes.next() % 3).map(|_| bytes.call(0)).collect()
        }
    };
    let client = sandbox.blocking_client().unwrap();
    let mut writes = false;
    for call in calls {
        let part = |at: usize| call.get(at).and_then(Value::as_str).unwrap_or("Contact");
        writes |= !part(1).starts_with("get") || call.to_string().contains("chain");
        // An error is an answer, too; but not one that says that the sandbox made broken SQL.
        if let Err(error) = client.call(part(0), part(1), call.get(2).unwrap_or(&json!({}))) {
            let text = error.to_string();
            let broken = ["no such column", "no such table", "no such function", "syntax error)", "ambiguous"];
            assert!(!broken.iter().any(|words| text.contains(words)), "{call}: {text}");
        }
    }
    // A case may delete the caller's own contact; the rows of the beginning bring it back.
    if writes {
        sandbox.reset().unwrap();
    }
    let count = client.call("Contact", "get", &json!({"select": ["row_count"]}));
    assert!(count.is_ok(), "{count:?}");
});
