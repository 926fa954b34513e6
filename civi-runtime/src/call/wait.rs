//! [`wait`]: a future's end, for a thread that has nothing else to do.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};

/// Wakes a thread that waits.
struct Waiting {
    thread: Thread,
    woken: AtomicBool,
}

impl Wake for Waiting {
    fn wake(self: Arc<Self>) {
        self.woken.store(true, Ordering::Release);
        self.thread.unpark();
    }
}

/// Polls until it is ready. Between two polls the thread sleeps until it is woken; when nothing has
/// kept the waker, nothing would wake it, and there is no result.
pub(crate) fn wait<T>(mut poll: impl FnMut(&mut Context<'_>) -> Poll<T>) -> Option<T> {
    let waiting = Arc::new(Waiting {
        thread: thread::current(),
        woken: AtomicBool::new(false),
    });
    let waker = Waker::from(Arc::clone(&waiting));
    loop {
        if let Poll::Ready(result) = poll(&mut Context::from_waker(&waker)) {
            return Some(result);
        }
        loop {
            // In this order: a waker is dropped only after it has set `woken`.
            let kept = Arc::strong_count(&waiting) > 2;
            if waiting.woken.swap(false, Ordering::Acquire) {
                break;
            }
            if !kept {
                return None;
            }
            thread::park();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn it_sleeps_until_another_thread_wakes_it() {
        let mut polls = 0;
        let result = wait(|context| {
            polls += 1;
            if polls == 2 {
                return Poll::Ready("done");
            }
            let waker = context.waker().clone();
            thread::spawn(move || {
                thread::sleep(Duration::from_millis(20));
                waker.wake();
            });
            Poll::Pending
        });
        assert_eq!((result, polls), (Some("done"), 2));
    }

    #[test]
    fn it_does_not_wait_for_what_nobody_ends() {
        assert_eq!(wait(|_| Poll::<()>::Pending), None);
        // A waker that is dropped without having been used.
        assert_eq!(
            wait(|context| {
                drop(context.waker().clone());
                Poll::<()>::Pending
            }),
            None
        );
    }
}
