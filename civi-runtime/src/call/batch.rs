//! Several calls in one request.
//!
//! [`Caller::batch`] takes a tuple of actions or a list of one kind. Calls run in order, in one
//! process of the site, without a transaction, and each has its own result (APIv4 wire contract
//! §1.7).

use crate::action::{Action, Call, Caller, Exchange};
use crate::answer::Answer;
use crate::error::{Error, Result};
use crate::known_fields::{WrittenFields, admit};

/// What [`Caller::batch`] takes: a tuple of up to 12 actions, or a `Vec` of one kind.
pub trait Calls: Send + Sync + 'static {
    /// One `Result` for each action, in the same shape.
    type Outputs: Send + 'static;

    /// What each action sends, first its guards.
    #[doc(hidden)]
    fn prepared(&self) -> Vec<Prepared>;

    /// Judges the answer to one of an action's guards, by its place among them.
    #[doc(hidden)]
    fn admit(&self, index: usize, place: usize, guard: Answer) -> Result<()>;

    /// Reads one answer for each action.
    #[doc(hidden)]
    fn read(&self, answers: Vec<Result<Answer>>) -> Self::Outputs;
}

/// One action of a batch: its guards, and its call.
#[derive(Debug)]
pub struct Prepared {
    written: Option<WrittenFields>,
    guards: Vec<Call>,
    call: Result<Call>,
}

impl Prepared {
    fn of(action: &impl Action) -> Self {
        match (action.call(), action.guards()) {
            (Ok(call), Ok(guards)) => Prepared {
                written: action.written(),
                guards,
                call: Ok(call),
            },
            (Err(error), _) | (_, Err(error)) => Prepared {
                written: None,
                guards: Vec::new(),
                call: Err(error),
            },
        }
    }
}

impl<A: Action> Calls for Vec<A> {
    type Outputs = Vec<Result<A::Output>>;

    fn prepared(&self) -> Vec<Prepared> {
        self.iter().map(Prepared::of).collect()
    }

    fn admit(&self, index: usize, place: usize, guard: Answer) -> Result<()> {
        self.get(index)
            .map_or(Ok(()), |action| action.admit(place, guard))
    }

    fn read(&self, answers: Vec<Result<Answer>>) -> Self::Outputs {
        self.iter()
            .zip(answers)
            .map(|(action, answer)| action.read(answer?))
            .collect()
    }
}

macro_rules! tuples {
    ($(($($name:ident $index:tt)+))+) => {$(
        impl<$($name: Action),+> Calls for ($($name,)+) {
            type Outputs = ($(Result<$name::Output>,)+);

            fn prepared(&self) -> Vec<Prepared> {
                vec![$(Prepared::of(&self.$index)),+]
            }

            fn admit(&self, index: usize, place: usize, guard: Answer) -> Result<()> {
                match index {
                    $($index => self.$index.admit(place, guard),)+
                    _ => Ok(()),
                }
            }

            fn read(&self, answers: Vec<Result<Answer>>) -> Self::Outputs {
                let mut answers = answers.into_iter();
                ($(self.$index.read_next(&mut answers),)+)
            }
        }
    )+};
}

tuples! {
    (A 0)
    (A 0 B 1)
    (A 0 B 1 C 2)
    (A 0 B 1 C 2 D 3)
    (A 0 B 1 C 2 D 3 E 4)
    (A 0 B 1 C 2 D 3 E 4 F 5)
    (A 0 B 1 C 2 D 3 E 4 F 5 G 6)
    (A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7)
    (A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8)
    (A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9)
    (A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9 K 10)
    (A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9 K 10 L 11)
}

/// Reading the next of a row of answers.
trait ReadNext: Action {
    fn read_next(&self, answers: &mut std::vec::IntoIter<Result<Answer>>) -> Result<Self::Output> {
        match answers.next() {
            Some(answer) => self.read(answer?),
            None => Err(Error::protocol("the batch has fewer answers than calls")),
        }
    }
}

impl<A: Action> ReadNext for A {}

/// The same actions, where a call that gives a value to a field which the site does not have has
/// become an error. One request asks for all of them, at most.
async fn admitted(
    exchange: &dyn Exchange,
    mut all: Vec<Prepared>,
) -> impl Iterator<Item = Prepared> {
    let writing = all.iter().enumerate();
    let (places, written): (Vec<usize>, Vec<&WrittenFields>) = writing
        .filter_map(|(index, prepared)| Some((index, prepared.written.as_ref()?)))
        .unzip();
    let verdicts = admit(exchange, &written).await;
    for (index, verdict) in places.into_iter().zip(verdicts) {
        if let (Err(error), Some(prepared)) = (verdict, all.get_mut(index)) {
            prepared.guards.clear();
            prepared.call = Err(error);
        }
    }
    all.into_iter()
}

/// Runs a batch to its end.
pub(crate) fn run<C: Caller + ?Sized, B: Calls>(client: &C, calls: B) -> C::Out<B::Outputs> {
    let exchange = client.exchange();
    client.run(async move {
        let mut fates: Vec<Result<Call>> = Vec::new();
        let (mut guards, mut guarded) = (Vec::new(), Vec::new());
        for (index, prepared) in admitted(&*exchange, calls.prepared()).await.enumerate() {
            for (place, guard) in prepared.guards.into_iter().enumerate() {
                guards.push(guard);
                guarded.push((index, place));
            }
            fates.push(prepared.call);
        }
        let verdicts = execute(&*exchange, guards).await?;
        for ((index, place), verdict) in guarded.into_iter().zip(verdicts) {
            if let Err(error) = verdict.and_then(|answer| calls.admit(index, place, answer))
                && let Some(fate) = fates.get_mut(index)
            {
                *fate = Err(error);
            }
        }
        let mut sent = Vec::new();
        let mut answers: Vec<Option<Result<Answer>>> = Vec::new();
        for fate in fates {
            match fate {
                Ok(call) => {
                    sent.push(call);
                    answers.push(None);
                }
                Err(error) => answers.push(Some(Err(error))),
            }
        }
        let mut arrived = execute(&*exchange, sent).await?.into_iter();
        let answers = answers
            .into_iter()
            .map(|known| {
                known.or_else(|| arrived.next()).unwrap_or_else(|| {
                    Err(Error::protocol("the batch has fewer answers than calls"))
                })
            })
            .collect();
        Ok(calls.read(answers))
    })
}

/// Sends calls: none at all, one by itself, several as a batch, which the client cuts into as few
/// requests as the body's cap allows.
pub(crate) async fn execute(
    exchange: &dyn Exchange,
    mut calls: Vec<Call>,
) -> Result<Vec<Result<Answer>>> {
    match (calls.pop(), calls.is_empty()) {
        (None, _) => Ok(Vec::new()),
        (Some(only), true) => match exchange.execute(only).await {
            Err(error) if !error.is_certain() => Err(error),
            answer => Ok(vec![answer]),
        },
        (Some(last), false) => {
            calls.push(last);
            exchange.execute_batch(calls).await
        }
    }
}
