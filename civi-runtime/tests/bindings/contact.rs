//! `Contact`.

use super::Address;
use super::Email;
use super::options;
use super::suffixes;

use civi_runtime as rt;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Contact {}

impl rt::Entity for Contact {
    const NAME: &'static str = "Contact";
}

impl rt::Keyed for Contact {
    type Key = rt::Id<Contact>;
    const KEY: &'static str = "id";
}

impl rt::CanGet for Contact {
    type Row = Row;
}

impl rt::CanCreate for Contact {}
impl rt::CanUpdate for Contact {}
impl rt::CanSave for Contact {}
impl rt::CanReplace for Contact {}
impl rt::CanDelete for Contact {}
impl rt::CanAutocomplete for Contact {}
impl rt::CanCheckAccess for Contact {}
impl rt::CanGetLinks for Contact {}
impl rt::CanTrash for Contact {}
impl rt::CanReloadAs for Contact {}

impl Contact {
    pub const ID: rt::Field<Contact, rt::Id<Contact>, rt::PrimaryKey> = rt::Field::new("id");
    pub const CONTACT_TYPE: rt::Field<
        Contact,
        options::ContactType,
        rt::Listed<options::ContactType, suffixes::NameLabelIcon>,
    > = rt::Field::new("contact_type");
    pub const EXTERNAL_IDENTIFIER: rt::Field<Contact, String> =
        rt::Field::new("external_identifier");
    pub const DISPLAY_NAME: rt::Field<Contact, String> = rt::Field::new("display_name");
    pub const CONTACT_SUB_TYPE: rt::Field<
        Contact,
        Vec<String>,
        rt::Listed<rt::AnyName, suffixes::NameLabelIcon>,
    > = rt::Field::new("contact_sub_type");
    pub const FIRST_NAME: rt::Field<Contact, String> = rt::Field::new("first_name");
    pub const MIDDLE_NAME: rt::Field<Contact, String> = rt::Field::new("middle_name");
    pub const LAST_NAME: rt::Field<Contact, String> = rt::Field::new("last_name");
    pub const DO_NOT_EMAIL: rt::Field<Contact, bool, rt::NotNull> = rt::Field::new("do_not_email");
    pub const DO_NOT_PHONE: rt::Field<Contact, bool, rt::NotNull> = rt::Field::new("do_not_phone");
    pub const DO_NOT_MAIL: rt::Field<Contact, bool, rt::NotNull> = rt::Field::new("do_not_mail");
    pub const SORT_NAME: rt::Field<Contact, String> = rt::Field::new("sort_name");
    pub const NICK_NAME: rt::Field<Contact, String> = rt::Field::new("nick_name");
    pub const JOB_TITLE: rt::Field<Contact, String> = rt::Field::new("job_title");
    pub const ORGANIZATION_NAME: rt::Field<Contact, String> = rt::Field::new("organization_name");
    pub const IMAGE_URL: rt::Field<Contact, String> = rt::Field::new("image_URL");
    pub const PREFERRED_COMMUNICATION_METHOD: rt::Field<
        Contact,
        Vec<String>,
        rt::Listed<options::PreferredCommunicationMethod, suffixes::NameLabel>,
    > = rt::Field::new("preferred_communication_method");
    pub const PREFERRED_LANGUAGE: rt::Field<
        Contact,
        String,
        rt::Listed<rt::AnyName, suffixes::NameLabel>,
    > = rt::Field::new("preferred_language");
    pub const HASH: rt::Field<Contact, String> = rt::Field::new("hash");
    pub const API_KEY: rt::Field<Contact, String, rt::Restricted> = rt::Field::new("api_key");
    pub const SOURCE: rt::Field<Contact, String> = rt::Field::new("source");
    pub const PREFIX_ID: rt::Field<Contact, i64, rt::Listed<rt::AnyName, suffixes::NameLabel>> =
        rt::Field::new("prefix_id");
    pub const GENDER_ID: rt::Field<Contact, i64, rt::Listed<options::Gender, suffixes::NameLabel>> =
        rt::Field::new("gender_id");
    pub const BIRTH_DATE: rt::Field<Contact, rt::Date> = rt::Field::new("birth_date");
    pub const IS_DECEASED: rt::Field<Contact, bool, rt::NotNull> = rt::Field::new("is_deceased");
    pub const DECEASED_DATE: rt::Field<Contact, rt::Date> = rt::Field::new("deceased_date");
    pub const EMPLOYER_ID: rt::Field<Contact, rt::Id<Contact>> = rt::Field::new("employer_id");
    pub const IS_DELETED: rt::Field<Contact, bool, rt::NotNull> = rt::Field::new("is_deleted");
    pub const CREATED_DATE: rt::Field<Contact, rt::DateTime> = rt::Field::new("created_date");
    pub const MODIFIED_DATE: rt::Field<Contact, rt::DateTime> = rt::Field::new("modified_date");
    pub const EXTRA_INFO__TXT: rt::Field<Contact, String> = rt::Field::new("extra_info.txt");
    pub const EXTRA_INFO__NUM: rt::Field<Contact, i64> = rt::Field::new("extra_info.num");
    pub const EXTRA_INFO__MON: rt::Field<Contact, rt::Decimal> = rt::Field::new("extra_info.mon");
    pub const EXTRA_INFO__CREF: rt::Field<Contact, rt::Id<Contact>> =
        rt::Field::new("extra_info.cref");
    pub const EMAIL_PRIMARY: rt::Field<Contact, rt::Id<Email>> = rt::Field::new("email_primary");
    pub const ADDRESS_PRIMARY: rt::Field<Contact, rt::Id<Address>> =
        rt::Field::new("address_primary");
    pub const AGE_YEARS: rt::Field<Contact, i64> = rt::Field::new("age_years");
    pub const GROUPS: rt::Field<Contact, i64, rt::Limited<suffixes::InOnly, rt::FilterOnly>> =
        rt::Field::new("groups");

