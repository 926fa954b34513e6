//! `Contribution`.

use super::Contact;
use super::options;
use super::suffixes;

use civi_runtime as rt;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Contribution {}

impl rt::Entity for Contribution {
    const NAME: &'static str = "Contribution";
}

impl rt::Keyed for Contribution {
    type Key = rt::Id<Contribution>;
    const KEY: &'static str = "id";
}

impl rt::CanGet for Contribution {
    type Row = Row;
}

impl rt::CanCreate for Contribution {}
impl rt::CanUpdate for Contribution {}
impl rt::CanSave for Contribution {}
impl rt::CanReplace for Contribution {}
impl rt::CanDelete for Contribution {}

impl Contribution {
    pub const ID: rt::Field<Contribution, rt::Id<Contribution>, rt::PrimaryKey> =
        rt::Field::new("id");
    pub const CONTACT_ID: rt::Field<Contribution, rt::Id<Contact>, rt::NotNull> =
        rt::Field::new("contact_id");
    pub const FINANCIAL_TYPE_ID: rt::Field<
        Contribution,
        i64,
        rt::Listed<rt::AnyName, suffixes::NameLabel>,
    > = rt::Field::new("financial_type_id");
    pub const TOTAL_AMOUNT: rt::Field<Contribution, rt::Decimal, rt::NotNull> =
        rt::Field::new("total_amount");
    pub const FEE_AMOUNT: rt::Field<Contribution, rt::Decimal> = rt::Field::new("fee_amount");
    pub const NET_AMOUNT: rt::Field<Contribution, rt::Decimal> = rt::Field::new("net_amount");
    pub const CURRENCY: rt::Field<
        Contribution,
        String,
        rt::Listed<rt::AnyName, suffixes::NameLabelAbbr>,
    > = rt::Field::new("currency");
    pub const RECEIVE_DATE: rt::Field<Contribution, rt::DateTime> = rt::Field::new("receive_date");
    pub const CONTRIBUTION_STATUS_ID: rt::Field<
        Contribution,
        i64,
        rt::Listed<options::ContributionStatus, suffixes::NameLabel>,
    > = rt::Field::new("contribution_status_id");
    pub const IS_TEST: rt::Field<Contribution, bool, rt::NotNull> = rt::Field::new("is_test");

    pub fn values(
        contact_id: impl rt::IntoWire<rt::Id<Contact>>,
        financial_type_id: impl rt::IntoWire<rt::Chosen<i64, rt::AnyName>>,
        total_amount: impl rt::IntoWire<rt::Decimal>,
    ) -> Values<rt::Complete> {
        rt::codegen::builder::put(
            rt::codegen::builder::put(
                rt::codegen::builder::put(rt::codegen::builder::values(), "contact_id", contact_id),
                "financial_type_id",
                financial_type_id,
            ),
            "total_amount",
            total_amount,
        )
    }

    pub fn changes() -> Values<rt::Changes> {
        rt::codegen::builder::values()
    }
}

#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct Row {
    pub id: Option<rt::Id<Contribution>>,
    pub contact_id: Option<rt::Id<Contact>>,
    pub financial_type_id: Option<i64>,
    pub total_amount: Option<rt::Decimal>,
    pub fee_amount: Option<rt::Decimal>,
    pub net_amount: Option<rt::Decimal>,
    pub currency: Option<String>,
    pub receive_date: Option<rt::DateTime>,
    pub contribution_status_id: Option<i64>,
    pub is_test: Option<bool>,
}

impl rt::Record for Row {
    const COLUMNS: &'static [&'static str] = &[
        "id",
        "contact_id",
        "financial_type_id",
        "total_amount",
        "fee_amount",
        "net_amount",
        "currency",
        "receive_date",
        "contribution_status_id",
        "is_test",
    ];

    fn slot(&mut self, column: usize) -> rt::Slot<'_> {
        match column {
            0 => rt::Value::slot(&mut self.id),
            1 => rt::Value::slot(&mut self.contact_id),
            2 => rt::Value::slot(&mut self.financial_type_id),
            3 => rt::Value::slot(&mut self.total_amount),
            4 => rt::Value::slot(&mut self.fee_amount),
            5 => rt::Value::slot(&mut self.net_amount),
            6 => rt::Value::slot(&mut self.currency),
            7 => rt::Value::slot(&mut self.receive_date),
            8 => rt::Value::slot(&mut self.contribution_status_id),
            9 => rt::Value::slot(&mut self.is_test),
            _ => rt::Slot::Skip,
        }
    }
}

pub type Values<M = rt::Complete> = super::builders::Values<Contribution, M>;

impl<M> Values<M> {
    pub fn contact_id(self, value: impl rt::IntoWire<rt::Id<Contact>>) -> Self {
        rt::codegen::builder::put(self, "contact_id", value)
    }

    pub fn financial_type_id(self, value: impl rt::IntoWire<Option<i64>>) -> Self {
        rt::codegen::builder::put(self, "financial_type_id", value)
    }

    pub fn total_amount(self, value: impl rt::IntoWire<rt::Decimal>) -> Self {
        rt::codegen::builder::put(self, "total_amount", value)
    }

    pub fn fee_amount(self, value: impl rt::IntoWire<Option<rt::Decimal>>) -> Self {
        rt::codegen::builder::put(self, "fee_amount", value)
    }

    pub fn net_amount(self, value: impl rt::IntoWire<Option<rt::Decimal>>) -> Self {
        rt::codegen::builder::put(self, "net_amount", value)
    }

    pub fn currency(self, value: impl rt::IntoWire<Option<String>>) -> Self {
        rt::codegen::builder::put(self, "currency", value)
    }

    pub fn receive_date(self, value: impl rt::IntoWire<Option<rt::DateTime>>) -> Self {
        rt::codegen::builder::put(self, "receive_date", value)
    }

    pub fn contribution_status_id(self, value: impl rt::IntoWire<Option<i64>>) -> Self {
        rt::codegen::builder::put(self, "contribution_status_id", value)
    }

    pub fn is_test(self, value: impl rt::IntoWire<bool>) -> Self {
        rt::codegen::builder::put(self, "is_test", value)
    }
}
