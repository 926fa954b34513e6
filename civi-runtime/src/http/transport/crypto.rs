//! The cryptography that rustls uses.
//!
//! It is what the process has installed (`CryptoProvider::install_default`), which is how a program
//! chooses a certified one. Otherwise it is ring's where that is compiled in. reqwest's own default
//! would be aws-lc, whose C code takes longer to compile than everything else together and needs a
//! C compiler with cmake.

use std::sync::Arc;

use rustls::crypto::CryptoProvider;

#[cfg(not(feature = "rustls"))]
use crate::error::Error;
use crate::error::Result;

/// The cryptography to use.
pub(super) fn provider() -> Result<Arc<CryptoProvider>> {
    match CryptoProvider::get_default() {
        Some(installed) => Ok(Arc::clone(installed)),
        None => compiled_in(),
    }
}

#[cfg(feature = "rustls")]
fn compiled_in() -> Result<Arc<CryptoProvider>> {
    Ok(Arc::new(rustls::crypto::ring::default_provider()))
}

#[cfg(not(feature = "rustls"))]
fn compiled_in() -> Result<Arc<CryptoProvider>> {
    Err(Error::refused(
        "rustls has no cryptography: install a provider at the program's start, such as \
         `rustls::crypto::aws_lc_rs::default_provider().install_default()`, or turn on \
         civi-runtime's feature `rustls`, which brings ring",
    ))
}

#[cfg(test)]
mod tests {
    #[test]
    fn there_is_cryptography_or_an_error_that_says_how_to_get_it() {
        match super::provider() {
            Ok(provider) => assert!(!provider.cipher_suites.is_empty()),
            Err(error) if cfg!(feature = "rustls") => panic!("{error}"),
            Err(error) => assert!(error.to_string().contains("install_default"), "{error}"),
        }
    }
}
