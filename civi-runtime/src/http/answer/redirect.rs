//! A redirect, which is never followed: the error says where it pointed.

use url::Url;

use crate::error::{Error, Kind, shortened};
use crate::http::transport::HttpResponse;

/// A base that no site has, by which a relative address is told from an absolute one.
const NOWHERE: &str = "http://relative.invalid/";

pub(super) fn redirect(response: &HttpResponse) -> Error {
    let target = response.header("location").unwrap_or_default();
    let shown = shortened(&shown(target), 200);
    let to = if shown.is_empty() {
        "nowhere".to_owned()
    } else {
        format!("to {shown}")
    };
    let todo = if shown.contains("login") {
        "this address wants a login with cookies; use the site's public address"
    } else {
        "civi follows no redirect, since that would lose the parameters; set the address that the \
         site wants (https, www, the path) on the client"
    };
    Error::new(
        Kind::Redirect,
        format!("the site redirects {to} (HTTP {}): {todo}", response.status),
    )
    .with_status(response.status)
    .with_target(shown)
}

/// The address without its query, fragment and user info, where a credential could be.
fn shown(target: &str) -> String {
    let bare = &target[..target.find(['?', '#']).unwrap_or(target.len())];
    let Ok(nowhere) = Url::parse(NOWHERE) else {
        return String::new();
    };
    match nowhere.join(target) {
        Ok(url) if url.origin() == nowhere.origin() => bare.to_owned(),
        Ok(mut url) => {
            // What has no host has no user info either, and can't be given one.
            let _ = url.set_username("");
            let _ = url.set_password(None);
            url.set_query(None);
            url.set_fragment(None);
            url.into()
        }
        Err(_) => "an address that can't be read".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn user_info_goes_and_the_path_stays() {
        for (target, wanted) in [
            (
                "https://example.org/user/ada@example.org/login",
                "https://example.org/user/ada@example.org/login",
            ),
            (
                "https://u:p@example.org/a@b?key=1#x",
                "https://example.org/a@b",
            ),
            ("https://u@example.org", "https://example.org/"),
            ("//u:p@example.org/x", "http://example.org/x"),
            ("/\\u:p@example.org/x", "http://example.org/x"),
            ("/user/ada@example.org?key=1", "/user/ada@example.org"),
            ("login#key", "login"),
            ("?key=1", ""),
            ("", ""),
            ("http://[", "an address that can't be read"),
            ("http://u:p@[", "an address that can't be read"),
        ] {
            assert_eq!(shown(target), wanted, "{target}");
        }
    }
}
