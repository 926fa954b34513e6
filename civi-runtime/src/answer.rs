//! [`Answer`]: what a site answered to one call, judged by its body.

/// A successful answer: its bytes, and what the envelope says around `values`.
#[derive(Debug, Clone)]
pub struct Answer {
    body: String,
}

impl Answer {
    /// The JSON text of `values`.
    #[must_use]
    pub fn values(&self) -> &str {
        &self.body
    }
}
