//! [`RowIter`]: rows one by one, over the blocking client.

use super::stream::RowStream;
use crate::error::{Error, Result};
use crate::wait::wait;

/// Rows one by one, with one page in memory: made by [`Get::iter`](super::Get::iter).
#[derive(Debug)]
pub struct RowIter<R>(RowStream<R>);

impl<R> RowIter<R> {
    pub(super) fn new(stream: RowStream<R>) -> Self {
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
