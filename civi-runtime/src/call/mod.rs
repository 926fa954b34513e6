//! One call and several: actions, their parameters, batches, settings and a site's own actions.

pub mod action;
pub mod batch;
pub(crate) mod chunks;
pub(crate) mod repeat;
pub mod setting;
pub mod site_action;
