//! `doctor`: can this site be used as it is configured, and what to change where not?

mod access;
mod clock;
mod elsewhere;
mod joomla;
mod parameters;
mod php;
mod refusal;
mod report;
mod route;
mod version;
mod wanted;

use std::path::PathBuf;

use civi_codegen::schema::Schema;
use civi_runtime::Retry;
use clap::{Args, ValueEnum};

use crate::exit::Exit;
use crate::failure::Failure;
use crate::options::SchemaOption;
use crate::settings::Settings;
use crate::site::{self, Recorder, Recording, Secret, SiteOptions};
use crate::snapshot;
use crate::terminal::Terminal;
use report::Report;
use wanted::Wanted;

/// Find out whether a site can be used as it is configured
///
/// Finds the API's address, checks who the site takes us for, CiviCRM's version, the clocks, and
/// whether what we send arrives: filters, odd characters, large bodies. With a snapshot, also
/// whether this credential sees every entity, field and action in it, since a site silently drops
/// a filter on a field that it doesn't show. Only reads; prints what to do about each finding.
#[derive(Debug, Args)]
pub(crate) struct Options {
    #[command(flatten)]
    site: SiteOptions,
    #[command(flatten)]
    schema: SchemaOption,
    /// How to print it
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For a terminal
    Text,
    /// For programs
    Json,
}

pub(crate) fn run(
    options: &Options,
    settings: &Settings,
    terminal: &mut Terminal,
) -> Result<Exit, Failure> {
    // Without a snapshot there is just less to examine.
    let schema = match settings.schema(&options.schema) {
        Ok(folder) => Some((snapshot::read_from(&folder)?, folder)),
        Err(_) => None,
    };
    let mut site = options.site.site(settings, terminal)?;
    let recording = Recording::default();
    site.builder = site.builder.retry(Retry::off());
    site.anonymous = site.anonymous.retry(Retry::off());
    let inner = site
        .builder
        .blocking_transport()
        .map_err(|error| site::failure(&error))?;
    let recorder = Recorder {
        inner,
        recording: recording.clone(),
    };
    site.builder = site.builder.transport(recorder);
    let mut report = Report::default();
    examine(
        site,
        &recording,
        schema.as_ref(),
        settings,
        terminal,
        &mut report,
    );
    match options.format {
        Format::Text => report.print(terminal),
        Format::Json => terminal.data(&report.json()),
    }
    terminal.say(&format!(
        "{}, {} sent",
        report.summary(),
        tape_text(&recording)
    ));
    Ok(if report.is_healthy() {
        Exit::Success
    } else {
        Exit::Unhealthy
    })
}

fn examine(
    site: site::Site,
    recording: &Recording,
    schema: Option<&(Schema, PathBuf)>,
    settings: &Settings,
    terminal: &Terminal,
    report: &mut Report,
) {
    let progress = |what: &str| terminal.detail(&format!("examining {what}"));
    progress("the route");
    let secret = site.secret;
    let found = route::examine(site, recording, report);
    clock::examine(recording, secret == Secret::Jwt, report);
    let Some((client, identity)) = found else {
        php::examine(recording, report);
        return;
    };
    progress("the version");
    version::examine(&client, schema.map(|(schema, _)| schema), report);
    progress("what arrives");
    parameters::examine(&client, identity.as_ref(), report);
    php::read_amounts(&client);
    php::examine(recording, report);
    match schema {
        Some((schema, folder)) => {
            progress("what this credential sees");
            let wanted = Wanted::new(schema, settings);
            access::examine(&client, schema, &wanted, folder, report);
        }
        None => report.note(
            "snapshot",
            "no snapshot was named, so it was not checked what this credential sees of it",
            "name one with --schema, or make it with `civi-codegen refresh`",
        ),
    }
}

fn tape_text(recording: &Recording) -> String {
    crate::wording::count(recording.requests(), "request")
}
