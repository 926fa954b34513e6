//! Reads expressions.

use super::{Argument, Expression, Function};

/// How deep functions and equations may nest.
const DEPTH: usize = 40;

/// What can't be read in an expression, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::query) struct Trouble(pub(in crate::query) String);

/// The units of dates and times.
const UNITS: [&str; 20] = [
    "MICROSECOND",
    "SECOND",
    "MINUTE",
    "HOUR",
    "DAY",
    "WEEK",
    "MONTH",
    "QUARTER",
    "YEAR",
    "SECOND_MICROSECOND",
    "MINUTE_MICROSECOND",
    "MINUTE_SECOND",
    "HOUR_MICROSECOND",
    "HOUR_SECOND",
    "HOUR_MINUTE",
    "DAY_MICROSECOND",
    "DAY_SECOND",
    "DAY_MINUTE",
    "DAY_HOUR",
    "YEAR_MONTH",
];

/// An expression and the name that it is given: `COUNT(id) AS n`.
pub(in crate::query) fn read_named(text: &str) -> Result<(Expression, Option<String>), Trouble> {
    let (text, name) = match split_name(text) {
        Some((text, name)) => (text, Some(name.to_owned())),
        None => (text, None),
    };
    Ok((read(text)?, name))
}

/// The last ` AS ` outside of quotes and brackets.
fn split_name(text: &str) -> Option<(&str, &str)> {
    let at = text.rfind(" AS ")?;
    let name = text[at + 4..].trim();
    let plain = !name.is_empty() && !name.contains(['(', ')', '"', '\'', ' ', ',']);
    plain.then(|| (text[..at].trim(), name))
}

/// An expression.
pub(in crate::query) fn read(text: &str) -> Result<Expression, Trouble> {
    let text = text.trim();
    // A field's name may hold what is otherwise an operator.
    if !text.is_empty() && !text.contains(['(', ')', '"', '\'', ',']) && text != "*" {
        let number = text.parse::<f64>().is_ok() && !text.contains(|c: char| c.is_alphabetic());
        return Ok(if number {
            Expression::Number(text.to_owned())
        } else {
            Expression::Field(text.to_owned())
        });
    }
    let mut reader = Reader {
        text,
        at: 0,
        depth: 0,
    };
    let expression = reader.expression()?;
    reader.space();
    if reader.at < text.len() {
        return Err(reader.trouble("the end"));
    }
    Ok(expression)
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    depth: usize,
}

