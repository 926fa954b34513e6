//! The site's SQL functions as typed expressions; public as [`function`](crate::function).

use crate::query::field::{Composed, Expression, Field, Path, Use};
use crate::query::kind::{Calculated, Kind, NotNull, Nullable, Permitted};
use crate::query::operand::Operand;

mod accepts;
mod aggregate;
mod condition;
mod date;
mod equation;
mod group_concat;
mod literal;
mod number;
mod text;

pub use aggregate::*;
pub use condition::*;
pub use date::*;
pub use equation::*;
pub use group_concat::GroupConcat;
pub use literal::{Literal, literal, null};
pub use number::*;
pub use text::*;

/// A calculated value of a query of `E`: null at times, unless `K` says otherwise.
pub type Computed<E, T, K = Nullable> = Field<E, T, Calculated<K>, Composed>;

/// What is calculated from `X` and can be null.
pub type Maybe<X, T> = Computed<<X as Expression>::Entity, T>;

/// What is calculated from `X` and is never null.
pub type Certain<X, T> = Computed<<X as Expression>::Entity, T, NotNull>;

/// An expression as the site has it, for whatever has no method of its own: you assert that the
/// site reads it and that its value is a `T`.
///
/// Never put text from elsewhere into it. Arguments are separated by a comma **and a space**.
///
/// ```
/// use civi_runtime::{Field, function::raw};
/// # enum Contact {}
/// let month = raw::<Contact, i64>("MONTH(birth_date)").alias("month");
/// # let _: Field<Contact, i64, civi_runtime::query::Aliased, _> = month;
/// ```
#[must_use]
pub fn raw<E, T>(expression: impl Into<String>) -> Computed<E, T> {
    Field::expression(expression.into(), Vec::new())
}

/// A function's call that is being put together.
struct Written {
    name: &'static str,
    text: String,
    uses: Vec<Use>,
    /// How many arguments there are.
    arguments: usize,
}

impl Written {
    fn new(name: &'static str) -> Self {
        Written {
            name,
            text: format!("{name}("),
            uses: Vec::new(),
            arguments: 0,
        }
    }

    /// Adds an argument, after a comma and a space (without the space the site misses it).
    fn arg(mut self, argument: Argument) -> Self {
        if self.arguments > 0 {
            self.text.push_str(", ");
        }
        self.take(argument);
        self
    }

    fn take(&mut self, argument: Argument) {
        let refusal = accepts::refusal(self.name, self.arguments, &argument.text);
        self.arguments += 1;
        self.text.push_str(&argument.text);
        self.uses.extend(argument.uses);
        self.uses.extend(refusal.map(Use::flaw));
    }

    /// Adds a word, after a space.
    fn word(mut self, word: &str) -> Self {
        if !self.text.ends_with('(') {
            self.text.push(' ');
        }
        self.text.push_str(word);
        self
    }

    /// Adds an argument after a word: `ORDER BY birth_date`.
    fn after(self, word: &str, argument: Argument) -> Self {
        let mut begun = self.word(word).word("");
        begun.take(argument);
        begun
    }

    fn end<E, T, K>(mut self) -> Computed<E, T, K> {
        self.text.push(')');
        Field::expression(self.text, self.uses)
    }
}

/// An argument of a function as it is sent, with the fields in it.
#[derive(Debug, Clone)]
pub struct Argument {
    text: String,
    uses: Vec<Use>,
}

impl Argument {
    fn literal(operand: &Operand) -> Argument {
        match operand.argument() {
            Ok(text) => Argument {
                text,
                uses: Vec::new(),
            },
            Err(flaw) => {
                // It is refused before it is sent, so the text is for people only.
                let text = format!("{:?}", operand.text().unwrap_or("?"));
                let reason = format!("{text} can't be an argument of a function: {flaw}");
                let uses = vec![Use::flaw(reason)];
                Argument { text, uses }
            }
        }
    }

    fn text(text: &str) -> Argument {
        Argument::literal(&Operand::Text(text.to_owned()))
    }

    fn of<X: Expression>(expression: X) -> Argument {
        let field = expression.as_field();
        let mut uses = field.uses();
        if let Some(name) = field.name_given() {
            // The site knows the names of calculated values only in `having` and in the order.
            let reason = format!(
                "`{}` stands inside another expression by its name `{name}`; use it there without \
                 `.alias(…)`",
                field.select_text()
            );
            uses = vec![Use::flaw(reason)];
        }
        Argument {
            text: field.path().to_owned(),
            uses,
        }
    }
}

/// What can be an argument of a function in a query of entity `E`: a field or another function's
/// result, text, a number, a boolean, a date.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be an argument of a function in a query of `{E}`",
    label = "neither a field of `{E}` nor a literal",
    note = "fields of the queried entity, other functions, `&str`, whole numbers, `f64`, `Decimal`, `bool` and dates can"
)]
pub trait IntoArgument<E> {
    /// The argument as it is sent.
    fn into_argument(self) -> Argument;
}

impl<E, T, K: Permitted, P: Path> IntoArgument<E> for Field<E, T, K, P> {
    fn into_argument(self) -> Argument {
        Argument::of(&self)
    }
}

impl<E, T, K: Permitted, P: Path> IntoArgument<E> for &Field<E, T, K, P> {
    fn into_argument(self) -> Argument {
        Argument::of(self)
    }
}

macro_rules! literals {
    ($($literal:ty as $field:ty),+ $(,)?) => {$(
        impl<E> IntoArgument<E> for $literal {
            fn into_argument(self) -> Argument {
                Argument::literal(&crate::query::operand::IntoOperand::<$field>::into_operand(self))
            }
        }
    )+};
}
literals! {
    &str as String,
    String as String,
    i32 as i64,
    i64 as i64,
    f64 as f64,
    bool as bool,
    crate::value::Decimal as crate::value::Decimal,
    crate::value::Date as crate::value::Date,
    crate::value::DateTime as crate::value::DateTime,
}

/// One or more arguments: a tuple of up to eight, or a `Vec`.
pub trait IntoArguments<E> {
    /// The arguments as they are sent.
    fn into_arguments(self) -> Vec<Argument>;
}

impl<E, A: IntoArgument<E>> IntoArguments<E> for Vec<A> {
    fn into_arguments(self) -> Vec<Argument> {
        self.into_iter().map(A::into_argument).collect()
    }
}

macro_rules! tuples {
    ($($name:ident)+) => {
        impl<E, $($name: IntoArgument<E>),+> IntoArguments<E> for ($($name,)+) {
            fn into_arguments(self) -> Vec<Argument> {
                #[allow(non_snake_case)] // one variable a type
                let ($($name,)+) = self;
                vec![$($name.into_argument()),+]
            }
        }
    };
}
tuples!(A);
tuples!(A B);
tuples!(A B C);
tuples!(A B C D);
tuples!(A B C D F);
tuples!(A B C D F G);
tuples!(A B C D F G H);
tuples!(A B C D F G H I);

/// `NAME(x)`.
fn one<X, T, K: Kind>(name: &'static str, x: X) -> Computed<X::Entity, T, K>
where
    X: Expression,
{
    Written::new(name).arg(Argument::of(x)).end()
}

/// `NAME(a, b, …)`.
fn several<E, T, K: Kind>(name: &'static str, arguments: Vec<Argument>) -> Computed<E, T, K> {
    arguments
        .into_iter()
        .fold(Written::new(name), Written::arg)
        .end()
}

#[cfg(test)]
mod tests;
