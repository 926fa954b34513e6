//! Queries that people have already, as typed Rust: a call as the site's Explorer, SearchKit, `cv`
//! or a program writes it is [read](parse), checked against the schema and printed.

mod call;
mod canonical;
mod error;
mod expression;
mod literal;
pub mod named;
mod parse;
mod print;
mod resolve;

pub use call::Call;
pub use canonical::{Canonical, Clause, Comparison, Join, Junction, Right};
pub use error::{Place, Problem, QueryError};
pub use literal::{Literal, Value, Variable};
pub use parse::{parse, parse_for, parse_words};
pub use print::{Ending, ProgramOptions, Translation, program, translate};

impl Call {
    /// The parameters as the site reads them.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with their form. Places are offsets in the text that was parsed.
    pub fn canonical(&self) -> Result<Canonical, Vec<Problem>> {
        let mut problems = Vec::new();
        let canonical = Canonical::of(self, &mut problems);
        if problems.is_empty() {
            Ok(canonical)
        } else {
            Err(problems)
        }
    }
}
