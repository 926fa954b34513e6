//! What clients do to a server.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use super::newer;
use crate::ADMINISTRATOR_KEY;

/// What a server answers to bytes, until it or the test has enough.
fn answer(address: SocketAddr, bytes: &[u8]) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    stream
        .set_read_timeout(Some(Duration::from_secs(5)))
        .unwrap();
    // A server that has refused the beginning doesn't read the rest.
    let _ = stream.write_all(bytes);
    let mut read = Vec::new();
    let _ = stream.read_to_end(&mut read);
    String::from_utf8_lossy(&read).into_owned()
}

fn call(params: &str, more: &str) -> String {
    let body = format!("params={params}");
    format!(
        "POST /civicrm/ajax/api4/Tag/get HTTP/1.1\r\nHost: x\r\n{more}X-Requested-With: XMLHttpRequest\r\n\
         X-Civi-Auth: Bearer {ADMINISTRATOR_KEY}\r\nContent-Type: application/x-www-form-urlencoded\r\n\
         Content-Length: {}\r\n\r\n{body}",
        body.len()
    )
}

const ONE: &str = "%7B%22limit%22%3A1%7D";

#[test]
fn wire_1_1_requests_come_one_after_the_other_and_in_pieces() {
    let sandbox = newer();
    let server = sandbox.serve("127.0.0.1:0").unwrap();
    let address = server.address();
    // Two at once, the second of which closes.
    let both = call(ONE, "") + &call(ONE, "Connection: close\r\n");
    assert_eq!(
        answer(address, both.as_bytes())
            .matches("HTTP/1.1 200")
            .count(),
        2
    );
    // One byte after the other.
    let mut stream = TcpStream::connect(address).unwrap();
    for byte in call(ONE, "Connection: close\r\n").as_bytes().chunks(7) {
        stream.write_all(byte).unwrap();
        stream.flush().unwrap();
    }
    let mut text = String::new();
    stream.read_to_string(&mut text).unwrap();
    assert!(text.starts_with("HTTP/1.1 200"), "{text}");
}

#[test]
fn what_is_no_http_is_refused_and_others_are_served() {
    let sandbox = newer();
    let server = sandbox.serve("127.0.0.1:0").unwrap();
    let address = server.address();
    for bytes in [
        &b"\x16\x03\x01\x02\x00\x01\x00"[..],
        b"GET\r\n\r\n",
        b"POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
    ] {
        let text = answer(address, bytes);
        assert!(
            text.is_empty() || text.starts_with("HTTP/1.1 400"),
            "{text}"
        );
    }
    let long = format!("GET /{} HTTP/1.1\r\n\r\n", "a".repeat(1_000_000));
    assert!(!answer(address, long.as_bytes()).contains("200 OK"));
    assert!(answer(address, call(ONE, "Connection: close\r\n").as_bytes()).contains("200 OK"));
}

/// Many who connect and say nothing, or leave in the middle, keep nobody waiting.
#[test]
fn idle_connections_keep_nobody_waiting() {
    let sandbox = newer();
    let server = sandbox.serve("127.0.0.1:0").unwrap();
    let address = server.address();
    let idle: Vec<TcpStream> = (0..300)
        .map(|_| TcpStream::connect(address).unwrap())
        .collect();
    for mut stream in idle.iter().take(100) {
        stream
            .write_all(b"POST /civicrm/ajax/api4/Tag/get HTTP/1.1\r\nContent-Length: 10\r\n\r\nab")
            .unwrap();
    }
    assert!(answer(address, call(ONE, "Connection: close\r\n").as_bytes()).contains("200 OK"));
    drop(idle);
    assert!(answer(address, call(ONE, "Connection: close\r\n").as_bytes()).contains("200 OK"));
}

#[test]
fn a_server_ends_and_its_port_is_free() {
    let sandbox = newer();
    let server = sandbox.serve("127.0.0.1:0").unwrap();
    let address = server.address().to_string();
    let taken = sandbox.serve(&address).err().unwrap().to_string();
    assert!(taken.contains(&address), "{taken}");
    drop(server);
    assert!(TcpStream::connect(&address).is_err());
}
