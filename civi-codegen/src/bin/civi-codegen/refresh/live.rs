//! Asking a live site, with progress: a bar on a terminal, plain lines elsewhere.

use std::time::{Duration, Instant};

use civi_codegen::fetch::{self, Fetched, Progress};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::exit::Exit;
use crate::failure::Failure;
use crate::site::{self, Site};
use crate::terminal::Terminal;
use crate::wording::{bytes, count};

/// How often a plain line is printed.
const PLAIN: Duration = Duration::from_secs(5);

/// Fetches the schema and tells how far it is.
///
/// The address is first taken for the API's own or that of a site with clean URLs, and what answers
/// there tells by itself who we are: so the search for another form costs requests only where one
/// is needed.
pub(crate) fn fetch(
    site: Site,
    options: &fetch::Options,
    terminal: &Terminal,
) -> Result<Fetched, Failure> {
    let start = Instant::now();
    terminal.say(&format!("asking {}", site.url));
    let bar = bar(terminal);
    let result = attempts(site, options, terminal, bar.as_ref());
    if let Some(bar) = &bar {
        bar.finish_and_clear();
    }
    let fetched = result?;
    let mut said = format!(
        "{}, {}, in {:.2} s",
        count(fetched.requests, "request"),
        bytes(usize::try_from(fetched.bytes).unwrap_or(usize::MAX)),
        start.elapsed().as_secs_f64()
    );
    if fetched.resumed > 0 {
        said += &format!(
            "; {} were there from a run before",
            count(fetched.resumed, "answer")
        );
    }
    terminal.say(&said);
    Ok(fetched)
}

fn attempts(
    site: Site,
    options: &fetch::Options,
    terminal: &Terminal,
    bar: Option<&ProgressBar>,
) -> Result<Fetched, Failure> {
    let mut last: Option<Instant> = None;
    let mut heard = false;
    let mut tell = |progress: &Progress| {
        heard = true;
        match bar {
            Some(bar) => draw(bar, progress),
            None if last.is_none_or(|last| last.elapsed() >= PLAIN) => {
                terminal.say(&progress.to_string());
                last = Some(Instant::now());
            }
            None => terminal.detail(&progress.to_string()),
        }
    };
    let client = site
        .builder
        .clone()
        .build()
        .map_err(|error| site::failure(&error))?;
    let result = fetch::fetch(&client, options, &mut tell);
    let elsewhere = |error: &fetch::Error| {
        error
            .client()
            .is_some_and(|error| error.is_protocol() || error.is_redirect())
    };
    match result {
        Err(error) if !heard && elsewhere(&error) => {
            terminal.detail("it isn't there in its usual form; looking for another");
        }
        result => return result.map_err(|error| failure(&error, options)),
    }
    let client = site.connect(terminal)?;
    let mut tell = |progress: &Progress| match bar {
        Some(bar) => draw(bar, progress),
        None => terminal.detail(&progress.to_string()),
    };
    fetch::fetch(&client, options, &mut tell).map_err(|error| failure(&error, options))
}

fn bar(terminal: &Terminal) -> Option<ProgressBar> {
    if !terminal.is_live() {
        return None;
    }
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
    // A template that is wrong would be a mistake of ours; the usual bar serves as well.
    if let Ok(style) = ProgressStyle::with_template("{spinner} {wide_bar} {pos}/{len} {msg}") {
        bar.set_style(style);
    }
    bar.enable_steady_tick(Duration::from_millis(120));
    Some(bar)
}

fn draw(bar: &ProgressBar, progress: &Progress) {
    bar.set_length(u64::try_from(progress.total).unwrap_or(u64::MAX));
    bar.set_position(u64::try_from(progress.done).unwrap_or(u64::MAX));
    let what = progress
        .question
        .map_or("Entity.get", |question| question.name());
    let requests = count(progress.requests, "request");
    bar.set_message(format!(
        "{what}, {requests}, {:.1} MB/s",
        progress.rate() / 1e6
    ));
}

fn failure(error: &fetch::Error, options: &fetch::Options) -> Failure {
    let failure = Failure::from_error(Exit::Site, error);
    if error.client().is_some_and(site::is_distrust) {
        return failure.next(site::TRUST);
    }
    if error.is_auth() {
        return failure.next("`civi-codegen doctor` finds out what the site has against it");
    }
    match &options.cache {
        Some(_) => failure.next(
            "run it again: it goes on where it stopped; `civi-codegen doctor` finds out what is \
             wrong",
        ),
        None => failure.next("`civi-codegen doctor` finds out what is wrong"),
    }
}
