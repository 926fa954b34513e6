//! Which actions a caller may use, as core's own permissions say.

use super::Caller;

/// How much of an entity's rows a caller sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rows {
    All,
    None,
}

/// Entities whose rows are filtered by what contacts one may see, instead of being refused.
const OF_CONTACTS: &[&str] = &[
    "Activity",
    "ActivityContact",
    "Address",
    "Contact",
    "Email",
    "EntityTag",
    "GroupContact",
    "Household",
    "IM",
    "Individual",
    "Note",
    "OpenID",
    "Organization",
    "Phone",
    "Relationship",
    "RelationshipCache",
    "Website",
];

/// What everybody with `access CiviCRM` may read.
const COMMON: &[&str] = &[
    "Afform",
    "Campaign",
    "ContactType",
    "Country",
    "County",
    "CustomField",
    "CustomGroup",
    "Entity",
    "EntitySet",
    "File",
    "FinancialType",
    "Group",
    "LocationType",
    "MembershipStatus",
    "MembershipType",
    "OptionGroup",
    "OptionValue",
    "PriceField",
    "PriceFieldValue",
    "PriceSet",
    "RecentItem",
    "RelationshipType",
    "Route",
    "SavedSearch",
    "SearchDisplay",
    "StateProvince",
    "Tag",
    "UFGroup",
    "UFField",
    "UFJoin",
    "WorldRegion",
];

impl Caller {
    /// Whether the caller may use an action of an entity at all.
    pub(crate) fn may(&self, entity: &str, action: &str) -> bool {
        let identity = &self.identity;
        if identity.hidden_entities.contains(entity) {
            return false;
        }
        if identity.may_all {
            return true;
        }
        let of_contacts = OF_CONTACTS.contains(&entity) || entity.starts_with("Custom_");
        match action {
            "getFields" | "getActions" | "getLinks" | "checkAccess" => self.has("access CiviCRM"),
            "get" if of_contacts => true,
            "validateChecksum" => true,
            "getMergedTo" | "getMergedFrom" => self.has("access CiviCRM"),
            "autocomplete" if of_contacts => self.has("access CiviCRM"),
            "get" | "autocomplete" if COMMON.contains(&entity) => self.has("access CiviCRM"),
            "get" | "autocomplete" => self.has(component(entity)),
            "update" if is_contact(entity) => self.has("edit all contacts"),
            "delete" if is_contact(entity) => self.has("delete contacts"),
            "create" | "save" | "replace" if is_contact(entity) => self.has("add contacts"),
            "create" | "save" | "replace" | "update" | "delete" if of_contacts => {
                self.has("edit all contacts")
            }
            _ => self.has(component(entity)) && self.has("administer CiviCRM"),
        }
    }

    /// Which rows of an entity the caller sees.
    pub(crate) fn rows_of(&self, entity: &str) -> Rows {
        let of_contacts = OF_CONTACTS.contains(&entity) || entity.starts_with("Custom_");
        let sees = !of_contacts || self.has("view all contacts") || self.has("edit all contacts");
        if sees { Rows::All } else { Rows::None }
    }
}

fn is_contact(entity: &str) -> bool {
    matches!(
        entity,
        "Contact" | "Individual" | "Household" | "Organization"
    )
}

/// The permission that an entity needs for its component.
fn component(entity: &str) -> &'static str {
    match entity {
        "Contribution" | "ContributionRecur" | "ContributionSoft" | "ContributionPage"
        | "LineItem" | "Payment" | "FinancialTrxn" | "Order" => "access CiviContribute",
        "Event" | "Participant" | "ParticipantStatusType" => "access CiviEvent",
        "Membership" | "MembershipLog" => "access CiviMember",
        "Case" | "CaseType" | "CaseContact" | "CaseActivity" => "access all cases and activities",
        "Mailing" | "MailingJob" | "MailingGroup" => "access CiviMail",
        "Pledge" | "PledgePayment" => "access CiviPledge",
        _ => "administer CiviCRM",
    }
}
