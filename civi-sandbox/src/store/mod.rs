//! The database: SQLite, one table an entity, and SQL that is put together from typed parts.

mod aggregates;
mod cell;
mod date_functions;
mod file;
mod fold;
mod functions;
mod moment;
pub(crate) mod pattern;
mod sql;
mod tables;

pub(crate) use aggregates::repeats;
pub(crate) use cell::{cell_of, stored_text};
pub(crate) use fold::{fold, is_like};
pub(crate) use moment::{Moment, now};
pub(crate) use sql::Sql;

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

use crate::error::Error;
use crate::failure::Outcome;
use crate::schema::{FieldOptions, Model};

/// The option lists that the SQL of the present call looks texts up in.
pub(crate) type Registry = Arc<Mutex<Vec<Arc<FieldOptions>>>>;

/// An open database.
pub(crate) struct Store {
    connection: Connection,
    registry: Registry,
}

impl Store {
    /// A database in memory, without any row.
    pub(crate) fn in_memory(model: &Model) -> Result<Self, Error> {
        let store = Self::around(Connection::open_in_memory()?)?;
        tables::create(&store.connection, model)?;
        Ok(store)
    }

    /// A database in a file, which is made where it isn't there. The flag says whether it was.
    pub(crate) fn in_file(path: &Path, model: &Model) -> Result<(Self, bool), Error> {
        let is_new = file::is_new(path)?;
        let connection = Connection::open(path).map_err(|error| file::refused(path, &error))?;
        connection.busy_timeout(std::time::Duration::from_secs(2))?;
        // Whether it can be written shows here, and not at the first call.
        connection
            .execute_batch(
                "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; BEGIN IMMEDIATE; COMMIT;",
            )
            .map_err(|error| file::refused(path, &error))?;
        let store = Self::around(connection)?;
        tables::create(&store.connection, model)?;
        Ok((store, is_new))
    }

    /// A database in memory with the tables and rows of an [`image`](Self::image).
    pub(crate) fn from_image(image: &[u8]) -> Result<Self, Error> {
        let mut connection = Connection::open_in_memory()?;
        connection.deserialize_read_exact("main", image, image.len(), false)?;
        Self::around(connection)
    }

    /// All of the database as bytes.
    pub(crate) fn image(&self) -> Result<Vec<u8>, Error> {
        Ok(self.connection.serialize("main")?.to_vec())
    }

    /// Puts the rows of an image in the place of all that is here.
    pub(crate) fn restore(&mut self, image: &[u8]) -> Result<(), Error> {
        let mut source = Connection::open_in_memory()?;
        source.deserialize_read_exact("main", image, image.len(), true)?;
        let backup = rusqlite::backup::Backup::new(&source, &mut self.connection)?;
        backup.run_to_completion(1000, std::time::Duration::ZERO, None)?;
        Ok(())
    }

    fn around(connection: Connection) -> Result<Self, Error> {
        let registry = Registry::default();
        connection.execute_batch("PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY;")?;
        connection.set_prepared_statement_cache_capacity(64);
        // What a caller asks for must not take the memory of the machine.
        connection.set_limit(
            rusqlite::limits::Limit::SQLITE_LIMIT_LENGTH,
            64 * 1024 * 1024,
        )?;
        functions::register(&connection, &registry)?;
        date_functions::register(&connection)?;
        aggregates::register(&connection)?;
        Ok(Store {
            connection,
            registry,
        })
    }

    /// Makes options known to the SQL of the present call; the number is what SQL calls them by.
    pub(crate) fn list(&self, options: Arc<FieldOptions>) -> i64 {
        let mut lists = self.registry.lock().unwrap_or_else(PoisonError::into_inner);
        lists.push(options);
        i64::try_from(lists.len() - 1).unwrap_or_default()
    }

    /// Forgets the options of the last call.
    pub(crate) fn forget_lists(&self) {
        self.registry
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clear();
    }

    /// The rows of a query.
    pub(crate) fn rows(&self, sql: &Sql) -> Outcome<Vec<Vec<Value>>> {
        let mut statement = self.connection.prepare_cached(sql.text())?;
        let width = statement.column_count();
        let mut rows = statement.query(params_from_iter(sql.binds()))?;
        let mut all = Vec::new();
        while let Some(row) = rows.next()? {
            let cells: Result<Vec<Value>, _> = (0..width).map(|at| row.get(at)).collect();
            all.push(cells?);
        }
        Ok(all)
    }

    /// The first cell of the first row.
    pub(crate) fn cell(&self, sql: &Sql) -> Outcome<Option<Value>> {
        Ok(self
            .rows(sql)?
            .into_iter()
            .next()
            .and_then(|row| row.into_iter().next()))
    }

    /// Runs a statement; the number of rows that it changed.
    pub(crate) fn run(&self, sql: &Sql) -> Outcome<usize> {
        let mut statement = self.connection.prepare_cached(sql.text())?;
        Ok(statement.execute(params_from_iter(sql.binds()))?)
    }

    /// Runs a statement of the sandbox's own.
    pub(crate) fn run_fixed(&self, sql: &'static str) -> Outcome<()> {
        Ok(self.connection.execute_batch(sql)?)
    }

    /// The id of the row that was inserted last.
    pub(crate) fn last_id(&self) -> i64 {
        self.connection.last_insert_rowid()
    }

    /// Does something whole or not at all: a record is never half written.
    pub(crate) fn whole<T>(&self, work: impl FnOnce() -> Outcome<T>) -> Outcome<T> {
        self.run_word("SAVEPOINT record")?;
        match work() {
            Ok(result) => {
                self.run_word("RELEASE record")?;
                Ok(result)
            }
            Err(failure) => {
                self.run_word("ROLLBACK TO record")?;
                self.run_word("RELEASE record")?;
                Err(failure)
            }
        }
    }

    /// Runs one statement of the sandbox's own that runs often.
    fn run_word(&self, sql: &'static str) -> Outcome<()> {
        self.connection.prepare_cached(sql)?.execute([])?;
        Ok(())
    }
}
