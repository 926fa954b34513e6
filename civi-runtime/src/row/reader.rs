//! [`RowReader`]: an answer's `values`, row by row.

use std::borrow::Cow;
use std::cell::RefCell;

use super::columns::Columns;
use super::fill::fill;
use super::found::{Current, Found, Seen};
use super::misfit::Misfit;
use super::slot::Slot;
use super::tally::Tally;
use super::unreadable;
use crate::json::{Json, JsonType};

/// The places of one row that is being read.
pub trait Places {
    /// The place for the column with this index.
    fn slot(&mut self, column: usize) -> Slot<'_>;
}

/// Reads a JSON list of rows, one row at a time; a single object is one row, `null` is none.
pub struct RowReader<'a> {
    json: Json<'a>,
    row: Current,
    state: State,
}

/// For how many rows that have not been read room is made.
const AHEAD: usize = 1000;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Unopened,
    InList,
    Ended,
}

impl<'a> RowReader<'a> {
    /// A reader of the JSON text `values`, for columns of these names in the order of
    /// [`Places::slot`]'s index.
    #[must_use]
    pub fn new(values: &'a [u8], columns: Vec<Cow<'static, str>>) -> Self {
        RowReader {
            json: Json::new(values),
            row: Current {
                columns: Columns::new(columns),
                seen: Seen::default(),
                ever: Seen::default(),
                unread: Vec::new(),
                chained: RefCell::default(),
                number: 0,
            },
            state: State::Unopened,
        }
    }

    /// Goes to the next row; whether there is one. It must then be [`read`](Self::read).
    ///
    /// # Errors
    ///
    /// When what is there is no list of rows.
    pub fn next_row(&mut self) -> Result<bool, Misfit> {
        let more = match self.state {
            State::Unopened => match self.json.json_type()? {
                JsonType::List => {
                    self.state = State::InList;
                    self.json.list()?
                }
                JsonType::Map => {
                    self.state = State::Ended;
                    self.row.number += 1;
                    return Ok(true);
                }
                JsonType::Null => {
                    self.json.null()?;
                    false
                }
                _ => return Err(Misfit::new("a list of rows", self.json.skip()?.as_bytes())),
            },
            State::InList => self.json.more()?,
            State::Ended => false,
        };
        if more {
            self.row.number += 1;
        } else {
            self.state = State::Ended;
            self.json.finish()?;
        }
        Ok(more)
    }

    /// Reads the row that [`next_row`](Self::next_row) went to.
    ///
    /// # Errors
    ///
    /// When the row is no object, or a value does not fit its slot.
    pub fn read(&mut self, places: &mut dyn Places) -> Result<Found<'_>, Misfit> {
        match self.read_columns(places) {
            Ok(()) => {
                let row = &mut self.row;
                row.ever.absorb(&row.seen);
                Ok(Found::new(row))
            }
            Err(misfit) => Err(misfit.in_row(self.row.number)),
        }
    }

    /// The number of the row that was read last, counted from 1.
    #[must_use]
    pub fn number(&self) -> usize {
        self.row.number
    }

    /// Which columns the rows had that were read.
    pub(crate) fn tally(self) -> Tally {
        let row = self.row;
        let chained = row.chained.into_inner();
        Tally::new(row.number, row.columns.into_names(), row.ever, chained)
    }

    /// About how many rows follow, if they are as long as those that were read; at most
    /// [`AHEAD`], since the answer may be made so that the guess is wrong.
    pub(crate) fn rows_ahead(&self) -> usize {
        let read = self.json.place().max(1);
        let left = self.json.left();
        (left * self.row.number / read).min(AHEAD)
    }

    fn read_columns(&mut self, places: &mut dyn Places) -> Result<(), Misfit> {
        let RowReader { json, row, .. } = self;
        let Current {
            columns,
            seen,
            unread,
            number,
            ..
        } = row;
        seen.clear(columns.len());
        unread.clear();
        columns.rewind();
        if json.json_type()? != JsonType::Map {
            return Err(Misfit::new("a row (an object)", json.skip()?.as_bytes()));
        }
        let mut first = true;
        while let Some(found) = next_column(json, columns, first)? {
            first = false;
            match found {
                None => {
                    json.skip()?;
                }
                // Most columns of most rows: no slot changes then.
                Some(column) if json.take_null() => {
                    let mut null = Some(column);
                    while let Some(column) = null {
                        seen.add(column);
                        null = columns.twin(column);
                    }
                }
                Some(column) => {
                    let mut twin = columns.twin(column);
                    while let Some(other) = twin {
                        seen.add(other);
                        let mut json = json.clone();
                        let start = json.place();
                        if let Err(misfit) = fill(&mut json, places.slot(other)) {
                            let misfit =
                                keep(&mut json, start, misfit, columns.name(other), *number)?;
                            places.slot(other).forget();
                            unread.push((other, misfit));
                        }
                        twin = columns.twin(other);
                    }
                    seen.add(column);
                    let start = json.place();
                    if let Err(misfit) = fill(json, places.slot(column)) {
                        let misfit = keep(json, start, misfit, columns.name(column), *number)?;
                        places.slot(column).forget();
                        unread.push((column, misfit));
                    }
                }
            }
        }
        Ok(())
    }
}

/// Keeps the value that begins at `start` and is not what its column holds, and reads past it; the
/// misfit again where the answer is refused for it.
#[cold]
fn keep(
    json: &mut Json<'_>,
    start: usize,
    misfit: Misfit,
    name: &str,
    row: usize,
) -> Result<Misfit, Misfit> {
    if !misfit.is_of_one_value() || !unreadable::are_kept() {
        return Err(misfit.in_field(name));
    }
    json.go_back(start);
    let raw = json
        .skip()
        .map_err(|broken| Misfit::from(broken).in_field(name))?;
    unreadable::keep(row, name, &misfit, raw);
    Ok(misfit)
}

/// The next key's column, if anything reads it; nothing at the object's end.
fn next_column(
    json: &mut Json<'_>,
    columns: &mut Columns,
    first: bool,
) -> Result<Option<Option<usize>>, Misfit> {
    let separator = if first { b'{' } else { b',' };
    if let Some(column) = columns.take(json, separator) {
        return Ok(Some(column));
    }
    let key = if first { json.map()? } else { json.key()? };
    Ok(key.map(|key| columns.find(key)))
}
