//! The SQL of a field: its column, or how it is calculated.

use super::scope::Target;
use crate::context::Context;
use crate::schema::{Calculated, Source};
use crate::store::{Sql, now};

/// The value of a field.
pub(crate) fn column(context: &Context<'_>, target: Target<'_>) -> Sql {
    match target.field.source {
        Source::Column => Sql::column(target.alias, target.field.name()),
        Source::Nothing => Sql::null(),
        Source::Calculated(calculated) => value(context, target, calculated),
    }
}

fn value(context: &Context<'_>, target: Target<'_>, calculated: Calculated) -> Sql {
    let own = |name: &str| Sql::column(target.alias, name);
    let id = || own("id");
    let today = || Sql::value(now().date().to_string());
    let has = |entity: &str| context.model.entity(entity).is_some();
    match calculated {
        Calculated::OneOf { entity, flag } if has(entity) => Sql::new("(SELECT x.id FROM ")
            .then(Sql::name(context.model.entity(entity).and_then(|e| e.table.as_deref()).unwrap_or("")))
            .word(" x WHERE x.contact_id = ")
            .then(id())
            .word(" AND x.")
            .then(Sql::name(flag))
            .word(" = 1 LIMIT 1)"),
        Calculated::AgeYears => {
            Sql::call("civi_timestampdiff", [Sql::new("'YEAR'"), own("birth_date"), today()])
        }
        Calculated::NextBirthday => Sql::call("civi_days_to_anniversary", [own("birth_date")]),
        Calculated::ActivityContacts(Some(2)) if has("ActivityContact") => Sql::new(
            "(SELECT x.contact_id FROM civicrm_activity_contact x WHERE x.record_type_id = 2 AND x.activity_id = ",
        )
        .then(id())
        .word(" LIMIT 1)"),
        Calculated::ActivityContacts(role) if has("ActivityContact") => {
            // Older releases give the ids as text.
            let list = if context.model.is_since(6, 0) {
                "(SELECT json_group_array(x.contact_id)"
            } else {
                "(SELECT json_group_array(CAST(x.contact_id AS TEXT))"
            };
            let list = Sql::new(list)
                .word(" FROM (SELECT contact_id FROM civicrm_activity_contact WHERE activity_id = ")
                .then(id())
                .then(in_role(role))
                .word(" ORDER BY id) x)");
            Sql::call("nullif", [list, Sql::new("'[]'")])
        }
        Calculated::ActivityContactCount(role) if has("ActivityContact") => {
            Sql::new("(SELECT count(*) FROM civicrm_activity_contact WHERE activity_id = ")
                .then(id())
                .then(in_role(Some(role)))
                .word(")")
        }
        Calculated::ActivityCase if has("CaseActivity") => {
            Sql::new("(SELECT x.case_id FROM civicrm_case_activity x WHERE x.activity_id = ")
                .then(id())
                .word(" LIMIT 1)")
        }
        Calculated::ContactCount if has("GroupContact") => {
            Sql::new("(SELECT count(*) FROM civicrm_group_contact x WHERE x.status = 'Added' AND x.group_id = ")
                .then(id())
                .word(")")
        }
        Calculated::IsCurrent => is_current(target),
        Calculated::PaidAmount => Sql::new("CASE WHEN ")
            .then(own("contribution_status_id"))
            .word(" = 1 THEN ")
            .then(own("total_amount"))
            .word(" ELSE 0 END"),
        Calculated::BalanceAmount => Sql::new("CASE WHEN ")
            .then(own("contribution_status_id"))
            .word(" = 1 THEN 0 ELSE ")
            .then(own("total_amount"))
            .word(" END"),
        Calculated::TaxExclusiveAmount => {
            own("total_amount").word(" - coalesce(").then(own("tax_amount")).word(", 0)")
        }
        Calculated::RemainingParticipants if has("Participant") => own("max_participants")
            .word(" - (SELECT count(*) FROM civicrm_participant x WHERE x.is_test = 0 AND x.event_id = ")
            .then(id())
            .word(")"),
        Calculated::FileUrl => {
            Sql::new("'http://sandbox.local/civicrm/file?reset=1&id=' || ").then(id())
        }
        Calculated::FileName => {
            Sql::new("coalesce((SELECT x.name FROM sandbox_file x WHERE x.id = ")
                .then(id())
                .word("), ")
                .then(own("uri"))
                .word(")")
        }
        Calculated::FileContent => Sql::new("(SELECT x.content FROM sandbox_file x WHERE x.id = ")
            .then(id())
            .word(")"),
        Calculated::IsImage => {
            Sql::new("coalesce(").then(own("mime_type")).word(", '') LIKE 'image/%'")
        }
        Calculated::IsPrimaryMember => own("owner_membership_id").word(" IS NULL"),
        Calculated::Zero | Calculated::No => Sql::new("0"),
        Calculated::Yes => Sql::new("1"),
        _ => Sql::null(),
    }
}

fn in_role(role: Option<i64>) -> Sql {
    match role {
        Some(role) => Sql::new(" AND record_type_id = ").then(Sql::number(role)),
        None => Sql::default(),
    }
}

/// Active, begun and not over.
fn is_current(target: Target<'_>) -> Sql {
    let mut all = vec![Sql::new("1")];
    // By the day: what ends today is still current.
    let today = || Sql::value(now().date().to_string());
    if target.entity.has_column("is_active") {
        all.push(Sql::column(target.alias, "is_active").word(" = 1"));
    }
    let ends = ["end_date", "expires_date"]
        .into_iter()
        .map(|name| (name, " >= "));
    for (name, sign) in ends.chain([("start_date", " <= ")]) {
        if target.entity.has_column(name) {
            let column = || Sql::column(target.alias, name);
            all.push(
                column()
                    .word(" IS NULL OR ")
                    .then(column())
                    .word(sign)
                    .then(today())
                    .in_parentheses(),
            );
        }
    }
    Sql::joined(all.into_iter().map(Sql::in_parentheses), " AND ").in_parentheses()
}

/// The condition that a filter-only field makes: in a group, or with a tag.
pub(crate) fn membership(context: &Context<'_>, target: Target<'_>, ids: &[i64]) -> Option<Sql> {
    let list = || Sql::joined(ids.iter().map(|id| Sql::value(*id)), ", ");
    let id = Sql::column(target.alias, "id");
    match target.field.source {
        Source::Calculated(Calculated::Groups) if context.model.entity("GroupContact").is_some() => Some(
            id.word(" IN (SELECT contact_id FROM civicrm_group_contact WHERE status = 'Added' AND group_id IN (")
                .then(list())
                .word("))"),
        ),
        Source::Calculated(Calculated::Tags) if context.model.entity("EntityTag").is_some() => Some(
            id.word(" IN (SELECT entity_id FROM civicrm_entity_tag WHERE entity_table = ")
                .then(Sql::value(target.entity.table.clone().unwrap_or_default()))
                .word(" AND tag_id IN (")
                .then(list())
                .word("))"),
        ),
        _ => None,
    }
}
