//! Numbers, booleans, money and keys.

use rust_decimal::Decimal;

use super::{IntoWire, Wire, written_as};
use crate::value::Id;

written_as! {
    i64 => i64: |n| Wire::stored(n);
    i32 => i64: |n| Wire::stored(n);
    i16 => i64: |n| Wire::stored(n);
    i8 => i64: |n| Wire::stored(n);
    u32 => i64: |n| Wire::stored(n);
    u16 => i64: |n| Wire::stored(n);
    u8 => i64: |n| Wire::stored(n);
    bool => bool: |b| Wire::stored(b);
    f64 => f64: |n| float(n);
    f32 => f64: |n| float(f64::from(n));
    i32 => f64: |n| Wire::stored(n);
    Decimal => Decimal: |n| money(n);
    i64 => Decimal: |n| money(Decimal::from(n));
    i32 => Decimal: |n| money(Decimal::from(n));
    u32 => Decimal: |n| money(Decimal::from(n));
}

/// JSON has no infinity, and `null` in its place would clear the field.
fn float(number: f64) -> Wire {
    if number.is_finite() {
        Wire::stored(number)
    } else {
        Wire::refused(format!("can't be {number}"))
    }
}

/// As text, so that no digit passes through a float on either side.
fn money(amount: Decimal) -> Wire {
    Wire::stored(amount.to_string())
}

#[diagnostic::do_not_recommend]
impl<E> IntoWire<Id<E>> for Id<E> {
    fn into_wire(self) -> Wire {
        Wire::stored(self.get())
    }
}

#[diagnostic::do_not_recommend]
impl<E> IntoWire<Option<Id<E>>> for Id<E> {
    fn into_wire(self) -> Wire {
        Wire::stored(self.get())
    }
}
