//! What this process has taken so far, of memory and of the processor.

use std::sync::OnceLock;
use std::time::{Duration, Instant};

/// The most memory so far, in KiB; 0 where the system doesn't say it in `/proc`.
pub(crate) fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let number = line.and_then(|line| line.split_whitespace().next());
    number.and_then(|number| number.parse().ok()).unwrap_or(0)
}

/// How long the processor has worked for it, so that what else the machine does is left out; the time
/// on the clock where the system doesn't say.
pub(crate) fn busy() -> Duration {
    let said = std::fs::read_to_string("/proc/self/schedstat").unwrap_or_default();
    let nanos = said
        .split_whitespace()
        .next()
        .and_then(|it| it.parse().ok());
    nanos.map_or_else(
        || {
            static START: OnceLock<Instant> = OnceLock::new();
            START.get_or_init(Instant::now).elapsed()
        },
        Duration::from_nanos,
    )
}
