//! Whom to tell of values that can't be read.

use std::fmt;
use std::sync::Arc;

use crate::row::UnreadableValue;

type Callback = dyn Fn(&UnreadableValue) + Send + Sync;

/// Whom to tell of values that can't be read; nobody, unless somebody asked.
#[derive(Clone, Default)]
pub(super) struct OnUnreadable(Option<Arc<Callback>>);

impl OnUnreadable {
    pub(super) fn new(callback: impl Fn(&UnreadableValue) + Send + Sync + 'static) -> Self {
        OnUnreadable(Some(Arc::new(callback)))
    }

    /// Tells of the values of the first `good` rows of a page that has `before` rows before it.
    pub(super) fn tell(&self, kept: Vec<UnreadableValue>, before: usize, good: usize) {
        if let Some(callback) = &self.0 {
            for value in kept.into_iter().filter(|value| value.row() < good) {
                callback(&value.after(before));
            }
        }
    }
}

impl fmt::Debug for OnUnreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_some() { "told" } else { "silent" })
    }
}
