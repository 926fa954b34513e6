//! [`EntityModel`]: one entity as a table, and its fields as columns or calculations.

use std::collections::BTreeMap;

use civi_schema::{DataType, Entity, Field};
use heck::ToSnakeCase;

use super::{Calculated, OptionSource};

/// One entity.
#[derive(Debug)]
pub(crate) struct EntityModel {
    pub(crate) entity: Entity,
    /// The table or view that its rows are in; `None` where the entity has none.
    pub(crate) table: Option<String>,
    /// The values that are forced on every row: the contact type of `Individual`.
    pub(crate) forced: Vec<(String, String)>,
    pub(crate) fields: BTreeMap<String, FieldModel>,
}

/// One field.
#[derive(Debug)]
pub(crate) struct FieldModel {
    pub(crate) field: Field,
    pub(crate) source: Source,
    /// The options of the snapshot, by the name of the list.
    pub(crate) list: Option<String>,
    /// Where its options live, if in tables.
    pub(crate) live: Option<OptionSource>,
    /// In rows, but not among the fields that the entity tells of.
    pub(crate) is_hidden: bool,
}

/// Where a field's value comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Source {
    /// A column of the entity's table, named as the field.
    Column,
    /// An expression over other columns.
    Calculated(Calculated),
    /// Nothing: it is only written, or the sandbox does not know how it is made.
    Nothing,
}

impl EntityModel {
    /// The name on the wire.
    pub(crate) fn name(&self) -> &str {
        &self.entity.name
    }

    pub(crate) fn field(&self, name: &str) -> Option<&FieldModel> {
        self.fields.get(name)
    }

    /// The field of the primary key, where it is one field.
    pub(crate) fn key(&self) -> Option<&str> {
        match self.entity.primary_key.as_slice() {
            [key] => Some(key),
            _ => None,
        }
    }

    /// Whether it is one of the contact entities.
    pub(crate) fn is_contact(&self) -> bool {
        is_contact(self.name())
    }

    /// Whether its rows are in the database of a site, too, and not made by PHP.
    pub(crate) fn is_table_on_a_site(&self) -> bool {
        self.entity.kinds.iter().any(|kind| kind == "DAOEntity")
    }

    /// Whether its rows are of a multi-record custom group.
    pub(crate) fn is_custom(&self) -> bool {
        self.entity.kinds.iter().any(|kind| kind == "CustomValue")
    }

    /// The fields that are columns.
    pub(crate) fn columns(&self) -> impl Iterator<Item = &FieldModel> {
        self.fields
            .values()
            .filter(|field| field.source == Source::Column)
    }

    /// The values that the snapshot's `match_fields` or the known keys make unique.
    pub(crate) fn has_column(&self, name: &str) -> bool {
        self.field(name)
            .is_some_and(|field| field.source == Source::Column)
    }
}

impl FieldModel {
    /// A column of a type that no snapshot names.
    pub(crate) fn of_type(data_type: DataType) -> Self {
        FieldModel {
            field: Field::new("", data_type),
            source: Source::Column,
            list: None,
            live: None,
            is_hidden: false,
        }
    }

    pub(crate) fn name(&self) -> &str {
        &self.field.name
    }

    /// Whether `select: *` gives it (§6.2).
    pub(crate) fn is_standard(&self) -> bool {
        self.field.kind == "Field"
    }

    /// Whether it is a single-record custom field.
    pub(crate) fn is_custom(&self) -> bool {
        self.field.kind == "Custom"
    }

    /// Whether it has options in any form.
    pub(crate) fn has_options(&self) -> bool {
        self.list.is_some() || self.live.is_some() || !self.field.suffixes.is_empty()
    }
}

/// Whether an entity is `Contact` or one of its types.
pub(crate) fn is_contact(entity: &str) -> bool {
    matches!(
        entity,
        "Contact" | "Individual" | "Household" | "Organization"
    )
}

/// The name that CiviCRM gives to an entity's table.
pub(crate) fn table_name(entity: &str) -> String {
    match entity {
        "Individual" | "Household" | "Organization" => "civicrm_contact".to_owned(),
        "Payment" => "civicrm_financial_trxn".to_owned(),
        "IM" => "civicrm_im".to_owned(),
        "PCP" => "civicrm_pcp".to_owned(),
        "PCPBlock" => "civicrm_pcp_block".to_owned(),
        "OpenID" => "civicrm_openid".to_owned(),
        "MailingEventTrackableURLOpen" => "civicrm_mailing_event_trackable_url_open".to_owned(),
        other => match other.strip_prefix("Custom_") {
            Some(group) => format!("civicrm_value_{}", group.to_lowercase()),
            None => format!("civicrm_{}", other.to_snake_case()),
        },
    }
}
