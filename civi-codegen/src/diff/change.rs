//! [`Change`]: one difference between two schemas.

use std::fmt;

/// What a change means for Rust code that uses the bindings; see the [module](super).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Impact {
    /// Code may no longer compile, is refused, or gets other rows.
    Breaking,
    /// Code goes on as it is, and can do more.
    Additive,
    /// Only people see it.
    Cosmetic,
}

impl Impact {
    /// All, the gravest first.
    pub const ALL: [Impact; 3] = [Impact::Breaking, Impact::Additive, Impact::Cosmetic];

    /// Its name in lower case.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Impact::Breaking => "breaking",
            Impact::Additive => "additive",
            Impact::Cosmetic => "cosmetic",
        }
    }
}

/// What sort of thing changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Aspect {
    /// A whole entity is new or gone.
    Entity,
    /// An entity's primary key.
    PrimaryKey,
    /// A whole field is new or gone.
    Field,
    /// A field's Rust type.
    Type,
    /// Whether a row can have null.
    Nullable,
    /// Whether `get` has a field.
    Readable,
    /// Whether `create` or `update` take a field.
    Writable,
    /// Whether a call is refused without a value.
    Required,
    /// What `get` filters by where nobody says otherwise.
    ImplicitFilter,
    /// The longest text.
    MaxLength,
    /// The operators that a filter may use.
    Operators,
    /// The permission that guards a field.
    Permission,
    /// The suffixes that a field takes.
    Suffix,
    /// An option of a field.
    Option,
    /// A whole action is new or gone.
    Action,
    /// A parameter of an action.
    Parameter,
    /// A whole named query or saved search is new or gone.
    Query,
    /// The schema supports a named query no longer, or again.
    Supported,
    /// A column of a named query's rows is new or gone.
    Column,
    /// A condition of a named query is new or gone.
    Condition,
    /// A join of a named query.
    Join,
    /// Another part of a named query: what it sorts or groups by, how many rows it gives.
    Clause,
    /// Whether something is marked deprecated.
    Deprecated,
    /// A value that the site fills in.
    Default,
    /// A title or label.
    Title,
    /// Another aspect.
    Detail,
}

impl Aspect {
    /// Its name in lower case, words with `-`, as in the JSON form.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Aspect::Entity => "entity",
            Aspect::PrimaryKey => "primary-key",
            Aspect::Field => "field",
            Aspect::Type => "type",
            Aspect::Nullable => "nullable",
            Aspect::Readable => "readable",
            Aspect::Writable => "writable",
            Aspect::Required => "required",
            Aspect::ImplicitFilter => "implicit-filter",
            Aspect::MaxLength => "max-length",
            Aspect::Operators => "operators",
            Aspect::Permission => "permission",
            Aspect::Suffix => "suffix",
            Aspect::Option => "option",
            Aspect::Action => "action",
            Aspect::Parameter => "parameter",
            Aspect::Query => "query",
            Aspect::Supported => "supported",
            Aspect::Column => "column",
            Aspect::Condition => "condition",
            Aspect::Join => "join",
            Aspect::Clause => "clause",
            Aspect::Deprecated => "deprecated",
            Aspect::Default => "default",
            Aspect::Title => "title",
            Aspect::Detail => "detail",
        }
    }
}

/// One difference between two schemas.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Change {
    /// The entity; or a named query as `queries::lapsed`, a saved search as `searches::Lapsed`.
    pub entity: String,
    /// The part of it: a field's name, an action's with `()`, a parameter as `action(name)`, a
    /// query's column, join or parameter (`$since`); `None` where it is the whole.
    pub part: Option<String>,
    /// What sort of thing changed.
    pub what: Aspect,
    /// Which one, where the part has several of its sort: the option, the suffix, the action that
    /// requires a value, the aspect.
    pub which: Option<String>,
    /// As it was; `None` where it wasn't.
    pub from: Option<String>,
    /// As it is; `None` where it is no more.
    pub to: Option<String>,
    /// What it means for Rust code.
    pub impact: Impact,
    /// Other fields with the same change: those that share an option list.
    pub also: Vec<String>,
}

/// Where a change is, for making one.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    pub(super) entity: &'a str,
    pub(super) part: Option<&'a str>,
}

impl Place<'_> {
    /// A change of this sort here.
    pub(super) fn change(self, what: Aspect, impact: Impact) -> Change {
        Change {
            entity: self.entity.to_owned(),
            part: self.part.map(str::to_owned),
            what,
            which: None,
            from: None,
            to: None,
            impact,
            also: Vec::new(),
        }
    }

    /// Adds a change of this aspect if the two differ.
    pub(super) fn compare<T: PartialEq + fmt::Debug>(
        self,
        what: Aspect,
        impact: Impact,
        which: Option<&str>,
        (from, to): (&T, &T),
        show: impl Fn(&T) -> Option<String>,
        changes: &mut Vec<Change>,
    ) {
        if from != to {
            changes.push(
                self.change(what, impact)
                    .which(which)
                    .from(show(from))
                    .to(show(to)),
            );
        }
    }
}

impl Change {
    pub(super) fn which(mut self, which: Option<impl Into<String>>) -> Self {
        self.which = which.map(Into::into);
        self
    }

    pub(super) fn from(mut self, from: Option<impl Into<String>>) -> Self {
        self.from = from.map(Into::into);
        self
    }

    pub(super) fn to(mut self, to: Option<impl Into<String>>) -> Self {
        self.to = to.map(Into::into);
        self
    }

    /// What changed in one line, without the place: `type: i64 → String`.
    #[must_use]
    pub fn summary(&self) -> String {
        let subject = match (self.what, &self.which) {
            (Aspect::Detail | Aspect::Clause, Some(which)) => which.clone(),
            (Aspect::Supported, Some(why)) if self.impact == Impact::Breaking => {
                return format!("no longer supported: {why}");
            }
            (Aspect::Supported, _) => return "supported again".to_owned(),
            (Aspect::Required, Some(action)) => format!("required by {action}"),
            (Aspect::Writable, Some(action)) => format!("taken by {action}"),
            (what, Some(which)) => format!("{} {which}", what.as_str().replace('-', " ")),
            (what, None) => what.as_str().replace('-', " "),
        };
        let mut text = match (&self.from, &self.to) {
            (Some(from), Some(to)) => format!("{subject}: {from} → {to}"),
            (None, Some(to)) if to.is_empty() => format!("{subject}: new"),
            (None, Some(to)) => format!("{subject}: new, {to}"),
            (Some(from), None) if from.is_empty() => format!("{subject}: gone"),
            (Some(from), None) => format!("{subject}: gone, was {from}"),
            (None, None) => subject,
        };
        match self.also.as_slice() {
            [] => {}
            [one] => text.push_str(&format!(" (also {one})")),
            [one, rest @ ..] => text.push_str(&format!(" (also {one} and {} more)", rest.len())),
        }
        text
    }
}

impl fmt::Display for Change {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.entity)?;
        if let Some(part) = &self.part {
            write!(out, ".{part}")?;
        }
        write!(out, ": {}", self.summary())
    }
}
