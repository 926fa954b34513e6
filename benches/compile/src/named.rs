//! Named queries, and the same written by hand: what a program would have instead.

use std::fmt::Write as _;

/// How many queries there are: so many that their cost is more than the noise.
pub(crate) const QUERIES: usize = 60;

/// The entities of the small bindings that the queries are of.
pub(crate) const ENTITIES: &str = "Address,Contact,Contribution,Country,Email";

/// The files of the named queries: name and text.
pub(crate) fn files() -> Vec<(String, String)> {
    let file = |number: usize| {
        let text = format!(
            r#"{{
  "entity": "Contact",
  "params": {{
    "select": ["id", "display_name", "email_primary.email", "gender_id:label", "SUM(gift.total_amount) AS total_{number}"],
    "join": [["Contribution AS gift", "INNER", ["id", "=", "gift.contact_id"], ["gift.is_test", "=", false]]],
    "where": [["is_deceased", "=", false], ["last_name", "LIKE", "$like"], ["id", ">", {number}]],
    "groupBy": ["id"],
    "having": [["total_{number}", ">", "$least"]],
    "orderBy": {{"total_{number}": "DESC"}},
    "limit": 50
  }}
}}
"#
        );
        (format!("query_{number}.json"), text)
    };
    (0..QUERIES).map(file).collect()
}

/// A module with the same queries as people write them.
pub(crate) fn by_hand() -> String {
    let mut text = String::from(
        "pub mod queries {\n    use civi_runtime::prelude::*;\n    \
         use civi_runtime::{Decimal, Get, function, query};\n    \
         use crate::{Contact, Contribution, Email};\n",
    );
    for number in 0..QUERIES {
        let _ = write!(
            text,
            "
    #[derive(Debug, Clone, PartialEq)]
    pub struct Query{number} {{
        pub id: Id<Contact>,
        pub display_name: Option<String>,
        pub email: Option<String>,
        pub gender: Option<String>,
        pub total: Option<Decimal>,
    }}

    pub fn query_{number}(like: &str, least: Decimal) -> Get<Contact, impl civi_runtime::Selection<Contact, Row = Query{number}> + Clone + use<>> {{
        let gift = Contribution::alias::<Contact>(\"gift\");
        let total = function::sum(gift.field(Contribution::TOTAL_AMOUNT)).alias(\"total_{number}\");
        Contact::get()
            .select(query::mapped(
                (
                    Contact::ID,
                    Contact::DISPLAY_NAME,
                    Contact::EMAIL_PRIMARY.to(Email::EMAIL),
                    Contact::GENDER_ID.label(),
                    total.clone(),
                ),
                |(id, display_name, email, gender, total)| Query{number} {{ id, display_name, email, gender, total }},
            ))
            .join(gift.inner(Contact::ID.eq_field(gift.field(Contribution::CONTACT_ID)) & gift.field(Contribution::IS_TEST).eq(false)))
            .filter(Contact::IS_DECEASED.eq(false))
            .filter(Contact::LAST_NAME.like(like))
            .filter(Contact::ID.gt({number}))
            .group_by(Contact::ID)
            .having(total.gt(least))
            .order_by(total.desc())
            .limit(50)
    }}
"
        );
    }
    text.push_str("}\n");
    text
}
