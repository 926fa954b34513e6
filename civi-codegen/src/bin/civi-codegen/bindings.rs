//! What `generate` and `check` share: which bindings, of what, where.

use std::path::{Path, PathBuf};

use civi_codegen::schema::Schema;
use civi_codegen::{GenerateError, GenerateOptions, Generated, Layout};
use clap::{Args, ValueHint};

use crate::exit::Exit;
use crate::failure::Failure;
use crate::options::SchemaOption;
use crate::settings::Settings;
use crate::snapshot;
use crate::terminal::Terminal;

/// Which bindings.
#[derive(Debug, Args)]
pub(crate) struct BindingsOptions {
    #[command(flatten)]
    schema: SchemaOption,
    /// Where the bindings are: a file that ends in .rs, for one file with everything, or a folder,
    /// for one file an entity; else `out` in civi.toml
    #[arg(long, short, value_name = "PATH", value_hint = ValueHint::AnyPath)]
    out: Option<PathBuf>,
    /// The entities, by name or pattern (Custom_*); else `generate.entities` in civi.toml
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    entities: Vec<String>,
    /// Entities to leave out, by name or pattern; else `generate.exclude` in civi.toml
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    exclude: Vec<String>,
}

/// Bindings, and where they belong.
pub(crate) struct Bindings {
    pub(crate) generated: Generated,
    pub(crate) place: PathBuf,
    pub(crate) snapshot: PathBuf,
    /// The command that makes them again.
    pub(crate) command: String,
}

/// Makes the bindings in memory.
pub(crate) fn make(
    options: &BindingsOptions,
    settings: &Settings,
    terminal: &Terminal,
) -> Result<Bindings, Failure> {
    let snapshot = settings.schema(&options.schema)?;
    let place = place(options, settings)?;
    let schema = snapshot::read(&options.schema, settings, terminal)?;
    let mut choices = GenerateOptions::default();
    if let Some(config) = &settings.config {
        config.generate.apply(&mut choices);
        config
            .apply_queries(&mut choices)
            .map_err(|error| generating(&error))?;
    }
    if !options.entities.is_empty() {
        choices.entities.clone_from(&options.entities);
    }
    if !options.exclude.is_empty() {
        choices.exclude.clone_from(&options.exclude);
    }
    choices.layout = layout(&place);
    choices.snapshot = Some(name(&snapshot, settings));
    choices.command = Some(command(
        options,
        &name(&snapshot, settings),
        &name(&place, settings),
        settings,
    ));
    let generated = generate(&schema, &choices)?;
    for warning in &generated.warnings {
        terminal.detail(&format!("warning: {warning}"));
    }
    let typed = |path: &Path| path.to_string_lossy().into_owned();
    let command = command(options, &typed(&snapshot), &typed(&place), settings);
    Ok(Bindings {
        generated,
        place,
        snapshot,
        command,
    })
}

fn generate(schema: &Schema, choices: &GenerateOptions) -> Result<Generated, Failure> {
    civi_codegen::generate(schema, choices).map_err(|error| generating(&error))
}

/// Why there are no bindings, and what to correct.
fn generating(error: &GenerateError) -> Failure {
    let next = if error.is_options() {
        "correct it in civi.toml or in the flags; nothing was written"
    } else if error.is_queries() {
        "correct the queries, or `searches` in civi.toml; nothing was written. \
         `civi-codegen describe`\ntells what the snapshot has"
    } else {
        return Failure::from_error(Exit::Failure, error);
    };
    Failure::from_error(Exit::Usage, error).next(next)
}

fn place(options: &BindingsOptions, settings: &Settings) -> Result<PathBuf, Failure> {
    let configured = || {
        settings
            .config
            .as_ref()
            .and_then(|config| config.out.clone())
    };
    options.out.clone().or_else(configured).ok_or_else(|| {
        Failure::new(Exit::Usage, "it was not said where the bindings belong").next(
            "give --out PATH, or write `out = \"PATH\"` into civi.toml: a folder such as src/civi, \
             or a\nfile that ends in .rs; bindings that a build.rs makes are always true and need \
             no check",
        )
    })
}

fn layout(place: &Path) -> Layout {
    if place.extension().is_some_and(|extension| extension == "rs") {
        Layout::File
    } else {
        Layout::Folder
    }
}

/// What the header calls a path, so that its command runs: as it is from the settings' folder, where
/// it is below that, else as it was given.
fn name(path: &Path, settings: &Settings) -> String {
    let whole = absolute(path);
    let within = settings.folder().and_then(|folder| {
        let folder = if folder.as_os_str().is_empty() {
            Path::new(".")
        } else {
            folder
        };
        whole
            .strip_prefix(absolute(folder))
            .ok()
            .map(Path::to_owned)
    });
    let named = within.unwrap_or_else(|| path.components().collect());
    if named.is_absolute() {
        return named.to_string_lossy().into_owned();
    }
    let parts = named
        .components()
        .map(|part| part.as_os_str().to_string_lossy());
    parts.collect::<Vec<_>>().join("/")
}

/// The path whatever it is called by; as it is where there is nothing yet.
fn absolute(path: &Path) -> PathBuf {
    path.canonicalize()
        .or_else(|_| std::path::absolute(path))
        .unwrap_or_else(|_| path.to_owned())
}

/// The command that makes the bindings again, with these names for the snapshot and the place.
fn command(options: &BindingsOptions, snapshot: &str, place: &str, settings: &Settings) -> String {
    let mut command = "civi-codegen generate".to_owned();
    let mut flag = |flag: &str, value: &str| {
        let quote = if value.contains([' ', '*']) { "'" } else { "" };
        command += &format!(" --{flag} {quote}{value}{quote}");
    };
    let config = settings.config.as_ref();
    // A flag that says what civi.toml says is no other command.
    let same = |flag: &Option<PathBuf>, said: Option<&PathBuf>| match (flag, said) {
        (None, said) => said.is_some(),
        (Some(flag), Some(said)) => absolute(flag) == absolute(said),
        (Some(_), None) => false,
    };
    if !same(
        &options.schema.schema,
        config.and_then(|config| config.schema.as_ref()),
    ) {
        flag("schema", snapshot);
    }
    if !same(&options.out, config.and_then(|config| config.out.as_ref())) {
        flag("out", place);
    }
    for (name, values) in [
        ("entities", &options.entities),
        ("exclude", &options.exclude),
    ] {
        if !values.is_empty() {
            flag(name, &values.join(","));
        }
    }
    command
}
