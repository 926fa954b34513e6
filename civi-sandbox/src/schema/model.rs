//! [`Model`]: a whole snapshot, ready for queries; made once and shared by copies of a sandbox.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use civi_schema::{Entity, Field, Options, Schema};

use super::entity::{is_contact, table_name};
use super::{
    Calculated, Cms, EntityModel, FieldModel, FieldOption, FieldOptions, OptionSource, Release,
    Source,
};

/// The fields that only one type of contact has.
const OF_TYPE: &[(&str, &[&str])] = &[
    (
        "Individual",
        &[
            "birth_date",
            "deceased_date",
            "employer_id",
            "first_name",
            "formal_title",
            "gender_id",
            "is_deceased",
            "job_title",
            "last_name",
            "middle_name",
            "prefix_id",
            "suffix_id",
        ],
    ),
    ("Household", &["household_name", "primary_contact_id"]),
    (
        "Organization",
        &["legal_name", "organization_name", "sic_code"],
    ),
];

/// A whole snapshot.
#[derive(Debug)]
pub(crate) struct Model {
    pub(crate) release: Release,
    pub(crate) version: String,
    pub(crate) cms: Cms,
    pub(crate) entities: BTreeMap<String, EntityModel>,
    lists: BTreeMap<String, civi_schema::OptionList>,
    /// The lists that were needed so far.
    ready: Mutex<HashMap<String, Arc<FieldOptions>>>,
}

impl Model {
    pub(crate) fn new(schema: Schema, cms: Option<Cms>) -> Self {
        let mut lists = schema.option_lists;
        let groups = group_names(&schema.entities, &lists);
        let mut entities = BTreeMap::new();
        for (name, entity) in schema.entities {
            let model = model_of(entity, &mut lists, &groups);
            entities.insert(name, model);
        }
        show_contact_types(&mut entities);
        let version = schema.site.civicrm.unwrap_or_else(|| "6.17.0".to_owned());
        Model {
            release: Release::of(Some(&version)),
            version,
            cms: cms.unwrap_or_else(|| Cms::from_name(schema.site.cms.as_deref().unwrap_or(""))),
            entities,
            lists,
            ready: Mutex::new(HashMap::new()),
        }
    }

    pub(crate) fn entity(&self, name: &str) -> Option<&EntityModel> {
        self.entities.get(name)
    }

    /// A list of the snapshot.
    pub(crate) fn list(&self, name: &str) -> Arc<FieldOptions> {
        let mut ready = self.ready.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(options) = ready.get(name) {
            return Arc::clone(options);
        }
        let items = self
            .lists
            .get(name)
            .map(|list| list.items.as_slice())
            .unwrap_or_default();
        let options = Arc::new(FieldOptions::new(items.iter().map(FieldOption::of)));
        ready.insert(name.to_owned(), Arc::clone(&options));
        options
    }

    /// Whether the site is of this release or a newer one.
    pub(crate) fn is_since(&self, major: u32, minor: u32) -> bool {
        self.release >= Release(major, minor)
    }

    /// Whether the site is of the kind that 5.39 is (§12.21): the oldest that AuthX is part of.
    pub(crate) fn is_old(&self) -> bool {
        !self.is_since(5, 40)
    }

    /// The contact fields that rows of a contact type lack (§7, "Absent keys").
    pub(crate) fn is_foreign_to(&self, field: &str, contact_type: &str) -> bool {
        let Some(own) = self
            .entity(contact_type)
            .filter(|_| is_contact(contact_type))
        else {
            // Before 5.67 the types are no entities of their own.
            let owner = OF_TYPE.iter().find(|(_, fields)| fields.contains(&field));
            return owner.is_some_and(|(owner, _)| *owner != contact_type);
        };
        field != "contact_type" && own.field(field).is_none_or(|own| own.field.get.is_none())
    }
}

/// `Individual` and its like have `contact_type` in their rows without telling of it.
fn show_contact_types(entities: &mut BTreeMap<String, EntityModel>) {
    for name in ["Individual", "Household", "Organization"] {
        let field = entities
            .get("Contact")
            .and_then(|contact| contact.field("contact_type"));
        let field = field.map(|field| FieldModel {
            field: field.field.clone(),
            source: field.source,
            list: field.list.clone(),
            live: field.live.clone(),
            is_hidden: true,
        });
        if let (Some(field), Some(entity)) = (field, entities.get_mut(name)) {
            entity
                .fields
                .entry("contact_type".to_owned())
                .or_insert(field);
        }
    }
}

