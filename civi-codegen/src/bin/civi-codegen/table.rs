//! [`Table`]: columns that line up.

use crate::terminal::{Paint, Terminal};

/// Rows of cells; the last cell of a row is as wide as it likes.
#[derive(Debug, Default)]
pub(crate) struct Table {
    rows: Vec<Vec<(String, Option<Paint>)>>,
}

impl Table {
    /// Adds a row whose first cell is a name.
    pub(crate) fn row<const N: usize>(&mut self, cells: [String; N]) {
        let paint = |index| (index == 0).then_some(Paint::Name);
        self.rows.push(
            cells
                .into_iter()
                .enumerate()
                .map(|(i, cell)| (cell, paint(i)))
                .collect(),
        );
    }

    /// Prints it, each line after an indent.
    pub(crate) fn print(&self, indent: &str, terminal: &mut Terminal) {
        let columns = self.rows.iter().map(Vec::len).max().unwrap_or(0);
        let width = |column: usize| {
            let cells = self.rows.iter().filter_map(|row| row.get(column));
            cells
                .map(|(cell, _): &(String, _)| cell.chars().count())
                .max()
                .unwrap_or(0)
        };
        let widths: Vec<usize> = (0..columns).map(width).collect();
        for row in &self.rows {
            let mut line = indent.to_owned();
            let mut gap = 0;
            for ((cell, paint), width) in row.iter().zip(&widths) {
                // An empty column takes no room, and no line ends in blanks.
                if *width == 0 {
                    continue;
                }
                if !cell.is_empty() {
                    line.extend(std::iter::repeat_n(' ', gap));
                    gap = 0;
                    match paint {
                        Some(paint) => line += &terminal.paint(*paint, cell),
                        None => line += cell,
                    }
                }
                gap += width - cell.chars().count() + 2;
            }
            terminal.data(line.trim_end());
        }
    }
}
