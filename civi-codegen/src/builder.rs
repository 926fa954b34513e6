//! [`Builder`]: bindings made by a build script.

use std::env;
use std::path::{Path, PathBuf};

use civi_schema::Schema;

use crate::config::Config;
use crate::query::named::{FOLDER, read_folder};
use crate::{GenerateError, GenerateOptions, Layout, generate};

/// Makes bindings in a build script, into `OUT_DIR`, for `civi_runtime::include_bindings!`.
///
/// It never asks a site: everything comes from a snapshot in the repository.
///
/// ```no_run
/// // build.rs
/// civi_codegen::Builder::new()
///     .schema("schemas/site")
///     .entities(["Contact", "Email", "Custom_*"])
///     .generate_or_exit();
/// ```
///
/// ```toml
/// # Cargo.toml
/// [build-dependencies]
/// civi-codegen = { version = "0.1", default-features = false }
/// ```
///
/// Cargo runs the script again when the snapshot, or the settings file, changes, and only then.
#[derive(Debug, Clone, Default)]
pub struct Builder {
    schema: Option<PathBuf>,
    config: Option<PathBuf>,
    changes: Vec<Change>,
    queries: Option<PathBuf>,
    file: Option<String>,
    out: Option<PathBuf>,
}

/// One thing that was asked for, to be applied over the settings file.
#[derive(Debug, Clone)]
enum Change {
    Entities(Vec<String>),
    Exclude(Vec<String>),
    ExcludeFields(Vec<String>),
    ExcludeActions(Vec<String>),
    OptionLimit(usize),
    RowDerive(String),
    OptionDerive(String),
    Type(String, String),
    Name(String, String),
    Runtime(String),
    Searches(Vec<String>),
}

impl Builder {
    /// Bindings of every entity, in their usual form.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The snapshot's folder, relative to the crate's own.
    #[must_use]
    pub fn schema(mut self, folder: impl Into<PathBuf>) -> Self {
        self.schema = Some(folder.into());
        self
    }

    /// A settings file (`civi.toml`), relative to the crate's folder. What is said here in Rust
    /// counts over it.
    #[must_use]
    pub fn config(mut self, file: impl Into<PathBuf>) -> Self {
        self.config = Some(file.into());
        self
    }

    /// The entities, by name or pattern ([`GenerateOptions::entities`]).
    #[must_use]
    pub fn entities<S: Into<String>>(self, entities: impl IntoIterator<Item = S>) -> Self {
        self.change(Change::Entities(texts(entities)))
    }

    /// Entities to leave out ([`GenerateOptions::exclude`]).
    #[must_use]
    pub fn exclude<S: Into<String>>(self, entities: impl IntoIterator<Item = S>) -> Self {
        self.change(Change::Exclude(texts(entities)))
    }

    /// Fields to leave out ([`GenerateOptions::exclude_fields`]).
    #[must_use]
    pub fn exclude_fields<S: Into<String>>(self, fields: impl IntoIterator<Item = S>) -> Self {
        self.change(Change::ExcludeFields(texts(fields)))
    }

    /// Actions to leave out ([`GenerateOptions::exclude_actions`]).
    #[must_use]
    pub fn exclude_actions<S: Into<String>>(self, actions: impl IntoIterator<Item = S>) -> Self {
        self.change(Change::ExcludeActions(texts(actions)))
    }

    /// The most options that an option type has ([`GenerateOptions::option_limit`]).
    #[must_use]
    pub fn option_limit(self, limit: usize) -> Self {
        self.change(Change::OptionLimit(limit))
    }

    /// A derive more for row structs: `serde::Serialize`, which takes the runtime's feature `serde`.
    #[must_use]
    pub fn row_derive(self, path: impl Into<String>) -> Self {
        self.change(Change::RowDerive(path.into()))
    }

    /// A derive more for option types.
    #[must_use]
    pub fn option_derive(self, path: impl Into<String>) -> Self {
        self.change(Change::OptionDerive(path.into()))
    }

    /// A Rust type of your own for a field ([`GenerateOptions::types`]).
    #[must_use]
    pub fn field_type(self, field: impl Into<String>, path: impl Into<String>) -> Self {
        self.change(Change::Type(field.into(), path.into()))
    }

    /// A Rust name of your own for an entity or a field ([`GenerateOptions::names`]).
    #[must_use]
    pub fn name(self, of: impl Into<String>, name: impl Into<String>) -> Self {
        self.change(Change::Name(of.into(), name.into()))
    }

    /// The folder of query files, relative to the crate: each becomes a function in `queries`.
    /// Without it, it is `queries` beside the settings file, where there is one.
    #[must_use]
    pub fn queries(mut self, folder: impl Into<PathBuf>) -> Self {
        self.queries = Some(folder.into());
        self
    }

