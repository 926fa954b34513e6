//! [`Shape`]: the forms that the CMSs give to CiviCRM's routes.

use std::fmt;
use std::str::FromStr;

use crate::error::{Error, Result};

/// The form of a site's routes (APIv4 wire contract §1.2).
///
/// As text, for settings: `clean`, `clean:<page>`, `wordpress`, `wordpress-page`, `query`,
/// `joomla`; `clean` and the ones with a query also with `+index.php`, which goes through that
/// script.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Shape {
    /// `{base}/civicrm/…`: Standalone, Drupal, Backdrop, WordPress with clean URLs.
    #[default]
    Clean,
    /// `{base}/{page}/…`: WordPress with clean URLs and a base page of another name.
    CleanPage(String),
    /// `{base}/index.php/civicrm/…`: Drupal 8 and newer where the server does not rewrite addresses.
    CleanIndexPhp,
    /// `{base}/?civiwp=CiviCRM&q=civicrm/…`: WordPress, whatever its permalinks.
    WordPress,
    /// `{base}/?page=CiviCRM&q=civicrm/…`: WordPress, in its older form.
    WordPressPage,
    /// `{base}/?q=civicrm/…`: Drupal 7 and Backdrop without clean URLs.
    Query,
    /// `{base}/index.php?option=com_civicrm&task=civicrm/…`: Joomla's front end.
    Joomla,
    /// One of the forms with a query, with `index.php` before it.
    IndexPhp(QueryShape),
}

/// The forms that can go through `index.php`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum QueryShape {
    /// As [`Shape::WordPress`].
    WordPress,
    /// As [`Shape::WordPressPage`].
    WordPressPage,
    /// As [`Shape::Query`].
    Query,
}

const WORDPRESS: (&str, &str) = ("civiwp=CiviCRM", "q");
const WORDPRESS_PAGE: (&str, &str) = ("page=CiviCRM", "q");
const QUERY: (&str, &str) = ("", "q");
const JOOMLA: (&str, &str) = ("option=com_civicrm", "task");

impl Shape {
    /// The shapes that detection tries, the likeliest first. WordPress' form comes after the plain
    /// query: Backdrop and Drupal 7 answer to both, since they ignore a parameter that they don't
    /// know (wire contract §12.12).
    pub(super) fn candidates() -> [Shape; 6] {
        [
            Shape::Clean,
            Shape::CleanIndexPhp,
            Shape::Query,
            Shape::IndexPhp(QueryShape::Query),
            Shape::WordPress,
            Shape::Joomla,
        ]
    }

    /// The first part of a clean path.
    pub(super) fn page(&self) -> &str {
        match self {
            Shape::CleanPage(page) => page,
            _ => "civicrm",
        }
    }

    /// Of a shape with a query: its fixed part, and the key that the route goes under.
    pub(super) fn query(&self) -> Option<(&'static str, &'static str)> {
        match self {
            Shape::Clean | Shape::CleanPage(_) | Shape::CleanIndexPhp => None,
            Shape::WordPress | Shape::IndexPhp(QueryShape::WordPress) => Some(WORDPRESS),
            Shape::WordPressPage | Shape::IndexPhp(QueryShape::WordPressPage) => {
                Some(WORDPRESS_PAGE)
            }
            Shape::Query | Shape::IndexPhp(QueryShape::Query) => Some(QUERY),
            Shape::Joomla => Some(JOOMLA),
        }
    }

    /// The script that the route goes through; without one it belongs to the base itself.
    pub(super) fn script(&self) -> Option<&'static str> {
        match self {
            Shape::Clean | Shape::CleanPage(_) => None,
            Shape::CleanIndexPhp | Shape::Joomla | Shape::IndexPhp(_) => Some("index.php"),
            // `/sub` without a slash would be redirected to `/sub/`.
            Shape::WordPress | Shape::WordPressPage | Shape::Query => Some(""),
        }
    }

    pub(crate) fn check(&self) -> Result<()> {
        if let Shape::CleanPage(page) = self {
            let fits = !page.is_empty()
                && page.split('/').all(|part| {
                    !part.is_empty()
                        && part != "."
                        && part != ".."
                        && !part.contains(['?', '#', '\\', '%', ' '])
                });
            if !fits {
                return Err(Error::refused(format!(
                    "{page:?} can't be a base page: write its slug as the address has it"
                )));
            }
        }
        Ok(())
    }
}

impl fmt::Display for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Shape::Clean => f.write_str("clean"),
            Shape::CleanPage(page) => write!(f, "clean:{page}"),
            Shape::CleanIndexPhp => f.write_str("clean+index.php"),
            Shape::WordPress => f.write_str("wordpress"),
            Shape::WordPressPage => f.write_str("wordpress-page"),
            Shape::Query => f.write_str("query"),
            Shape::Joomla => f.write_str("joomla"),
            Shape::IndexPhp(QueryShape::WordPress) => f.write_str("wordpress+index.php"),
            Shape::IndexPhp(QueryShape::WordPressPage) => f.write_str("wordpress-page+index.php"),
            Shape::IndexPhp(QueryShape::Query) => f.write_str("query+index.php"),
        }
    }
}

impl FromStr for Shape {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        Ok(match text {
            "clean" => Shape::Clean,
            "clean+index.php" => Shape::CleanIndexPhp,
            "wordpress" => Shape::WordPress,
            "wordpress-page" => Shape::WordPressPage,
            "query" => Shape::Query,
            "joomla" => Shape::Joomla,
            "wordpress+index.php" => Shape::IndexPhp(QueryShape::WordPress),
            "wordpress-page+index.php" => Shape::IndexPhp(QueryShape::WordPressPage),
            "query+index.php" => Shape::IndexPhp(QueryShape::Query),
            _ => {
                let page = text.strip_prefix("clean:").ok_or_else(|| {
                    Error::refused(format!(
                        "{text:?} is no shape; there are clean, clean:<page>, wordpress, \
                         wordpress-page, query, joomla, and clean, wordpress, wordpress-page and \
                         query with +index.php"
                    ))
                })?;
                let shape = Shape::CleanPage(page.to_owned());
                shape.check()?;
                shape
            }
        })
    }
}
