//! [`Project`]: an empty folder in which the command is run.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use snapbox::Redactions;
use snapbox::assert_data_eq;
use snapbox::data::IntoData;

/// An empty folder, with a blank in its name, in which the command is run.
pub(crate) struct Project {
    _folder: tempfile::TempDir,
    path: PathBuf,
    env: Vec<(String, String)>,
}

/// What a run left behind.
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Project {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a project");
        fs::create_dir(&path).unwrap();
        Self {
            _folder: folder,
            path,
            env: Vec::new(),
        }
    }

    /// A project with the small site's snapshot in `schemas/site`, and a `civi.toml` that names it.
    pub(crate) fn with_snapshot() -> Self {
        let project = Self::new();
        project.write("civi.toml", "schema = 'schemas/site'\n");
        let captures = captures();
        project
            .run(&["refresh", "--from", captures.to_str().unwrap()])
            .ok();
        project
    }

    pub(crate) fn env(mut self, name: &str, value: &str) -> Self {
        self.env.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    pub(crate) fn write(&self, name: &str, text: impl AsRef<[u8]>) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    /// The files in a folder, sorted, with `/` between their parts.
    pub(crate) fn files(&self, name: &str) -> Vec<String> {
        let (mut files, mut folders) = (Vec::new(), vec![self.path(name)]);
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    let path = path.strip_prefix(&self.path).unwrap();
                    files.push(path.to_str().unwrap().replace('\\', "/"));
                }
            }
        }
        files.sort();
        files
    }

    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_civi-codegen"));
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("CIVI_") {
                command.env_remove(name);
            }
        }
        command
            .args(arguments)
            .current_dir(&self.path)
            .stdin(Stdio::null());
        for name in ["ALL_PROXY", "HTTPS_PROXY", "HTTP_PROXY"] {
            command.env_remove(name).env_remove(name.to_lowercase());
        }
        command
            .env_remove("NO_COLOR")
            .env_remove("COLUMNS")
            .env_remove("TERM");
        command.envs(self.env.iter().map(|(name, value)| (name, value)));
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Ran {
        let output = self.command(arguments).output().unwrap();
        let mut ran = Ran::new(&output, &self.path);
        for (_, value) in self
            .env
            .iter()
            .filter(|(_, value)| value.starts_with("http://"))
        {
            ran.stdout = ran.stdout.replace(value, "[SITE]");
            ran.stderr = ran.stderr.replace(value, "[SITE]");
        }
        ran
    }
}

impl Ran {
    fn new(output: &Output, project: &Path) -> Self {
        let text = |bytes: &[u8]| {
            let mut text = String::from_utf8(bytes.to_vec()).expect("what is printed is UTF-8");
            for (path, name) in [(project, "[DESK]"), (&captures(), "[CAPTURES]")] {
                text = text.replace(path.to_str().unwrap(), name);
            }
            if cfg!(windows) {
                text = text
                    .replace('\\', "/")
                    .replace("civi-codegen.exe", "civi-codegen");
            }
            text
        };
        Self {
            code: output.status.code().expect("it wasn't killed"),
            stdout: text(&output.stdout),
            stderr: text(&output.stderr),
        }
    }

    /// It succeeded.
    #[track_caller]
    pub(crate) fn ok(self) -> Self {
        self.code(0)
    }

    /// It ended with this exit code.
    #[track_caller]
    pub(crate) fn code(self, code: i32) -> Self {
        assert_eq!(
            self.code, code,
            "stdout:\n{}\nstderr:\n{}",
            self.stdout, self.stderr
        );
        self
    }

    /// It printed this data, and nothing else, to stdout.
    #[track_caller]
    pub(crate) fn prints(self, expected: impl IntoData) -> Self {
        compare(&self.stdout, expected);
        self
    }

    /// It printed these messages, and nothing else, to stderr.
    #[track_caller]
    pub(crate) fn says(self, expected: impl IntoData) -> Self {
        compare(&self.stderr, expected);
        self
    }
}

/// How long something took is other each time: `in 0.21 s` becomes `in [TIME] s`.
fn without_times(text: &str) -> String {
    let mut parts = text.split(", in ");
    let mut out = parts.next().unwrap_or("").to_owned();
    for part in parts {
        let rest = part.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
        out += ", in ";
        out += if rest.len() < part.len() {
            "[TIME]"
        } else {
            ""
        };
        out += rest;
    }
    out
}

#[track_caller]
fn compare(actual: &str, expected: impl IntoData) {
    let mut redactions = Redactions::new();
    redactions
        .insert("[VERSION]", env!("CARGO_PKG_VERSION"))
        .unwrap();
    assert_data_eq!(redactions.redact(&without_times(actual)), expected);
}

/// The answers of a small made-up site.
pub(crate) fn captures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/site")
}

/// A snapshot that comes with the project.
pub(crate) fn bundled(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../schemas")
        .join(name)
}
