//! How the runtime's modules make an [`Error`].

use std::time::Duration;

use super::{AuthReason, Error, Inner, Kind, Outcome};

/// What the row reader found where a value of another type was wanted.
#[derive(Debug, Clone, Default)]
pub(crate) struct Found<'a> {
    /// The row's index in the answer, from 0.
    pub(crate) row: Option<usize>,
    /// The column's name on the wire.
    pub(crate) field: Option<&'a str>,
    /// What was wanted: `an integer`, `a date (YYYY-MM-DD)`.
    pub(crate) wanted: &'a str,
    /// The JSON that was there; shortened here.
    pub(crate) json: &'a str,
}

impl Error {
    pub(crate) fn new(kind: Kind, message: impl Into<String>) -> Self {
        Error(Box::new(Inner {
            kind,
            message: message.into(),
            entity: None,
            action: None,
            status: None,
            error_code: None,
            error_id: None,
            debug: None,
            excerpt: None,
            retry_after: None,
            target: None,
            row: None,
            fields: Vec::new(),
            attempts: 0,
            outcome: Outcome::Known,
            source: None,
        }))
    }

    /// A request that civi refused to send.
    pub(crate) fn refused(message: impl Into<String>) -> Self {
        Error::new(Kind::Refused, message)
    }

    /// The credential is not accepted; `said` is the site's own text.
    pub(crate) fn auth(reason: AuthReason, said: &str) -> Self {
        let said = said.trim();
        let message = if said.is_empty() {
            format!("authentication failed ({reason}): {}", reason.advice())
        } else {
            format!(
                "authentication failed ({reason}): the site says {said:?}; {}",
                reason.advice()
            )
        };
        Error::new(Kind::Auth(reason), message)
    }

    /// An answer that is not APIv4's.
    pub(crate) fn protocol(message: impl Into<String>) -> Self {
        Error::new(Kind::Protocol, message)
    }

    /// A value that does not fit the type it is read as.
    pub(crate) fn decode(entity: &str, found: &Found<'_>) -> Self {
        let mut message = String::from("the answer does not fit: ");
        if let Some(row) = found.row {
            message.push_str(&format!("row {row}, "));
        }
        if let Some(field) = found.field {
            message.push_str(&format!("field `{field}`: "));
        }
        message.push_str(&format!(
            "wanted {}, found {}",
            found.wanted,
            shortened(found.json, 120)
        ));
        let mut error = Error::new(Kind::Decode, message).at(entity, None);
        error.0.row = found.row;
        error.0.fields.extend(found.field.map(str::to_owned));
        error
    }

    /// Another number of rows than the caller demanded; `wanted` says what: `exactly one row`.
    pub(crate) fn count(entity: &str, wanted: &str, found: u64) -> Self {
        let message = match found {
            0 => format!("wanted {wanted}, found none"),
            n => format!("wanted {wanted}, found {n} or more; narrow the filter"),
        };
        Error::new(Kind::Count { found }, message).at(entity, None)
    }

    /// The site dropped the clauses on these fields; nothing has been written.
    pub(crate) fn filter_dropped(entity: &str, action: &str, fields: Vec<String>) -> Self {
        let names = fields.join("`, `");
        let mut error = Error::new(
            Kind::FilterDropped,
            format!(
                "nothing was written: the site left `{names}` out of the rows, so it drops the \
                 filter on it too and would touch other rows than asked; give the contact the \
                 permission for the field, or choose the rows by id"
            ),
        )
        .at(entity, Some(action));
        error.0.fields = fields;
        error
    }

    /// Values for fields that the site does not have, or not for this contact; each with the name
    /// that was probably meant. Nothing has been written.
    pub(crate) fn unknown_values(
        entity: &str,
        action: &str,
        unknown: &[(&str, Option<&str>)],
    ) -> Self {
        let names = named(unknown);
        let mut error = Error::new(
            Kind::UnknownField { sent: false },
            format!(
                "nothing was written: the site has no field {names} in {entity}, or this contact \
                 may not write it, so it would drop the value and report success; \
                 `civi-codegen diff --live` tells which: then make the bindings again, or give the \
                 contact the permission for the field"
            ),
        )
        .at(entity, Some(action));
        error.0.fields = unknown.iter().map(|(name, _)| (*name).to_owned()).collect();
        error
    }

    /// Fields that a write would read again, and that the site does not have, or not for this
    /// contact. Nothing has been written.
    pub(crate) fn unknown_reload(
        entity: &str,
        action: &str,
        unknown: &[(&str, Option<&str>)],
    ) -> Self {
        let names = named(unknown);
        let text = format!(
            "nothing was written: the site has no field {names} in {entity}, or this contact may \
             not see it, so it can't be read again after writing; `civi-codegen diff --live` tells \
             which: then make the bindings again, or give the contact the permission for the field"
        );
        let fields = unknown.iter().map(|(name, _)| (*name).to_owned()).collect();
        Error::new(Kind::UnknownField { sent: false }, text)
            .at(entity, Some(action))
            .with_fields(fields)
    }

