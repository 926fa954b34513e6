//! [`Unmet`]: a script that was not followed.

use std::fmt;

/// What did not go as scripted: calls that nothing was said about, and answers that nobody asked
/// for. `Debug` is as readable as `Display`, for tests that return it.
#[derive(Clone, PartialEq, Eq)]
pub struct Unmet {
    unexpected: Vec<String>,
    unused: Vec<String>,
}

impl Unmet {
    pub(super) fn check(unexpected: Vec<String>, unused: Vec<String>) -> Result<(), Unmet> {
        if unexpected.is_empty() && unused.is_empty() {
            return Ok(());
        }
        Err(Unmet { unexpected, unused })
    }

    /// The calls that nothing was said about, each with what was expected instead.
    #[must_use]
    pub fn unexpected(&self) -> &[String] {
        &self.unexpected
    }

    /// The answers that nobody asked for.
    #[must_use]
    pub fn unused(&self) -> &[String] {
        &self.unused
    }
}

impl fmt::Display for Unmet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut first = true;
        for text in &self.unexpected {
            let line = if first { "" } else { "\n" };
            write!(f, "{line}{text}")?;
            first = false;
        }
        if !self.unused.is_empty() {
            let line = if first { "" } else { "\n" };
            write!(f, "{line}nobody asked for")?;
            for entry in &self.unused {
                write!(f, "\n    {entry}")?;
            }
        }
        Ok(())
    }
}

impl fmt::Debug for Unmet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for Unmet {}
