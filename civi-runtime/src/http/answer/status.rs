//! What a status says by itself, where the body is no answer of APIv4.

/// Whether the site is not there for now: it asks for patience, or what stands before it does not
/// reach it. 508 and 509 are a shared host's limits, 520 to 530 Cloudflare's, 598 and 599 a proxy's.
pub(super) fn is_unavailable(status: u16) -> bool {
    matches!(
        status,
        408 | 429 | 502..=504 | 508 | 509 | 520..=527 | 530 | 598 | 599
    )
}

/// Why there is no answer, in words for people; nothing where the status leaves that open.
pub(super) fn reason(status: u16) -> Option<&'static str> {
    Some(match status {
        403 | 406 => "a firewall before the site refuses the request",
        404 | 405 | 410 => "check the address and its route form",
        407 => "a proxy on the way wants a login: give it in the proxy's address",
        408 => "the server has given up waiting for the request",
        413 => "the server takes no request of this size",
        414 | 431 => "the server takes no address and no headers of this size",
        508 => "the host's limit of resources is reached",
        509 => "the host's limit of data is reached",
        511 => "the network wants a login of its own first",
        520..=527 | 530 => "Cloudflare got no answer from the server behind it",
        598 | 599 => "a proxy on the way has given up waiting for it",
        _ => return None,
    })
}