/// The option groups of the snapshot, by name.
fn group_names(
    entities: &BTreeMap<String, Entity>,
    lists: &BTreeMap<String, civi_schema::OptionList>,
) -> Vec<String> {
    let field = entities
        .get("OptionValue")
        .and_then(|e| e.fields.get("option_group_id"));
    let field = field.or_else(|| entities.get("CustomField")?.fields.get("option_group_id"));
    let list = field.and_then(|field| field.options.list(lists));
    list.map(|list| {
        list.items
            .iter()
            .filter_map(|item| item.name.clone())
            .collect()
    })
    .unwrap_or_default()
}

fn model_of(
    entity: Entity,
    lists: &mut BTreeMap<String, civi_schema::OptionList>,
    groups: &[String],
) -> EntityModel {
    let has_table = entity.kinds.iter().any(|kind| kind == "DAOEntity")
        || matches!(
            entity.name.as_str(),
            "RelationshipCache" | "Payment" | "RecentItem" | "Afform"
        );
    let table = has_table.then(|| table_name(&entity.name));
    let forced = entity
        .forced
        .iter()
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect();
    let mut fields = BTreeMap::new();
    for (name, field) in &entity.fields {
        let list = match &field.options {
            Options::Shared(list) => Some(list.clone()),
            Options::Own(own) => {
                let key = format!("{}.{name}", entity.name);
                lists.insert(key.clone(), own.clone());
                Some(key)
            }
            Options::Unlisted | Options::None => None,
        };
        let live = (!field.suffixes.is_empty()).then(|| live_source(&entity.name, field, groups));
        let model = FieldModel {
            source: source_of(&entity.name, field),
            field: field.clone(),
            list,
            live: live.flatten(),
            is_hidden: false,
        };
        fields.insert(name.clone(), model);
    }
    EntityModel {
        entity,
        table,
        forced,
        fields,
    }
}

fn source_of(entity: &str, field: &Field) -> Source {
    // The view that every relationship is in twice has more than the entity's own columns.
    if entity == "RelationshipCache" && field.name != "is_current" {
        return Source::Column;
    }
    if let Some(calculated) = Calculated::of(entity, field) {
        return Source::Calculated(calculated);
    }
    match field.kind.as_str() {
        "Field" | "Custom" => Source::Column,
        _ => Source::Nothing,
    }
}

/// Where the options of a field live, as far as its name tells.
fn live_source(entity: &str, field: &Field, groups: &[String]) -> Option<OptionSource> {
    let table = |entity, name, label| {
        Some(OptionSource::Table {
            entity,
            name,
            label,
        })
    };
    if field.kind == "Custom" {
        return None;
    }
    match field.name.as_str() {
        "groups" | "group_id" if field.fk_entity.as_deref().is_none_or(|fk| fk == "Group") => {
            return table("Group", "name", "title");
        }
        "tags" | "tag_id" => return table("Tag", "name", "label"),
        "location_type_id" => return table("LocationType", "name", "display_name"),
        "campaign_id" => return table("Campaign", "name", "title"),
        "membership_type_id" => return table("MembershipType", "name", "name"),
        "financial_type_id" => return table("FinancialType", "name", "name"),
        "option_group_id" => return table("OptionGroup", "name", "title"),
        "case_type_id" => return table("CaseType", "name", "title"),
        "relationship_type_id" => return table("RelationshipType", "name_a_b", "label_a_b"),
        _ => {}
    }
    let group = match (entity, field.name.as_str()) {
        ("Activity", "status_id") => "activity_status",
        ("Activity", "priority_id") => "priority",
        ("Activity", "medium_id") => "encounter_medium",
        ("Case", "status_id") => "case_status",
        ("Event", "event_type_id") => "event_type",
        ("Participant", "role_id") => "participant_role",
        (_, "prefix_id") => "individual_prefix",
        (_, "suffix_id") => "individual_suffix",
        (_, "record_type_id") => "activity_contacts",
        (_, "provider_id") => "instant_messenger_service",
        (_, "preferred_language" | "language") => "languages",
        (_, name) => name.strip_suffix("_id").unwrap_or(name),
    };
    let known = groups.iter().any(|name| name == group);
    known.then(|| OptionSource::Group(group.to_owned()))
}
