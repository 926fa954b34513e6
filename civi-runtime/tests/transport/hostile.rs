//! Sites that break, dawdle, flood and babble.

use std::time::{Duration, Instant};

use civi_runtime::{Client, Credential, Retry, RouteForm, blocking};

use crate::server::{Reply, Site, Step};
use crate::subject::{KEY, Setup, Subject, both};

fn once() -> Setup {
    Setup {
        retry: Retry::off(),
        ..Setup::default()
    }
}

#[test]
fn a_connection_cut_in_the_body_is_an_error() {
    both(|side| {
        let site = Site::start(|_, _| {
            Reply::raw("HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n{\"values\":[{\"id\":1}")
        });
        let error = once().build(side, &site.url).unwrap().get().unwrap_err();
        assert!(error.is_connection() && error.is_transient(), "{error}");
        // A read is tried again, and says how often.
        let error = Subject::new(side, &site.url).get().unwrap_err();
        assert_eq!(error.attempts(), 4);
        assert!(error.to_string().contains("after 4 attempts"), "{error}");
    });
}

#[test]
fn a_body_that_ends_where_its_json_does_not_is_an_error() {
    both(|side| {
        // Without a length the end of the connection is the end of the body, as far as HTTP sees.
        let site = Site::start(|_, _| {
            Reply::raw("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{\"values\":[{\"id\":1}")
        });
        let error = once().build(side, &site.url).unwrap().get().unwrap_err();
        assert!(error.is_protocol(), "{error}");
    });
}

#[test]
fn a_connection_cut_before_the_answer_is_an_error() {
    both(|side| {
        let site = Site::start(|_, _| Reply(Vec::new()));
        let subject = Subject::new(side, &site.url);
        let error = subject.get().unwrap_err();
        assert!(error.is_connection(), "{error}");
        assert_eq!(site.seen().len(), 4);
        // A write is never sent twice, and the error says that its outcome is unknown.
        let error = subject.create().unwrap_err();
        assert_eq!((error.attempts(), site.seen().len()), (1, 5));
        assert!(error.to_string().contains("not known"), "{error}");
        assert!(!error.is_unsent());
    });
}

#[test]
fn a_kept_connection_that_the_site_closed_costs_no_call() {
    both(|side| {
        let site = Site::start(|_, _| {
            // Not said beforehand: the site only closes.
            let body = r#"{"values":[],"entity":"Contact","action":"create"}"#;
            let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", body.len());
            Reply::raw(head + body)
        });
        let subject = Subject::new(side, &site.url);
        for _ in 0..5 {
            subject.create().unwrap();
            subject.rest(Duration::from_millis(250));
        }
        assert_eq!(site.seen().len(), 5);
    });
}

#[test]
fn nobody_listening_is_an_error() {
    both(|side| {
        // Bound and closed again, so that nothing is there.
        let port = {
            let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
            listener.local_addr().unwrap().port()
        };
        let subject = Subject::new(side, &format!("http://127.0.0.1:{port}"));
        let error = subject.get().unwrap_err();
        assert!(error.is_connection() && error.is_transient(), "{error:?}");
        assert!(error.is_unsent() && !error.is_refused());
        assert_eq!(error.attempts(), 4);
        assert!(
            error.to_string().contains("can't connect to 127.0.0.1"),
            "{error}"
        );
    });
}

