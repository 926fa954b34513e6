//! Judges what came back: `(status, headers, bytes)` in, an [`Answer`](crate::call::answer::Answer)
//! or an error out.

mod body;
mod envelope;
mod excerpt;
mod judge;
mod name;
mod notices;
mod redirect;
mod status;
#[cfg(test)]
mod tests;

pub(crate) use body::retry_after;
pub(crate) use judge::{Asked, Plain, judge, judge_batch, judge_identity, judge_rest};