    /// Saved searches of the snapshot, by name: each becomes a function in `searches`.
    #[must_use]
    pub fn searches<S: Into<String>>(self, searches: impl IntoIterator<Item = S>) -> Self {
        self.change(Change::Searches(texts(searches)))
    }

    /// The path of the runtime crate, where it is renamed.
    #[must_use]
    pub fn runtime(self, path: impl Into<String>) -> Self {
        self.change(Change::Runtime(path.into()))
    }

    /// The file's name in `OUT_DIR`, without `.rs`, for a crate with bindings of several sites:
    /// `include_bindings!("name")`.
    #[must_use]
    pub fn file_name(mut self, name: impl Into<String>) -> Self {
        self.file = Some(name.into());
        self
    }

    /// Another folder than `OUT_DIR`.
    #[must_use]
    pub fn out_dir(mut self, folder: impl Into<PathBuf>) -> Self {
        self.out = Some(folder.into());
        self
    }

    fn change(mut self, change: Change) -> Self {
        self.changes.push(change);
        self
    }

    /// Makes the bindings, and tells cargo what they depend on.
    ///
    /// # Errors
    ///
    /// When the snapshot or the settings can't be used, or the file can't be written. The error
    /// says what and where; [`generate_or_exit`](Builder::generate_or_exit) shows it well.
    pub fn generate(&self) -> Result<(), GenerateError> {
        for line in self.run()? {
            println!("{line}");
        }
        Ok(())
    }

    /// [`generate`](Builder::generate); an error ends the build script and is shown as cargo shows
    /// errors.
    pub fn generate_or_exit(&self) {
        if let Err(error) = self.generate() {
            for line in error.to_string().lines() {
                println!("cargo::error={line}");
            }
            std::process::exit(1);
        }
    }

    /// Makes the bindings; what cargo is to be told.
    fn run(&self) -> Result<Vec<String>, GenerateError> {
        let root = env::var_os("CARGO_MANIFEST_DIR")
            .map(PathBuf::from)
            .unwrap_or_default();
        let mut lines = Vec::new();
        let mut options = GenerateOptions::default();
        let mut folder = self.queries.as_ref().map(|folder| root.join(folder));
        let mut schema = self.schema.as_ref().map(|folder| root.join(folder));
        let mut shown = self.schema.clone();
        if let Some(file) = &self.config {
            let path = root.join(file);
            lines.push(depends_on(&path));
            let config = Config::read(&path)
                .map_err(|error| GenerateError::options(vec![error.to_string()]))?;
            config.generate.apply(&mut options);
            config.apply_queries(&mut options)?;
            let queries = config.queries.clone().unwrap_or_else(|| root.join(FOLDER));
            folder = folder.or(Some(queries));
            if schema.is_none() {
                shown = config
                    .schema
                    .as_ref()
                    .map(|folder| folder.strip_prefix(&root).unwrap_or(folder).to_owned());
                schema = config.schema;
            }
        }
        if let Some(given) = &self.queries {
            options.queries = read_folder(&root, given)?;
        }
        let queries = folder.filter(|folder| folder.is_dir());
        lines.extend(queries.as_deref().map(depends_on));
        for change in &self.changes {
            change.apply(&mut options);
        }
        let Some(folder) = schema else {
            return Err(GenerateError::options(vec![
                "no snapshot is given: say `.schema(\"schemas/site\")`, or `schema` in the settings file".to_owned(),
            ]));
        };
        lines.push(depends_on(&folder));
        lines.push("cargo::rerun-if-changed=build.rs".to_owned());
        options.layout = Layout::File;
        options.snapshot = shown.map(|path| path.display().to_string().replace('\\', "/"));
        let generated = generate(&Schema::read(&folder)?, &options)?;
        lines.extend(
            generated
                .warnings
                .iter()
                .map(|text| format!("cargo::warning={text}")),
        );
        generated.files.write(&self.place()?)?;
        Ok(lines)
    }

    fn place(&self) -> Result<PathBuf, GenerateError> {
        let folder = self
            .out
            .clone()
            .or_else(|| env::var_os("OUT_DIR").map(PathBuf::from));
        let Some(folder) = folder else {
            return Err(GenerateError::options(vec![
                "`OUT_DIR` is not set: the builder is for build scripts; elsewhere say `.out_dir(…)`"
                    .to_owned(),
            ]));
        };
        Ok(folder.join(format!(
            "{}.rs",
            self.file.as_deref().unwrap_or("civi_bindings")
        )))
    }
}

