//! `refresh`: a site's schema becomes a snapshot.

pub(crate) mod live;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use civi_codegen::fetch;
use civi_codegen::schema::Schema;
use civi_codegen::schema::raw::{Answers, Normalized, SnapshotSettings};
use civi_codegen::schema::snapshot::Written;
use clap::{Args, ValueHint};

use crate::exit::Exit;
use crate::failure::Failure;
use crate::options::SchemaOption;
use crate::settings::Settings;
use crate::site::SiteOptions;
use crate::snapshot;
use crate::terminal::Terminal;
use crate::wording::count;

/// How many warnings are told one by one without --verbose.
const WARNINGS: usize = 10;

/// Take a snapshot of a site's schema
///
/// Asks the site for its entities, fields, options and actions, in a handful of requests, or reads
/// captured answers with --from. Take it as an administrator: a site doesn't tell a limited user
/// about what they may not use. After a failure the next run goes on where this one stopped.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// The folder to write the snapshot to; else CIVI_SCHEMA, else `schema` in civi.toml
    #[arg(long, short, value_name = "DIR", value_hint = ValueHint::DirPath)]
    out: Option<PathBuf>,
    /// Read captured answers from this folder instead of asking a site: Entity.get.json,
    /// batch.getFields.get.json, batch.getFields.create.json, batch.getFields.update.json and
    /// batch.getActions.json
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    from: Option<PathBuf>,
    /// Keep descriptions and help texts
    #[arg(long)]
    docs: bool,
    /// Keep the Import_* entities, which come and go with their users' import jobs
    #[arg(long)]
    imports: bool,
    /// Saved searches to store, besides those that `searches` in civi.toml names or, without it,
    /// that the snapshot has
    #[arg(
        long,
        value_name = "NAME",
        value_delimiter = ',',
        conflicts_with = "from"
    )]
    searches: Vec<String>,
    #[command(flatten)]
    site: SiteOptions,
    /// Ask for everything again, also for what an earlier run that failed has left
    #[arg(long, conflicts_with = "from")]
    fresh: bool,
    /// CiviCRM's version, which captures don't tell
    #[arg(long, value_name = "VERSION", requires = "from")]
    civicrm_version: Option<String>,
    /// The CMS, where it doesn't show; captures don't tell it
    #[arg(long, value_name = "NAME")]
    cms: Option<String>,
    /// The locale of titles and labels, which captures don't tell
    #[arg(long, value_name = "LOCALE", requires = "from")]
    locale: Option<String>,
    /// The day of the captures: YYYY-MM-DD
    #[arg(long, value_name = "DAY", requires = "from")]
    taken: Option<String>,
}

pub(crate) fn run(
    options: &Options,
    settings: &Settings,
    terminal: &mut Terminal,
) -> Result<Exit, Failure> {
    let out = match &options.out {
        Some(out) => out.clone(),
        None => settings
            .schema(&SchemaOption::from_environment())
            .map_err(|_| {
                Failure::new(Exit::Usage, "no folder was named for the snapshot").next(
                    "give --out DIR, set CIVI_SCHEMA, or write `schema = \"DIR\"` into civi.toml",
                )
            })?,
    };
    // One that can't be read has nothing that could stay.
    let last = Schema::read(&out).ok();
    if let Some(from) = &options.from {
        let mut normalized = read_captures(from, last.as_ref(), &options.choices(settings))?;
        // Captures hold no saved searches: what the snapshot has of them stays.
        if let Some(last) = &last {
            normalized.schema.searches.clone_from(&last.searches);
        }
        return finish(
            &normalized,
            &out,
            &BTreeMap::new(),
            |out| normalized.schema.write(out),
            terminal,
        );
    }
    let site = options.site.site(settings, terminal)?;
    let mut choices = options.fetch_options(settings, &out);
    choices.searches = options.names(settings, last.as_ref());
    choices.last = last;
    let fetched = live::fetch(site, &choices, terminal)?;
    finish(
        &fetched.normalized,
        &out,
        &fetched.searches_missing,
        |out| fetched.write(out),
        terminal,
    )
}

impl Options {
    /// The saved searches to store: those of `civi.toml`, else those that the snapshot has; and
    /// those of the flag.
    fn names(&self, settings: &Settings, last: Option<&Schema>) -> Vec<String> {
        let config = settings.config.as_ref();
        let configured = config.and_then(|config| config.searches.clone());
        let kept = || last.map(|last| last.searches.keys().cloned().collect());
        let mut names: Vec<String> = configured.or_else(kept).unwrap_or_default();
        names.extend(self.searches.iter().cloned());
        names.sort();
        names.dedup();
        names
    }

