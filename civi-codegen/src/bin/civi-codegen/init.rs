//! `init`: a crate is set up for bindings.

mod files;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use civi_codegen::config::FILE_NAME;
use civi_codegen::fetch;
use civi_codegen::schema::raw::SnapshotSettings;
use clap::{Args, ValueHint};

use crate::exit::Exit;
use crate::failure::Failure;
use crate::refresh::{self, live};
use crate::settings::Settings;
use crate::site::SiteOptions;
use crate::terminal::Terminal;
use files::Plan;

/// Set a crate up: civi.toml, build.rs and the first snapshot
///
/// Run it in the crate's folder. Takes the snapshot from the site that CIVI_URL names, or from
/// captured answers with --from; without either it says how to take it later. Nothing that is there
/// is overwritten without --force.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// The snapshot's folder
    #[arg(long, short, value_name = "DIR", default_value = "schemas/site")]
    #[arg(value_hint = ValueHint::DirPath)]
    schema: PathBuf,
    /// Commit the bindings, in this folder or .rs file, instead of making them in a build.rs
    #[arg(long, short, value_name = "PATH", value_hint = ValueHint::AnyPath)]
    out: Option<PathBuf>,
    /// The entities to make bindings for, by name or pattern (Custom_*)
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    entities: Vec<String>,
    /// Take the snapshot from captured answers in this folder
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    from: Option<PathBuf>,
    #[command(flatten)]
    site: SiteOptions,
    /// Overwrite what is there
    #[arg(long)]
    force: bool,
}

pub(crate) fn run(options: &Options, terminal: &mut Terminal) -> Result<Exit, Failure> {
    if !Path::new("Cargo.toml").is_file() {
        return Err(
            Failure::new(Exit::Usage, "there is no Cargo.toml in this folder")
                .next("run it in a crate's folder; `cargo new NAME` makes one"),
        );
    }
    let mut plan = Plan::default();
    plan.add(FILE_NAME, files::settings(options)?);
    if options.out.is_none() {
        plan.add("build.rs", files::BUILD_SCRIPT.to_owned());
    }
    if !options.force {
        plan.refuse_what_is_there(options.out.is_none())?;
    }
    let has_snapshot = snapshot(options, terminal)?;
    plan.write()?;
    for name in plan.names() {
        terminal.say(&format!("wrote {name}"));
    }
    terminal.say(&next(options, has_snapshot));
    Ok(Exit::Success)
}

/// Takes the first snapshot, where it isn't there and can be taken.
fn snapshot(options: &Options, terminal: &mut Terminal) -> Result<bool, Failure> {
    let out = &options.schema;
    if out.join("site.json").is_file() && !options.force {
        terminal.say(&format!(
            "{} is a snapshot already, and stays",
            out.display()
        ));
        return Ok(true);
    }
    if let Some(from) = &options.from {
        let normalized = refresh::read_captures(from, None, &SnapshotSettings::default())?;
        refresh::finish(
            &normalized,
            out,
            &BTreeMap::new(),
            |out| normalized.schema.write(out),
            terminal,
        )?;
        return Ok(true);
    }
    if !options.site.is_named() {
        return Ok(false);
    }
    let site = options.site.site(&Settings { config: None }, terminal)?;
    let choices = fetch::Options {
        cache: Some(fetch::Options::cache_beside(out)),
        ..fetch::Options::default()
    };
    let fetched = live::fetch(site, &choices, terminal)?;
    refresh::finish(
        &fetched.normalized,
        out,
        &fetched.searches_missing,
        |out| fetched.write(out),
        terminal,
    )?;
    Ok(true)
}

/// What is left to do.
fn next(options: &Options, has_snapshot: bool) -> String {
    let mut steps = Vec::new();
    if !has_snapshot {
        steps.push(format!(
            "export CIVI_URL=… CIVI_API_KEY=…; civi-codegen refresh    # makes {}",
            options.schema.display()
        ));
    }
    steps.push("cargo add civi-runtime".to_owned());
    if let Some(out) = &options.out {
        steps.push(format!(
            "civi-codegen generate    # makes {}",
            out.display()
        ));
        steps.push(format!(
            "in src/lib.rs or src/main.rs: mod {};",
            files::module(out)
        ));
    } else {
        steps.push("cargo add --build civi-codegen --no-default-features".to_owned());
        steps.push(
            "in src/lib.rs or src/main.rs: pub mod civi { civi_runtime::include_bindings!(); }"
                .to_owned(),
        );
    }
    let steps: Vec<String> = steps.iter().map(|step| format!("  {step}")).collect();
    format!("left to do:\n{}", steps.join("\n"))
}
