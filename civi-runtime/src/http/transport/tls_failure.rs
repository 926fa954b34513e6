//! Whether an exchange failed because the two sides could not agree on TLS: told by the kind of the
//! error, wherever a stack has put it.

use std::error::Error;
use std::io;

/// Whether this error, or what it stands on, is one of the TLS library's about the handshake.
pub(super) fn is_tls(error: &(dyn Error + 'static)) -> bool {
    let mut next = Some(error);
    while let Some(error) = next {
        // What an I/O error holds is not its source: that is the source of what it holds.
        let held = error
            .downcast_ref::<io::Error>()
            .and_then(io::Error::get_ref);
        if is_of_the_handshake(error) || held.is_some_and(|held| is_tls(held)) {
            return true;
        }
        next = error.source();
    }
    false
}

fn is_of_the_handshake(error: &(dyn Error + 'static)) -> bool {
    #[cfg(feature = "rustls-no-provider")]
    if let Some(error) = error.downcast_ref::<rustls::Error>() {
        return ends_the_handshake(error);
    }
    #[cfg(feature = "native-tls")]
    if error.is::<native_tls::Error>() {
        return true;
    }
    let _ = error;
    false
}

/// The errors of rustls that come before anything of the request is sent. Others, such as a record
/// that can't be decrypted, break a connection that was there.
#[cfg(feature = "rustls-no-provider")]
fn ends_the_handshake(error: &rustls::Error) -> bool {
    use rustls::{AlertDescription as Alert, Error as Tls};

    match error {
        Tls::InvalidCertificate(_)
        | Tls::InvalidCertRevocationList(_)
        | Tls::NoCertificatesPresented
        | Tls::UnsupportedNameType
        | Tls::PeerIncompatible(_)
        | Tls::PeerMisbehaved(_)
        | Tls::InappropriateHandshakeMessage { .. }
        // What speaks no TLS at all.
        | Tls::InvalidMessage(_)
        | Tls::NoApplicationProtocol => true,
        Tls::AlertReceived(alert) => matches!(
            alert,
            Alert::HandshakeFailure
                | Alert::BadCertificate
                | Alert::UnsupportedCertificate
                | Alert::CertificateRevoked
                | Alert::CertificateExpired
                | Alert::CertificateUnknown
                | Alert::CertificateRequired
                | Alert::UnknownCA
                | Alert::AccessDenied
                | Alert::ProtocolVersion
                | Alert::InsufficientSecurity
                | Alert::UnrecognisedName
                | Alert::NoApplicationProtocol
        ),
        _ => false,
    }
}

#[cfg(all(test, feature = "rustls-no-provider"))]
mod tests {
    use rustls::{AlertDescription, CertificateError, Error as Tls};

    use super::*;

    #[derive(Debug, thiserror::Error)]
    #[error("can't connect")]
    struct Outer(#[source] Box<dyn Error + Send + Sync>);

    #[test]
    fn a_failed_handshake_is_known_by_its_kind_however_deep_it_is() {
        let distrust = || Tls::InvalidCertificate(CertificateError::UnknownIssuer);
        let in_io = |error: Tls| io::Error::new(io::ErrorKind::InvalidData, error);
        assert!(is_tls(&distrust()));
        assert!(is_tls(&in_io(distrust())));
        assert!(is_tls(&Outer(in_io(distrust()).into())));
        assert!(is_tls(&Outer(
            Outer(io::Error::other(in_io(distrust())).into()).into()
        )));
        assert!(is_tls(&in_io(Tls::AlertReceived(
            AlertDescription::ProtocolVersion
        ))));

        assert!(!is_tls(&in_io(Tls::DecryptError)), "it was there before");
        assert!(!is_tls(&in_io(Tls::AlertReceived(
            AlertDescription::InternalError
        ))));
        // A word proves nothing.
        assert!(!is_tls(&io::Error::other("certificate UnknownIssuer")));
        assert!(!is_tls(&io::Error::from(io::ErrorKind::ConnectionReset)));
    }
}
