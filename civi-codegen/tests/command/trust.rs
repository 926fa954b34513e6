//! A site whose certificate is of an authority of its own: told, and trusted by every way there is.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

use crate::project::Project;

/// The authority, and a site's certificate that it has signed for `localhost`. The key is for these
/// tests only, and the authority's own key was thrown away.
fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures/tls")
        .join(name)
}

/// A site over TLS that knows who asks, and no more.
fn site() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let certificate = CertificateDer::from_pem_file(fixture("site.pem")).unwrap();
    let key = PrivateKeyDer::from_pem_file(fixture("site.key")).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .unwrap();
    let config = Arc::new(config);
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let session = ServerConnection::new(Arc::clone(&config)).unwrap();
            let mut stream = StreamOwned::new(session, stream);
            // Whatever is asked, the answer is the same; who does not trust us sends nothing.
            let mut request = [0; 65536];
            if stream.read(&mut request).is_err() {
                continue;
            }
            let body = r#"{"contact_id":3,"user_id":1,"flow":"xheader","cred":"api_key"}"#;
            let answer = format!(
                "HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
                body.len()
            );
            let _ = stream.write_all(answer.as_bytes());
            stream.conn.send_close_notify();
            let _ = stream.flush();
        }
    });
    format!("https://localhost:{port}")
}

#[test]
fn the_authority_is_named_by_flag_environment_or_settings() {
    let url = site();
    let project = Project::new().env("CIVI_API_KEY", "k");
    let ran = project.run(&["doctor", "--url", &url]).code(6);
    for hint in ["--ca-file FILE", "CIVI_CA_FILE", "`ca-file` under [site]"] {
        assert!(ran.stdout.contains(hint), "{}", ran.stdout);
    }
    let ran = project
        .run(&["refresh", "--out", "live", "--url", &url])
        .code(5);
    assert!(ran.stderr.contains("--ca-file FILE"), "{}", ran.stderr);

    let authority = fixture("authority.pem");
    let authority = authority.to_str().unwrap();
    let trusted = |project: &Project, more: &[&str]| {
        let ran = project.run(&[&["doctor", "--url", &url][..], more].concat());
        let identity = "ok       identity    contact 3";
        assert!(ran.stdout.contains(identity), "{}", ran.stdout);
    };
    trusted(&project, &["--ca-file", authority]);
    trusted(
        &Project::new()
            .env("CIVI_API_KEY", "k")
            .env("CIVI_CA_FILE", authority),
        &[],
    );
    // In the settings it is relative to their file.
    project.write(
        "keys/authority.pem",
        std::fs::read_to_string(authority).unwrap(),
    );
    project.write("civi.toml", "[site]\nca-file = 'keys/authority.pem'\n");
    trusted(&project, &[]);
}
