//! Fetching a schema from a site on this machine, which replays and fails.
#![cfg(feature = "live")]
#![allow(clippy::unwrap_used)] // A failure here is the test failing.

mod site;

use std::path::{Path, PathBuf};

use civi_codegen::fetch::{Error, Fetched, Options, fetch};
use civi_codegen::schema::Schema;
use civi_runtime::blocking::Client;
use civi_runtime::{Credential, Retry};
use serde_json::json;

use site::{Request, Said, Site};

fn client(site: &Site) -> Client {
    let builder = Client::builder(&site.url).credential(Credential::api_key("not-a-real-key"));
    builder.retry(Retry::off()).build().unwrap()
}

fn run(site: &Site, options: &Options) -> Result<Fetched, Error> {
    fetch(&client(site), options, &mut |_| {})
}

/// The page that PHP leaves when it dies.
fn died() -> Option<(u16, String)> {
    Some((500, "<html>Fatal error</html>".to_owned()))
}

/// The schema of a site that never fails.
fn whole(things: usize) -> Schema {
    run(&Site::start(Said::of(things)), &Options::default())
        .unwrap()
        .normalized
        .schema
}

#[test]
fn four_requests() {
    let site = Site::start(Said::of(60));
    let mut lines = Vec::new();
    let options = Options {
        taken: Some("2026-11-23".to_owned()),
        ..Options::default()
    };
    let fetched = fetch(&client(&site), &options, &mut |p| lines.push(p.to_string())).unwrap();
    assert_eq!(fetched.requests, 4);
    assert_eq!(site.take_requests().len(), 4);
    assert!(!fetched.limited);
    let site = &fetched.schema().site;
    assert_eq!(fetched.schema().entities.len(), 61);
    assert_eq!(site.civicrm.as_deref(), Some("6.17.2"));
    assert_eq!(site.locale.as_deref(), Some("en_US"));
    assert_eq!(site.taken.as_deref(), Some("2026-11-23"));
    assert_eq!(site.taken_as.as_deref(), Some("administrator"));
    assert_eq!(site.left_out.keys().collect::<Vec<_>>(), ["Import_7"]);
    assert_eq!(lines.len(), 4);
    assert!(
        lines[0].starts_with("Entity.get: 0 of 244, 1 requests, 0.0 MB"),
        "{}",
        lines[0]
    );
    assert!(
        lines[3].starts_with("getActions: 244 of 244, 4 requests"),
        "{}",
        lines[3]
    );
}

#[test]
fn one_entity_fails_within_its_batch() {
    let site = Site::start(Said::of(9));
    site.fail_call(|(entity, action, params)| {
        (entity == "Thing03" && action == "getFields" && params["action"] == "create").then(|| {
            json!({"error_code": 0, "error_id": "ab12-cd34-ef56", "status": 500,
                   "error_message": "DB Error: no such table"})
        })
    });
    let fetched = run(&site, &Options::default()).unwrap();
    assert_eq!(fetched.requests, 4);
    assert_eq!(fetched.schema().entities.len(), 9);
    let why = &fetched.schema().site.left_out["Thing03"];
    assert!(why.starts_with("getFields for create: "), "{why}");
    assert!(
        why.contains("DB Error: no such table") && !why.contains("ab12"),
        "{why}"
    );
    // It is not asked further.
    let last = site.take_requests().pop().unwrap();
    assert!(!last.calls.iter().any(|(entity, ..)| entity == "Thing03"));
}

#[test]
fn a_request_that_dies_is_split() {
    let site = Site::start(Said::of(15));
    site.fail(|request| if request.index == 2 { died() } else { None });
    let fetched = run(&site, &Options::default()).unwrap();
    let sizes: Vec<usize> = site.take_requests().iter().map(|r| r.calls.len()).collect();
    // The fields of create and update together, then in four parts; what was borne is kept to.
    assert_eq!(sizes, [4, 16, 32, 8, 8, 8, 8, 8, 8]);
    assert_eq!(fetched.schema().entities, whole(15).entities);
}