    pub fn values() -> Values<rt::Complete> {
        rt::codegen::builder::values()
    }

    pub fn changes() -> Values<rt::Changes> {
        rt::codegen::builder::values()
    }
}

#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct Row {
    pub id: Option<rt::Id<Contact>>,
    pub contact_type: Option<options::ContactType>,
    pub external_identifier: Option<String>,
    pub display_name: Option<String>,
    pub contact_sub_type: Option<Vec<String>>,
    pub first_name: Option<String>,
    pub middle_name: Option<String>,
    pub last_name: Option<String>,
    pub do_not_email: Option<bool>,
    pub do_not_phone: Option<bool>,
    pub do_not_mail: Option<bool>,
    pub sort_name: Option<String>,
    pub nick_name: Option<String>,
    pub job_title: Option<String>,
    pub organization_name: Option<String>,
    pub image_url: Option<String>,
    pub preferred_communication_method: Option<Vec<String>>,
    pub preferred_language: Option<String>,
    pub hash: Option<String>,
    pub api_key: Option<String>,
    pub source: Option<String>,
    pub prefix_id: Option<i64>,
    pub gender_id: Option<i64>,
    pub birth_date: Option<rt::Date>,
    pub is_deceased: Option<bool>,
    pub deceased_date: Option<rt::Date>,
    pub employer_id: Option<rt::Id<Contact>>,
    pub is_deleted: Option<bool>,
    pub created_date: Option<rt::DateTime>,
    pub modified_date: Option<rt::DateTime>,
    pub extra_info__txt: Option<String>,
    pub extra_info__num: Option<i64>,
    pub extra_info__mon: Option<rt::Decimal>,
    pub extra_info__cref: Option<rt::Id<Contact>>,
}