impl Change {
    fn apply(&self, options: &mut GenerateOptions) {
        match self.clone() {
            Change::Entities(entities) => options.entities = entities,
            Change::Exclude(entities) => options.exclude = entities,
            Change::ExcludeFields(fields) => options.exclude_fields = fields,
            Change::ExcludeActions(actions) => options.exclude_actions = actions,
            Change::OptionLimit(limit) => options.option_limit = limit,
            Change::RowDerive(path) => options.row_derives.push(path),
            Change::OptionDerive(path) => options.option_derives.push(path),
            Change::Type(field, path) => {
                options.types.insert(field, path);
            }
            Change::Name(of, name) => {
                options.names.insert(of, name);
            }
            Change::Runtime(path) => options.runtime = path,
            Change::Searches(searches) => options.searches = searches,
        }
    }
}

/// Cargo looks into a folder itself: a file more or less in it counts too.
fn depends_on(path: &Path) -> String {
    format!("cargo::rerun-if-changed={}", path.display())
}

fn texts<S: Into<String>>(texts: impl IntoIterator<Item = S>) -> Vec<String> {
    texts.into_iter().map(Into::into).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn snapshot() -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../schemas/standalone-6.17")
    }

    #[test]
    fn what_was_read_is_what_cargo_watches() -> Result<(), Box<dyn std::error::Error>> {
        let out = tempfile::tempdir()?;
        let folder = out.path().join("a folder with spaces");
        let lines = Builder::new()
            .schema(snapshot())
            .entities(["Email"])
            .out_dir(&folder)
            .run()?;
        assert!(lines.contains(&format!("cargo::rerun-if-changed={}", snapshot().display())));
        let text = std::fs::read_to_string(folder.join("civi_bindings.rs"))?;
        assert!(text.contains("pub enum Email"));
        assert!(!text.contains("pub mod activity"));
        Ok(())
    }

    #[test]
    fn queries_are_watched_and_what_is_wrong_with_them_is_told()
    -> Result<(), Box<dyn std::error::Error>> {
        let out = tempfile::tempdir()?;
        let queries = out.path().join("asked");
        std::fs::create_dir(&queries)?;
        let put = |select: &str| {
            let text = format!("{{\"entity\": \"Tag\",\n \"params\": {{\"select\": [{select}]}}}}");
            std::fs::write(queries.join("tags.json"), text)
        };
        put("\"id\"")?;
        let builder = Builder::new()
            .schema(snapshot())
            .entities(["Tag"])
            .queries(&queries)
            .out_dir(out.path());
        let lines = builder.run()?;
        assert!(lines.contains(&format!("cargo::rerun-if-changed={}", queries.display())));
        let text = std::fs::read_to_string(out.path().join("civi_bindings.rs"))?;
        assert!(text.contains("pub fn tags() -> rt::Get<"));
        put("\"id\", \"lable\"")?;
        let error = builder.searches(["Gone"]).run().unwrap_err().to_string();
        let place = "tags.json: line 2, column 30: Tag has no field `lable`; did you mean `label`?";
        assert!(error.contains(place), "{error}");
        assert!(error.contains("no saved search `Gone`"), "{error}");
        assert_eq!(
            std::fs::read_to_string(out.path().join("civi_bindings.rs"))?,
            text
        );
        Ok(())
    }

    #[test]
    fn a_second_run_leaves_the_file_alone() -> Result<(), Box<dyn std::error::Error>> {
        let out = tempfile::tempdir()?;
        let builder = Builder::new()
            .schema(snapshot())
            .entities(["Email"])
            .out_dir(out.path());
        builder.run()?;
        let file = out.path().join("civi_bindings.rs");
        let before = std::fs::metadata(&file)?.modified()?;
        std::thread::sleep(std::time::Duration::from_millis(20));
        builder.run()?;
        assert_eq!(std::fs::metadata(&file)?.modified()?, before);
        Ok(())
    }

    #[test]
    fn a_mistake_is_told_with_what_is_near() -> Result<(), Box<dyn std::error::Error>> {
        let out = tempfile::tempdir()?;
        let builder = Builder::new().schema(snapshot()).out_dir(out.path());
        let error = builder.clone().entities(["Contakt"]).run().unwrap_err();
        assert!(
            error.to_string().contains("did you mean `Contact`?"),
            "{error}"
        );
        let error = builder.clone().row_derive("1 +").run().unwrap_err();
        assert!(error.to_string().contains("`1 +` is no path"), "{error}");
        let error = Builder::new().out_dir(out.path()).run().unwrap_err();
        assert!(error.to_string().contains("no snapshot"), "{error}");
        assert!(
            std::fs::read_dir(out.path())?.next().is_none(),
            "nothing half-written"
        );
        Ok(())
    }
}
