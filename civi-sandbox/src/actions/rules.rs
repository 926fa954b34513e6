//! What core's business objects add to records by themselves.

use rusqlite::types::Value;

use super::record::Record;
use crate::context::Context;
use crate::failure::Outcome;
use crate::json::Json;
use crate::schema::EntityModel;
use crate::store::{Sql, now, stored_text};

/// Completes a new record.
pub(super) fn complete(
    context: &Context<'_>,
    entity: &EntityModel,
    record: &mut Record,
) -> Outcome<()> {
    let text = |text: &str| Value::Text(text.to_owned());
    if let Some(contact) = context.caller.contact_id {
        record.fill(entity, "created_id", Value::Integer(contact));
    }
    names(entity, record);
    match entity.name() {
        "Contact" | "Individual" | "Household" | "Organization" => {
            record.fill(entity, "contact_type", text("Individual"));
            record.fill(entity, "hash", Value::Text(random_hex()));
            record.fill(entity, "preferred_language", text("en_US"));
            for greeting in [
                "communication_style_id",
                "email_greeting_id",
                "postal_greeting_id",
                "addressee_id",
            ] {
                record.fill(entity, greeting, Value::Integer(1));
            }
            contact_names(record, None);
        }
        "Email" | "Phone" | "Address" | "IM" | "Website" | "OpenID" => {
            primary(context, entity, record)?
        }
        "Activity" => {
            record.fill(entity, "status_id", Value::Integer(2));
            record.fill(entity, "priority_id", Value::Integer(2));
            record.fill(entity, "activity_date_time", moment());
            record.fill(entity, "is_current_revision", Value::Integer(1));
        }
        "Contribution" => contribution(entity, record),
        "Membership" => {
            record.fill(entity, "status_id", Value::Integer(1));
            record.fill(entity, "join_date", today());
            record.fill(entity, "start_date", today());
        }
        "Participant" => {
            record.fill(entity, "status_id", Value::Integer(1));
            record.fill(entity, "register_date", moment());
        }
        "OptionValue" => next_option_value(context, entity, record)?,
        "GroupContact" if context.model.is_old() => {}
        "GroupContact" => record.fill(entity, "status", text("Added")),
        "Case" => {
            record.fill(entity, "start_date", today());
            record.fill(entity, "status_id", Value::Integer(1));
        }
        _ => {}
    }
    Ok(())
}

fn today() -> Value {
    Value::Text(now().date().to_string())
}

fn moment() -> Value {
    Value::Text(now().strftime("%Y-%m-%d %H:%M:%S").to_string())
}

/// A name from a title, and a title from a name, where an entity has both.
fn names(entity: &EntityModel, record: &mut Record) {
    if entity.is_contact() || entity.name() == "Country" {
        return;
    }
    let first = ["title", "label", "frontend_title", "name"]
        .iter()
        .find_map(|c| record.text(c));
    let Some(title) = first else { return };
    for column in ["title", "label", "frontend_title"] {
        let is_needed = entity
            .field(column)
            .is_some_and(|f| !f.field.nullable || column == "label");
        if is_needed {
            record.fill(entity, column, Value::Text(title.clone()));
        }
    }
    let is_needed = entity
        .field("name")
        .is_some_and(|name| !name.field.nullable || entity.name() != "Group");
    if is_needed
        && ["title", "label"]
            .iter()
            .any(|column| entity.has_column(column))
    {
        let name: String = title
            .chars()
            .map(|c| {
                if c.is_alphanumeric() || c == '-' {
                    c
                } else {
                    '_'
                }
            })
            .collect();
        record.fill(entity, "name", Value::Text(name));
    }
}

/// What a contact is called; of a contact that is changed, with what it has already.
pub(super) fn contact_names(record: &mut Record, before: Option<&Json>) {
    let part = |record: &Record, column: &str| match record.cell(column) {
        Some(cell) => stored_text(cell).filter(|text| !text.is_empty()),
        None => before
            .and_then(|before| before.get(column))
            .and_then(Json::to_text)
            .filter(|text| !text.is_empty()),
    };
    let kind = part(record, "contact_type").unwrap_or_else(|| "Individual".to_owned());
    let (display, sort) = match kind.as_str() {
        "Organization" => (
            part(record, "organization_name"),
            part(record, "organization_name"),
        ),
        "Household" => (
            part(record, "household_name"),
            part(record, "household_name"),
        ),
        _ => {
            let (first, last) = (part(record, "first_name"), part(record, "last_name"));
            let display: Vec<String> = [first.clone(), part(record, "middle_name"), last.clone()]
                .into_iter()
                .flatten()
                .collect();
            let sort: Vec<String> = [last, first.clone()].into_iter().flatten().collect();
            let greeting = first.map_or_else(|| "Dear".to_owned(), |first| format!("Dear {first}"));
            record.set("email_greeting_display", Value::Text(greeting.clone()));
            record.set("postal_greeting_display", Value::Text(greeting));
            (
                Some(display.join(" ")).filter(|text| !text.is_empty()),
                Some(sort.join(", ")),
            )
        }
    };
    let fallback = || before.is_none().then(|| "No name".to_owned());
    let given =
        |record: &Record, column: &str| before.is_none().then(|| record.text(column)).flatten();
    if let Some(display) = display
        .or_else(|| given(record, "display_name"))
        .or_else(fallback)
    {
        record.set("addressee_display", Value::Text(display.clone()));
        record.set("display_name", Value::Text(display));
    }
    let sort = sort.filter(|text| !text.is_empty());
    if let Some(sort) = sort
        .or_else(|| given(record, "sort_name"))
        .or_else(fallback)
    {
        record.set("sort_name", Value::Text(sort));
    }
}

