//! JSON web tokens as AuthX takes them (§2.2): HS256, with `kid`, `sub`, `scope` and `exp`.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::{digest, hmac};

use crate::json::Json;

/// Why a token is refused, in AuthX's words.
pub(super) type Why = &'static str;

/// A token for a contact that is good until a moment, in seconds of Unix time.
pub(crate) fn mint(key: &[u8], contact_id: i64, until: i64) -> String {
    let header = Json::from([
        ("typ", "JWT".into()),
        ("alg", "HS256".into()),
        ("kid", kid(key).into()),
    ]);
    let claims = Json::from([
        ("exp", until.into()),
        ("sub", format!("cid:{contact_id}").into()),
        ("scope", "authx".into()),
    ]);
    let part = |json: Json| URL_SAFE_NO_PAD.encode(json.compact());
    let signed = format!("{}.{}", part(header), part(claims));
    let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), signed.as_bytes());
    format!("{signed}.{}", URL_SAFE_NO_PAD.encode(tag.as_ref()))
}

/// The name that a key has in a token's header.
fn kid(key: &[u8]) -> String {
    let mut named = b"jwt-hs256\0".to_vec();
    named.extend_from_slice(key);
    let hash = digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, &named);
    URL_SAFE_NO_PAD.encode(hash.as_ref())
}

/// Whether a bearer's value looks like a token.
pub(super) fn is_token(value: &str) -> bool {
    value.split('.').count() == 3
}

/// The contact that a token is for.
pub(super) fn contact_of(key: &[u8], token: &str, now: i64) -> Result<i64, Why> {
    const INVALID: Why = "Invalid credential";
    let (signed, tag) = token.rsplit_once('.').ok_or(INVALID)?;
    let tag = URL_SAFE_NO_PAD.decode(tag).map_err(|_| INVALID)?;
    hmac::verify(
        &hmac::Key::new(hmac::HMAC_SHA256, key),
        signed.as_bytes(),
        &tag,
    )
    .map_err(|_| INVALID)?;
    let (_, claims) = signed.split_once('.').ok_or(INVALID)?;
    let claims = URL_SAFE_NO_PAD.decode(claims).map_err(|_| INVALID)?;
    let claims = Json::parse(&claims).ok_or(INVALID)?;
    if claims
        .get("exp")
        .and_then(Json::to_int)
        .is_some_and(|until| until < now)
    {
        return Err("Expired token");
    }
    let scopes = claims
        .get("scope")
        .and_then(Json::as_str)
        .unwrap_or_default();
    if !scopes.split(' ').any(|scope| scope == "authx") {
        return Err(INVALID);
    }
    let contact = claims
        .get("sub")
        .and_then(Json::as_str)
        .and_then(|sub| sub.strip_prefix("cid:"));
    contact
        .and_then(|id| id.parse().ok())
        .ok_or("Malformed JWT. Must specify the contact ID.")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Tokens are signed, and end (§2.2).
    #[test]
    fn wire_2_2_a_token_is_for_one_contact_until_it_expires() {
        let token = mint(b"key", 7, 100);
        assert_eq!(contact_of(b"key", &token, 50), Ok(7));
        assert_eq!(contact_of(b"key", &token, 101), Err("Expired token"));
        assert_eq!(contact_of(b"other", &token, 50), Err("Invalid credential"));
        assert_eq!(
            contact_of(b"key", "aaaa.bbbb.cccc", 50),
            Err("Invalid credential")
        );
    }
}
