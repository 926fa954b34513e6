//! [`Unproven`]: what has to be found out before an answer is believed.

use super::doubt::{Doubt, settle_each};
use crate::action::Exchange;
use crate::error::Result;

/// What has to be found out before an action's output is believed.
#[derive(Debug, Default)]
pub struct Unproven {
    /// Columns that no row has.
    pub(crate) doubts: Vec<Doubt>,
}

/// Finds it out.
///
/// # Errors
///
/// When the output is not to be believed.
pub(crate) async fn prove(exchange: &dyn Exchange, unproven: Unproven) -> Result<()> {
    let verdicts = prove_all(exchange, vec![unproven]).await;
    verdicts.into_iter().collect()
}

/// Finds it out for several actions.
pub(crate) async fn prove_all(exchange: &dyn Exchange, all: Vec<Unproven>) -> Vec<Result<()>> {
    let doubted: Vec<&[Doubt]> = all.iter().map(|it| it.doubts.as_slice()).collect();
    settle_each(exchange, &doubted).await
}