impl rt::Record for Row {
    const COLUMNS: &'static [&'static str] = &[
        "id",
        "contact_type",
        "external_identifier",
        "display_name",
        "contact_sub_type",
        "first_name",
        "middle_name",
        "last_name",
        "do_not_email",
        "do_not_phone",
        "do_not_mail",
        "sort_name",
        "nick_name",
        "job_title",
        "organization_name",
        "image_URL",
        "preferred_communication_method",
        "preferred_language",
        "hash",
        "api_key",
        "source",
        "prefix_id",
        "gender_id",
        "birth_date",
        "is_deceased",
        "deceased_date",
        "employer_id",
        "is_deleted",
        "created_date",
        "modified_date",
        "extra_info.txt",
        "extra_info.num",
        "extra_info.mon",
        "extra_info.cref",
    ];

    fn slot(&mut self, column: usize) -> rt::Slot<'_> {
        match column {
            0 => rt::Value::slot(&mut self.id),
            1 => rt::Value::slot(&mut self.contact_type),
            2 => rt::Value::slot(&mut self.external_identifier),
            3 => rt::Value::slot(&mut self.display_name),
            4 => rt::Value::slot(&mut self.contact_sub_type),
            5 => rt::Value::slot(&mut self.first_name),
            6 => rt::Value::slot(&mut self.middle_name),
            7 => rt::Value::slot(&mut self.last_name),
            8 => rt::Value::slot(&mut self.do_not_email),
            9 => rt::Value::slot(&mut self.do_not_phone),
            10 => rt::Value::slot(&mut self.do_not_mail),
            11 => rt::Value::slot(&mut self.sort_name),
            12 => rt::Value::slot(&mut self.nick_name),
            13 => rt::Value::slot(&mut self.job_title),
            14 => rt::Value::slot(&mut self.organization_name),
            15 => rt::Value::slot(&mut self.image_url),
            16 => rt::Value::slot(&mut self.preferred_communication_method),
            17 => rt::Value::slot(&mut self.preferred_language),
            18 => rt::Value::slot(&mut self.hash),
            19 => rt::Value::slot(&mut self.api_key),
            20 => rt::Value::slot(&mut self.source),
            21 => rt::Value::slot(&mut self.prefix_id),
            22 => rt::Value::slot(&mut self.gender_id),
            23 => rt::Value::slot(&mut self.birth_date),
            24 => rt::Value::slot(&mut self.is_deceased),
            25 => rt::Value::slot(&mut self.deceased_date),
            26 => rt::Value::slot(&mut self.employer_id),
            27 => rt::Value::slot(&mut self.is_deleted),
            28 => rt::Value::slot(&mut self.created_date),
            29 => rt::Value::slot(&mut self.modified_date),
            30 => rt::Value::slot(&mut self.extra_info__txt),
            31 => rt::Value::slot(&mut self.extra_info__num),
            32 => rt::Value::slot(&mut self.extra_info__mon),
            33 => rt::Value::slot(&mut self.extra_info__cref),
            _ => rt::Slot::Skip,
        }
    }
}

pub type Values<M = rt::Complete> = super::builders::Values<Contact, M>;

impl<M> Values<M> {
    pub fn id(self, id: impl Into<rt::Id<Contact>>) -> Self {
        rt::codegen::builder::put::<_, rt::Id<Contact>>(self, "id", id.into())
    }

    pub fn contact_type(self, value: impl rt::IntoWire<Option<options::ContactType>>) -> Self {
        rt::codegen::builder::put(self, "contact_type", value)
    }

    pub fn external_identifier(self, value: impl rt::IntoWire<Option<String>>) -> Self {
        rt::codegen::builder::put(self, "external_identifier", value)
    }

    pub fn contact_sub_type(self, value: impl rt::IntoWire<Option<Vec<String>>>) -> Self {
        rt::codegen::builder::put(self, "contact_sub_type", value)
    }

    pub fn first_name(self, value: impl rt::IntoWire<Option<String>>) -> Self {
        rt::codegen::builder::put_max(self, "first_name", 64, value)
    }

    pub fn middle_name(self, value: impl rt::IntoWire<Option<String>>) -> Self {
        rt::codegen::builder::put(self, "middle_name", value)
    }

