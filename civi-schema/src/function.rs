//! Which release of CiviCRM has an SQL function (APIv4 wire contract §6.2, §8, §12.21).

use crate::Release;

/// The functions that are known to be missing somewhere, each with the first release that may have
/// it. Of what is said to be of 5.40 it is only known that 5.39 lacks it.
const LATER: [(&str, Release); 7] = [
    ("CONCAT_WS", Release::new(5, 40)),
    ("YEAR", Release::new(5, 40)),
    ("GROUP_FIRST", Release::new(5, 69)),
    ("DATE_ADD", Release::new(6, 3)),
    ("DATE_SUB", Release::new(6, 3)),
    ("GROUP_NTH", Release::new(6, 6)),
    ("JSON_EXTRACT", Release::new(6, 14)),
];

/// The first release that has the function of this name, where an earlier one is known to lack it.
///
/// ```
/// use civi_schema::{Release, function};
///
/// assert_eq!(function::since("GROUP_NTH"), Some(Release::new(6, 6)));
/// assert_eq!(function::since("CONCAT"), None);
/// ```
#[must_use]
pub fn since(name: &str) -> Option<Release> {
    let mut later = LATER.iter();
    later.find_map(|(known, since)| (*known == name).then_some(*since))
}
