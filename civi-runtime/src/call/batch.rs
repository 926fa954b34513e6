//! Several calls in one request.
//!
//! [`Caller::batch`] takes a tuple of actions or a list of one kind. Calls run in order, in one
//! process of the site, without a transaction, and each has its own result (APIv4 wire contract
//! §1.7).

use crate::call::action::{Action, Call, Caller, Exchange, read};
use crate::call::answer::Answer;
use crate::call::known_fields::{Unproven, WrittenFields, admit, prove_all};
use crate::error::{Error, Result};
use crate::sealed::Seal;

/// What [`Caller::batch`] takes: a tuple of up to 12 actions, or a `Vec` of one kind.
///
/// Sealed: tuples of up to 12 actions and a `Vec` of one kind have it.
pub trait Calls: Send + Sync + 'static {
    /// What other crates can't write.
    #[doc(hidden)]
    const SEAL: Seal;

    /// One `Result` for each action, in the same shape.
    type Outputs: Send + 'static;

    /// What each action sends, first its guards.
    #[doc(hidden)]
    fn prepared(&self) -> Vec<Prepared>;

    /// Judges the answer to one of an action's guards, by its place among them, and completes the
    /// action's call.
    #[doc(hidden)]
    fn admit(&self, index: usize, place: usize, guard: &Answer, call: &mut Call) -> Result<()>;

    /// Reads one answer for each action, and says for each what has to be found out before it is
    /// believed.
    #[doc(hidden)]
    fn read(&self, answers: Vec<Answered>, reading: &mut Reading<'_>) -> Self::Outputs;

    /// Puts an error in the place of an action's output.
    #[doc(hidden)]
    fn refuse(outputs: &mut Self::Outputs, index: usize, error: Error);
}

/// One action of a batch: its guards, and its call.
#[derive(Debug)]
pub struct Prepared {
    written: Option<WrittenFields>,
    guards: Vec<Call>,
    state: State,
}

/// How far an action of a batch is.
#[derive(Debug)]
enum State {
    /// Its call is to be sent.
    Ready(Call),
    /// Its answer is known without a request.
    Known(Answer),
    Refused(Error),
}

/// The answer to one action of a batch, with those to its guards.
#[derive(Debug)]
pub struct Answered {
    answer: Result<Answer>,
    guards: Vec<Answer>,
}

/// What the answers of a batch are read with.
pub struct Reading<'e> {
    exchange: &'e dyn Exchange,
    /// What has to be found out, one for each action.
    unproven: Vec<Unproven>,
}

impl Reading<'_> {
    fn read<A: Action>(&mut self, action: &A, answered: Answered) -> Result<A::Output> {
        let mut unproven = Unproven::default();
        let output = answered.answer.and_then(|answer| {
            read(
                self.exchange,
                action,
                answer,
                &answered.guards,
                &mut unproven,
            )
        });
        self.unproven.push(unproven);
        output
    }

    fn read_next<A: Action>(
        &mut self,
        action: &A,
        answers: &mut std::vec::IntoIter<Answered>,
    ) -> Result<A::Output> {
        match answers.next() {
            Some(answered) => self.read(action, answered),
            None => Err(Error::protocol("the batch has fewer answers than calls")),
        }
    }
}

impl Prepared {
    fn of(action: &impl Action) -> Self {
        let (call, guards) = match (action.sent(), action.guards()) {
            (Ok(call), Ok(guards)) => (call, guards),
            (Err(error), _) | (_, Err(error)) => return Prepared::refused(error),
        };
        match action.without_request() {
            Some(answer) => Prepared {
                written: None,
                guards: Vec::new(),
                state: State::Known(answer),
            },
            None => Prepared {
                written: action.written(),
                guards,
                state: State::Ready(call),
            },
        }
    }

    const fn refused(error: Error) -> Self {
        Prepared {
            written: None,
            guards: Vec::new(),
            state: State::Refused(error),
        }
    }
}

impl<A: Action> Calls for Vec<A> {
    const SEAL: Seal = Seal;
    type Outputs = Vec<Result<A::Output>>;

    fn prepared(&self) -> Vec<Prepared> {
        self.iter().map(Prepared::of).collect()
    }

