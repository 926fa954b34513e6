//! [`Retry`]: when and how often a read is sent again.

use std::time::Duration;

use backon::{BackoffBuilder, ExponentialBackoff, ExponentialBuilder};

use crate::error::{Error, Kind};

/// When a call is sent again: a read ([`Repeat::Always`](crate::Repeat::Always)) after a failed
/// connection, 429, 502, 503 that is not maintenance, and 504; a `save` that matches rows
/// ([`Repeat::IfUnsent`](crate::Repeat::IfUnsent)) only when it provably did not reach the
/// application; any other write never. The waits grow, with jitter, so that many clients don't come
/// back at once; a `Retry-After` of the site goes before them.
///
/// ```
/// use std::time::Duration;
/// use civi_runtime::Retry;
///
/// let patient = Retry::default().times(6).longest(Duration::from_secs(60));
/// let never = Retry::off();
/// # let _ = (patient, never);
/// ```
#[derive(Debug, Clone)]
pub struct Retry {
    times: u32,
    first: Duration,
    longest: Duration,
    factor: f32,
    longest_asked: Duration,
}

/// Three times, after about half a second, one and two; a `Retry-After` of up to a minute.
impl Default for Retry {
    fn default() -> Self {
        Retry {
            times: 3,
            first: Duration::from_millis(500),
            longest: Duration::from_secs(10),
            factor: 2.0,
            longest_asked: Duration::from_secs(60),
        }
    }
}

impl Retry {
    /// Every call is sent once.
    #[must_use]
    pub fn off() -> Self {
        Retry::default().times(0)
    }

    /// How often a call is repeated at most, after its first sending.
    #[must_use]
    pub fn times(mut self, times: u32) -> Self {
        self.times = times;
        self
    }

    /// The wait before the first repetition; up to as much again is added by chance.
    #[must_use]
    pub fn first(mut self, wait: Duration) -> Self {
        self.first = wait;
        self
    }

    /// The wait that the growing ones stop at.
    #[must_use]
    pub fn longest(mut self, wait: Duration) -> Self {
        self.longest = wait;
        self
    }

    /// What each wait is multiplied by to give the next one; at least 1.
    #[must_use]
    pub fn factor(mut self, factor: f32) -> Self {
        self.factor = if factor >= 1.0 { factor } else { 1.0 };
        self
    }

    /// The longest `Retry-After` that is waited for. When the site asks for more, the call ends
    /// with its error, which says how long.
    #[must_use]
    pub fn longest_asked(mut self, wait: Duration) -> Self {
        self.longest_asked = wait;
        self
    }

    /// The waits of one call.
    pub(crate) fn waits(&self) -> Waits {
        let backoff = ExponentialBuilder::default()
            .with_min_delay(self.first)
            .with_max_delay(self.longest)
            .with_factor(self.factor)
            .with_max_times(self.times as usize)
            .with_jitter()
            .build();
        Waits {
            backoff,
            longest_asked: self.longest_asked,
        }
    }
}

/// The waits that one call has left.
pub(crate) struct Waits {
    backoff: ExponentialBackoff,
    longest_asked: Duration,
}

impl Waits {
    /// How long to wait before the call that failed like this is sent again; `None` to give up.
    pub(crate) fn after(&mut self, error: &Error) -> Option<Duration> {
        let may_pass = match error.kind() {
            Kind::Connection { transient, .. } => *transient,
            Kind::Unavailable => true,
            // That state lasts, unless the site says for how long.
            Kind::Maintenance => error.retry_after().is_some(),
            _ => false,
        };
        if !may_pass {
            return None;
        }
        let wait = self.backoff.next()?;
        match error.retry_after() {
            Some(asked) if asked > self.longest_asked => None,
            Some(asked) => Some(asked),
            None => Some(wait),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failed(kind: Kind, asked: Option<u64>) -> Error {
        Error::new(kind, "no").with_retry_after(asked.map(Duration::from_secs))
    }

    fn waits(retry: &Retry, error: &Error) -> Vec<Duration> {
        let mut waits = retry.waits();
        std::iter::from_fn(|| waits.after(error)).collect()
    }

    #[test]
    fn each_wait_is_the_factor_longer() {
        let second = Duration::from_secs(1);
        let retry = Retry::default()
            .times(3)
            .first(second)
            .longest(second * 600);
        let error = failed(Kind::Unavailable, None);
        // The chance in a wait adds as much again at most.
        for (factor, last) in [(1.0, 1), (0.5, 1), (f32::NAN, 1), (10.0, 100)] {
            let waits = waits(&retry.clone().factor(factor), &error);
            assert_eq!(waits.len(), 3);
            let range = second * last..second * (2 * last) + second;
            assert!(range.contains(&waits[2]), "{factor}: {waits:?}");
        }
    }

    #[test]
    fn maintenance_is_waited_for_where_the_site_says_how_long() {
        let retry = Retry::default().longest_asked(Duration::from_secs(60));
        assert!(waits(&retry, &failed(Kind::Maintenance, None)).is_empty());
        let asked = waits(&retry, &failed(Kind::Maintenance, Some(5)));
        assert!(!asked.is_empty() && asked.iter().all(|it| *it == Duration::from_secs(5)));
        // The longest that is waited for is waited for.
        assert!(!waits(&retry, &failed(Kind::Unavailable, Some(60))).is_empty());
        assert!(waits(&retry, &failed(Kind::Unavailable, Some(61))).is_empty());
        assert!(waits(&retry, &failed(Kind::Protocol, None)).is_empty());
    }
}
