//! Why an input can't be read or translated, and where in it.

use std::fmt;

/// A place in the input, counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The line.
    pub line: usize,
    /// The column, in characters.
    pub column: usize,
}

impl Place {
    /// The place of a byte of the input.
    ///
    /// ```
    /// use civi_codegen::query::Place;
    ///
    /// assert_eq!(Place::of("a\nbc", 3), Place { line: 2, column: 2 });
    /// ```
    #[must_use]
    pub fn of(input: &str, at: usize) -> Self {
        let mut end = at.min(input.len());
        while !input.is_char_boundary(end) {
            end -= 1;
        }
        let before = &input[..end];
        let start = before.rfind('\n').map_or(0, |newline| newline + 1);
        Place {
            line: before.matches('\n').count() + 1,
            column: before[start..].chars().count() + 1,
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}", self.line, self.column)
    }
}

/// One thing that is wrong with an input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// What is wrong, and what to do.
    pub message: String,
    /// The offset of the byte where it is; `None` where it is the whole input that is wrong.
    pub at: Option<usize>,
}

impl Problem {
    pub(super) fn at(at: usize, message: impl Into<String>) -> Self {
        Problem {
            message: message.into(),
            at: Some(at),
        }
    }

    pub(super) fn whole(message: impl Into<String>) -> Self {
        Problem {
            message: message.into(),
            at: None,
        }
    }
}

/// An input can't be read or translated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueryError {
    problems: Vec<(String, Option<Place>)>,
}

impl QueryError {
    /// Problems and their places in the input that they were found in.
    #[must_use]
    pub fn new(input: &str, problems: impl IntoIterator<Item = Problem>) -> Self {
        let mut listed: Vec<(String, Option<Place>)> = Vec::new();
        for problem in problems {
            let place = problem.at.map(|at| Place::of(input, at));
            let entry = (problem.message, place);
            if !listed.contains(&entry) {
                listed.push(entry);
            }
        }
        QueryError { problems: listed }
    }

    /// Everything that is wrong, with its place in the input where it has one.
    pub fn problems(&self) -> impl Iterator<Item = (&str, Option<Place>)> {
        self.problems
            .iter()
            .map(|(text, place)| (text.as_str(), *place))
    }
}

impl fmt::Display for QueryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, (message, place)) in self.problems.iter().enumerate() {
            if index > 0 {
                f.write_str("\n")?;
            }
            if let Some(place) = place {
                write!(f, "{place}: ")?;
            }
            f.write_str(message)?;
        }
        Ok(())
    }
}

impl std::error::Error for QueryError {}
