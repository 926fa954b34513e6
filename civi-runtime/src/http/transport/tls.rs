//! What the asynchronous client's rustls is set up with.

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};
use rustls_platform_verifier::BuilderVerifierExt;

use super::TransportError;
use crate::error::{Error, Result};

/// The certificates in `trusted` (PEM) instead of the system's, or the system's.
pub(super) fn client_config(trusted: Option<&[u8]>) -> Result<ClientConfig> {
    let refused = |e: rustls::Error| {
        Error::refused(format!(
            "TLS can't be set up: {}",
            TransportError::chain(&e)
        ))
    };
    let builder = ClientConfig::builder_with_provider(super::crypto::provider()?)
        .with_safe_default_protocol_versions()
        .map_err(refused)?;
    let mut config = match trusted {
        None => builder.with_platform_verifier().map_err(refused)?,
        Some(pem) => builder.with_root_certificates(roots(pem)?),
    }
    .with_no_client_auth();
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(config)
}

fn roots(pem: &[u8]) -> Result<RootCertStore> {
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_slice_iter(pem) {
        let certificate = certificate.map_err(|e| super::bad_certificates(&e))?;
        roots
            .add(certificate)
            .map_err(|e| super::bad_certificates(&e))?;
    }
    if roots.is_empty() {
        return Err(super::no_certificates());
    }
    Ok(roots)
}
