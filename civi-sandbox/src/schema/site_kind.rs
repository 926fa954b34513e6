//! Which CMS and which release of CiviCRM the sandbox is.

use std::fmt;

/// The CMS around CiviCRM: it decides routes, statuses and content types (APIv4 wire contract
/// §1.2 and §1.8).
///
/// ```
/// use civi_sandbox::Cms;
/// assert_eq!(Cms::from_name("WordPress"), Cms::WordPress);
/// assert_eq!(Cms::from_name("Standalone").to_string(), "Standalone");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Cms {
    /// CiviCRM Standalone.
    #[default]
    Standalone,
    /// WordPress.
    WordPress,
    /// Drupal 7.
    Drupal7,
    /// Drupal 8 and newer.
    Drupal,
    /// Backdrop.
    Backdrop,
    /// Joomla.
    Joomla,
}

impl Cms {
    /// The CMS of a snapshot's `cms`; Standalone where it isn't known.
    #[must_use]
    pub fn from_name(name: &str) -> Self {
        match name.to_ascii_lowercase().as_str() {
            "wordpress" => Cms::WordPress,
            "drupal" | "drupal7" | "drupal 7" => Cms::Drupal7,
            "drupal8" | "drupal9" | "drupal10" | "drupal11" => Cms::Drupal,
            "backdrop" => Cms::Backdrop,
            "joomla" => Cms::Joomla,
            _ => Cms::Standalone,
        }
    }

    /// Whether `authx/id` gives the user's id as text (§12.8).
    pub(crate) fn user_id_is_text(self) -> bool {
        matches!(self, Cms::Drupal7 | Cms::Drupal | Cms::Backdrop)
    }
}

impl fmt::Display for Cms {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Cms::Standalone => "Standalone",
            Cms::WordPress => "WordPress",
            Cms::Drupal7 => "Drupal 7",
            Cms::Drupal => "Drupal",
            Cms::Backdrop => "Backdrop",
            Cms::Joomla => "Joomla",
        })
    }
}

/// A release of CiviCRM: major and minor number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Release(pub(crate) u32, pub(crate) u32);

impl Release {
    /// The release of a version such as `5.77.beta1`; the newest known where there is none.
    pub(crate) fn of(version: Option<&str>) -> Self {
        let mut numbers = version
            .unwrap_or("6.17")
            .split('.')
            .map(|n| n.parse().unwrap_or(0));
        Release(numbers.next().unwrap_or(6), numbers.next().unwrap_or(0))
    }
}
