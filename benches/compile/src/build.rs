//! [`build`]: one crate built, and what that took of time and memory.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// Names the file that gets the compiler's peak, and says that this program runs as the compiler.
const PEAK_FILE: &str = "CIVI_COMPILE_COST_PEAK";

/// What building a crate took, its dependencies being there.
#[derive(Debug, Clone, Copy)]
pub struct Cost {
    /// From start to end, on the clock.
    pub time: Duration,
    /// The most memory that the compiler had, in bytes; 0 where the system doesn't say.
    pub peak: u64,
}

/// Builds the package `name` of the workspace anew with cargo's `command`, as `["check"]`, and
/// gives what that took.
///
/// The program that calls this must begin with [`act_as_compiler`].
///
/// # Errors
///
/// If a file of the crate can't be written, or if it does not build: then the message has what the
/// compiler said.
pub fn build(workspace: &Path, name: &str, command: &[&str]) -> Result<Cost, String> {
    let source = workspace.join(name).join("src/lib.rs");
    let text = fs::read(&source).map_err(|e| format!("{}: {e}", source.display()))?;
    fs::write(&source, text).map_err(|e| format!("{}: {e}", source.display()))?;
    let peak = fs::canonicalize(workspace)
        .map_err(|e| format!("{}: {e}", workspace.display()))?
        .join("peak");
    let _ = fs::remove_file(&peak);
    let this = std::env::current_exe().map_err(|e| format!("this program has no path: {e}"))?;
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let start = Instant::now();
    let output = Command::new(cargo)
        .args(command)
        .args(["--quiet", "--offline", "-p", name])
        .current_dir(workspace)
        .env("CARGO_INCREMENTAL", "0")
        .env("CARGO_TARGET_DIR", "target")
        .env("RUSTC_WRAPPER", this)
        .env(PEAK_FILE, &peak)
        .stdout(Stdio::null())
        .output()
        .map_err(|e| format!("cargo can't be started: {e}"))?;
    let time = start.elapsed();
    if output.status.success() {
        let peak = fs::read_to_string(peak).unwrap_or_default();
        Ok(Cost {
            time,
            peak: peak.trim().parse().unwrap_or(0),
        })
    } else {
        Err(format!(
            "{name} does not build:\n{}",
            String::from_utf8_lossy(&output.stderr)
        ))
    }
}

/// Runs the compiler and writes its peak down, where cargo was told by [`build`] to call this
/// program in the compiler's place; otherwise nothing.
#[must_use]
pub fn act_as_compiler() -> Option<ExitCode> {
    let file = PathBuf::from(std::env::var_os(PEAK_FILE)?);
    let mut args = std::env::args_os().skip(1);
    let ended = args
        .next()
        .ok_or_else(|| "cargo names no compiler".to_owned())
        .and_then(|compiler| {
            let mut command = Command::new(compiler);
            command.args(args).env_remove(PEAK_FILE);
            watch(command, &file).map_err(|e| e.to_string())
        });
    Some(match ended {
        Ok(code) => code,
        Err(message) => {
            eprintln!("compile-cost: {message}");
            ExitCode::FAILURE
        }
    })
}

/// Runs to the end, and keeps the highest peak of all that ran.
fn watch(mut command: Command, file: &Path) -> std::io::Result<ExitCode> {
    let mut child = command.spawn()?;
    let status = format!("/proc/{}/status", child.id());
    let mut peak = 0;
    let ended = loop {
        // The system keeps the peak, so reading it late enough is all that is needed.
        if let Some(now) = fs::read_to_string(&status)
            .ok()
            .as_deref()
            .and_then(high_water)
        {
            peak = now;
        }
        match child.try_wait()? {
            Some(ended) => break ended,
            None => thread::sleep(Duration::from_millis(4)),
        }
    };
    let before = fs::read_to_string(file).unwrap_or_default();
    if before.trim().parse().unwrap_or(0) < peak {
        fs::write(file, peak.to_string())?;
    }
    let code = ended.code().and_then(|code| u8::try_from(code).ok());
    Ok(ExitCode::from(code.unwrap_or(1)))
}

/// The peak in bytes, from the text of `/proc/PID/status`.
fn high_water(status: &str) -> Option<u64> {
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: u64 = line.split_whitespace().next()?.parse().ok()?;
    Some(kilobytes * 1024)
}

#[cfg(test)]
mod tests {
    use super::high_water;

    #[test]
    fn the_peak_is_read_from_what_linux_says_of_a_process() {
        assert_eq!(
            high_water("Name:\trustc\nVmHWM:\t  331780 kB\n"),
            Some(339_742_720)
        );
        assert_eq!(high_water("Name:\trustc\n"), None);
    }
}
