//! [`Sql`]: SQL text that is put together from words of this program, quoted names of the snapshot
//! and bound values. A caller's text can become a bound value and nothing else.

use std::fmt::Write;

use rusqlite::types::Value;

/// A piece of SQL with the values that are bound to it.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Sql {
    text: String,
    binds: Vec<Value>,
}

impl Sql {
    /// Words of this program.
    pub(crate) fn new(words: &'static str) -> Self {
        Sql {
            text: words.to_owned(),
            binds: Vec::new(),
        }
    }

    /// A bound value.
    pub(crate) fn value(value: impl Into<Value>) -> Self {
        Sql {
            text: "?".to_owned(),
            binds: vec![value.into()],
        }
    }

    /// `NULL`.
    pub(crate) fn null() -> Self {
        Sql::new("NULL")
    }

    /// A quoted name of the snapshot.
    pub(crate) fn name(name: &str) -> Self {
        Sql {
            text: quoted(name),
            binds: Vec::new(),
        }
    }

    /// A table under an alias of this program's own.
    pub(crate) fn table(name: &str, alias: usize) -> Self {
        Sql {
            text: format!("{} AS t{alias}", quoted(name)),
            binds: Vec::new(),
        }
    }

    /// A column of an alias.
    pub(crate) fn column(alias: usize, name: &str) -> Self {
        Sql {
            text: format!("t{alias}.{}", quoted(name)),
            binds: Vec::new(),
        }
    }

    /// A whole number of this program's own.
    pub(crate) fn number(number: i64) -> Self {
        Sql {
            text: number.to_string(),
            binds: Vec::new(),
        }
    }

    /// A call of a function of this program.
    pub(crate) fn call(function: &'static str, arguments: impl IntoIterator<Item = Sql>) -> Self {
        Sql::new(function).then(Sql::joined(arguments, ", ").in_parentheses())
    }

    /// Pieces with words between them.
    pub(crate) fn joined(pieces: impl IntoIterator<Item = Sql>, between: &'static str) -> Self {
        let mut all = Sql::default();
        for (at, piece) in pieces.into_iter().enumerate() {
            if at > 0 {
                all.text.push_str(between);
            }
            all.push(piece);
        }
        all
    }

    /// Conditions with `AND` or `OR` between them, in a tree that is not deep: the database has a
    /// limit for that, which many conditions in a row would pass.
    pub(crate) fn conditions(mut pieces: Vec<Sql>, between: &'static str) -> Self {
        const FEW: usize = 16;
        if pieces.len() <= FEW {
            return Sql::joined(pieces, between);
        }
        let second = pieces.split_off(pieces.len() / 2);
        let halves = [pieces, second].map(|half| Sql::conditions(half, between).in_parentheses());
        Sql::joined(halves, between)
    }

    /// This, then another piece.
    pub(crate) fn then(mut self, other: Sql) -> Self {
        self.push(other);
        self
    }

    /// This, then words.
    pub(crate) fn word(mut self, words: &'static str) -> Self {
        self.text.push_str(words);
        self
    }

    /// This in parentheses.
    pub(crate) fn in_parentheses(mut self) -> Self {
        self.text.insert(0, '(');
        self.text.push(')');
        self
    }

    /// This, of the first row of each group.
    pub(crate) fn of_first_row(self) -> Self {
        Sql::call("civi_first", [self])
    }

    /// Adds a piece.
    pub(crate) fn push(&mut self, other: Sql) {
        let _ = write!(self.text, "{}", other.text);
        self.binds.extend(other.binds);
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    pub(crate) fn binds(&self) -> &[Value] {
        &self.binds
    }
}

/// A name in double quotes.
fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::Sql;

    #[test]
    fn names_are_quoted_and_values_bound() {
        let sql = Sql::new("SELECT ")
            .then(Sql::column(0, "a\"b"))
            .word(" = ")
            .then(Sql::value("\" OR 1".to_owned()));
        assert_eq!(sql.text(), "SELECT t0.\"a\"\"b\" = ?");
        assert_eq!(sql.binds().len(), 1);
    }
}
