//! What the built-in HTTP stacks are set up with.

use std::time::Duration;

/// Which proxy requests go through.
#[derive(Debug, Clone, Default)]
pub(crate) enum ProxyChoice {
    /// What the environment says (`HTTPS_PROXY`, `NO_PROXY`, …).
    #[default]
    Environment,
    None,
    Url(String),
}

/// The settings that reach below the request.
#[derive(Clone)]
pub(crate) struct StackSettings {
    pub(crate) connect_timeout: Duration,
    pub(crate) timeout: Duration,
    pub(crate) proxy: ProxyChoice,
    /// Certificates in PEM that are trusted instead of the system's.
    pub(crate) trusted: Option<Vec<u8>>,
    pub(crate) https: bool,
}

impl StackSettings {
    /// Whether TLS that is asked for is compiled in.
    #[cfg(any(feature = "reqwest", feature = "blocking"))]
    pub(crate) fn check_tls(&self) -> crate::error::Result<()> {
        let compiled_in = cfg!(any(feature = "rustls-no-provider", feature = "native-tls"));
        if (self.https || self.trusted.is_some()) && !compiled_in {
            return Err(crate::error::Error::refused(
                "the site is called over https and TLS is not compiled in; turn on civi-runtime's \
                 feature `rustls` or `native-tls`, or give the client a transport of your own",
            ));
        }
        Ok(())
    }
}
