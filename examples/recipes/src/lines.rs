//! The lines of a CSV file, by their numbers as editors count them: the heading is line 1.

use std::io::Read;

use serde::de::DeserializeOwned;

/// Lines that can't be used, each with the reason.
pub type Unusable = Vec<(u64, String)>;

/// Reads a file: its lines, and those that can't be read.
pub fn read<T: DeserializeOwned>(csv: impl Read) -> (Vec<(u64, T)>, Unusable) {
    let (mut lines, mut unreadable) = (Vec::new(), Vec::new());
    let mut reader = csv::Reader::from_reader(csv);
    let mut rows = reader.deserialize();
    loop {
        // A cell may hold several lines, so a row's number is not its place.
        let at = rows.reader().position().line();
        match rows.next() {
            Some(Ok(line)) => lines.push((at.max(2), line)),
            Some(Err(error)) => unreadable.push((at.max(2), error.to_string())),
            None => return (lines, unreadable),
        }
    }
}
