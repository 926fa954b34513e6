//! [`Release`]: the CiviCRM release of the site that bindings are of.

use std::fmt;

use crate::error::{Error, Result};

/// A release of CiviCRM, as far as what it can do depends on it: `5.39`, `6.17`.
///
/// Bindings carry the release of the site that their snapshot was taken of
/// ([`Entity::RELEASE`](crate::Entity::RELEASE)), and what that site does not have yet is refused
/// before it is sent: an operator, a function of SQL, a parameter. After an upgrade of the site
/// the snapshot has to be taken again.
///
/// ```
/// use civi_runtime::Release;
///
/// assert!(Release::new(5, 39) < Release::new(5, 40));
/// assert!(Release::new(6, 17) < Release::NEWEST);
/// assert_eq!(Release::new(5, 39).to_string(), "5.39");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Release {
    major: u16,
    minor: u16,
}

impl Release {
    /// Newer than every other: a site of which nothing is known to be missing. So it is where the
    /// release is not known, and for entities that are written by hand.
    pub const NEWEST: Release = Release::new(u16::MAX, 0);

    /// A release by its first two numbers.
    #[must_use]
    pub const fn new(major: u16, minor: u16) -> Release {
        Release { major, minor }
    }

    /// Refuses what a site of this release does not have.
    pub(crate) fn demand(self, since: Release, what: fmt::Arguments<'_>) -> Result<()> {
        if self >= since {
            return Ok(());
        }
        Err(Error::refused(format!(
            "{what} needs CiviCRM {since} or later, and the bindings are of a site with {self}; \
             leave it out, or take the snapshot again if the site has been upgraded \
             (`civi-codegen refresh`)"
        )))
    }
}

impl fmt::Display for Release {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.major, self.minor)
    }
}
