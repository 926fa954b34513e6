//! The files of a folder, read on all of the machine's processors: a snapshot has hundreds, and
//! none needs another.

use std::collections::BTreeMap;
use std::num::NonZero;
use std::path::{Path, PathBuf};

use crate::error::Result;

/// More threads than this would wait for the disk.
const MOST: usize = 8;

/// Reads every file; of several that fail, the error is that of the first in order.
pub(super) fn each<T: Send>(
    files: BTreeMap<String, PathBuf>,
    read: impl Fn(&str, &Path) -> Result<T> + Sync,
) -> Result<BTreeMap<String, T>> {
    let files: Vec<(String, PathBuf)> = files.into_iter().collect();
    let threads = std::thread::available_parallelism().map_or(1, NonZero::get);
    let share = files.len().div_ceil(threads.min(MOST)).max(1);
    let read = &read;
    std::thread::scope(|scope| {
        let parts = files.chunks(share).map(|part| {
            scope.spawn(move || {
                let one = |(name, path): &(String, PathBuf)| Ok((name.clone(), read(name, path)?));
                part.iter().map(one).collect::<Result<Vec<_>>>()
            })
        });
        // All of them run before the first is waited for.
        let parts: Vec<_> = parts.collect();
        let mut all = BTreeMap::new();
        for part in parts {
            match part.join() {
                Ok(read) => all.extend(read?),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        Ok(all)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Error;

    fn files(names: &[&str]) -> BTreeMap<String, PathBuf> {
        names
            .iter()
            .map(|name| ((*name).to_owned(), PathBuf::from(name)))
            .collect()
    }

    #[test]
    fn every_file_is_read_once_and_the_first_error_is_told() {
        let names: Vec<String> = (0..50).map(|n| format!("{n:02}")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let read = each(files(&names), |name, _| Ok(name.len())).unwrap();
        assert_eq!(read.len(), 50);
        assert!(each(files(&[]), |_, _| Ok(())).unwrap().is_empty());
        let failing = |name: &str, path: &Path| match name {
            "07" | "40" => Err(Error::format(path, None)),
            _ => Ok(()),
        };
        let error = each(files(&names), failing).unwrap_err().to_string();
        assert!(error.contains("07"), "{error}");
    }
}
