//! Rows that the snapshot knows as options of fields.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::begin::BEGINNING;
use super::row;
use crate::context::Context;
use crate::failure::Outcome;
use crate::json::Json;
use crate::schema::{FieldOption, FieldOptions, OptionSource};
use crate::store::Sql;

/// The options of a field, as the snapshot lists them.
fn listed(context: &Context<'_>, entity: &str, field: &str) -> Arc<FieldOptions> {
    let list = context
        .model
        .entity(entity)
        .and_then(|e| e.field(field)?.list.as_deref());
    list.map(|list| context.model.list(list))
        .unwrap_or_default()
}

/// Entities whose rows the snapshot knows as options.
pub(super) fn lists(context: &Context<'_>) -> Outcome<()> {
    let each = |entity, field, make: &dyn Fn(&FieldOption) -> Outcome<i64>| -> Outcome<()> {
        let numbered = |option: &&FieldOption| matches!(option.id, Json::Int(_));
        for option in listed(context, entity, field)
            .items()
            .iter()
            .filter(numbered)
        {
            make(option)?;
        }
        Ok(())
    };
    each("Address", "location_type_id", &|option| {
        row(
            context,
            "LocationType",
            [
                ("id", option.id.clone()),
                ("name", option.name.as_str().into()),
                ("display_name", option.label.as_str().into()),
                ("is_default", (option.id == Json::Int(1)).into()),
                ("is_active", true.into()),
            ],
        )
    })?;
    each("Contribution", "financial_type_id", &|option| {
        row(
            context,
            "FinancialType",
            [
                ("id", option.id.clone()),
                ("name", option.name.as_str().into()),
                ("label", option.label.as_str().into()),
            ],
        )
    })?;
    each("Contact", "tags", &|option| {
        row(
            context,
            "Tag",
            [
                ("id", option.id.clone()),
                ("name", option.name.as_str().into()),
                ("label", option.label.as_str().into()),
                ("used_for", Json::List(vec!["civicrm_contact".into()])),
                ("created_date", BEGINNING.into()),
            ],
        )
    })?;
    each("Contact", "groups", &|option| {
        row(
            context,
            "Group",
            [
                ("id", option.id.clone()),
                ("name", option.name.as_str().into()),
                ("title", option.label.as_str().into()),
            ],
        )
    })?;
    each("Membership", "membership_type_id", &|option| {
        row(
            context,
            "MembershipType",
            [
                ("id", option.id.clone()),
                ("name", option.name.as_str().into()),
                ("member_of_contact_id", Json::Int(1)),
                ("financial_type_id", Json::Int(2)),
                ("minimum_fee", Json::Int(50)),
                ("duration_unit", "year".into()),
                ("duration_interval", Json::Int(1)),
                ("period_type", "rolling".into()),
            ],
        )
    })?;
    each("Address", "country_id", &|option| {
        row(
            context,
            "Country",
            [
                ("id", option.id.clone()),
                ("name", option.label.as_str().into()),
                (
                    "iso_code",
                    option
                        .abbr
                        .clone()
                        .unwrap_or_else(|| option.name.clone())
                        .into(),
                ),
            ],
        )
    })?;
    states(context)?;
    for (weight, option) in (1..).zip(listed(context, "Contact", "contact_type").items()) {
        row(
            context,
            "ContactType",
            [
                ("id", Json::Int(weight)),
                ("name", option.name.as_str().into()),
                ("label", option.label.as_str().into()),
                ("is_reserved", true.into()),
            ],
        )?;
    }
    Ok(())
}

/// The rows that keys point to, as far as the snapshot lists them as options: statuses, processors,
/// regions.
pub(super) fn parents(context: &Context<'_>) -> Outcome<()> {
    let known = [
        "Contact",
        "Country",
        "CustomGroup",
        "Group",
        "OptionGroup",
        "StateProvince",
        "Tag",
    ];
    let mut done = BTreeSet::from(known.map(ToOwned::to_owned));
    done.extend(
        [
            "Domain",
            "FinancialType",
            "LocationType",
            "MembershipType",
            "RelationshipType",
        ]
        .map(ToOwned::to_owned),
    );
    for entity in context.model.entities.values() {
        for field in entity.columns() {
            let (Some(parent), Some(list)) = (&field.field.fk_entity, &field.list) else {
                continue;
            };
            if !done.insert(parent.clone()) {
                continue;
            }
            let list = context.model.list(list);
            let numbered = |option: &&FieldOption| matches!(option.id, Json::Int(_));
            for option in list.items().iter().filter(numbered) {
                // What a row of it needs besides its name isn't known, so not every one can be made.
                let _ = row(
                    context,
                    parent,
                    [
                        ("id", option.id.clone()),
                        ("name", option.name.as_str().into()),
                        ("label", option.label.as_str().into()),
                        ("title", option.label.as_str().into()),
                        ("is_active", true.into()),
                    ],
                );
            }
        }
    }
    Ok(())
}

