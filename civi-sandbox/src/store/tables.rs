//! The tables of a snapshot.

use std::collections::BTreeMap;

use civi_schema::DataType;
use rusqlite::Connection;

use super::Sql;
use super::file::APPLICATION;
use crate::error::Error;
use crate::schema::{EntityModel, FieldModel, Model, Source};

/// The columns that other rows are found by.
const INDEXED: &[&str] = &[
    "activity_id",
    "api_key",
    "case_id",
    "contact_id",
    "contact_id_a",
    "contact_id_b",
    "contribution_id",
    "email",
    "employer_id",
    "entity_id",
    "event_id",
    "group_id",
    "hash",
    "membership_id",
    "option_group_id",
    "tag_id",
];

/// What no two rows may share: a site's own unique keys (§1.8, `DB Error: already exists`).
const UNIQUE: &[(&str, &[&str])] = &[
    ("Tag", &["name"]),
    ("Contact", &["external_identifier"]),
    ("Group", &["name"]),
    ("Group", &["title"]),
    ("EntityTag", &["entity_id", "entity_table", "tag_id"]),
    ("GroupContact", &["contact_id", "group_id"]),
    ("Contribution", &["invoice_id"]),
    ("Contribution", &["trxn_id"]),
    ("OptionGroup", &["name"]),
    ("LocationType", &["name"]),
    ("RelationshipType", &["name_a_b"]),
    ("CustomGroup", &["name"]),
    ("SavedSearch", &["name"]),
    ("ContactType", &["name"]),
    ("CaseType", &["name"]),
    (
        "ActivityContact",
        &["contact_id", "activity_id", "record_type_id"],
    ),
    ("Country", &["iso_code"]),
];

/// Makes the tables that are not there, and adds the columns that the snapshot has since.
pub(super) fn create(connection: &Connection, model: &Model) -> Result<(), Error> {
    let mut tables: BTreeMap<&str, (&EntityModel, BTreeMap<&str, &FieldModel>)> = BTreeMap::new();
    for entity in model.entities.values() {
        let Some(table) = entity.table.as_deref() else {
            continue;
        };
        let entry = tables
            .entry(table)
            .or_insert_with(|| (entity, BTreeMap::new()));
        if entity.forced.is_empty() && !entity.name().starts_with("Payment") {
            entry.0 = entity;
        }
        for field in entity.columns() {
            entry.1.entry(field.name()).or_insert(field);
        }
    }
    let run = |sql: &Sql| connection.execute(sql.text(), []).map(|_| ());
    let tables_there: i64 =
        connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    connection.execute_batch("BEGIN")?;
    connection.pragma_update(None, "application_id", APPLICATION)?;
    for (table, (entity, columns)) in &tables {
        if entity.name() == "RelationshipCache" {
            continue;
        }
        let present = match tables_there {
            0 => Vec::new(),
            _ => present_columns(connection, table)?,
        };
        if present.is_empty() {
            run(&table_sql(model, entity, table, columns))?;
            for sql in indexes(entity, table) {
                run(&sql)?;
            }
            continue;
        }
        for (name, field) in columns
            .iter()
            .filter(|(name, _)| !present.iter().any(|p| p == *name))
        {
            let column = column_sql(model, entity, name, field);
            run(&Sql::new("ALTER TABLE ")
                .then(Sql::name(table))
                .word(" ADD COLUMN ")
                .then(column))?;
        }
    }
    if tables.contains_key("civicrm_relationship_cache")
        && tables.contains_key("civicrm_relationship")
    {
        connection.execute_batch(RELATIONSHIP_CACHE)?;
    }
    connection.execute_batch("CREATE TABLE IF NOT EXISTS sandbox_setting (name TEXT PRIMARY KEY, value TEXT); CREATE TABLE IF NOT EXISTS sandbox_file (id INTEGER PRIMARY KEY, name TEXT, content TEXT);")?;
    connection.execute_batch("COMMIT")?;
    Ok(())
}

fn present_columns(connection: &Connection, table: &str) -> Result<Vec<String>, Error> {
    let mut statement = connection.prepare_cached("SELECT name FROM pragma_table_info(?1)")?;
    let names = statement.query_map([table], |row| row.get(0))?;
    Ok(names.collect::<Result<_, _>>()?)
}

