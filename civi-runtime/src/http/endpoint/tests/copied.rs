//! Addresses as people copy them from a browser or a manual.

use super::Endpoint;

/// Addresses as people copy them, and the plain base and route form that they mean.
const COPIED: &[(&str, &str, &str)] = &[
    // Clean addresses.
    ("https://a.org/civicrm", "https://a.org/", "clean"),
    ("https://a.org/civicrm/", "https://a.org/", "clean"),
    (
        "https://a.org/civicrm/dashboard?reset=1",
        "https://a.org/",
        "clean",
    ),
    (
        "https://a.org/civicrm/api4#/explorer/Contact/get",
        "https://a.org/",
        "clean",
    ),
    (
        "https://a.org/civicrm/api4#/explorer/Contact/get?limit=25",
        "https://a.org/",
        "clean",
    ),
    (
        "https://a.org/en/civicrm/authx/id",
        "https://a.org/en",
        "clean",
    ),
    (
        "https://a.org/civicrm/civicrm/dashboard",
        "https://a.org/civicrm",
        "clean",
    ),
    (
        "https://a.org/civicrm%2Fdashboard",
        "https://a.org/",
        "clean",
    ),
    (
        "https://a.org/index.php/civicrm/dashboard",
        "https://a.org/",
        "clean+index.php",
    ),
    (
        "https://a.org/d/index.php/civicrm/api4#/explorer",
        "https://a.org/d",
        "clean+index.php",
    ),
    // The plain query.
    ("https://a.org/?q=civicrm", "https://a.org/", "query"),
    (
        "https://a.org/?q=/civicrm/dashboard&reset=1",
        "https://a.org/",
        "query",
    ),
    (
        "https://a.org/?reset=1&q=civicrm%2Fcontact%2Fview&cid=3",
        "https://a.org/",
        "query",
    ),
    (
        "https://a.org/?q=en/civicrm/dashboard",
        "https://a.org/",
        "query",
    ),
    (
        "https://a.org/index.php?q=civicrm/api4#/explorer/A/b",
        "https://a.org/",
        "query+index.php",
    ),
    // WordPress.
    ("https://a.org/wp-admin/", "https://a.org/", "wordpress"),
    ("https://a.org/wp-admin", "https://a.org/", "wordpress"),
    (
        "https://a.org/wp-login.php?redirect_to=x",
        "https://a.org/",
        "wordpress",
    ),
    (
        "https://a.org/wp-admin/admin.php?page=CiviCRM",
        "https://a.org/",
        "wordpress",
    ),
    (
        "https://a.org/blog/wp-admin/admin.php?page=CiviCRM&q=civicrm%2Fapi4#/explorer/Contact",
        "https://a.org/blog",
        "wordpress",
    ),
    (
        "https://a.org/wp-admin/admin.php?q=civicrm/dashboard&reset=1&page=CiviCRM",
        "https://a.org/",
        "wordpress",
    ),
    (
        "https://a.org/?q=civicrm/api4&civiwp=CiviCRM",
        "https://a.org/",
        "wordpress",
    ),
    (
        "https://a.org/index.php?civiwp=CiviCRM&q=civicrm/x",
        "https://a.org/",
        "wordpress+index.php",
    ),
    // Joomla.
    (
        "https://a.org/administrator/index.php?option=com_civicrm&task=civicrm/dashboard&reset=1",
        "https://a.org/",
        "joomla",
    ),
    (
        "https://a.org/j/administrator/?option=com_civicrm",
        "https://a.org/j",
        "joomla",
    ),
    ("https://a.org/administrator/", "https://a.org/", "joomla"),
    (
        "https://a.org/index.php?option=com_civicrm&view=CiviCRM",
        "https://a.org/",
        "joomla",
    ),
    (
        "https://a.org/?task=/civicrm/api4&option=com_civicrm&Itemid=9",
        "https://a.org/",
        "joomla",
    ),
    (
        "https://a.org/component/civicrm/?task=civicrm%2Fapi4",
        "https://a.org/",
        "joomla",
    ),
    (
        "https://a.org/component/civicrm",
        "https://a.org/",
        "joomla",
    ),
    (
        "https://a.org/j/index.php/component/civicrm/?view=CiviCRM&task=civicrm/event/info&id=1",
        "https://a.org/j",
        "joomla",
    ),
    (
        "https://a.org/index.php/en/component/civicrm/?task=civicrm/x",
        "https://a.org/",
        "joomla",
    ),
    // No page of CiviCRM's: the address is the base.
    ("https://a.org/index.php", "https://a.org/", "clean"),
    ("https://a.org/?q=user/login", "https://a.org/", "clean"),
    ("https://a.org/?page_id=12", "https://a.org/", "clean"),
    (
        "https://a.org/index.php?option=com_content&view=article&id=3",
        "https://a.org/",
        "clean",
    ),
];

