//! Fields that are not stored, and that the sandbox knows how to calculate.

use civi_schema::Field;

/// How a field is calculated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Calculated {
    /// The id of the contact's primary or billing row of an entity.
    OneOf {
        entity: &'static str,
        flag: &'static str,
    },
    /// The full years since a birth date.
    AgeYears,
    /// The days until the next birthday.
    NextBirthday,
    /// The groups that a contact is in; for filters.
    Groups,
    /// The tags of a row; for filters.
    Tags,
    /// The contacts of an activity in a role; `None` in any.
    ActivityContacts(Option<i64>),
    /// How many contacts an activity has in a role.
    ActivityContactCount(i64),
    /// Active, and within its start and end.
    IsCurrent,
    /// The cases of an activity.
    ActivityCase,
    /// How many contacts a group has.
    ContactCount,
    /// What was paid of a contribution.
    PaidAmount,
    /// What is still to pay of a contribution.
    BalanceAmount,
    /// A contribution without tax.
    TaxExclusiveAmount,
    /// The places that an event has left.
    RemainingParticipants,
    /// Where a file is downloaded.
    FileUrl,
    /// A file's own name.
    FileName,
    /// What is in a file.
    FileContent,
    /// Whether a file is an image.
    IsImage,
    /// Whether a membership is nobody else's.
    IsPrimaryMember,
    /// A number that is always the same here: no depth, no statistics.
    Zero,
    /// False: nothing here comes from an extension.
    No,
    /// True.
    Yes,
}

impl Calculated {
    /// How a field of an entity is calculated, if the sandbox knows.
    pub(crate) fn of(entity: &str, field: &Field) -> Option<Self> {
        if !matches!(field.kind.as_str(), "Extra" | "Filter") {
            return None;
        }
        Some(match (entity, field.name.as_str()) {
            (_, "tags") => Calculated::Tags,
            ("Contact" | "Individual" | "Household" | "Organization", name) => {
                return contact(name);
            }
            ("Activity", "source_contact_id") => Calculated::ActivityContacts(Some(2)),
            ("Activity", "target_contact_id") => Calculated::ActivityContacts(Some(3)),
            ("Activity", "assignee_contact_id") => Calculated::ActivityContacts(Some(1)),
            ("Activity", "all_contact_id") => Calculated::ActivityContacts(None),
            ("Activity", "target_contact_count") => Calculated::ActivityContactCount(3),
            ("Activity", "assignee_contact_count") => Calculated::ActivityContactCount(1),
            ("Activity", "case_id") => Calculated::ActivityCase,
            ("Contribution", "paid_amount") => Calculated::PaidAmount,
            ("Contribution", "balance_amount") => Calculated::BalanceAmount,
            ("Contribution", "tax_exclusive_amount") => Calculated::TaxExclusiveAmount,
            ("Event", "remaining_participants") => Calculated::RemainingParticipants,
            ("File", "url") => Calculated::FileUrl,
            ("File", "file_name") => Calculated::FileName,
            ("File", "content") => Calculated::FileContent,
            ("File", "is_image") => Calculated::IsImage,
            ("Group", "contact_count") => Calculated::ContactCount,
            ("Membership", "is_primary_member") => Calculated::IsPrimaryMember,
            ("Domain", "is_active") => Calculated::Yes,
            (_, "is_current") => Calculated::IsCurrent,
            (_, "_depth" | "_descendents") => Calculated::Zero,
            ("Mailing", name) if name.starts_with("stats_") => Calculated::Zero,
            (_, "has_base" | "has_local" | "cache_expired") => Calculated::No,
            _ => return None,
        })
    }
}

fn contact(name: &str) -> Option<Calculated> {
    match name {
        "age_years" => return Some(Calculated::AgeYears),
        "next_birthday" => return Some(Calculated::NextBirthday),
        "groups" => return Some(Calculated::Groups),
        _ => {}
    }
    let (entity, flag) = name.rsplit_once('_')?;
    let entity = match entity {
        "email" => "Email",
        "phone" => "Phone",
        "address" => "Address",
        "im" => "IM",
        _ => return None,
    };
    let flag = match flag {
        "primary" => "is_primary",
        "billing" => "is_billing",
        _ => return None,
    };
    Some(Calculated::OneOf { entity, flag })
}
