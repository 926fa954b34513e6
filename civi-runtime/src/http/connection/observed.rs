//! [`Observed`]: what the answers of a site have shown of it. Clones of a client share it.

use std::sync::atomic::{AtomicBool, Ordering};

/// What a client has learned of its site.
#[derive(Debug, Default)]
pub(crate) struct Observed {
    fails_as_whole: AtomicBool,
    notices: AtomicBool,
}

impl Observed {
    /// A batch of several calls is answered by one error as soon as one fails: so CiviCRM does before
    /// 5.64, where the calls before the one that failed are carried out all the same (APIv4 wire
    /// contract §1.7). An answer has shown it, or a call of bindings of such a release.
    pub(super) fn batches_fail_as_whole(&self) {
        self.fails_as_whole.store(true, Ordering::Relaxed);
    }

    /// Whether a batch of this site is answered by one error as soon as one call fails.
    pub(super) fn fails_as_whole(&self) -> bool {
        self.fails_as_whole.load(Ordering::Relaxed)
    }

    /// Says once that PHP prints its messages before the answers. Without their text, which shows
    /// more of the site than a log should keep.
    pub(super) fn notices_printed(&self, host: &str) {
        if !self.notices.swap(true, Ordering::Relaxed) {
            tracing::warn!(
                host,
                "the site prints messages of PHP before its answers, which are set aside; turn \
                 `display_errors` off there"
            );
        }
    }
}