/// Thousands of states and provinces, in one statement each.
fn states(context: &Context<'_>) -> Outcome<()> {
    let Some(states) = context.model.entity("StateProvince") else {
        return Ok(());
    };
    let table = states.table.as_deref().unwrap_or_default();
    let has = states.has_column("abbreviation") && states.has_column("is_active");
    if !has {
        return Ok(());
    }
    for option in listed(context, "Address", "state_province_id").items() {
        let Json::Int(id) = option.id else { continue };
        let sql = Sql::new("INSERT OR IGNORE INTO ")
            .then(Sql::name(table))
            .word(" (id, name, abbreviation, is_active) VALUES (")
            .then(Sql::value(id))
            .word(", ")
            .then(Sql::value(option.name.clone()))
            .word(", ")
            .then(Sql::value(option.abbr.clone()))
            .word(", 1)");
        context.store.run(&sql)?;
    }
    Ok(())
}

/// Option groups, and the values of those that fields name.
pub(super) fn groups_of_options(context: &Context<'_>) -> Outcome<()> {
    let mut groups = listed(context, "OptionValue", "option_group_id");
    if groups.is_empty() {
        groups = listed(context, "CustomField", "option_group_id");
    }
    for option in groups.items() {
        row(
            context,
            "OptionGroup",
            [
                ("id", option.id.clone()),
                ("name", option.name.as_str().into()),
                ("title", option.label.as_str().into()),
            ],
        )?;
    }
    let mut done = BTreeSet::new();
    for entity in context.model.entities.values() {
        for field in entity.fields.values() {
            let (Some(OptionSource::Group(group)), Some(list)) = (&field.live, &field.list) else {
                continue;
            };
            let id = groups.items().iter().find(|option| option.name == *group);
            let Some(id) = id.map(|option| option.id.clone()) else {
                continue;
            };
            if !done.insert(group.clone()) {
                continue;
            }
            for (weight, option) in (1..).zip(context.model.list(list).items()) {
                row(
                    context,
                    "OptionValue",
                    [
                        ("option_group_id", id.clone()),
                        ("value", option.id.to_text().into()),
                        ("name", option.name.as_str().into()),
                        ("label", option.label.as_str().into()),
                        ("weight", Json::Int(weight)),
                        ("is_active", true.into()),
                    ],
                )?;
            }
        }
    }
    Ok(())
}

/// The custom groups and fields that the snapshot's entities have.
pub(super) fn custom_groups(context: &Context<'_>) -> Outcome<()> {
    let mut groups: Vec<(String, i64)> = Vec::new();
    for entity in context.model.entities.values() {
        if matches!(entity.name(), "Individual" | "Household" | "Organization") {
            continue;
        }
        for field in entity.fields.values() {
            let Some(name) = field.field.custom_group.as_deref() else {
                continue;
            };
            let known = groups
                .iter()
                .find(|(known, _)| known == name)
                .map(|(_, id)| *id);
            let id = match known {
                Some(id) => id,
                None => {
                    let extends = if entity.is_custom() {
                        "Contact"
                    } else {
                        entity.name()
                    };
                    let id = row(
                        context,
                        "CustomGroup",
                        [
                            ("name", name.into()),
                            ("title", name.replace('_', " ").into()),
                            ("extends", extends.into()),
                            ("is_multiple", entity.is_custom().into()),
                            ("style", "Inline".into()),
                            ("created_date", BEGINNING.into()),
                        ],
                    )?;
                    groups.push((name.to_owned(), id));
                    id
                }
            };
            let short = field
                .name()
                .strip_prefix(name)
                .and_then(|rest| rest.strip_prefix('.'));
            row(
                context,
                "CustomField",
                [
                    ("custom_group_id", Json::Int(id)),
                    ("name", short.unwrap_or(field.name()).into()),
                    ("label", field.field.title.clone().into()),
                    ("data_type", field.field.data_type.as_str().into()),
                    ("html_type", field.field.input_type.clone().into()),
                    ("column_name", field.name().into()),
                    ("is_active", true.into()),
                ],
            )?;
        }
    }
    Ok(())
}
