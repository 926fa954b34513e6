//! [`Terminal`]: what is printed where. Data goes to stdout, messages go to stderr.

use std::io::{self, BufWriter, ErrorKind, IsTerminal, Write};

use clap::builder::styling::{AnsiColor, Style};

use crate::exit::Exit;
use crate::failure::Failure;
use crate::options::{Color, Global};
use crate::wording::lines;

/// The two streams, and how much is said on them and in which colours.
pub(crate) struct Terminal {
    out: Box<dyn Write>,
    out_error: Option<io::Error>,
    color_out: bool,
    color_err: bool,
    quiet: bool,
    verbose: bool,
    live: bool,
}

/// How a piece of text is meant.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Paint {
    Heading,
    Name,
    Faint,
    Good,
    Warning,
    Bad,
}

impl Paint {
    fn style(self) -> Style {
        match self {
            Self::Heading => Style::new().bold(),
            Self::Name => AnsiColor::Cyan.on_default(),
            Self::Faint => Style::new().dimmed(),
            Self::Good => AnsiColor::Green.on_default(),
            Self::Warning => AnsiColor::Yellow.on_default().bold(),
            Self::Bad => AnsiColor::Red.on_default().bold(),
        }
    }
}

impl Terminal {
    pub(crate) fn new(global: &Global) -> Self {
        let (out_is_terminal, live) = (io::stdout().is_terminal(), io::stderr().is_terminal());
        // https://no-color.org: set and not empty turns colour off, whatever its value.
        let unwanted = anstyle_query::no_color() || !anstyle_query::term_supports_color();
        // Windows' console takes our colours only when it is told to.
        anstyle_query::windows::enable_ansi_colors();
        let color = |is_terminal: bool| match global.color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => is_terminal && !unwanted,
        };
        Self {
            out: Box::new(BufWriter::new(io::stdout())),
            out_error: None,
            color_out: color(out_is_terminal),
            color_err: color(live),
            quiet: global.quiet,
            verbose: global.verbose,
            live: live && !global.quiet,
        }
    }

    /// Whether somebody watches stderr, so that progress can be drawn there.
    pub(crate) fn is_live(&self) -> bool {
        self.live
    }

    /// Whether somebody is there to be asked.
    pub(crate) fn can_ask(&self) -> bool {
        self.live && io::stdin().is_terminal()
    }

    /// Whether `--verbose` was given.
    pub(crate) fn is_verbose(&self) -> bool {
        self.verbose
    }

    /// Text for stdout, coloured where stdout takes colours.
    pub(crate) fn paint(&self, paint: Paint, text: &str) -> String {
        painted(self.color_out, paint, text)
    }

    /// Prints a line of data to stdout. A failure to do so is told by [`Self::finish`].
    pub(crate) fn data(&mut self, line: &str) {
        self.bytes(line.as_bytes());
        self.bytes(b"\n");
    }

    /// Prints data to stdout as it is.
    pub(crate) fn bytes(&mut self, bytes: &[u8]) {
        if self.out_error.is_none() {
            self.out_error = self.out.write_all(bytes).err();
        }
    }

    /// Prints a line to stderr, unless `--quiet`.
    pub(crate) fn say(&self, line: &str) {
        if !self.quiet {
            self.message(line);
        }
    }

    /// Prints a line to stderr with `--verbose` only.
    pub(crate) fn detail(&self, line: &str) {
        if self.verbose {
            self.message(&painted(self.color_err, Paint::Faint, line));
        }
    }

    /// Prints a warning to stderr, unless `--quiet`.
    pub(crate) fn warn(&self, text: &str) {
        let warning = painted(self.color_err, Paint::Warning, "warning");
        self.say(&format!("{warning}: {}", lines(text)));
    }

    /// Ends the run: prints what went wrong, and gives the exit code.
    pub(crate) fn finish(mut self, result: Result<Exit, Failure>) -> Exit {
        if self.out_error.is_none() {
            self.out_error = self.out.flush().err();
        }
        let failure = match (result, self.out_error.take()) {
            (Err(failure), _) => failure,
            // Somebody read as much as they wanted: `civi-codegen list | head`.
            (Ok(exit), Some(error)) if error.kind() == ErrorKind::BrokenPipe => return exit,
            (Ok(_), Some(error)) => {
                Failure::new(Exit::Failure, "the output can't be written").because(&error)
            }
            (Ok(exit), None) => return exit,
        };
        let paint = |paint, text| painted(self.color_err, paint, text);
        self.message(&format!(
            "{}: {}",
            paint(Paint::Bad, "error"),
            lines(&failure.message)
        ));
        for cause in &failure.causes {
            self.message(&format!("  because: {}", indented(cause)));
        }
        if let Some(next) = &failure.next {
            self.message(&format!(
                "  {}: {}",
                paint(Paint::Good, "next"),
                indented(next)
            ));
        }
        failure.exit
    }

    fn message(&self, line: &str) {
        // There is nowhere left to complain when stderr is closed.
        let _ = writeln!(io::stderr().lock(), "{line}");
    }
}

fn painted(color: bool, paint: Paint, text: &str) -> String {
    if color {
        let style = paint.style();
        format!("{style}{text}{style:#}")
    } else {
        text.to_owned()
    }
}

fn indented(text: &str) -> String {
    lines(text).replace('\n', "\n    ")
}