/// The columns that a contact is named by.
pub(super) const NAMING: &[&str] = &[
    "first_name",
    "middle_name",
    "last_name",
    "organization_name",
    "household_name",
    "contact_type",
];

/// The first row of a contact is its primary one, and there is only one of those.
fn primary(context: &Context<'_>, entity: &EntityModel, record: &mut Record) -> Outcome<()> {
    record.fill(entity, "location_type_id", Value::Integer(1));
    if !entity.has_column("is_primary") {
        return Ok(());
    }
    let Some(Value::Integer(contact)) = record.cell("contact_id").cloned() else {
        return Ok(());
    };
    let table = super::record::table(entity)?;
    let sql = Sql::new("SELECT 1 FROM ")
        .then(Sql::name(table))
        .word(" WHERE is_primary = 1 AND contact_id = ")
        .then(Sql::value(contact));
    let has_one = context.store.cell(&sql)?.is_some();
    let wants = record.cell("is_primary") == Some(&Value::Integer(1));
    if !has_one {
        record.set("is_primary", Value::Integer(1));
    } else if wants {
        unset_primary(context, table, contact)?;
    }
    Ok(())
}

/// Takes the mark from a contact's primary row.
pub(super) fn unset_primary(context: &Context<'_>, table: &str, contact: i64) -> Outcome<()> {
    let sql = Sql::new("UPDATE ")
        .then(Sql::name(table))
        .word(" SET is_primary = 0 WHERE is_primary = 1 AND contact_id = ")
        .then(Sql::value(contact));
    context.store.run(&sql).map(|_| ())
}

fn contribution(entity: &EntityModel, record: &mut Record) {
    let amount = |record: &Record, column: &str| match record.cell(column) {
        Some(Value::Real(amount)) => *amount,
        _ => 0.0,
    };
    record.fill(entity, "receive_date", moment());
    record.fill(entity, "contribution_status_id", Value::Integer(1));
    record.fill(entity, "payment_instrument_id", Value::Integer(4));
    record.fill(entity, "currency", Value::Text("USD".to_owned()));
    for column in ["fee_amount", "non_deductible_amount", "tax_amount"] {
        record.fill(entity, column, Value::Real(0.0));
    }
    let net = amount(record, "total_amount") - amount(record, "fee_amount");
    record.fill(entity, "net_amount", Value::Real(net));
    record.fill(entity, "invoice_id", Value::Text(random_hex()));
}

/// A new option's value and weight come after those of its group.
fn next_option_value(
    context: &Context<'_>,
    entity: &EntityModel,
    record: &mut Record,
) -> Outcome<()> {
    let Some(Value::Integer(group)) = record.cell("option_group_id").cloned() else {
        return Ok(());
    };
    let largest = |column: &'static str| -> Outcome<i64> {
        let sql = Sql::new("SELECT max(CAST(")
            .word(column)
            .word(" AS INTEGER)) FROM civicrm_option_value WHERE option_group_id = ")
            .then(Sql::value(group));
        Ok(match context.store.cell(&sql)? {
            Some(Value::Integer(largest)) => largest,
            _ => 0,
        })
    };
    let lacks =
        |record: &Record, column| record.cell(column).is_none_or(|cell| *cell == Value::Null);
    if lacks(record, "value") {
        let next = largest("value")?.saturating_add(1);
        record.fill(entity, "value", Value::Text(next.to_string()));
    }
    if lacks(record, "weight") {
        let weight = largest("weight")?.saturating_add(1);
        record.fill(entity, "weight", Value::Integer(weight));
    }
    Ok(())
}

/// What a site has for a contact's hash or an invoice's number.
pub(super) fn random_hex() -> String {
    use std::fmt::Write;
    let mut bytes = [0_u8; 16];
    let _ = ring::rand::SecureRandom::fill(&ring::rand::SystemRandom::new(), &mut bytes);
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
