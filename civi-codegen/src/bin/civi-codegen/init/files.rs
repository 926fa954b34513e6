//! The files that `init` writes: all or none, and none over what is there.

use std::path::Path;

use civi_codegen::config::{Config, FILE_NAME};
use civi_codegen::output::Replacement;

use super::Options;
use crate::exit::Exit;
use crate::failure::Failure;

/// The build script.
pub(super) const BUILD_SCRIPT: &str = r#"//! Makes the bindings of the CiviCRM site from its snapshot, as civi.toml says. Offline.

fn main() {
    civi_codegen::Builder::new().config("civi.toml").generate_or_exit();
}
"#;

/// Files to write.
#[derive(Debug, Default)]
pub(super) struct Plan {
    files: Vec<(&'static str, String)>,
}

impl Plan {
    pub(super) fn add(&mut self, name: &'static str, text: String) {
        self.files.push((name, text));
    }

    pub(super) fn names(&self) -> impl Iterator<Item = &'static str> {
        self.files.iter().map(|(name, _)| *name)
    }

    /// Refuses to go on where a file is there already.
    pub(super) fn refuse_what_is_there(&self, with_script: bool) -> Result<(), Failure> {
        let there: Vec<&str> = self
            .names()
            .filter(|name| Path::new(name).exists())
            .collect();
        if there.is_empty() {
            return Ok(());
        }
        let mut next = "give --force to overwrite it".to_owned();
        if with_script && there.contains(&"build.rs") {
            next = format!(
                "add this line to build.rs yourself, or give --force to overwrite it:\n\
                 civi_codegen::Builder::new().config(\"{FILE_NAME}\").generate_or_exit();"
            );
        }
        let are = if there.len() == 1 { "is" } else { "are" };
        let message = format!(
            "{} {are} there already; nothing was written",
            there.join(" and ")
        );
        Err(Failure::new(Exit::Usage, message).next(next))
    }

    /// Writes all of them or none.
    pub(super) fn write(&self) -> Result<(), Failure> {
        let mut replacement = Replacement::default();
        for (name, text) in &self.files {
            replacement
                .stage(Path::new(name), text)
                .map_err(|error| failure(name, &error))?;
        }
        replacement
            .carry_out()
            .map_err(|(path, error)| failure(&path.to_string_lossy(), &error))
    }
}

fn failure(name: &str, error: &std::io::Error) -> Failure {
    Failure::new(Exit::Failure, format!("{name} can't be written")).because(error)
}

/// The text of `civi.toml`.
pub(super) fn settings(options: &Options) -> Result<String, Failure> {
    let path = |path: &Path| quoted(&path.to_string_lossy().replace('\\', "/"));
    let mut text = "# Settings of civi-codegen. No secrets here: CIVI_API_KEY is for the \
                    environment.\n"
        .to_owned();
    text += &format!("schema = {}\n", path(&options.schema));
    if let Some(out) = &options.out {
        text += &format!("out = {}\n", path(out));
    }
    match options.site.url() {
        Some(url) => text += &format!("\n[site]\nurl = {}\n", quoted(url)),
        None => text += "\n[site]\n# url = \"https://crm.example.org\"\n",
    }
    text += "\n[generate]\n";
    if options.entities.is_empty() {
        text += "# entities = [\"Contact\", \"Email\", \"Custom_*\"]\n";
    } else {
        let names: Vec<String> = options.entities.iter().map(|name| quoted(name)).collect();
        text += &format!("entities = [{}]\n", names.join(", "));
    }
    // What we write is what we would read; an address with a secret in it is refused here.
    match Config::parse(&text, FILE_NAME) {
        Ok(_) => Ok(text),
        Err(error) => Err(Failure::from_error(Exit::Usage, &error)
            .next("correct the flag or the variable that it comes from; nothing was written")),
    }
}

/// A TOML string.
fn quoted(text: &str) -> String {
    let mut quoted = "\"".to_owned();
    for character in text.chars() {
        match character {
            '"' | '\\' => quoted.extend(['\\', character]),
            control if control.is_control() => quoted += &format!("\\u{:04x}", control as u32),
            plain => quoted.push(plain),
        }
    }
    quoted + "\""
}

/// The module that bindings in this place are.
pub(super) fn module(out: &Path) -> String {
    out.file_stem()
        .unwrap_or(out.as_os_str())
        .to_string_lossy()
        .into_owned()
}