#[test]
fn a_slow_answer_ends_with_the_timeout() {
    both(|side| {
        for slow in [
            // Nothing at all.
            vec![],
            // Head, then nothing.
            vec![Step::Send(
                b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n{".to_vec(),
            )],
        ] {
            let slow = std::sync::Mutex::new(Some(slow));
            let site = Site::start(move |_, _| {
                let mut steps = slow.lock().unwrap().take().unwrap_or_default();
                steps.push(Step::Pause(Duration::from_secs(30)));
                Reply(steps)
            });
            let setup = Setup {
                timeout: Duration::from_millis(300),
                ..Setup::default()
            };
            let started = Instant::now();
            let error = setup.build(side, &site.url).unwrap().get().unwrap_err();
            assert!(started.elapsed() < Duration::from_secs(10));
            assert!(
                error.is_timeout() && error.is_transient(),
                "{side:?} {error:?}"
            );
            assert!(error.to_string().contains("300ms"), "{error}");
            // What has run into the time limit once is not asked for again.
            assert_eq!(error.attempts(), 1);
        }
    });
}

#[test]
fn drops_of_data_do_not_reset_the_timeout() {
    both(|side| {
        let site = Site::start(|_, _| {
            let mut steps = vec![Step::Send(
                b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n".to_vec(),
            )];
            for _ in 0..200 {
                steps.push(Step::Send(b" ".to_vec()));
                steps.push(Step::Pause(Duration::from_millis(50)));
            }
            Reply(steps)
        });
        let setup = Setup {
            timeout: Duration::from_millis(400),
            ..Setup::default()
        };
        let started = Instant::now();
        let error = setup.build(side, &site.url).unwrap().get().unwrap_err();
        assert!(error.is_timeout(), "{error:?}");
        assert!(started.elapsed() < Duration::from_secs(5));
    });
}

#[test]
fn a_gigabyte_is_not_read() {
    both(|side| {
        let setup = Setup {
            response_cap: Some(1 << 20),
            ..Setup::default()
        };
        for head in [
            "HTTP/1.1 200 OK\r\nContent-Length: 1073741824\r\n\r\n",
            "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n",
        ] {
            let site = Site::start(move |_, _| {
                let head = Step::Send(head.as_bytes().to_vec());
                Reply(vec![head, Step::Endless(vec![b' '; 1 << 16])])
            });
            let error = setup.build(side, &site.url).unwrap().get().unwrap_err();
            assert!(
                error.is_too_large() && error.is_protocol(),
                "{side:?} {error:?}"
            );
            assert!(!error.is_transient());
            assert!(error.to_string().contains("1048576"), "{error}");
            assert_eq!(site.seen().len(), 1);
        }
    });
}

#[test]
fn an_answer_of_exactly_the_cap_is_read() {
    both(|side| {
        let body = r#"{"values":[{"id":1}],"entity":"Contact","action":"get"}"#;
        for (cap, fits) in [(body.len() as u64, true), (body.len() as u64 - 1, false)] {
            let site = Site::start(move |_, _| Reply::new(200, body));
            let setup = Setup {
                response_cap: Some(cap),
                ..Setup::default()
            };
            let result = setup.build(side, &site.url).unwrap().get();
            assert_eq!(result.is_ok(), fits, "{side:?} {cap} {result:?}");
        }
    });
}

#[test]
fn a_bomb_of_gzip_is_stopped_at_its_full_size() {
    both(|side| {
        let site =
            Site::start(|_, _| Reply::with(200, &[("Content-Encoding", "gzip")], zeros_in_gzip()));
        let setup = Setup {
            response_cap: Some(200_000),
            ..Setup::default()
        };
        let error = setup.build(side, &site.url).unwrap().get().unwrap_err();
        assert!(error.is_too_large(), "{side:?} {error:?}");
    });
}

/// Half a megabyte of zeros: deflate with fixed codes, each match 258 bytes in 13 bits.
fn zeros_in_gzip() -> Vec<u8> {
    let mut out = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3];
    let (mut byte, mut used) = (0u8, 0);
    let mut bit = |bit: bool| {
        byte |= u8::from(bit) << used;
        used += 1;
        if used == 8 {
            out.push(byte);
            (byte, used) = (0, 0);
        }
    };
    // The last block, with fixed codes; then a literal zero: 0011_0000.
    for b in [1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0] {
        bit(b == 1);
    }
    for _ in 0..2000 {
        // Length 258 is code 285 (1100_0101), distance 1 is code 0 (00000).
        for b in [1, 1, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0] {
            bit(b == 1);
        }
    }
    // The end of the block, and filling.
    for _ in 0..7 + 8 {
        bit(false);
    }
    out
}