    fn choices(&self, settings: &Settings) -> SnapshotSettings {
        let configured = settings
            .config
            .as_ref()
            .map(|config| config.refresh.clone());
        let configured = configured.unwrap_or_default();
        SnapshotSettings {
            docs: self.docs || configured.docs.unwrap_or(false),
            imports: self.imports || configured.imports.unwrap_or(false),
            civicrm: self.civicrm_version.clone(),
            cms: self.cms.clone(),
            locale: self.locale.clone(),
            taken: self.taken.clone(),
            taken_as: None,
        }
    }

    fn fetch_options(&self, settings: &Settings, out: &Path) -> fetch::Options {
        let choices = self.choices(settings);
        let cache = fetch::Options::cache_beside(out);
        if self.fresh {
            // What isn't there needn't be removed; what can't be removed is told when it is used.
            let _ = std::fs::remove_dir_all(&cache);
        }
        fetch::Options {
            docs: choices.docs,
            imports: choices.imports,
            cms: choices.cms,
            cache: Some(cache),
            ..fetch::Options::default()
        }
    }
}

/// The snapshot that captured answers give.
pub(crate) fn read_captures(
    from: &Path,
    last: Option<&Schema>,
    choices: &SnapshotSettings,
) -> Result<Normalized, Failure> {
    let answers = Answers::read(from).map_err(|error| {
        let failure = Failure::from_error(Exit::Failure, &error);
        if error.is_not_found() {
            failure.next(
                "a folder of captures holds Entity.get.json, batch.getFields.get.json,\n\
                 batch.getFields.create.json, batch.getFields.update.json and \
                 batch.getActions.json",
            )
        } else {
            failure.next("capture it again; nothing was written")
        }
    })?;
    Ok(answers.normalize_after(last, choices))
}

/// Writes the snapshot and tells what came of it. An entity that the site could not describe and a
/// saved search that it did not give are told and have an exit code of their own: the rest is
/// written, but somebody has to look.
pub(crate) fn finish(
    normalized: &Normalized,
    out: &Path,
    missing: &BTreeMap<String, String>,
    write: impl FnOnce(&Path) -> Result<Written, civi_codegen::schema::Error>,
    terminal: &mut Terminal,
) -> Result<Exit, Failure> {
    let Normalized {
        schema,
        warnings,
        failed,
        ..
    } = normalized;
    let told = if terminal.is_verbose() {
        warnings.len()
    } else {
        WARNINGS
    };
    for warning in warnings.iter().take(told) {
        terminal.warn(&warning.to_string());
    }
    if let Some(more @ 1..) = warnings.len().checked_sub(told) {
        terminal.warn(&format!("and {more} more; --verbose tells them all"));
    }
    for (entity, why) in &schema.site.left_out {
        if schema.entities.contains_key(entity) {
            terminal.warn(&format!(
                "{entity} stays as the last snapshot has it: {why}"
            ));
        } else {
            terminal.warn(&format!("{entity} was left out: {why}"));
        }
    }
    for (search, why) in missing {
        terminal.warn(&format!("the saved search `{search}`: {why}"));
    }
    if schema.entities.is_empty() {
        return Err(
            Failure::new(Exit::Failure, "the answers hold no entity at all")
                .next("ask as a user who may see the schema; nothing was written"),
        );
    }
    let written = write(out).map_err(|error| {
        Failure::from_error(Exit::Failure, &error)
            .next("name another folder with --out, or make room there; nothing was changed")
    })?;
    terminal.say(&snapshot::summary(schema, out));
    terminal.say(&changes(&written));
    for (sign, files) in [
        ("+", &written.added),
        ("~", &written.changed),
        ("-", &written.removed),
    ] {
        for file in files {
            terminal.detail(&format!("  {sign} {}", file.display()));
        }
    }
    if failed.is_empty() {
        return Ok(if missing.is_empty() {
            Exit::Success
        } else {
            Exit::Incomplete
        });
    }
    terminal.warn(&format!(
        "the site could not describe {}: {}",
        count(failed.len(), "entity"),
        failed.join(", ")
    ));
    Ok(Exit::Incomplete)
}

fn changes(written: &Written) -> String {
    if written.is_unchanged() {
        return format!("nothing changed in {}", count(written.unchanged, "file"));
    }
    format!(
        "{} added, {} changed, {} removed, {} as before",
        count(written.added.len(), "file"),
        written.changed.len(),
        written.removed.len(),
        written.unchanged
    )
}
