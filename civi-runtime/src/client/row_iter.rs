//! [`RowIter`]: rows one by one, over the blocking client.

use super::blocking::Client;
use crate::call::wait::wait;
use crate::entity::CanGet;
use crate::error::{Error, Result};
use crate::query::select::Selection;
use crate::read::get::{Get, RowStream};

/// Rows one by one, with one page in memory: made by [`Get::iter`].
#[derive(Debug)]
pub struct RowIter<R>(RowStream<R>);

impl<R> RowIter<R> {
    fn new(stream: RowStream<R>) -> Self {
        RowIter(stream)
    }

    /// As [`RowStream::is_by_key`].
    #[must_use]
    pub fn is_by_key(&self) -> bool {
        self.0.is_by_key()
    }
}

impl<R> Iterator for RowIter<R> {
    type Item = Result<R>;

    fn next(&mut self) -> Option<Result<R>> {
        wait(|context| self.0.poll_row(context)).unwrap_or_else(|| {
            self.0.ended = true;
            Some(Err(Error::refused(
                "the blocking client's transport was not ready at once; a transport of your own \
                 must do its work when it is first polled",
            )))
        })
    }
}

impl<E: CanGet, S: Selection<E>> Get<E, S> {
    /// The rows one by one, as an [`Iterator`] over the blocking client; otherwise as
    /// [`stream`](Get::stream).
    pub fn iter(self, client: &Client) -> RowIter<S::Row> {
        RowIter::new(self.stream(client))
    }
}