fn table_sql(
    model: &Model,
    entity: &EntityModel,
    table: &str,
    columns: &BTreeMap<&str, &FieldModel>,
) -> Sql {
    let key = entity.key();
    let mut all: Vec<Sql> = Vec::new();
    // The key comes first, where people look for it.
    if let Some(key) = key.filter(|key| columns.contains_key(key)) {
        let is_number = columns
            .get(key)
            .is_some_and(|f| f.field.data_type == DataType::Integer);
        let kind = if is_number {
            " INTEGER PRIMARY KEY AUTOINCREMENT"
        } else {
            " TEXT PRIMARY KEY"
        };
        all.push(Sql::name(key).word(kind));
    }
    for (name, field) in columns.iter().filter(|(name, _)| Some(**name) != key) {
        all.push(column_sql(model, entity, name, field));
    }
    // What callers are known by is there also where the snapshot doesn't tell of it.
    if table == "civicrm_contact" {
        for (name, kind) in [("api_key", " TEXT"), ("is_deleted", " INTEGER DEFAULT 0")] {
            if !columns.contains_key(name) {
                all.push(Sql::name(name).word(kind));
            }
        }
    }
    if all.is_empty() {
        all.push(Sql::new("nothing"));
    }
    Sql::new("CREATE TABLE ")
        .then(Sql::name(table))
        .then(Sql::joined(all, ", ").in_parentheses())
}

fn column_sql(model: &Model, entity: &EntityModel, name: &str, field: &FieldModel) -> Sql {
    let kind = match field.field.data_type {
        _ if field.field.serialize.is_some() => " TEXT",
        DataType::Integer | DataType::Boolean => " INTEGER",
        DataType::Money | DataType::Float => " REAL",
        _ => " TEXT COLLATE NOCASE",
    };
    let column = Sql::name(name).word(kind);
    match parent_table(model, field) {
        Some(parent) => {
            let belongs = !field.field.nullable || is_part_of_contact(entity.name(), name);
            let effect = if belongs {
                " ON DELETE CASCADE"
            } else {
                " ON DELETE SET NULL"
            };
            column
                .word(" REFERENCES ")
                .then(Sql::name(parent))
                .word("(\"id\")")
                .word(effect)
        }
        None => column,
    }
}

/// The table that a column's values are keys of.
fn parent_table<'m>(model: &'m Model, field: &FieldModel) -> Option<&'m str> {
    let is_key = field.field.serialize.is_none()
        && field.field.data_type == DataType::Integer
        && field
            .field
            .fk_column
            .as_deref()
            .is_none_or(|column| column == "id");
    let parent = model.entity(field.field.fk_entity.as_deref().filter(|_| is_key)?)?;
    let has_id = parent
        .field("id")
        .is_some_and(|id| id.source == Source::Column);
    let fits = has_id && parent.key() == Some("id") && parent.name() != "RelationshipCache";
    parent.table.as_deref().filter(|_| fits)
}

/// What goes with the contact that it belongs to, although its key may be null.
fn is_part_of_contact(entity: &str, field: &str) -> bool {
    field == "contact_id"
        && matches!(
            entity,
            "Address"
                | "Email"
                | "IM"
                | "Note"
                | "OpenID"
                | "Phone"
                | "UFMatch"
                | "User"
                | "Website"
        )
}

fn indexes(entity: &EntityModel, table: &str) -> Vec<Sql> {
    let mut all = Vec::new();
    let mut index = |kind: &'static str, columns: &[&str]| {
        let name = format!("{table}_{}", columns.join("_"));
        let columns = Sql::joined(columns.iter().map(|column| Sql::name(column)), ", ");
        all.push(
            Sql::new(kind)
                .then(Sql::name(&name))
                .word(" ON ")
                .then(Sql::name(table))
                .then(columns.in_parentheses()),
        );
    };
    for (owner, columns) in UNIQUE {
        if *owner == entity.name() && columns.iter().all(|column| entity.has_column(column)) {
            index("CREATE UNIQUE INDEX ", columns);
        }
    }
    for column in INDEXED.iter().filter(|column| entity.has_column(column)) {
        index("CREATE INDEX ", &[column]);
    }
    all
}

/// Every relationship from both of its ends.
const RELATIONSHIP_CACHE: &str = "
CREATE VIEW IF NOT EXISTS civicrm_relationship_cache AS
SELECT r.id * 2 - 1 AS id, r.id AS relationship_id, r.relationship_type_id AS relationship_type_id,
  'a_b' AS orientation, r.contact_id_a AS near_contact_id, t.name_a_b AS near_relation,
  r.contact_id_b AS far_contact_id, t.name_b_a AS far_relation, r.is_active AS is_active,
  r.start_date AS start_date, r.end_date AS end_date, r.case_id AS case_id,
  r.description AS description, r.is_permission_a_b AS permission_near_to_far,
  r.is_permission_b_a AS permission_far_to_near, NULL AS relationship_created_date,
  NULL AS relationship_modified_date
FROM civicrm_relationship r JOIN civicrm_relationship_type t ON t.id = r.relationship_type_id
UNION ALL
SELECT r.id * 2, r.id, r.relationship_type_id, 'b_a', r.contact_id_b, t.name_b_a, r.contact_id_a,
  t.name_a_b, r.is_active, r.start_date, r.end_date, r.case_id, r.description, r.is_permission_b_a,
  r.is_permission_a_b, NULL, NULL
FROM civicrm_relationship r JOIN civicrm_relationship_type t ON t.id = r.relationship_type_id;";
