//! Rows streamed: one page in memory.

use std::pin::Pin;
use std::task::{Context, Poll, Waker};

use civi_runtime::Actions as _;
use futures_core::Stream as _;

use crate::bindings::Email;
use crate::site::Site;
use crate::{Cost, process};

/// Reads so many rows, one by one.
pub(crate) fn stream(count: usize) -> Result<Cost, String> {
    let site = Site::new(count);
    let client = site.client()?;
    let before = process::peak();
    let start = process::busy();
    let mut stream = Email::get().stream(&client);
    let mut read = 0;
    let mut sum = 0;
    loop {
        // The site's futures are always ready.
        match Pin::new(&mut stream).poll_next(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(Some(Ok(row))) => {
                read += 1;
                sum += row.id.map_or(0, civi_runtime::Id::get);
            }
            Poll::Ready(Some(Err(error))) => return Err(error.to_string()),
            Poll::Ready(None) => break,
            Poll::Pending => return Err("the site is always ready".to_owned()),
        }
    }
    let time = process::busy().saturating_sub(start + site.spent());
    let expected = (count * (count + 1) / 2) as i64;
    if (read, sum) != (count, expected) {
        return Err(format!("{read} rows came, not {count}"));
    }
    Ok(Cost {
        time,
        memory: process::peak() - before,
    })
}