#[test]
fn invalid_utf8_is_an_error() {
    both(|side| {
        let mut body = br#"{"values":[{"name":""#.to_vec();
        body.extend([0xff, 0xfe, 0xe4]);
        body.extend(br#""}],"entity":"Contact","action":"get"}"#);
        let site = Site::start(move |_, _| Reply::new(200, body.clone()));
        let error = Subject::new(side, &site.url).get().unwrap_err();
        assert!(error.is_protocol(), "{error}");
        assert!(error.to_string().contains("UTF-8"), "{error}");
    });
}

#[test]
fn garbage_instead_of_http_is_an_error() {
    both(|side| {
        for garbage in [
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nnot a chunk\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"val",
            "SSH-2.0-OpenSSH_9.6\r\n",
            "HTTP/1.1 banana\r\n\r\n",
        ] {
            let site = Site::start(move |_, _| Reply::raw(garbage));
            let error = once().build(side, &site.url).unwrap().get().unwrap_err();
            assert!(error.is_connection(), "{side:?} {garbage:?}: {error:?}");
        }
    });
}

#[test]
fn chunks_and_gzip_are_read() {
    both(|side| {
        let site = Site::start(|_, _| {
            Reply::raw(
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n\
                 b\r\n{\"values\":[\r\n2c\r\n{\"id\":1}],\"entity\":\"Contact\",\"action\":\"get\"}\r\n0\r\n\r\n",
            )
        });
        let answer = Subject::new(side, &site.url).get().unwrap();
        assert_eq!(answer.values(), r#"[{"id":1}]"#);
    });
}

#[test]
fn https_to_a_site_that_speaks_none_is_an_error() {
    both(|side| {
        let site = Site::start(|_, _| Reply::contacts("[]"));
        let url = site.url.replace("http://", "https://");
        let error = once().build(side, &url).unwrap().get().unwrap_err();
        assert!(error.is_connection(), "{side:?} {error:?}");
    });
}

#[test]
fn what_can_not_be_set_up_is_refused_at_build() {
    let key = || Credential::api_key(KEY);
    for url in [
        "crm.example.org",
        "ftp://crm.example.org",
        "https://u:p@crm.example.org",
    ] {
        let refused = Client::builder(url).credential(key()).build().unwrap_err();
        assert!(refused.is_refused());
        let refused = blocking::Client::builder(url)
            .credential(key())
            .build()
            .unwrap_err();
        assert!(refused.is_refused());
    }
    let url = "https://crm.example.org";
    let pem = include_str!("authority.pem");
    Client::builder(url).trust_only(pem).build().unwrap();
    blocking::Client::builder(url)
        .trust_only(pem)
        .build()
        .unwrap();
    for pem in ["", "not a certificate"] {
        let refused = Client::builder(url).trust_only(pem).build().unwrap_err();
        assert!(
            refused.is_refused() && refused.to_string().contains("certificate"),
            "{refused}"
        );
        let refused = blocking::Client::builder(url)
            .trust_only(pem)
            .build()
            .unwrap_err();
        assert!(
            refused.is_refused() && refused.to_string().contains("certificate"),
            "{refused}"
        );
    }
    let proxy = "http://user:geheim@[";
    let refused = Client::builder(url).proxy(proxy).build().unwrap_err();
    assert!(refused.is_refused() && !format!("{refused:?}").contains("geheim"));
    let refused = blocking::Client::builder(url)
        .proxy(proxy)
        .build()
        .unwrap_err();
    assert!(refused.is_refused() && !format!("{refused:?}").contains("geheim"));
    let page = RouteForm::CleanPage("../x".to_owned());
    assert!(
        Client::builder(url)
            .route_form(page)
            .build()
            .unwrap_err()
            .is_refused()
    );
}
