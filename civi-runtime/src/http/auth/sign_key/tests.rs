use super::SignKey;

/// The tokens were made by another program, from the same keys.
#[test]
fn tokens_are_signed_as_the_site_signs_them() {
    for (key, token) in [
        (
            "jwt-hs256:b64:bm90LWEtcmVhbC1rZXk=",
            "eyJhbGciOiJIUzI1NiIsImtpZCI6IjdHNzRPRUpLVlBqcTBFeUh5Vy1OaGYyLTFKVSIsInR5cCI6IkpXVCJ9.eyJleHAiOjE4MDAwMDAwMDAsInNjb3BlIjoiYXV0aHgiLCJzdWIiOiJjaWQ6MjAzIn0.VrKqORJts3rCV0k7FMPxkFQbqQqYHm_xEfMcLM3kTW8",
        ),
        (
            "jwt-hs384:hkdf-sha256:not-a-real-key",
            "eyJhbGciOiJIUzM4NCIsImtpZCI6ImJEZ2I3TjhEZkZxcUlKRXlnZTJ5YXJRb1ZCayIsInR5cCI6IkpXVCJ9.eyJleHAiOjE4MDAwMDAwMDAsInNjb3BlIjoiYXV0aHgiLCJzdWIiOiJjaWQ6MjAzIn0.ITNacweiSvnhPa_7ONTUtHVIB0dz_Bv64cYEqH3X1RQ165qYmP5-ib7isLU1VHaC",
        ),
        (
            "jwt-hs512::not:a:real:key jwt-hs256:b64:AAAA",
            "eyJhbGciOiJIUzUxMiIsImtpZCI6ImhfUDVEeE1CNTJOeWEyRmtja2x2akQ0VDJQYyIsInR5cCI6IkpXVCJ9.eyJleHAiOjE4MDAwMDAwMDAsInNjb3BlIjoiYXV0aHgiLCJzdWIiOiJjaWQ6MjAzIn0.JpVKV-RBtBtAVk5ATGHRW18f0co6n70_bIndpt6pUoyqsXzqhjUzOc4CUz1a5JyA0BrOsic6yUcOJzVC7SpEig",
        ),
    ] {
        let key = SignKey::parse(key).unwrap();
        assert_eq!(key.token(203, 1_800_000_000).unwrap(), token, "{key:?}");
    }
}

#[test]
fn a_key_of_another_form_is_refused_and_not_shown() {
    for key in [
        "",
        "hidden",
        "jwt-hs256:hidden",
        "jwt-hs256:b64:",
        "jwt-hs256:b64:hidden!",
        "jwt-hs256:other:hidden",
        "jwt-eddsa:b64:hidden",
    ] {
        let text = SignKey::parse(key).unwrap_err().to_string();
        assert!(text.contains("CIVICRM_SIGN_KEYS"), "{text}");
        assert!(!text.contains("hidden"), "{text}");
    }
    let key = SignKey::parse("jwt-hs256:b64:bm90LWEtcmVhbC1rZXk=").unwrap();
    assert_eq!(format!("{key:?}"), "SignKey(jwt-hs256)");
}
