//! [`Wanted`]: the columns that a selection asks for.

use std::borrow::Cow;

use crate::query::expression::aggregate_in;
use crate::query::field::{Field, Path, Source, Use};
use crate::query::kind::Kind;

/// The columns that a selection asks for: what to send in `select`, and the names under which the
/// values come back.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    expressions: Vec<Cow<'static, str>>,
    names: Vec<Cow<'static, str>>,
    fields: Vec<WantedField>,
}

/// What a selected field needs the call to have: the joins that it comes from.
#[derive(Debug, Clone)]
pub(crate) struct WantedField {
    /// As it stands in `select`.
    pub(crate) text: String,
    /// The name that a calculated value got.
    pub(crate) name: Option<String>,
    /// The fields in it.
    pub(crate) uses: Vec<Use>,
}

impl WantedField {
    /// Whether the entity's own field of this name is in it.
    pub(crate) fn uses_own(&self, name: &str) -> bool {
        self.uses
            .iter()
            .any(|used| used.source == Source::Entity && used.path == name)
    }
}

impl Wanted {
    /// Asks for a field.
    pub(crate) fn field<E, T, K: Kind, P: Path>(&mut self, field: &Field<E, T, K, P>) {
        self.column(field.select_text().to_owned(), field.path().to_owned());
        self.fields.push(WantedField {
            text: field.select_text().to_owned(),
            name: field.name_given().map(str::to_owned),
            uses: field.selected_uses(),
        });
    }

    /// Whether the site is asked for a column: by its name, by a wildcard that has it, or as the
    /// expression that it is.
    pub(crate) fn has(&self, column: &str) -> bool {
        let wildcard = if column.contains('.') {
            "custom.*"
        } else {
            "*"
        };
        self.expressions.iter().any(|expression| {
            let (text, name) = expression
                .rsplit_once(" AS ")
                .unwrap_or((expression, expression));
            text == column || name == column || (text == wildcard && self.is_named(column))
        })
    }

    fn is_named(&self, column: &str) -> bool {
        self.names.iter().any(|name| name == column)
    }

    /// The fields of the entity itself that are asked for by name, or used in what is calculated, with
    /// the implicit joins before them and without suffixes.
    pub(crate) fn own_fields(&self) -> Vec<String> {
        let calculated = |text: &str| self.fields.iter().any(|it| it.text == text);
        let plain = self.expressions.iter().filter(|text| !calculated(text));
        let plain = plain
            .filter(|text| !text.contains(['*', '(', ' ']))
            .map(AsRef::as_ref);
        let used = self.fields.iter().flat_map(|field| &field.uses);
        let used = used.filter(|used| used.source == Source::Entity);
        let all = plain.chain(used.map(|used| used.path.as_str()));
        all.map(|path| path.split(':').next().unwrap_or(path).to_owned())
            .collect()
    }

    /// Whether the selection makes one row of many.
    pub(crate) fn is_aggregate(&self) -> bool {
        self.expressions
            .iter()
            .any(|expression| aggregate_in(expression).is_some())
    }

    /// The fields that were asked for.
    pub(crate) fn fields(&self) -> &[WantedField] {
        &self.fields
    }

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
