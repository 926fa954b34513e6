//! Equations: `(a + b)` and `(a > b)`.

use std::ops::{Add, Div, Mul, Sub};

use super::{Argument, Certain, Computed, IntoArgument, Numeric, accepts};
use crate::query::field::{Expression, Field, Path, Use};
use crate::query::kind::{NotNull, Nullable, Permitted};

/// How two values of an [equation](compare) compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)] // each is the operator that it is named after
pub enum Sign {
    Eq,
    Ne,
    Gt,
    Ge,
    Lt,
    Le,
}

/// `(x > y)`: whether two values compare so; a condition of [`if_`](super::if_), or a value to
/// select. To filter by it, compare the fields themselves (`gt`, `gt_field`).
///
/// The site takes a null in it for 0.
#[must_use]
pub fn compare<X: Expression>(
    x: X,
    sign: Sign,
    y: impl IntoArgument<X::Entity>,
) -> Certain<X, bool> {
    let sign = match sign {
        Sign::Eq => "=",
        Sign::Ne => "!=",
        Sign::Gt => ">",
        Sign::Ge => ">=",
        Sign::Lt => "<",
        Sign::Le => "<=",
    };
    equation(Argument::of(x), sign, y.into_argument())
}

fn equation<E, T, K>(x: Argument, sign: &str, y: Argument) -> Computed<E, T, K> {
    let mut uses = x.uses;
    uses.extend(y.uses);
    let sides = [&x.text, &y.text];
    let refusal = sides
        .into_iter()
        .find_map(|side| accepts::equation_refusal(side));
    uses.extend(refusal.map(Use::flaw));
    Field::expression(format!("({} {sign} {})", x.text, y.text), uses)
}

macro_rules! arithmetic {
    ($($trait:ident $method:ident $sign:literal $kind:ident $doc:literal;)+) => {$(
        impl<E, T: Numeric, K: Permitted, P: Path, Y: IntoArgument<E>> $trait<Y>
            for Field<E, T, K, P>
        {
            type Output = Computed<E, f64, $kind>;

            #[doc = concat!("`(x ", $sign, " y)`: ", $doc)]
            fn $method(self, y: Y) -> Self::Output {
                equation(Argument::of(self), $sign, y.into_argument())
            }
        }
    )+};
}
arithmetic! {
    Add add "+" NotNull "a float; the site takes a null in it for 0.";
    Sub sub "-" NotNull "a float; the site takes a null in it for 0.";
    Mul mul "*" NotNull "a float; the site takes a null in it for 0.";
    Div div "/" Nullable "a float, null where `y` is 0 or null.";
}
