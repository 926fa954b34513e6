//! One call and several: actions, their parameters, batches, settings and a site's own actions.

pub(crate) mod action;
pub(crate) mod answer;
pub(crate) mod batch;
pub(crate) mod known_fields;
pub(crate) mod repeat;
pub(crate) mod schema_check;
pub mod setting;
pub(crate) mod site_action;
#[cfg(feature = "blocking")]
pub(crate) mod wait;
