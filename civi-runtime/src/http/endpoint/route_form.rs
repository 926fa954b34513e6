//! [`RouteForm`]: the forms that the CMSs give to CiviCRM's routes.

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
pub enum RouteForm {
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
    IndexPhp(QueryRouteForm),
}

/// The forms that can go through `index.php`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum QueryRouteForm {
    /// As [`RouteForm::WordPress`].
    WordPress,
    /// As [`RouteForm::WordPressPage`].
    WordPressPage,
    /// As [`RouteForm::Query`].
    Query,
}

const WORDPRESS: (&str, &str) = ("civiwp=CiviCRM", "q");
const WORDPRESS_PAGE: (&str, &str) = ("page=CiviCRM", "q");
const QUERY: (&str, &str) = ("", "q");
const JOOMLA: (&str, &str) = ("option=com_civicrm", "task");

impl RouteForm {
    /// The route forms that detection tries, the likeliest first. WordPress' form comes after the plain
    /// query: Backdrop and Drupal 7 answer to both, since they ignore a parameter that they don't
    /// know (wire contract §12.12).
    pub(super) fn candidates() -> [RouteForm; 6] {
        [
            RouteForm::Clean,
            RouteForm::CleanIndexPhp,
            RouteForm::Query,
            RouteForm::IndexPhp(QueryRouteForm::Query),
            RouteForm::WordPress,
            RouteForm::Joomla,
        ]
    }

    /// The first part of a clean path.
    pub(super) fn page(&self) -> &str {
        match self {
            RouteForm::CleanPage(page) => page,
            _ => "civicrm",
        }
    }

    /// Of a route form with a query: its fixed part, and the key that the route goes under.
    pub(super) fn query(&self) -> Option<(&'static str, &'static str)> {
        match self {
            RouteForm::Clean | RouteForm::CleanPage(_) | RouteForm::CleanIndexPhp => None,
            RouteForm::WordPress | RouteForm::IndexPhp(QueryRouteForm::WordPress) => {
                Some(WORDPRESS)
            }
            RouteForm::WordPressPage | RouteForm::IndexPhp(QueryRouteForm::WordPressPage) => {
                Some(WORDPRESS_PAGE)
            }
            RouteForm::Query | RouteForm::IndexPhp(QueryRouteForm::Query) => Some(QUERY),
            RouteForm::Joomla => Some(JOOMLA),
        }
    }

    /// The script that the route goes through; without one it belongs to the base itself.
    pub(super) fn script(&self) -> Option<&'static str> {
        match self {
            RouteForm::Clean | RouteForm::CleanPage(_) => None,
            RouteForm::CleanIndexPhp | RouteForm::Joomla | RouteForm::IndexPhp(_) => {
                Some("index.php")
            }
            // `/sub` without a slash would be redirected to `/sub/`.
            RouteForm::WordPress | RouteForm::WordPressPage | RouteForm::Query => Some(""),
        }
    }

    pub(crate) fn check(&self) -> Result<()> {
        if let RouteForm::CleanPage(page) = self {
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

impl fmt::Display for RouteForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            RouteForm::Clean => f.write_str("clean"),
            RouteForm::CleanPage(page) => write!(f, "clean:{page}"),
            RouteForm::CleanIndexPhp => f.write_str("clean+index.php"),
            RouteForm::WordPress => f.write_str("wordpress"),
            RouteForm::WordPressPage => f.write_str("wordpress-page"),
            RouteForm::Query => f.write_str("query"),
            RouteForm::Joomla => f.write_str("joomla"),
            RouteForm::IndexPhp(QueryRouteForm::WordPress) => f.write_str("wordpress+index.php"),
            RouteForm::IndexPhp(QueryRouteForm::WordPressPage) => {
                f.write_str("wordpress-page+index.php")
            }
            RouteForm::IndexPhp(QueryRouteForm::Query) => f.write_str("query+index.php"),
        }
    }
}

impl FromStr for RouteForm {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        Ok(match text {
            "clean" => RouteForm::Clean,
            "clean+index.php" => RouteForm::CleanIndexPhp,
            "wordpress" => RouteForm::WordPress,
            "wordpress-page" => RouteForm::WordPressPage,
            "query" => RouteForm::Query,
            "joomla" => RouteForm::Joomla,
            "wordpress+index.php" => RouteForm::IndexPhp(QueryRouteForm::WordPress),
            "wordpress-page+index.php" => RouteForm::IndexPhp(QueryRouteForm::WordPressPage),
            "query+index.php" => RouteForm::IndexPhp(QueryRouteForm::Query),
            _ => {
                let page = text.strip_prefix("clean:").ok_or_else(|| {
                    Error::refused(format!(
                        "{text:?} is no route form; there are clean, clean:<page>, wordpress, \
                         wordpress-page, query, joomla, and clean, wordpress, wordpress-page and \
                         query with +index.php"
                    ))
                })?;
                let route_form = RouteForm::CleanPage(page.to_owned());
                route_form.check()?;
                route_form
            }
        })
    }
}
