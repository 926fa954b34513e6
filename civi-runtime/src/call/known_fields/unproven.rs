//! [`Unproven`]: what has to be found out before an answer is believed.

use std::fmt;

use super::doubt::{Doubt, settle_each};
use crate::call::action::{Call, Exchange};
use crate::call::answer::Answer;
use crate::call::batch;
use crate::error::{Error, Result};

/// What has to be found out before an action's output is believed.
#[derive(Debug, Default)]
pub struct Unproven {
    /// Columns that no row has.
    pub(crate) doubts: Vec<Doubt>,
    /// A read that proves what was written.
    pub(crate) read_back: Option<Box<dyn Proof>>,
}

/// A read that proves what a write did.
pub(crate) trait Proof: fmt::Debug + Send + Sync {
    /// The read; none where there is nothing to prove.
    fn question(&self) -> Result<Option<Call>>;

    /// Judges its answer, or the error that came instead.
    fn judge(&self, answer: Result<Answer>) -> Result<()>;
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

/// Finds it out for several actions: one request for all that is doubted, and one for all that is
/// read back.
pub(crate) async fn prove_all(exchange: &dyn Exchange, all: Vec<Unproven>) -> Vec<Result<()>> {
    let doubted: Vec<&[Doubt]> = all.iter().map(|it| it.doubts.as_slice()).collect();
    let mut verdicts = settle_each(exchange, &doubted).await;
    let (mut asked, mut calls) = (Vec::new(), Vec::new());
    for (index, unproven) in all.iter().enumerate() {
        let Some(proof) = &unproven.read_back else {
            continue;
        };
        match proof.question() {
            Ok(None) => {}
            Ok(Some(call)) => {
                asked.push((index, proof));
                calls.push(call);
            }
            Err(error) => refuse(&mut verdicts, index, proof.judge(Err(error))),
        }
    }
    let mut answers = match batch::execute(exchange, calls).await {
        Ok(answers) => answers,
        Err(error) => asked.iter().map(|_| Err(error.again())).collect(),
    }
    .into_iter();
    for (index, proof) in asked {
        let answer = answers
            .next()
            .unwrap_or_else(|| Err(Error::protocol("the batch has fewer answers than calls")));
        refuse(&mut verdicts, index, proof.judge(answer));
    }
    verdicts
}

fn refuse(verdicts: &mut [Result<()>], index: usize, verdict: Result<()>) {
    if let (Err(error), Some(place)) = (verdict, verdicts.get_mut(index)) {
        *place = Err(error);
    }
}
