//! A database file: whether it may be opened.

use std::fs;
use std::io::Read;
use std::path::Path;

use rusqlite::{Connection, OpenFlags};

use crate::error::Error;

/// The mark of a sandbox's database in the file's header.
pub(super) const APPLICATION: i32 = 0x6369_7669;

/// Why a file can't be opened and written.
pub(super) fn refused(path: &Path, error: &rusqlite::Error) -> Error {
    use rusqlite::ErrorCode;
    match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            Error::file(path, "another process is writing to it")
        }
        Some(ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => {
            Error::file(
                path,
                "it can't be written by this user, or its folder can't",
            )
        }
        Some(ErrorCode::DiskFull) => Error::file(path, "the disk is full"),
        _ => Error::file(path, &error.to_string()),
    }
}

/// Whether there is nothing yet at this path; an error where there is something that is no
/// database of a sandbox. The file is only read.
pub(super) fn is_new(path: &Path) -> Result<bool, Error> {
    match fs::metadata(path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(true),
        Err(error) => return Err(Error::file(path, &error.to_string())),
        Ok(found) if found.is_dir() => return Err(Error::file(path, "it is a folder")),
        Ok(found) if found.len() == 0 => return Ok(true),
        Ok(_) => {}
    }
    let mut start = [0_u8; 16];
    let read = fs::File::open(path).and_then(|mut file| file.read_exact(&mut start));
    if read.is_err() || &start != b"SQLite format 3\0" {
        return Err(Error::file(path, "it is no SQLite database"));
    }
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let broken = |error: rusqlite::Error| Error::file(path, &format!("it is damaged ({error})"));
    let connection = Connection::open_with_flags(path, flags).map_err(broken)?;
    let pragma = |name| connection.pragma_query_value(None, name, |row| row.get::<_, i32>(0));
    if pragma("application_id").map_err(broken)? != APPLICATION {
        return Err(Error::file(path, "it is a database of another program"));
    }
    let check: String = connection
        .query_row("PRAGMA quick_check(1)", [], |row| row.get(0))
        .map_err(broken)?;
    if check != "ok" {
        return Err(Error::file(path, &format!("it is damaged ({check})")));
    }
    Ok(false)
}
