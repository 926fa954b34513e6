//! [`Wanted`]: the columns that a selection asks for.

use std::borrow::Cow;

/// The columns that a selection asks for: what to send in `select`, and the names under which the
/// values come back.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    expressions: Vec<Cow<'static, str>>,
    names: Vec<Cow<'static, str>>,
}

impl Wanted {
    /// Asks for one column: a select expression (`COUNT(id) AS n`) and the name under which its
    /// value comes back (`n`).
    pub fn column(
        &mut self,
        expression: impl Into<Cow<'static, str>>,
        name: impl Into<Cow<'static, str>>,
    ) {
        self.expression(expression);
        self.name(name);
    }

    /// Sends a select expression that gives columns of several names (`*`); each is then said with
    /// [`name`](Self::name).
    pub fn expression(&mut self, expression: impl Into<Cow<'static, str>>) {
        let expression = expression.into();
        if !self.expressions.contains(&expression) {
            self.expressions.push(expression);
        }
    }

    /// Reads the column of this name.
    pub fn name(&mut self, name: impl Into<Cow<'static, str>>) {
        self.names.push(name.into());
    }

    /// What `select` is sent as, each expression once.
    #[must_use]
    pub fn expressions(&self) -> &[Cow<'static, str>] {
        &self.expressions
    }

    /// The names of the columns, in the order of the cells.
    #[must_use]
    pub fn names(&self) -> &[Cow<'static, str>] {
        &self.names
    }

    pub(crate) fn into_names(self) -> Vec<Cow<'static, str>> {
        self.names
    }
}
