//! Equations as expressions of Rust.

use quote::quote;

use super::Scope;
use super::function::is_literal;
use super::typed::Typed;
use crate::model::Scalar;
use crate::query::expression::Expression;

impl Scope<'_, '_> {
    /// What an equation means.
    pub(in crate::query) fn equation(
        &mut self,
        operands: &[Expression],
        operators: &[String],
    ) -> Result<Typed, String> {
        let whole = Expression::Equation(operands.to_vec(), operators.to_vec());
        for path in whole.fields() {
            self.path(path)?;
        }
        if let ([first, second], [operator]) = (operands, operators)
            && !is_literal(first)
        {
            let typed = self.expression(first)?;
            let function = self.writer.runtime("function");
            let x = self.used(&typed);
            if let Some(y) = self.argument(second)? {
                let arithmetic = match operator.as_str() {
                    "+" => Some((quote!((#x + #y)), false)),
                    "-" => Some((quote!((#x - #y)), false)),
                    "*" => Some((quote!((#x * #y)), false)),
                    "/" => Some((quote!((#x / #y)), true)),
                    _ => None,
                };
                if let Some((tokens, nullable)) = arithmetic.filter(|_| typed.is_number()) {
                    return Ok(Typed::calculated(
                        tokens,
                        Scalar::Float,
                        false,
                        nullable,
                        whole.to_string(),
                    ));
                }
                let sign = match operator.as_str() {
                    "=" => quote!(Eq),
                    "!=" | "<>" => quote!(Ne),
                    ">" => quote!(Gt),
                    ">=" => quote!(Ge),
                    "<" => quote!(Lt),
                    "<=" => quote!(Le),
                    _ => return Ok(self.raw(&whole)),
                };
                let tokens = quote!(#function::compare(#x, #function::Sign::#sign, #y));
                return Ok(Typed::calculated(
                    tokens,
                    Scalar::Boolean,
                    false,
                    false,
                    whole.to_string(),
                ));
            }
        }
        self.writer.remark(format!(
            "civi has no word for `{whole}`: its type is stated"
        ));
        Ok(self.raw(&whole))
    }
}