#[test]
fn a_copied_address_is_told_in_its_plain_form() {
    for (copied, base, route_form) in COPIED {
        let likely = Endpoint::likely(copied).unwrap();
        assert_eq!(likely.route_form().to_string(), *route_form, "{copied}");
        let plain = Endpoint::new(base, route_form.parse().unwrap()).unwrap();
        assert_eq!(likely.api_url(), plain.api_url(), "{copied}");
        // What is told is understood again, as the same.
        let again = Endpoint::from_api_url(&likely.api_url()).unwrap();
        assert_eq!(again.api_url(), likely.api_url(), "{copied}");
        assert!(Endpoint::from_api_url(copied).is_err(), "{copied}");
    }
}

/// The API's own addresses, with what a person adds to them, and their plain form.
const API_ADDRESSES: &[(&str, &str)] = &[
    (
        "https://a.org/civicrm/ajax/api4/Contact/get?params=%7B%7D",
        "https://a.org/civicrm/ajax/api4",
    ),
    (
        "https://a.org/civicrm/ajax/api4/Contact/get/?lang=en&index=0",
        "https://a.org/civicrm/ajax/api4?lang=en",
    ),
    (
        "https://a.org/spenden/ajax/api4/Contact/get",
        "https://a.org/spenden/ajax/api4",
    ),
    (
        "https://a.org/index.php/civicrm/ajax/api4",
        "https://a.org/index.php/civicrm/ajax/api4",
    ),
    (
        "https://a.org/?task=civicrm%2Fajax%2Fapi4%2FContact%2Fget&option=com_civicrm&format=json",
        "https://a.org/index.php?option=com_civicrm&task=civicrm/ajax/api4",
    ),
    (
        "https://a.org/component/civicrm/?task=/civicrm/ajax/api4",
        "https://a.org/index.php?option=com_civicrm&task=civicrm/ajax/api4",
    ),
    (
        "https://a.org/index.php/component/civicrm/?Itemid=1&task=civicrm/ajax/api4",
        "https://a.org/index.php?option=com_civicrm&task=civicrm/ajax/api4",
    ),
    (
        "https://a.org/component/civicrm/?option=com_civicrm&task=civicrm/ajax/api4",
        "https://a.org/index.php?option=com_civicrm&task=civicrm/ajax/api4",
    ),
    (
        "https://a.org/?q=/civicrm/ajax/api4/",
        "https://a.org/?q=civicrm/ajax/api4",
    ),
    (
        "https://a.org/index.php?q=civicrm%2fajax%2fapi4&civiwp=CiviCRM",
        "https://a.org/index.php?civiwp=CiviCRM&q=civicrm/ajax/api4",
    ),
];

#[test]
fn the_apis_address_is_understood_in_every_order_and_escape() {
    for (given, plain) in API_ADDRESSES {
        let endpoint = Endpoint::from_api_url(given).unwrap();
        assert_eq!(endpoint.api_url(), *plain, "{given}");
        assert_eq!(Endpoint::likely(given).unwrap(), endpoint, "{given}");
    }
}

#[test]
fn what_an_address_could_mean_besides_is_tried_after_it() {
    let tried = |address: &str| -> Vec<String> {
        let candidates = Endpoint::address(address).unwrap().candidates();
        candidates.iter().map(Endpoint::api_url).collect()
    };
    let of_base = tried("https://a.org");
    let place = |part: &str| of_base.iter().position(|url| url.contains(part)).unwrap();
    assert!(of_base[0] == "https://a.org/civicrm/ajax/api4");
    assert!(place("/index.php/civicrm") < place("civiwp="));
    assert!(place("/?q=civicrm") < place("civiwp="), "{of_base:?}");
    // A site in a folder that is called `civicrm`.
    let folder = tried("https://a.org/civicrm");
    assert_eq!(folder[0], "https://a.org/civicrm/ajax/api4");
    assert!(folder.contains(&"https://a.org/civicrm/civicrm/ajax/api4".to_owned()));
    // WordPress in a folder of its own.
    let folder = tried("https://a.org/wp/wp-admin/");
    assert!(folder[0].starts_with("https://a.org/wp/?civiwp="));
    assert!(folder.contains(&"https://a.org/?civiwp=CiviCRM&q=civicrm/ajax/api4".to_owned()));
    let mut once = folder.clone();
    once.dedup();
    assert_eq!(once, folder);
}