    fn admit(&self, index: usize, place: usize, guard: &Answer, call: &mut Call) -> Result<()> {
        self.get(index)
            .map_or(Ok(()), |action| action.admit(place, guard, call))
    }

    fn read(&self, answers: Vec<Answered>, reading: &mut Reading<'_>) -> Self::Outputs {
        self.iter()
            .zip(answers)
            .map(|(action, answered)| reading.read(action, answered))
            .collect()
    }

    fn refuse(outputs: &mut Self::Outputs, index: usize, error: Error) {
        if let Some(output) = outputs.get_mut(index) {
            *output = Err(error);
        }
    }
}

macro_rules! tuples {
    ($(($($name:ident $index:tt)+))+) => {$(
        impl<$($name: Action),+> Calls for ($($name,)+) {
            const SEAL: Seal = Seal;
            type Outputs = ($(Result<$name::Output>,)+);

            fn prepared(&self) -> Vec<Prepared> {
                vec![$(Prepared::of(&self.$index)),+]
            }

            fn admit(
                &self,
                index: usize,
                place: usize,
                guard: &Answer,
                call: &mut Call,
            ) -> Result<()> {
                match index {
                    $($index => self.$index.admit(place, guard, call),)+
                    _ => Ok(()),
                }
            }

            fn read(&self, answers: Vec<Answered>, reading: &mut Reading<'_>) -> Self::Outputs {
                let mut answers = answers.into_iter();
                ($(reading.read_next(&self.$index, &mut answers),)+)
            }

            fn refuse(outputs: &mut Self::Outputs, index: usize, error: Error) {
                match index {
                    $($index => outputs.$index = Err(error),)+
                    _ => {}
                }
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
            *prepared = Prepared::refused(error);
        }
    }
    all.into_iter()
}

/// Runs a batch to its end.
pub(crate) fn run<C: Caller + ?Sized, B: Calls>(client: &C, calls: B) -> C::Out<B::Outputs> {
    let exchange = client.exchange();
    client.run(async move {
        let mut members: Vec<(State, Vec<Answer>)> = Vec::new();
        let (mut guards, mut guarded) = (Vec::new(), Vec::new());
        for (index, prepared) in admitted(&*exchange, calls.prepared()).await.enumerate() {
            for (place, guard) in prepared.guards.into_iter().enumerate() {
                guards.push(guard);
                guarded.push((index, place));
            }
            members.push((prepared.state, Vec::new()));
        }
        let judged = execute(&*exchange, guards).await?;
        for ((index, place), guard) in guarded.into_iter().zip(judged) {
            let Some((state, answers)) = members.get_mut(index) else {
                continue;
            };
            let State::Ready(call) = state else { continue };
            let admitted = guard.and_then(|guard| {
                let admitted = calls.admit(index, place, &guard, call);
                admitted.map_err(|error| guard.context().error(error))?;
                Ok(guard)
            });
            match admitted {
                Ok(guard) => answers.push(guard),
                Err(error) => *state = State::Refused(error),
            }
        }
        let mut sent = Vec::new();
        let mut waiting: Vec<(Option<Result<Answer>>, Vec<Answer>)> = Vec::new();
        for (state, guards) in members {
            let known = match state {
                State::Ready(call) => {
                    sent.push(call);
                    None
                }
                State::Known(answer) => Some(Ok(answer)),
                State::Refused(error) => Some(Err(error)),
            };
            waiting.push((known, guards));
        }
        let mut arrived = execute(&*exchange, sent).await?.into_iter();
        let answers = waiting
            .into_iter()
            .map(|(known, guards)| Answered {
                answer: known.or_else(|| arrived.next()).unwrap_or_else(|| {
                    Err(Error::protocol("the batch has fewer answers than calls"))
                }),
                guards,
            })
            .collect();
        let mut reading = Reading {
            exchange: &*exchange,
            unproven: Vec::new(),
        };
        let mut outputs = calls.read(answers, &mut reading);
        let unproven = reading.unproven;
        for (index, verdict) in prove_all(&*exchange, unproven)
            .await
            .into_iter()
            .enumerate()
        {
            if let Err(error) = verdict {
                B::refuse(&mut outputs, index, error);
            }
        }
        Ok(outputs)
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
