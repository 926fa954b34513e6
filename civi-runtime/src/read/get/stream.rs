//! [`RowStream`]: rows one by one, with one page in memory.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::vec;

use futures_core::Stream;

use super::pager::Pager;
use super::results::ReadPage;
use crate::action::{BoxFuture, Exchange};
use crate::answer::Answer;
use crate::error::{Error, Result};

/// Rows one by one, from as many calls as it takes: made by [`Get::stream`](super::Get::stream).
pub struct RowStream<R> {
    exchange: Arc<dyn Exchange>,
    pager: Pager,
    read: ReadPage<R>,
    rows: vec::IntoIter<R>,
    waiting: Option<BoxFuture<'static, Result<Answer>>>,
    pub(super) ended: bool,
}

impl<R> RowStream<R> {
    pub(super) fn new(exchange: Arc<dyn Exchange>, pager: Pager, read: ReadPage<R>) -> Self {
        RowStream {
            exchange,
            pager,
            read,
            rows: Vec::new().into_iter(),
            waiting: None,
            ended: false,
        }
    }

    /// Whether pages go on after the last key, so that rows which come and go meanwhile do no harm;
    /// otherwise they are counted from the beginning.
    #[must_use]
    pub fn is_by_key(&self) -> bool {
        self.pager.is_by_key()
    }

    pub(super) fn poll_row(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<R>>> {
        loop {
            if let Some(row) = self.rows.next() {
                return Poll::Ready(Some(Ok(row)));
            }
            if self.ended {
                return Poll::Ready(None);
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
            match answer.and_then(|answer| self.take(&answer)) {
                Ok(rows) => self.rows = rows.into_iter(),
                Err(error) => return self.fail(error),
            }
        }
    }

    fn take(&mut self, answer: &Answer) -> Result<Vec<R>> {
        let (mut rows, keys) = (self.read)(&self.pager, answer.values())
            .map_err(|misfit| misfit.into_error(answer.entity(), "get"))?;
        let good = self.pager.took(rows.len(), &keys, answer.values())?;
        rows.truncate(good);
        Ok(rows)
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