impl<'a> Reader<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn space(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start().len();
    }

    fn eat(&mut self, word: &str) -> bool {
        let there = self.rest().starts_with(word);
        if there {
            self.at += word.len();
        }
        there
    }

    /// Passes a word of SQL, in capitals or not.
    fn keyword(&mut self, word: &str) -> bool {
        let rest = self.rest();
        let there = rest
            .get(..word.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(word))
            && !rest[word.len()..].starts_with(|c: char| c.is_alphanumeric() || "_.:".contains(c));
        if there {
            self.at += word.len();
            self.space();
        }
        there
    }

    fn trouble(&self, wanted: &str) -> Trouble {
        let found = match self.rest().chars().next() {
            Some(_) => format!("`{}`", self.rest()),
            None => "its end".to_owned(),
        };
        Trouble(format!(
            "`{}` can't be read: {wanted} is expected before {found}",
            self.text
        ))
    }

    fn expression(&mut self) -> Result<Expression, Trouble> {
        self.depth += 1;
        if self.depth > DEPTH {
            return Err(Trouble(format!(
                "an expression nests more than {DEPTH} deep"
            )));
        }
        self.space();
        let read = match self.rest().chars().next() {
            Some('(') => self.equation(),
            Some('"' | '\'') => self.string().map(Expression::Text),
            Some('*') => {
                self.at += 1;
                Ok(Expression::Star)
            }
            Some(c) if c.is_alphanumeric() || c == '_' || c == '-' || c == '.' => self.plain(),
            _ => Err(self.trouble("a field, a function or a literal")),
        };
        self.depth -= 1;
        read
    }

    /// A number, a field or a function.
    fn plain(&mut self) -> Result<Expression, Trouble> {
        let rest = self.rest();
        let end = rest
            .char_indices()
            .find(|(at, c)| {
                !(c.is_alphanumeric() || matches!(c, '_' | '.' | ':') || (*c == '-' && *at == 0))
            })
            .map_or(rest.len(), |(at, _)| at);
        let word = &rest[..end];
        self.at += end;
        if self.rest().starts_with('(') {
            self.at += 1;
            return self.function(word);
        }
        if word.parse::<f64>().is_ok() {
            return Ok(Expression::Number(word.to_owned()));
        }
        if word.is_empty() || word.starts_with('-') {
            return Err(self.trouble("a field"));
        }
        Ok(Expression::Field(word.to_owned()))
    }

    fn string(&mut self) -> Result<String, Trouble> {
        let mut chars = self.rest().char_indices();
        let Some((_, quote)) = chars.next() else {
            return Err(self.trouble("text"));
        };
        let mut text = String::new();
        let mut escaped = false;
        for (at, c) in chars {
            if escaped {
                if c != quote {
                    text.push('\\');
                }
                text.push(c);
                escaped = false;
            } else if c == '\\' {
                escaped = true;
            } else if c == quote {
                self.at += at + c.len_utf8();
                return Ok(text);
            } else {
                text.push(c);
            }
        }
        Err(Trouble(format!(
            "`{}` has a text without an end",
            self.text
        )))
    }

    fn equation(&mut self) -> Result<Expression, Trouble> {
        self.at += 1;
        let mut operands = vec![self.expression()?];
        let mut operators = Vec::new();
        loop {
            self.space();
            if self.eat(")") {
                break;
            }
            let symbols = [
                "<=>", "<=", ">=", "!=", "<>", "=", "<", ">", "+", "-", "*", "/", "%",
            ];
            let words = [
                "NOT BETWEEN",
                "BETWEEN",
                "AND",
                "NOT LIKE",
                "LIKE",
                "IS NOT",
                "IS",
                "IN",
            ];
            let symbol = symbols.iter().find(|symbol| self.eat(symbol));
            let Some(operator) = symbol.or_else(|| words.iter().find(|word| self.keyword(word)))
            else {
                return Err(self.trouble("an operator or `)`"));
            };
            operators.push((*operator).to_owned());
            operands.push(self.expression()?);
        }
        Ok(match (operands.len(), operands.pop()) {
            (1, Some(only)) => only,
            (_, last) => {
                operands.extend(last);
                Expression::Equation(operands, operators)
            }
        })
    }

    /// The arguments of a function, behind its bracket.
    fn function(&mut self, name: &str) -> Result<Expression, Trouble> {
        let mut function = Function {
            name: name.to_ascii_uppercase(),
            ..Function::default()
        };
        loop {
            self.space();
            if self.eat(")") {
                break;
            }
            if function.arguments.is_empty() && function.prefix.is_none() {
                function.prefix = self.prefix(&function.name);
            }
            let words = self.words(&function.name);
            function.arguments.push(match words {
                Some(words) => Argument::Words(words),
                None => Argument::Value(self.expression()?),
            });
            self.tail(&mut function)?;
            self.space();
            if self.eat(",") {
                self.space();
                if self.rest().starts_with(')') {
                    return Err(self.trouble("an argument"));
                }
            } else if !self.rest().starts_with(')') {
                return Err(self.trouble("`,` or `)`"));
            }
        }
        if self.eat(":") {
            let rest = self.rest();
            let end = rest
                .find(|c: char| !c.is_ascii_alphabetic())
                .unwrap_or(rest.len());
            function.suffix = Some(rest[..end].to_owned());
            self.at += end;
        }
        Ok(Expression::Function(function))
    }

    fn prefix(&mut self, name: &str) -> Option<String> {
        if name == "EXTRACT" {
            let unit = self.unit()?;
            self.keyword("FROM");
            return Some(unit);
        }
        let back = self.at;
        for word in ["DISTINCT", "UNIQUE"] {
            if self.keyword(word) {
                if !self.rest().starts_with([',', ')']) {
                    return Some(word.to_owned());
                }
                self.at = back;
            }
        }
        None
    }

    fn unit(&mut self) -> Option<String> {
        let back = self.at;
        let unit = UNITS.iter().find(|unit| self.keyword(unit))?;
        if self.rest().starts_with('(') {
            self.at = back;
            return None;
        }
        Some((*unit).to_owned())
    }

    /// `INTERVAL 1 YEAR`, or the unit that TIMESTAMPDIFF begins with.
    fn words(&mut self, name: &str) -> Option<Vec<String>> {
        let back = self.at;
        if self.keyword("INTERVAL") {
            let rest = self.rest();
            let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
            let count = rest[..end].to_owned();
            self.at += end;
            self.space();
            if let Some(unit) = self.unit() {
                return Some(vec!["INTERVAL".to_owned(), count, unit]);
            }
            self.at = back;
            return None;
        }
        if name != "TIMESTAMPDIFF" && name != "TIMESTAMPADD" {
            return None;
        }
        let unit = self.unit().filter(|_| self.rest().starts_with(','));
        if unit.is_none() {
            self.at = back;
        }
        unit.map(|unit| vec![unit])
    }

    /// `ORDER BY`, `SEPARATOR` and `N=` behind an argument.
    fn tail(&mut self, function: &mut Function) -> Result<(), Trouble> {
        loop {
            self.space();
            if self.keyword("ORDER BY") {
                loop {
                    let by = self.expression()?;
                    self.space();
                    let descending = self.keyword("DESC");
                    let _ = !descending && self.keyword("ASC");
                    function.order.push((by, descending));
                    self.space();
                    if !self.eat(",") {
                        break;
                    }
                }
            } else if self.keyword("SEPARATOR") {
                function.separator = Some(self.string()?);
            } else if self.eat("N=") || self.eat("N =") {
                self.space();
                let rest = self.rest();
                let end = rest
                    .find(|c: char| !(c.is_ascii_digit() || c == '-'))
                    .unwrap_or(rest.len());
                match rest[..end].parse() {
                    Ok(number) => function.nth = Some(number),
                    Err(_) => return Err(self.trouble("a number")),
                }
                self.at += end;
            } else {
                return Ok(());
            }
        }
    }
}