#[test]
fn an_entity_that_kills_every_request_is_left_out() {
    let site = Site::start(Said::of(30));
    site.fail(|request| {
        let mut entities = request.calls.iter().map(|(entity, ..)| entity);
        if entities.any(|entity| entity == "Thing11") {
            died()
        } else {
            None
        }
    });
    let fetched = run(&site, &Options::default()).unwrap();
    assert_eq!(fetched.schema().entities.len(), 30);
    assert!(fetched.schema().site.left_out.contains_key("Thing11"));
    assert!(!fetched.schema().entities.contains_key("Thing11"));
}

#[test]
fn a_limit_on_bodies() {
    let site = Site::start(Said::of(40));
    site.fail(|request| if request.size > 1500 { died() } else { None });
    let fetched = run(&site, &Options::default()).unwrap();
    assert_eq!(fetched.schema().entities, whole(40).entities);
    // What the site bears is learnt once.
    let last: Vec<Request> = site.take_requests();
    assert!(
        last.iter()
            .rev()
            .take(4)
            .all(|request| request.size <= 1500)
    );
}

#[test]
fn a_proxy_that_gives_up_on_long_answers() {
    let site = Site::start(Said::of(40));
    site.fail(|request| {
        (request.calls.len() > 12).then(|| (504, "<html>Gateway timeout</html>".to_owned()))
    });
    let fetched = run(&site, &Options::default()).unwrap();
    assert_eq!(fetched.schema().entities, whole(40).entities);
}

#[test]
fn a_site_without_batch() {
    let site = Site::start(Said::of(12));
    site.fail(|request| {
        request
            .batch
            .then(|| (404, "<html>Nothing here</html>".to_owned()))
    });
    let fetched = run(&site, &Options::default()).unwrap();
    assert_eq!(fetched.schema().entities, whole(12).entities);
    let batches = site
        .take_requests()
        .iter()
        .filter(|request| request.batch)
        .count();
    assert!(batches < 12, "{batches} batches were tried");
}

#[test]
fn a_limited_user() {
    let mut said = Said::of(3);
    said.questions["getFields.get"]["Contact"] = json!([{"name": "id", "data_type": "Integer"}]);
    let fetched = run(&Site::start(said), &Options::default()).unwrap();
    assert!(fetched.limited);
    assert_eq!(
        fetched.schema().site.taken_as.as_deref(),
        Some("limited user")
    );
    let warning = fetched.normalized.warnings[0].to_string();
    assert!(
        warning.contains("refresh with an administrator's credential"),
        "{warning}"
    );
}

#[test]
fn nobody() {
    let site = Site::start(Said::of(3));
    site.fail_call(|(entity, action, _)| {
        (entity == "Contact" && action == "get")
            .then(|| json!({"values": [], "entity": "Contact", "action": "get", "count": 0}))
    });
    let error = run(&site, &Options::default()).unwrap_err();
    assert!(error.is_auth());
    assert!(error.to_string().contains("nobody"), "{error}");
}

#[test]
fn somebody_who_may_not_see_their_own_contact() {
    let site = Site::start(Said::of(3));
    site.know(42);
    site.fail_call(|(entity, action, _)| {
        (entity == "Contact" && action == "get")
            .then(|| json!({"values": [], "entity": "Contact", "action": "get", "count": 0}))
    });
    assert_eq!(
        run(&site, &Options::default())
            .unwrap()
            .schema()
            .entities
            .len(),
        4
    );
}

#[test]
fn a_credential_that_is_refused() {
    let site = Site::start(Said::of(3));
    site.fail(|_| Some((401, "HTTP 401 Invalid credential".to_owned())));
    let error = run(&site, &Options::default()).unwrap_err();
    assert!(error.is_auth(), "{error}");
    assert_eq!(site.take_requests().len(), 1);
}

#[test]
fn a_site_that_is_down_is_not_asked_for_each_entity() {
    let site = Site::start(Said::of(40));
    site.fail(|request| if request.index > 1 { died() } else { None });
    let error = run(&site, &Options::default()).unwrap_err();
    assert!(
        error
            .to_string()
            .starts_with("can't read getFields.create: "),
        "{error}"
    );
    assert!(site.take_requests().len() < 20);
}

