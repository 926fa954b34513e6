//! The HTTP stack that a client with these settings has.

use std::sync::Arc;

use super::ClientBuilder;
use crate::error::Result;
use crate::http::transport::{StackSettings, Transport};

impl<C> ClientBuilder<C> {
    #[cfg_attr(
        not(any(feature = "reqwest", feature = "blocking")),
        allow(dead_code, reason = "only the built-in stacks are set up with it")
    )]
    fn stack(&self) -> Result<StackSettings> {
        let endpoint = self.likely_endpoint()?;
        Ok(StackSettings {
            connect_timeout: self.connect_timeout,
            timeout: self.settings.timeout,
            proxy: self.proxy.clone(),
            trusted: self.trusted.clone(),
            https: endpoint.is_https(),
        })
    }

    /// The asynchronous client's HTTP stack.
    pub(crate) fn async_transport(&self) -> Result<Arc<dyn Transport>> {
        if let Some(own) = &self.transport {
            return Ok(Arc::clone(own));
        }
        #[cfg(feature = "reqwest")]
        {
            let stack = crate::http::transport::ReqwestTransport::new(&self.stack()?)?;
            Ok(Arc::new(stack))
        }
        #[cfg(not(feature = "reqwest"))]
        Err(crate::error::Error::refused(
            "no asynchronous HTTP stack is compiled in; turn on civi-runtime's feature `reqwest`, \
             or give the client a transport of your own",
        ))
    }

    /// The HTTP stack that the blocking client would have with these settings: to put something of
    /// your own around it, and give that to [`transport`](Self::transport).
    ///
    /// # Errors
    ///
    /// When a setting is unusable.
    #[cfg(feature = "blocking")]
    pub fn blocking_transport(&self) -> Result<Arc<dyn Transport>> {
        if let Some(own) = &self.transport {
            return Ok(Arc::clone(own));
        }
        let stack = crate::http::transport::UreqTransport::new(&self.stack()?)?;
        Ok(Arc::new(stack))
    }
}
