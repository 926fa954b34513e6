//! How a [`Field`](super::Field) holds its path.

use std::fmt;

use super::{Use, flawed};

/// How a field holds what stands for it on the wire: [`Fixed`] or [`Composed`].
pub trait Path: sealed::Parts + Clone + Send + Sync + 'static {}

/// The name of a constant: a field that has it is [`Copy`], and costs nothing to make.
#[derive(Debug, Clone, Copy)]
pub struct Fixed(pub(super) &'static str);

/// A path that is put together while the program runs: what lies behind a join, a field with a
/// suffix, a function's result.
#[derive(Clone)]
pub struct Composed {
    pub(super) path: String,
    pub(super) origin: Origin,
}

impl Path for Fixed {}
impl Path for Composed {}

impl fmt::Debug for Composed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Composed").field(&self.path).finish()
    }
}

/// Where a field's value comes from.
#[derive(Debug, Clone)]
pub enum Origin {
    /// The entity itself, or what its foreign keys lead to.
    Entity,
    /// An explicit join: so many bytes at the path's beginning are the join's alias.
    Join(usize),
    /// An expression.
    Expression(Box<Calculation>),
}

/// What an expression is made of.
#[derive(Debug, Clone)]
pub struct Calculation {
    /// The fields in it.
    pub(crate) uses: Vec<Use>,
    /// `COUNT(id) AS n`, where the expression got a name.
    pub(crate) definition: Option<Definition>,
}

/// An expression under a name.
#[derive(Debug, Clone)]
pub(crate) struct Definition {
    /// `COUNT(id) AS n`.
    pub(super) text: String,
    /// Where the expression ends in that.
    pub(super) end: usize,
}

impl Origin {
    /// An expression without a name, with the fields in it.
    pub(crate) fn expression(uses: Vec<Use>) -> Origin {
        Origin::Expression(Box::new(Calculation {
            uses,
            definition: None,
        }))
    }

    /// Where the field at a path comes from that goes on from this one's, at `path`.
    pub(super) fn beyond(&self, path: &str, rest: &str) -> Origin {
        match self {
            // `MONTH(birth_date):label` is what the option of a calculated value is called.
            Origin::Expression(it) if rest.starts_with(':') && it.definition.is_none() => {
                Origin::expression(it.uses.clone())
            }
            Origin::Expression(it) if rest.starts_with(':') => flawed(format!(
                "`{rest}` can't follow the name `{path}`: put the suffix before `.alias(…)`, as in \
                 `{}{rest}`",
                it.definition
                    .as_ref()
                    .and_then(|d| d.text.get(..d.end))
                    .unwrap_or(path)
            )),
            Origin::Expression(_) => flawed(format!(
                "`{rest}` can't follow `{path}`: only a field of the site can be joined from"
            )),
            other => other.clone(),
        }
    }
}

pub(super) mod sealed {
    use super::{Composed, Fixed, Origin};

    /// What a path is made of.
    pub trait Parts {
        /// The text.
        fn text(&self) -> &str;
        /// Where the value comes from.
        fn origin(&self) -> &Origin;
    }

    impl Parts for Fixed {
        fn text(&self) -> &str {
            self.0
        }

        fn origin(&self) -> &Origin {
            &Origin::Entity
        }
    }

    impl Parts for Composed {
        fn text(&self) -> &str {
            &self.path
        }

        fn origin(&self) -> &Origin {
            &self.origin
        }
    }
}
