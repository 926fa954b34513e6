//! One call and several: actions, their parameters, batches, settings and a site's own actions.

pub mod action;
pub mod answer;
pub mod batch;
pub(crate) mod known_fields;
pub(crate) mod repeat;
pub(crate) mod schema_check;
pub mod setting;
pub mod site_action;
#[cfg(feature = "blocking")]
pub(crate) mod wait;
