use std::time::{Duration, UNIX_EPOCH};

use bytes::Bytes;
use proptest::prelude::*;

use super::*;
use crate::call::answer::Answer;
use crate::error::Result;
use crate::http::transport::HttpResponse;

const ASKED: Asked<'static> = Asked {
    entity: "Contact",
    action: "get",
    select: None,
    reads: true,
};

fn judged(status: u16, body: impl Into<Bytes>) -> Result<Answer> {
    judge(&HttpResponse::new(status, body), ASKED)
}

#[test]
fn an_answer_knows_its_parts() {
    let body = r#" {"values" : [ {"id":1} , {"id":2} ] ,"entity":"Contact","action":"get",
        "debug":{"sql":["x"]},"version":4,"count":7,"countFetched":2,"countMatched":9,
        "deleted":[{"id":"3"}],"searchField":"sort_name"}"#;
    let answer = judged(200, body).unwrap();
    assert_eq!(answer.values(), r#"[ {"id":1} , {"id":2} ]"#);
    assert_eq!(answer.values_bytes(), answer.values().as_bytes());
    assert_eq!(answer.count(), Some(7));
    assert_eq!(answer.count_fetched(), Some(2));
    assert_eq!(answer.count_matched(), Some(9));
    assert_eq!(answer.deleted(), Some(r#"[{"id":"3"}]"#));
    assert_eq!(answer.debug_json(), Some(r#"{"sql":["x"]}"#));
    assert_eq!(answer.other("searchField"), Some("\"sort_name\""));
    assert_eq!(answer.other("labels"), None);
    assert_eq!(answer.size(), body.len());
    assert!(!format!("{answer:?}").contains("id\""), "no data in Debug");
    let ids: Vec<serde_json::Value> = answer.decode().unwrap();
    assert_eq!(ids.len(), 2);
    let error = answer.decode::<Vec<String>>().unwrap_err();
    assert!(error.is_decode());
    assert_eq!(error.entity(), Some("Contact"));
}

#[test]
fn counts_that_are_none_are_none() {
    for odd in [
        "null",
        "-1",
        "1.5",
        "\"7\"",
        "[]",
        "99999999999999999999999",
    ] {
        let body =
            format!(r#"{{"values":[],"entity":"Contact","action":"get","countMatched":{odd}}}"#);
        assert_eq!(judged(200, body).unwrap().count_matched(), None, "{odd}");
    }
}

#[test]
fn an_error_keeps_what_the_site_said() {
    let body = r#"{"error_id":"ab-cd","error_code":0,"error_message":"Invalid field 'x'",
        "status":500,"debug":{"info":"secret of the site"}}"#;
    let error = judged(500, body).unwrap_err();
    assert_eq!(
        error.to_string(),
        r#"Contact.get: the site says "Invalid field 'x'""#
    );
    assert_eq!(error.error_code(), Some("0"));
    assert_eq!(error.error_id(), Some("ab-cd"));
    assert_eq!(error.status(), Some(500));
    assert_eq!(error.debug_json(), Some(r#"{"info":"secret of the site"}"#));
    assert!(!format!("{error:?}").contains("secret of the site"));
}

#[test]
fn an_error_has_the_kind_that_its_status_and_its_text_give_it() {
    let said = |http, body: &str| judged(http, body.to_owned()).unwrap_err();
    let error = said(200, r#"{"error_code":0,"error_message":"No","status":401}"#);
    assert!(error.is_auth() && !error.is_csrf(), "{error}");
    for (http, code) in [(400, 400), (200, 400), (200, 401)] {
        let body = format!(r#"{{"error_code":{code},"error_message":"SECURITY ALERT: Ajax"}}"#);
        let error = said(http, &body);
        assert!(error.is_csrf() && !error.is_auth(), "{error}");
        assert!(error.to_string().contains("X-Requested-With"), "{error}");
    }
    let error = said(400, r#"{"error_code":400,"error_message":"Bad"}"#);
    assert!(error.is_api() && !error.is_csrf(), "{error}");
    let error = said(403, r#"{"error_code":0,"error_message":"No","status":403}"#);
    assert_eq!(
        error.to_string(),
        r#"Contact.get: not permitted: the site says "No""#
    );
    let error = said(405, r#"{"error_code":405,"error_message":"Use POST"}"#);
    assert_eq!(
        error.to_string(),
        r#"Contact.get: the site takes no GET for this call: it says "Use POST""#
    );
    assert!(error.is_method());
    let error = said(503, r#"{"status_code":503,"status_message":"Down"}"#);
    assert_eq!(
        error.to_string(),
        r#"Contact.get: the site is in maintenance mode: it says "Down""#
    );
    assert!(error.is_maintenance());
}

#[test]
fn who_one_is_can_be_refused_in_json() {
    let body = r#"{"error_code":0,"error_message":"No such page","status":500}"#;
    let error = judge_identity(&HttpResponse::new(500, body)).unwrap_err();
    assert!(error.is_api(), "{error}");
    assert!(error.to_string().contains("No such page"), "{error}");
}

#[test]
fn retry_after_is_seconds_or_a_date() {
    let now = UNIX_EPOCH + Duration::from_secs(784_111_777 - 60);
    for (value, wanted) in [
        ("120", Some(120)),
        (" 0 ", Some(0)),
        ("Sun, 06 Nov 1994 08:49:37 GMT", Some(60)),
        ("Sun, 06 Nov 1994 08:00:00 GMT", Some(0)),
        ("-1", None),
        ("tomorrow", None),
    ] {
        let response = HttpResponse::new(429, "").with_header("retry-after", value);
        let found = retry_after(&response, now).map(|wait| wait.as_secs());
        assert_eq!(found, wanted, "{value}");
    }
    assert_eq!(retry_after(&HttpResponse::new(429, ""), now), None);
}

#[test]
fn deep_nesting_is_an_error_and_no_overflow() {
    let deep = "[".repeat(1_000_000);
    let body = format!(r#"{{"values":{deep}"#);
    assert!(judged(200, body).unwrap_err().is_protocol());
    assert!(judged(200, deep).unwrap_err().is_protocol());
}

proptest! {
    #[test]
    fn any_bytes_are_judged(status in 100_u16..600, body: Vec<u8>) {
        let response = HttpResponse::new(status, body);
        let _ = judge(&response, ASKED);
        let _ = judge_batch(&response, &[ASKED, ASKED]);
        let _ = judge_identity(&response);
        let _ = judge_rest(&response);
    }

    /// A good answer with one byte changed or cut is judged, and what is taken for an answer is one.
    #[test]
    fn a_damaged_answer_is_judged(at in 0_usize..80, byte: u8, cut: bool) {
        let mut body = br#"{"values":[{"id":1,"name":"\u00e4<b>"}],"entity":"Contact","action":"get","count":1}"#.to_vec();
        let at = at.min(body.len() - 1);
        if cut { body.truncate(at) } else { body[at] = byte }
        if let Ok(answer) = judged(200, body) {
            let values: serde_json::Value = serde_json::from_str(answer.values()).unwrap();
            prop_assert!(!values.is_null() || answer.values() == "null");
        }
    }

    #[test]
    fn pages_are_read_without_panic(page in "(<[a-z/!-]{0,8}>?|[a-zäß<> &;\n]{0,6}){0,30}") {
        let error = judged(500, page).unwrap_err();
        prop_assert!(error.is_protocol());
    }
}

const PAYMENT: Asked<'static> = Asked {
    entity: "Payment",
    action: "get",
    select: None,
    reads: true,
};

fn answered(asked: Asked<'_>, entity: &str, values: &str) -> Result<Answer> {
    let body = format!(r#"{{"values":{values},"entity":"{entity}","action":"get"}}"#);
    judge(&HttpResponse::new(200, body), asked)
}

#[test]
fn a_wrong_name_alone_proves_nothing_and_neither_does_it_disprove() {
    assert_eq!(
        answered(PAYMENT, "FinancialTrxn", "[]").unwrap().entity(),
        "FinancialTrxn"
    );
    // An extension's entity that reads another one's rows: the columns are proof.
    let widget = Asked {
        entity: "Widget",
        select: Some(r#"["id","colour","COUNT(*) AS n"]"#),
        ..PAYMENT
    };
    for (values, proven) in [
        (r#"[{"id":1,"colour":"red","n":2}]"#, true),
        (r#"[{"id":1,"colour":null}]"#, true),
        (r#"[{"id":1,"email":"ada@example.org"}]"#, false),
        (r#"[{"id":1}]"#, false),
        ("[]", false),
        (r#"{"id":1,"colour":"red"}"#, false),
        ("[1]", false),
    ] {
        assert_eq!(
            answered(widget, "Gadget", values).is_ok(),
            proven,
            "{values}"
        );
    }
    let all = Asked {
        select: Some(r#"["*"]"#),
        ..widget
    };
    let error = answered(all, "Email", r#"[{"id":1,"email":"x"}]"#).unwrap_err();
    assert!(error.to_string().contains("that of Email.get"), "{error}");
}

#[test]
fn what_php_prints_before_an_answer_is_set_aside() {
    let good = r#"{"values":[{"id":1,"n":"{\"a\":1}"}],"entity":"Contact","action":"get"}"#;
    let notice =
        "<br />\n<b>Deprecated</b>:  {\"x\": [1, in <b>/x.php</b> on line <b>12</b><br />\n";
    let answer = judged(200, format!("{}{good}", notice.repeat(300))).unwrap();
    assert_eq!(answer.values(), r#"[{"id":1,"n":"{\"a\":1}"}]"#);
    assert!(answer.notices().unwrap().starts_with("Deprecated : {\"x\""));
    assert_eq!(judged(200, good).unwrap().notices(), None);

    // What is no UTF-8 may stand before it too.
    let mut latin = b"\nNotice: gr\xfc\xdfe in x.php\n".to_vec();
    latin.extend(good.as_bytes());
    assert!(judged(200, latin).is_ok());

    let cut = format!("{notice}{}", &good[..good.len() - 3]);
    let error = judged(200, cut).unwrap_err();
    assert!(error.to_string().contains("display_errors"), "{error}");
}

#[test]
fn looking_for_the_answer_behind_text_takes_no_time() {
    let started = std::time::Instant::now();
    for nested in [
        "{\"a\":",
        "[{\"a\":",
        "{\"a\":[1,1,1,1,1,1,1,1,",
        "{\"",
        "{\"values\":",
    ] {
        let body = format!("x{}", nested.repeat(300_000 / nested.len()));
        assert!(judged(200, body).unwrap_err().is_protocol());
    }
    let blank = format!("x{}", "[ ".repeat(200_000));
    assert!(judged(200, blank).unwrap_err().is_protocol());
    let taken = started.elapsed();
    assert!(taken < Duration::from_secs(5), "{taken:?}");
}

#[test]
fn text_after_the_json_is_shown() {
    let body = r#"{"values":[],"entity":"Contact","action":"get"}
        <!-- Page supported by a cache plugin -->"#;
    let text = judged(200, body).unwrap_err().to_string();
    assert!(text.contains("text follows the JSON"), "{text}");
    assert!(text.contains("Page supported by a cache plugin"), "{text}");
}

/// Without a body, the status is all there is: PHP is not blamed for what it did not do.
#[test]
fn a_status_that_says_why_is_told_whatever_the_body() {
    let page = "<html><head><title>Oops</title></head></html>";
    for (status, said, is_unavailable) in [
        (403, "a firewall before the site refuses the request", false),
        (404, "check the address and its route form", false),
        (405, "check the address and its route form", false),
        (407, "a proxy on the way wants a login", false),
        (408, "given up waiting for the request", true),
        (413, "takes no request of this size", false),
        (414, "no address and no headers of this size", false),
        (508, "limit of resources", true),
        (509, "limit of data", true),
        (511, "the network wants a login", false),
        (521, "Cloudflare", true),
        (599, "given up waiting for it", true),
    ] {
        for body in [page, "", "No."] {
            let error = judged(status, body).unwrap_err();
            assert!(error.to_string().contains(said), "{status}: {error}");
            assert!(!error.to_string().contains("PHP"), "{status}: {error}");
            assert_eq!(error.is_transient(), is_unavailable, "{status}: {error}");
        }
    }
    for status in [200, 500] {
        let error = judged(status, "").unwrap_err().to_string();
        assert!(error.contains("a string that is not UTF-8"), "{error}");
    }
}

#[test]
fn what_is_nested_too_deep_is_told() {
    let body = format!(
        r#"{{"values":[{{"custom":{}1{}}}],"entity":"Contact","action":"get"}}"#,
        "[".repeat(205),
        "]".repeat(205)
    );
    let text = judged(200, body).unwrap_err().to_string();
    assert!(text.contains("nested too deep"), "{text}");
}

#[test]
fn the_gate_of_the_web_server_is_named() {
    let response = HttpResponse::new(401, "<html><title>401</title></html>")
        .with_header("WWW-Authenticate", "Basic realm=\"Staging\"");
    let error = judge(&response, ASKED).unwrap_err();
    assert_eq!(
        error.auth_reason(),
        Some(&crate::error::AuthReason::WebServer)
    );
    let text = error.to_string();
    assert!(
        text.contains("Staging") && text.contains("server_login"),
        "{text}"
    );
    assert!(!text.contains("CiviCRM's"), "{text}");
}

#[test]
fn an_error_of_the_database_is_told_apart() {
    for (said, database) in [
        ("DB Error: already exists", true),
        ("DB Error: unknown error", true),
        ("DB Error: constraint violation", true),
        ("Invalid field 'DB Error: x'", false),
        ("Sorry an error occurred", false),
    ] {
        let body = format!(r#"{{"error_code":0,"error_message":{said:?},"status":500}}"#);
        let error = judged(500, body).unwrap_err();
        assert_eq!(
            (error.is_api(), error.is_database()),
            (true, database),
            "{said}"
        );
    }
}
