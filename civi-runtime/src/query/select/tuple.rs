//! Tuples of selections are selections.

use super::{Cells, Selection, Wanted};
use crate::row::{Found, Misfit, Places, Slot};

macro_rules! tuples {
    ($([$($part:ident $at:tt),+])+) => {$(
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
            type Row = ($($part::Row,)+);
            type Cells = ($($part::Cells,)+);

            fn want(&self, wanted: &mut Wanted) {
                $(self.$at.want(wanted);)+
            }

            fn row(&self, cells: Self::Cells, found: Found<'_>) -> Result<Self::Row, Misfit> {
                let mut next = found;
                Ok(($({
                    let part = next;
                    next = next.after($part::Cells::WIDTH);
                    let _ = next;
                    self.$at.row(cells.$at, part)?
                },)+))
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
    [A 0, B 1, C 2, D 3, F 4, G 5, H 6, I 7, J 8, K 9, L 10, M 11, N 12]
    [A 0, B 1, C 2, D 3, F 4, G 5, H 6, I 7, J 8, K 9, L 10, M 11, N 12, O 13]
    [A 0, B 1, C 2, D 3, F 4, G 5, H 6, I 7, J 8, K 9, L 10, M 11, N 12, O 13, P 14]
    [A 0, B 1, C 2, D 3, F 4, G 5, H 6, I 7, J 8, K 9, L 10, M 11, N 12, O 13, P 14, Q 15]
}