#[test]
fn goes_on_where_it_stopped() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("site");
    let cache = Options::cache_beside(&out);
    let options = Options {
        cache: Some(cache.clone()),
        ..Options::default()
    };
    let site = Site::start(Said::of(20));
    site.fail(|request| (request.index == 3).then(|| (401, "HTTP 401 Expired token".to_owned())));
    assert!(run(&site, &options).is_err());
    assert_eq!(site.take_requests().len(), 4);
    assert!(cache.is_dir());

    let fetched = run(&site, &options).unwrap();
    assert_eq!(fetched.resumed, 63);
    assert_eq!(site.take_requests().len(), 2);
    assert_eq!(fetched.schema().entities, whole(20).entities);
    fetched.write(&out).unwrap();
    assert!(!cache.exists());
    assert_eq!(Schema::read(&out).unwrap().entities, whole(20).entities);

    site.fail(|_| None);
    // A cut-off part counts for nothing, and one of another site for none of this.
    assert!(run(&site, &options).is_ok());
    std::fs::write(cache.join("getFields.get.0.json"), "{\"Thing01\": [").unwrap();
    assert_eq!(run(&site, &options).unwrap().resumed, 63);
    let other = Site::start(Said::of(20));
    assert_eq!(run(&other, &options).unwrap().resumed, 0);
}

#[test]
fn captured_sites_give_the_bundled_snapshots() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let captures = PathBuf::from(
        std::env::var_os("CIVI_CAPTURES").unwrap_or_else(|| "(CIVI_CAPTURES is not set)".into()),
    );
    for name in ["standalone-6.17", "wordpress-5.77"] {
        let folder = captures.join(name);
        if !folder.is_dir() {
            println!(
                "no captures at {}: not compared with them",
                folder.display()
            );
            continue;
        }
        let site = Site::start(Said::captured(&folder));
        let fetched = run(&site, &Options::default()).unwrap();
        // Only Standalone shows in its entities; else one more request asks for the CMS.
        let (cms, requests) = match name {
            "standalone-6.17" => ("Standalone", 4),
            _ => ("WordPress", 5),
        };
        assert_eq!(fetched.schema().site.cms.as_deref(), Some(cms));
        assert_eq!(site.take_requests().len(), requests);
        let out = tempfile::tempdir().unwrap();
        fetched.write(out.path()).unwrap();
        for kind in ["entities", "options"] {
            let bundled = root.join("schemas").join(name).join(kind);
            let mut files = 0;
            for entry in std::fs::read_dir(&bundled).unwrap() {
                let path = entry.unwrap().path();
                let fresh = out.path().join(kind).join(path.file_name().unwrap());
                assert!(
                    std::fs::read(&path).unwrap() == std::fs::read(fresh).unwrap(),
                    "{} differs",
                    path.display()
                );
                files += 1;
            }
            assert_eq!(
                std::fs::read_dir(out.path().join(kind)).unwrap().count(),
                files
            );
        }
    }
}

#[test]
fn saved_searches_that_are_asked_for_are_kept() {
    let site = Site::start(Said::of(3));
    let options = Options {
        searches: vec!["Lapsed".to_owned(), "Gone".to_owned()],
        ..Options::default()
    };
    let fetched = run(&site, &options).unwrap();
    let searches = &fetched.schema().searches;
    assert_eq!(searches.keys().collect::<Vec<_>>(), ["Lapsed"]);
    assert!(searches["Lapsed"].contains("\"entity\": \"Thing01\""));
    let missing: Vec<&String> = fetched.searches_missing.keys().collect();
    assert_eq!(missing, ["Gone"]);
    let folder = tempfile::tempdir().unwrap();
    let written = fetched.write(folder.path()).unwrap();
    assert!(
        written
            .added
            .iter()
            .any(|path| path.ends_with("searches/Lapsed.json"))
    );
    let back = Schema::read(folder.path()).unwrap();
    assert_eq!(back.searches, *searches);
    assert!(fetched.write(folder.path()).unwrap().is_unchanged());
}
