//! The guide: a chapter for each thing that one does with a site.
//!
//! | chapter | is about |
//! |---|---|
//! | [`selecting`] | which fields come back, and as what |
//! | [`filters`] | which rows |
//! | [`joins`] | fields of other entities |
//! | [`functions`] | what the site works out: functions, groups, `having` |
//! | [`writing`] | creating, changing, saving and deleting, safely |
//! | [`several_calls`] | batches and chains: several calls in one request |
//! | [`streams`] | more rows than fit into memory |
//! | [`errors`] | what can go wrong, and what to do then |
//! | [`testing_your_code`] | tests without a site |
//! | [`several_sites`] | one program, several sites or versions |
//! | [`deployment`] | keys, permissions and settings, by CMS |
//!
//! The examples use bindings of CiviCRM 6.17 with a few custom fields; `civi` is the module that has
//! them, `client` an asynchronous [`Client`](crate::Client). The blocking client takes the same calls
//! without `.await`.

macro_rules! chapters {
    ($($name:ident)+) => {$(
        #[doc = include_str!(concat!(stringify!($name), ".md"))]
        pub mod $name {}
    )+};
}

chapters! {
    selecting filters joins functions writing several_calls streams errors testing_your_code
    several_sites deployment
}
