mod copied;

use super::*;

/// Base, route form, and the address of `Contact.get` under it.
const ADDRESSES: &[(&str, &str, &str)] = &[
    (
        "https://crm.example.org",
        "clean",
        "https://crm.example.org/civicrm/ajax/api4/Contact/get",
    ),
    (
        "https://crm.example.org/",
        "clean",
        "https://crm.example.org/civicrm/ajax/api4/Contact/get",
    ),
    (
        "http://localhost:8080/sub/dir/",
        "clean",
        "http://localhost:8080/sub/dir/civicrm/ajax/api4/Contact/get",
    ),
    (
        "https://example.org/de?preview=1",
        "clean",
        "https://example.org/de/civicrm/ajax/api4/Contact/get?preview=1",
    ),
    (
        "https://example.org/drupal",
        "clean+index.php",
        "https://example.org/drupal/index.php/civicrm/ajax/api4/Contact/get",
    ),
    (
        "https://example.org",
        "clean:spenden",
        "https://example.org/spenden/ajax/api4/Contact/get",
    ),
    (
        "https://example.org/blog",
        "wordpress",
        "https://example.org/blog/?civiwp=CiviCRM&q=civicrm/ajax/api4/Contact/get",
    ),
    (
        "https://example.org",
        "wordpress-page",
        "https://example.org/?page=CiviCRM&q=civicrm/ajax/api4/Contact/get",
    ),
    (
        "https://example.org",
        "wordpress+index.php",
        "https://example.org/index.php?civiwp=CiviCRM&q=civicrm/ajax/api4/Contact/get",
    ),
    (
        "https://example.org/?lang=en",
        "wordpress-page+index.php",
        "https://example.org/index.php?lang=en&page=CiviCRM&q=civicrm/ajax/api4/Contact/get",
    ),
    (
        "https://example.org/sub",
        "query",
        "https://example.org/sub/?q=civicrm/ajax/api4/Contact/get",
    ),
    (
        "https://example.org:8443/sub/",
        "query+index.php",
        "https://example.org:8443/sub/index.php?q=civicrm/ajax/api4/Contact/get",
    ),
    (
        "https://example.org/index.php",
        "query",
        "https://example.org/index.php?q=civicrm/ajax/api4/Contact/get",
    ),
    (
        "https://example.org/j",
        "joomla",
        "https://example.org/j/index.php?option=com_civicrm&task=civicrm/ajax/api4/Contact/get",
    ),
];

#[test]
fn every_shape_gives_the_address_that_its_cms_has() {
    for (base, route_form, wanted) in ADDRESSES {
        let endpoint = Endpoint::new(base, route_form.parse().unwrap()).unwrap();
        let single = endpoint.single("Contact", "get").unwrap();
        assert_eq!(single.as_str(), *wanted, "{base} {route_form}");
        let batch = wanted.replace("/Contact/get", "");
        assert_eq!(endpoint.api_url(), batch, "{base} {route_form}");
        let identity = batch.replace("ajax/api4", "authx/id");
        assert_eq!(
            endpoint.identity().as_str(),
            identity,
            "{base} {route_form}"
        );
        let rest = batch.replace("ajax/api4", "ajax/rest");
        assert_eq!(endpoint.rest().as_str(), rest, "{base} {route_form}");
    }
}

#[test]
fn the_full_address_tells_the_shape() {
    for (base, route_form, _) in ADDRESSES {
        let made = Endpoint::new(base, route_form.parse().unwrap()).unwrap();
        let read = Endpoint::from_api_url(&made.api_url()).unwrap();
        assert_eq!(read.api_url(), made.api_url(), "{base} {route_form}");
        assert_eq!(
            read.single("A", "b").unwrap(),
            made.single("A", "b").unwrap(),
            "{base} {route_form}"
        );
        if !made.api_url().ends_with("ajax/api4") {
            continue;
        }
        let slashed = Endpoint::from_api_url(&format!("{}/", made.api_url()));
        assert_eq!(
            slashed.unwrap().identity(),
            made.identity(),
            "{base} {route_form}"
        );
    }
}

#[test]
fn a_shape_is_written_as_it_is_read() {
    for (_, text, _) in ADDRESSES {
        assert_eq!(text.parse::<RouteForm>().unwrap().to_string(), *text);
    }
    for wrong in [
        "",
        "drupal",
        "clean:",
        "clean:a//b",
        "clean:../x",
        "clean:a?b",
    ] {
        assert!(
            wrong.parse::<RouteForm>().unwrap_err().is_refused(),
            "{wrong}"
        );
    }
}

#[test]
fn what_is_no_address_is_refused_and_not_repeated() {
    for (wrong, advice) in [
        ("crm.example.org", "https://"),
        ("ftp://crm.example.org", "ftp"),
        ("https://user:geheim@crm.example.org", "credentials"),
        ("https://", "URL"),
    ] {
        let error = Endpoint::new(wrong, RouteForm::Clean).unwrap_err();
        assert!(error.is_refused());
        assert!(error.to_string().contains(advice), "{error}");
        assert!(!error.to_string().contains("geheim"));
    }
    for wrong in [
        "https://example.org",
        "https://example.org/civicrm",
        "https://example.org/ajax/api4",
        "https://example.org/?q=node/1",
        "https://example.org/?task=civicrm/ajax/api4",
    ] {
        assert!(
            Endpoint::from_api_url(wrong).unwrap_err().is_refused(),
            "{wrong}"
        );
    }
}

#[test]
fn a_name_can_not_become_another_address() {
    let endpoint = Endpoint::new("https://crm.example.org", RouteForm::Clean).unwrap();
    for wrong in ["", "Contact/delete", "../x", "A?b", "A b", "A#b", "Ä"] {
        assert!(
            endpoint.single(wrong, "get").unwrap_err().is_refused(),
            "{wrong}"
        );
        assert!(
            endpoint.single("A", wrong).unwrap_err().is_refused(),
            "{wrong}"
        );
    }
}

#[test]
fn a_secret_in_an_address_is_refused_and_not_repeated() {
    for address in [
        "https://a.org/civicrm/ajax/api4?_authx=Bearer+geheim",
        "https://a.org/civicrm/ajax/rest?api_key=geheim&key=geheim",
        "https://a.org/?q=civicrm/ajax/api4&_authxSiteKey=geheim",
    ] {
        let error = Endpoint::likely(address).unwrap_err();
        assert!(error.is_refused(), "{error}");
        assert!(!error.to_string().contains("geheim"), "{error}");
    }
}

#[test]
fn only_this_machine_is_local() {
    for (address, local) in [
        ("http://localhost", true),
        ("http://crm.localhost:8080/sub", true),
        ("http://127.0.0.1:8080", true),
        ("http://127.8.9.1", true),
        ("http://[::1]:80/", true),
        ("http://localhost.evil.org", false),
        ("http://127.0.0.1.evil.org", false),
        ("http://127.evil.org", false),
        ("http://evil.org/localhost", false),
        ("http://10.0.0.1", false),
    ] {
        assert_eq!(
            Endpoint::likely(address).unwrap().is_local(),
            local,
            "{address}"
        );
    }
}
