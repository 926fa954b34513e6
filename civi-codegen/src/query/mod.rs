//! Queries that people have already, as typed Rust: a call as the site's Explorer, SearchKit, `cv`
//! or a program writes it is [read](parse), checked against the schema and printed.

mod call;
mod error;
mod literal;
mod parse;

pub use call::Call;
pub use error::{Place, Problem, QueryError};
pub use literal::{Literal, Value, Variable};
pub use parse::{parse, parse_for, parse_words};
