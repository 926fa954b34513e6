//! A handful of entities and fields for the tests of the request language.

use crate::KnownOption;
use crate::OtherOption;
use crate::entity::Entity;
use crate::query::field::Field;
use crate::query::kind::{
    AnyName, FilterOnly, Limited, Listed, NotNull, Nullable, PrimaryKey, Restricted,
};
use crate::query::operator::{Allows, op};
use crate::query::suffix::{HasAbbr, HasLabel, HasName};
use crate::value::Date;
use crate::value::DateTime;
use crate::value::Decimal;
use crate::value::Id;
use crate::value::OptionList;

macro_rules! entities {
    ($($name:ident)+) => {$(
        #[derive(Debug)]
        pub(crate) enum $name {}
        impl Entity for $name {
            const NAME: &'static str = stringify!($name);
        }
    )+};
}
entities!(Contact Email Address StateProvince RelationshipCache);

#[derive(Debug)]
pub(crate) enum NameLabelAbbr {}
impl HasName for NameLabelAbbr {}
impl HasLabel for NameLabelAbbr {}
impl HasAbbr for NameLabelAbbr {}

#[derive(Debug)]
pub(crate) enum InNotIn {}
impl Allows<op::In> for InNotIn {}
impl Allows<op::NotIn> for InNotIn {}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Gender {
    Female,
    Unlisted(OtherOption),
}

impl OptionList for Gender {
    const KNOWN_OPTIONS: &'static [KnownOption] = &[KnownOption {
        name: "Female",
        value: "1",
        label: "Woman",
    }];
    fn index(&self) -> Result<usize, &OtherOption> {
        match self {
            Gender::Female => Ok(0),
            Gender::Unlisted(unlisted) => Err(unlisted),
        }
    }
    fn at(index: usize) -> Option<Self> {
        (index == 0).then_some(Gender::Female)
    }
    fn unlisted(option: OtherOption) -> Self {
        Gender::Unlisted(option)
    }
}

pub(crate) type Options = Listed<Gender, NameLabelAbbr>;

impl Contact {
    pub(crate) const ID: Field<Contact, Id<Contact>, PrimaryKey> = Field::new("id");
    pub(crate) const CONTACT_TYPE: Field<Contact, String, NotNull> = Field::new("contact_type");
    pub(crate) const FIRST_NAME: Field<Contact, String> = Field::new("first_name");
    pub(crate) const LAST_NAME: Field<Contact, String> = Field::new("last_name");
    pub(crate) const BIRTH_DATE: Field<Contact, Date> = Field::new("birth_date");
    pub(crate) const CREATED_DATE: Field<Contact, DateTime> = Field::new("created_date");
    pub(crate) const IS_DELETED: Field<Contact, bool, NotNull> = Field::new("is_deleted");
    pub(crate) const GENDER_ID: Field<Contact, i64, Options> = Field::new("gender_id");
    pub(crate) const GENDER: Field<Contact, Gender> = Field::new("gender");
    pub(crate) const MEANS: Field<Contact, Vec<i64>, Listed<AnyName, NameLabelAbbr>> =
        Field::new("preferred_communication_method");
    pub(crate) const GIVEN: Field<Contact, Decimal> = Field::new("donors.given");
    pub(crate) const SCORE: Field<Contact, f64> = Field::new("donors.score");
    pub(crate) const GROUPS: Field<Contact, i64, Limited<InNotIn, FilterOnly>> =
        Field::new("groups");
    pub(crate) const API_KEY: Field<Contact, String, Restricted> = Field::new("api_key");
    pub(crate) const EMPLOYER_ID: Field<Contact, Id<Contact>> = Field::new("employer_id");
    pub(crate) const ADDRESS_PRIMARY: Field<Contact, Id<Address>> = Field::new("address_primary");
}

impl Email {
    pub(crate) const CONTACT_ID: Field<Email, Id<Contact>> = Field::new("contact_id");
    pub(crate) const EMAIL: Field<Email, String> = Field::new("email");
    pub(crate) const IS_PRIMARY: Field<Email, bool, NotNull> = Field::new("is_primary");
    pub(crate) const LOCATION_TYPE_ID: Field<Email, i64, Listed<AnyName, NameLabelAbbr>> =
        Field::new("location_type_id");
}

impl Address {
    pub(crate) const STATE_PROVINCE_ID: Field<
        Address,
        Id<StateProvince>,
        Listed<AnyName, NameLabelAbbr, Nullable>,
    > = Field::new("state_province_id");
}

impl RelationshipCache {
    pub(crate) const NEAR_RELATION: Field<
        RelationshipCache,
        String,
        Listed<AnyName, NameLabelAbbr>,
    > = Field::new("near_relation");
    pub(crate) const NEAR_CONTACT_ID: Field<RelationshipCache, Id<Contact>> =
        Field::new("near_contact_id");
}

/// A filter's `where`.
pub(crate) fn clauses(filter: &crate::query::filter::Filter<Contact>) -> String {
    crate::query::gate::shown(filter.node())
}

/// One element of the parameter `join`.
pub(crate) fn joined(join: &crate::query::join::Join<Contact>) -> String {
    crate::query::gate::shown_join(join)
}
