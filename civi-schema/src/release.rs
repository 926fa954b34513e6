//! [`Release`]: CiviCRM's release, as far as what a site can do depends on it.

use std::fmt;

use crate::Schema;

/// A release of CiviCRM by its first two numbers: 5.39 of `5.39.1`.
///
/// ```
/// use civi_schema::Release;
///
/// let release = Release::parse("5.77.beta1").unwrap();
/// assert!(release < Release::new(6, 4));
/// assert_eq!(release.to_string(), "5.77");
/// assert_eq!(Release::parse("unknown"), None);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Release {
    /// The first number.
    pub major: u16,
    /// The second number.
    pub minor: u16,
}

impl Release {
    /// From here on a site has everything that civi's runtime can ask for.
    pub const COMPLETE: Release = Release::new(6, 14);

    /// The release of these two numbers.
    #[must_use]
    pub const fn new(major: u16, minor: u16) -> Self {
        Release { major, minor }
    }

    /// The release in a version's text; `None` where that doesn't begin with two numbers.
    #[must_use]
    pub fn parse(version: &str) -> Option<Self> {
        let mut numbers = version.trim().split('.').map(str::parse);
        match (numbers.next()?, numbers.next()?) {
            (Ok(major), Ok(minor)) => Some(Release { major, minor }),
            _ => None,
        }
    }
}

impl fmt::Display for Release {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}.{}", self.major, self.minor)
    }
}

/// What the actions of a site show: before this release, no entity's action of this name takes
/// `match` beside `records` (APIv4 wire contract §8).
const EVIDENCE: [(Release, &str); 2] = [
    (Release::new(5, 44), "save"),
    (Release::new(5, 61), "replace"),
];

impl Schema {
    /// The site's release: what the snapshot says, or else what its actions show it to be older
    /// than; `None` where neither tells.
    ///
    /// A site tells its release only to those who may ask, so that a snapshot can lack it. Then the
    /// newest release that is possible counts, by the parameters that its actions do not take.
    #[must_use]
    pub fn release(&self) -> Option<Release> {
        let said = self.site.civicrm.as_deref().and_then(Release::parse);
        said.or_else(|| {
            let (missing, _) = EVIDENCE.iter().find(|(_, name)| {
                let actions = self.entities.values();
                let mut actions = actions
                    .filter_map(|entity| entity.actions.get(*name))
                    .filter(|action| action.params.contains_key("records"))
                    .peekable();
                actions.peek().is_some()
                    && actions.all(|action| !action.params.contains_key("match"))
            })?;
            Some(Release::new(missing.major, missing.minor.saturating_sub(1)))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Action, Entity, Param};

    fn schema(civicrm: Option<&str>, actions: &[(&str, &[&str])]) -> Schema {
        let mut entity = Entity::default();
        for (name, params) in actions {
            let params = params
                .iter()
                .map(|param| ((*param).to_owned(), Param::default()));
            let action = Action {
                params: params.collect(),
                ..Action::default()
            };
            entity.actions.insert((*name).to_owned(), action);
        }
        let mut schema = Schema::default();
        schema.site.civicrm = civicrm.map(str::to_owned);
        schema.entities.insert("Tag".to_owned(), entity);
        schema
    }

    #[test]
    fn what_the_snapshot_says_counts() {
        let old: &[(&str, &[&str])] = &[("save", &["records"])];
        let said = schema(Some("6.17.2"), old).release();
        assert_eq!(said, Some(Release::new(6, 17)));
    }

    #[test]
    fn where_it_says_nothing_the_actions_show_it() {
        let shown = |actions: &[(&str, &[&str])]| schema(None, actions).release();
        let (old, new): (&[&str], &[&str]) = (&["records"], &["records", "match"]);
        assert_eq!(shown(&[("save", old)]), Some(Release::new(5, 43)));
        assert_eq!(
            shown(&[("save", new), ("replace", old)]),
            Some(Release::new(5, 60))
        );
        assert_eq!(shown(&[("save", new), ("replace", new)]), None);
        // Of an action without parameters nothing is known.
        assert_eq!(shown(&[("save", &[])]), None);
        assert_eq!(Schema::default().release(), None);
    }
}