    pub fn last_name(self, value: impl rt::IntoWire<Option<String>>) -> Self {
        rt::codegen::builder::put_max(self, "last_name", 64, value)
    }

    pub fn do_not_email(self, value: impl rt::IntoWire<bool>) -> Self {
        rt::codegen::builder::put(self, "do_not_email", value)
    }

    pub fn do_not_phone(self, value: impl rt::IntoWire<bool>) -> Self {
        rt::codegen::builder::put(self, "do_not_phone", value)
    }

    pub fn do_not_mail(self, value: impl rt::IntoWire<bool>) -> Self {
        rt::codegen::builder::put(self, "do_not_mail", value)
    }

    pub fn nick_name(self, value: impl rt::IntoWire<Option<String>>) -> Self {
        rt::codegen::builder::put(self, "nick_name", value)
    }

    pub fn job_title(self, value: impl rt::IntoWire<Option<String>>) -> Self {
        rt::codegen::builder::put_max(self, "job_title", 255, value)
    }

    pub fn organization_name(self, value: impl rt::IntoWire<Option<String>>) -> Self {
        rt::codegen::builder::put(self, "organization_name", value)
    }

    pub fn image_url(self, value: impl rt::IntoWire<Option<String>>) -> Self {
        rt::codegen::builder::put(self, "image_URL", value)
    }

    pub fn preferred_communication_method(
        self,
        value: impl rt::IntoWire<Option<rt::Chosen<Vec<String>, options::PreferredCommunicationMethod>>>,
    ) -> Self {
        rt::codegen::builder::put(self, "preferred_communication_method", value)
    }

    pub fn preferred_language(self, value: impl rt::IntoWire<Option<String>>) -> Self {
        rt::codegen::builder::put(self, "preferred_language", value)
    }

    pub fn api_key(self, value: impl rt::IntoWire<Option<String>>) -> Self {
        rt::codegen::builder::put(self, "api_key", value)
    }

    pub fn source(self, value: impl rt::IntoWire<Option<String>>) -> Self {
        rt::codegen::builder::put(self, "source", value)
    }

    pub fn prefix_id(self, value: impl rt::IntoWire<Option<i64>>) -> Self {
        rt::codegen::builder::put(self, "prefix_id", value)
    }

    pub fn gender_id(
        self,
        value: impl rt::IntoWire<Option<rt::Chosen<i64, options::Gender>>>,
    ) -> Self {
        rt::codegen::builder::put(self, "gender_id", value)
    }

    pub fn birth_date(self, value: impl rt::IntoWire<Option<rt::Date>>) -> Self {
        rt::codegen::builder::put(self, "birth_date", value)
    }

    pub fn is_deceased(self, value: impl rt::IntoWire<bool>) -> Self {
        rt::codegen::builder::put(self, "is_deceased", value)
    }

    pub fn deceased_date(self, value: impl rt::IntoWire<Option<rt::Date>>) -> Self {
        rt::codegen::builder::put(self, "deceased_date", value)
    }

    pub fn employer_id(self, value: impl rt::IntoWire<Option<rt::Id<Contact>>>) -> Self {
        rt::codegen::builder::put(self, "employer_id", value)
    }

    pub fn is_deleted(self, value: impl rt::IntoWire<bool>) -> Self {
        rt::codegen::builder::put(self, "is_deleted", value)
    }

    pub fn extra_info__txt(self, value: impl rt::IntoWire<Option<String>>) -> Self {
        rt::codegen::builder::put(self, "extra_info.txt", value)
    }

    pub fn extra_info__num(self, value: impl rt::IntoWire<Option<i64>>) -> Self {
        rt::codegen::builder::put(self, "extra_info.num", value)
    }

    pub fn extra_info__mon(self, value: impl rt::IntoWire<Option<rt::Decimal>>) -> Self {
        rt::codegen::builder::put(self, "extra_info.mon", value)
    }

    pub fn extra_info__cref(self, value: impl rt::IntoWire<Option<rt::Id<Contact>>>) -> Self {
        rt::codegen::builder::put(self, "extra_info.cref", value)
    }
}
