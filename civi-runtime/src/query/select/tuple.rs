//! Tuples of selections are selections.

use super::{Cells, Selection, Wanted};
use crate::row::{Found, Misfit, Places, Slot};

/// Rows of so many columns that Rust's tuples have no `Debug` and the like any more: the same with
/// a name. Their columns are `.0`, `.1` and so on, and `Row13(a, b, …)` takes one apart.
macro_rules! long_rows {
    ($($name:ident $width:literal [$($part:ident)+])+) => {$(
        #[doc = concat!("A row of ", $width, " columns, which a tuple of as many selections gives.")]
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
        pub struct $name<$($part),+>($(pub $part),+);

        impl<$($part),+> From<$name<$($part),+>> for ($($part,)+) {
            #[allow(non_snake_case)] // one variable a type
            fn from(row: $name<$($part),+>) -> Self {
                let $name($($part),+) = row;
                ($($part,)+)
            }
        }
    )+};
}
long_rows! {
    Row13 "13" [A B C D F G H I J K L M N]
    Row14 "14" [A B C D F G H I J K L M N O]
    Row15 "15" [A B C D F G H I J K L M N O P]
    Row16 "16" [A B C D F G H I J K L M N O P Q]
}

macro_rules! tuples {
    (@row [$($row:ty),+]) => { ($($row,)+) };
    (@row $name:ident [$($row:ty),+]) => { $name<$($row),+> };
    (@made [$($value:expr),+]) => { ($($value,)+) };
    (@made $name:ident [$($value:expr),+]) => { $name($($value),+) };
    ($([$($part:ident $at:tt),+] $($row:ident)?)+) => {$(
        impl<$($part: Cells),+> Places for ($($part,)+) {
            fn slot(&mut self, column: usize) -> Slot<'_> {
                let at = column;
                $(
                    if at < $part::WIDTH {
                        return self.$at.slot(at);
                    }
                    let at = at - $part::WIDTH;
                )+
                let _ = at;
                Slot::Skip
            }
        }

        impl<$($part: Cells),+> Cells for ($($part,)+) {
            const WIDTH: usize = 0 $(+ $part::WIDTH)+;

            fn empty() -> Self {
                ($($part::empty(),)+)
            }
        }

        impl<Entity, $($part: Selection<Entity>),+> Selection<Entity> for ($($part,)+) {
            type Row = tuples!(@row $($row)? [$($part::Row),+]);
            type Cells = ($($part::Cells,)+);

            fn want(&self, wanted: &mut Wanted) {
                $(self.$at.want(wanted);)+
            }

            fn row(&self, cells: Self::Cells, found: Found<'_>) -> Result<Self::Row, Misfit> {
                let mut next = found;
                Ok(tuples!(@made $($row)? [$({
                    let part = next;
                    next = next.after($part::Cells::WIDTH);
                    let _ = next;
                    self.$at.row(cells.$at, part)?
                }),+]))
            }
        }
    )+};
}

tuples! {
    [A 0]
    [A 0, B 1]
    [A 0, B 1, C 2]
    [A 0, B 1, C 2, D 3]
    [A 0, B 1, C 2, D 3, F 4]
    [A 0, B 1, C 2, D 3, F 4, G 5]
    [A 0, B 1, C 2, D 3, F 4, G 5, H 6]
    [A 0, B 1, C 2, D 3, F 4, G 5, H 6, I 7]
    [A 0, B 1, C 2, D 3, F 4, G 5, H 6, I 7, J 8]
    [A 0, B 1, C 2, D 3, F 4, G 5, H 6, I 7, J 8, K 9]
    [A 0, B 1, C 2, D 3, F 4, G 5, H 6, I 7, J 8, K 9, L 10]
    [A 0, B 1, C 2, D 3, F 4, G 5, H 6, I 7, J 8, K 9, L 10, M 11]
    [A 0, B 1, C 2, D 3, F 4, G 5, H 6, I 7, J 8, K 9, L 10, M 11, N 12] Row13
    [A 0, B 1, C 2, D 3, F 4, G 5, H 6, I 7, J 8, K 9, L 10, M 11, N 12, O 13] Row14
    [A 0, B 1, C 2, D 3, F 4, G 5, H 6, I 7, J 8, K 9, L 10, M 11, N 12, O 13, P 14] Row15
    [A 0, B 1, C 2, D 3, F 4, G 5, H 6, I 7, J 8, K 9, L 10, M 11, N 12, O 13, P 14, Q 15] Row16
}
