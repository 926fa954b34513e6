//! Suffix and operator sets.

use civi_runtime as rt;

macro_rules! suffixes {
    ($($name:ident: $($has:ident),+;)+) => {$(
        #[derive(Debug)]
        pub enum $name {}
        $(impl rt::$has for $name {})+
    )+};
}

suffixes! {
    NameLabel: HasName, HasLabel;
    NameLabelAbbr: HasName, HasLabel, HasAbbr;
    NameLabelIcon: HasName, HasLabel, HasIcon;
}

/// Fields that take only `IN` and `NOT IN`.
#[derive(Debug)]
pub enum InOnly {}
impl rt::Allows<rt::op::In> for InOnly {}
impl rt::Allows<rt::op::NotIn> for InOnly {}
