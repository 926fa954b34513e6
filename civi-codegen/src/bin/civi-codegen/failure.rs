//! [`Failure`]: why a subcommand could not do its work, and what to do next.

use std::error::Error;

use crate::exit::Exit;

/// What is printed when a subcommand fails.
#[derive(Debug)]
pub(crate) struct Failure {
    /// The exit code.
    pub(crate) exit: Exit,
    /// What happened and where.
    pub(crate) message: String,
    /// Why, the nearest cause first.
    pub(crate) causes: Vec<String>,
    /// What to do next.
    pub(crate) next: Option<String>,
}

impl Failure {
    pub(crate) fn new(exit: Exit, message: impl Into<String>) -> Self {
        Self {
            exit,
            message: message.into(),
            causes: Vec::new(),
            next: None,
        }
    }

    /// A failure that an error says by itself, with the error's sources as causes.
    pub(crate) fn from_error(exit: Exit, error: &dyn Error) -> Self {
        let mut failure = Self::new(exit, error.to_string());
        failure.add_sources(error);
        failure
    }

    /// Names the error behind it, and that error's sources.
    pub(crate) fn because(mut self, error: &dyn Error) -> Self {
        self.causes.push(error.to_string());
        self.add_sources(error);
        self
    }

    /// Says what to do next.
    pub(crate) fn next(mut self, next: impl Into<String>) -> Self {
        self.next = Some(next.into());
        self
    }

    fn add_sources(&mut self, error: &dyn Error) {
        let mut source = error.source();
        while let Some(cause) = source {
            let text = cause.to_string();
            // Many errors repeat their source in their own text.
            let said = std::iter::once(&self.message).chain(&self.causes);
            if !said.into_iter().any(|said| said.contains(&text)) {
                self.causes.push(text);
            }
            source = cause.source();
        }
    }
}
