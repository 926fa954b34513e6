//! [`RowStream`]: rows one by one, with one page in memory.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::vec;

use futures_core::Stream;

use super::doubt::{doubt_of, doubts};
use super::pager::Pager;
use super::results::ReadPage;
use crate::call::action::{BoxFuture, Exchange};
use crate::call::answer::Answer;
use crate::call::known_fields::settle;
use crate::error::{Error, Result};
use crate::row::Tally;

/// Rows one by one, from as many calls as it takes: made by [`Get::stream`](super::Get::stream).
pub struct RowStream<R> {
    exchange: Arc<dyn Exchange>,
    pager: Pager,
    read: ReadPage<R>,
    rows: vec::IntoIter<R>,
    waiting: Option<BoxFuture<'static, Result<Answer>>>,
    doubted: Option<Doubted<R>>,
    /// How many rows the pages had so far.
    before: usize,
    pub(crate) ended: bool,
}

/// A page that is believed once the site has been asked about the columns that none of its rows has.
struct Doubted<R> {
    asking: BoxFuture<'static, Result<()>>,
    page: Result<Vec<R>>,
}

impl<R> RowStream<R> {
    pub(super) fn new(exchange: Arc<dyn Exchange>, pager: Pager, read: ReadPage<R>) -> Self {
        RowStream {
            exchange,
            pager,
            read,
            rows: Vec::new().into_iter(),
            waiting: None,
            doubted: None,
            before: 0,
            ended: false,
        }
    }

    /// Whether pages go on after the last key, so that rows which come and go meanwhile do no harm;
    /// otherwise they are counted from the beginning.
    #[must_use]
    pub fn is_by_key(&self) -> bool {
        self.pager.is_by_key()
    }

    /// The next row, and nothing after the last one or after an error. It is there so that a loop
    /// needs no other crate:
    ///
    /// ```no_run
    /// # use civi_runtime::{self as rt, prelude::*};
    /// # enum Tag {}
    /// # impl rt::Entity for Tag { const NAME: &'static str = "Tag"; }
    /// # impl rt::Keyed for Tag { type Key = Id<Tag>; }
    /// # impl rt::CanGet for Tag { type Row = rt::codegen::derive::NoRow; }
    /// # const LABEL: rt::Field<Tag, String> = rt::Field::new("label");
    /// # async fn doc(client: &rt::Client) -> rt::Result<()> {
    /// let mut labels = Tag::get().select(LABEL).stream(client);
    /// while let Some(label) = labels.next().await {
    ///     println!("{:?}", label?);
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// A future of it that is dropped loses no row.
    pub async fn next(&mut self) -> Option<Result<R>> {
        std::future::poll_fn(|context| self.poll_row(context)).await
    }

    pub(crate) fn poll_row(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<R>>> {
        loop {
            if let Some(row) = self.rows.next() {
                return Poll::Ready(Some(Ok(row)));
            }
            if self.ended {
                return Poll::Ready(None);
            }
            if let Some(mut doubted) = self.doubted.take() {
                let Poll::Ready(settled) = doubted.asking.as_mut().poll(context) else {
                    self.doubted = Some(doubted);
                    return Poll::Pending;
                };
                match settled.and(doubted.page) {
                    Ok(rows) => self.rows = rows.into_iter(),
                    Err(error) => return self.fail(error),
                }
                continue;
            }
            let Some(waiting) = &mut self.waiting else {
                match self.pager.next_call() {
                    Ok(Some(call)) => {
                        let exchange = Arc::clone(&self.exchange);
                        self.waiting = Some(Box::pin(async move { exchange.execute(call).await }));
                    }
                    Ok(None) => self.ended = true,
                    Err(error) => return self.fail(error),
                }
                continue;
            };
            let Poll::Ready(answer) = waiting.as_mut().poll(context) else {
                return Poll::Pending;
            };
            self.waiting = None;
            match answer {
                Ok(answer) => self.take(&answer),
                Err(error) => return self.fail(error),
            }
        }
    }

    /// Takes a page, to be believed when what is asked about it is settled.
    fn take(&mut self, answer: &Answer) {
        let mut tally = Tally::default();
        let context = answer.context();
        let (page, kept) =
            context.read_and_keep(|| (self.read)(&self.pager, answer.values(), &mut tally));
        let (query, wanted) = self.pager.asks();
        let doubts = match &page {
            Ok(_) => doubts(&*self.exchange, query, wanted, &tally),
            Err(misfit) => doubt_of(query, wanted, misfit).into_iter().collect(),
        };
        let page = match page {
            Ok((mut rows, keys)) => {
                let good = self.pager.took(rows.len(), &keys, answer.values());
                good.map(|good| {
                    let (query, _) = self.pager.asks();
                    query.on_unreadable.tell(kept, self.before, good);
                    self.before += good;
                    rows.truncate(good);
                    rows
                })
            }
            Err(misfit) => Err(context.error(misfit.into_error(answer.entity(), "get"))),
        };
        let exchange = Arc::clone(&self.exchange);
        let asking = async move {
            match doubts.is_empty() {
                true => Ok(()),
                false => settle(&*exchange, &doubts).await,
            }
        };
        self.doubted = Some(Doubted {
            asking: Box::pin(asking),
            page,
        });
    }

    fn fail(&mut self, error: Error) -> Poll<Option<Result<R>>> {
        self.ended = true;
        Poll::Ready(Some(Err(error)))
    }
}

// Rows are moved out, never pinned.
impl<R> Unpin for RowStream<R> {}

impl<R> Stream for RowStream<R> {
    type Item = Result<R>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<R>>> {
        self.get_mut().poll_row(context)
    }
}

impl<R> fmt::Debug for RowStream<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RowStream")
            .field("pager", &self.pager)
            .finish_non_exhaustive()
    }
}