    /// Columns that were selected by name and are in no row, since the site does not have them, or
    /// not for this contact; each with the name that was probably meant.
    pub(crate) fn unknown_columns(entity: &str, unknown: &[(&str, Option<&str>)]) -> Self {
        let text = format!(
            "the site has no field {} in {entity}, or this contact may not see it: it is in none \
             of the rows, where it would read as nothing; `civi-codegen diff --live` tells which: \
             then make the bindings again, or give the contact the permission for the field",
            named(unknown)
        );
        Error::of_columns(entity, unknown, text)
    }

    /// Columns that the site lists and yet leaves out of every row.
    pub(crate) fn left_out(entity: &str, columns: &[(&str, Option<&str>)]) -> Self {
        let text = format!(
            "the site lists {} for {entity} and leaves it out of every row, where it would read as \
             nothing: this contact may not read the entity that it comes from, or the site is too \
             old for it; read that entity with a `get` of its own",
            named(columns)
        );
        Error::of_columns(entity, columns, text)
    }

    fn of_columns(entity: &str, columns: &[(&str, Option<&str>)], text: String) -> Self {
        let fields = columns.iter().map(|(name, _)| (*name).to_owned()).collect();
        Error::new(Kind::UnknownField { sent: true }, text)
            .at(entity, Some("get"))
            .with_fields(fields)
    }

    /// The same error once more, for another call of the same request; without its source.
    pub(crate) fn again(&self) -> Self {
        let from = &self.0;
        Error(Box::new(Inner {
            kind: from.kind.clone(),
            message: from.message.clone(),
            entity: from.entity.clone(),
            action: from.action.clone(),
            status: from.status,
            error_code: from.error_code.clone(),
            error_id: from.error_id.clone(),
            debug: from.debug.clone(),
            excerpt: from.excerpt.clone(),
            retry_after: from.retry_after,
            target: from.target.clone(),
            row: from.row,
            fields: from.fields.clone(),
            attempts: from.attempts,
            outcome: from.outcome,
            source: None,
        }))
    }

    /// The same error with every text of it changed. A source whose text would change is left out.
    pub(crate) fn map_texts(mut self, change: &dyn Fn(&str) -> String) -> Self {
        let inner = &mut *self.0;
        inner.message = change(&inner.message);
        for text in [
            &mut inner.error_code,
            &mut inner.error_id,
            &mut inner.debug,
            &mut inner.excerpt,
            &mut inner.target,
        ]
        .into_iter()
        .flatten()
        {
            *text = change(text);
        }
        for field in &mut inner.fields {
            *field = change(field);
        }
        let shown = inner.source.as_ref().map(|s| format!("{s} {s:?}"));
        if shown.is_some_and(|shown| change(&shown) != shown) {
            inner.source = None;
        }
        self
    }

    /// The same error, whose text goes on.
    pub(crate) fn adding(mut self, text: &str) -> Self {
        self.0.message.push_str(text);
        self
    }

    pub(crate) fn at(mut self, entity: &str, action: Option<&str>) -> Self {
        self.0.entity = Some(entity.to_owned());
        self.0.action = action.map(str::to_owned);
        self
    }

    pub(crate) fn with_status(mut self, status: u16) -> Self {
        self.0.status = Some(status);
        self
    }

    pub(crate) fn with_code(mut self, code: Option<String>, id: Option<String>) -> Self {
        self.0.error_code = code;
        self.0.error_id = id;
        self
    }

    pub(crate) fn with_debug(mut self, debug: Option<String>) -> Self {
        self.0.debug = debug;
        self
    }

    pub(crate) fn with_excerpt(mut self, excerpt: impl Into<String>) -> Self {
        self.0.excerpt = Some(excerpt.into());
        self
    }

    pub(crate) fn with_retry_after(mut self, wait: Option<Duration>) -> Self {
        self.0.retry_after = wait;
        self
    }

    pub(crate) fn with_target(mut self, target: impl Into<String>) -> Self {
        self.0.target = Some(target.into());
        self
    }

    pub(crate) fn with_row(mut self, row: usize) -> Self {
        self.0.row = Some(row);
        self
    }

    pub(crate) fn with_fields(mut self, fields: Vec<String>) -> Self {
        self.0.fields = fields;
        self
    }

    pub(crate) fn with_attempts(mut self, attempts: u32) -> Self {
        self.0.attempts = attempts;
        self
    }

    /// The same error with what it means for the one who asked behind its text.
    pub(crate) fn explained(mut self, meaning: &str) -> Self {
        self.0.message = format!("{}; {meaning}", self.0.message);
        self
    }

    pub(crate) fn with_source(
        mut self,
        source: impl std::error::Error + Send + Sync + 'static,
    ) -> Self {
        self.0.source = Some(Box::new(source));
        self
    }
}

/// Unknown names for people to read: `` `nickname` (did you mean `nick_name`?), `shoe_size` ``.
fn named(unknown: &[(&str, Option<&str>)]) -> String {
    let each = unknown.iter().map(|(name, nearest)| match nearest {
        Some(nearest) => format!("`{name}` (did you mean `{nearest}`?)"),
        None => format!("`{name}`"),
    });
    each.collect::<Vec<_>>().join(", ")
}

/// At most `most` characters of a text, on one line.
pub(crate) fn shortened(text: &str, most: usize) -> String {
    let mut out = String::new();
    let mut chars = text.chars();
    for c in chars.by_ref().take(most) {
        out.push(if c.is_control() { ' ' } else { c });
    }
    if chars.next().is_some() {
        out.push('…');
    }
    out
}
