//! Looks for CiviCRM at other addresses than the one that was given, so that what is advised has
//! been tried. The credential is not sent there: nobody has said that it is meant for them.

use std::sync::Arc;

use civi_runtime::blocking::Client;
use civi_runtime::transport::Transport;
use civi_runtime::{ClientBuilder, Endpoint};

use crate::site::{Recorder, Recording};

/// So many redirects one after the other are a circle.
const HOPS: usize = 5;

/// Asks without a credential.
pub(super) struct Elsewhere {
    pub(super) builder: ClientBuilder<Client>,
    pub(super) transport: Arc<dyn Transport>,
    /// Counts these requests with all others.
    pub(super) recording: Recording,
}

impl Elsewhere {
    /// The endpoint behind a redirect, and behind those that follow it.
    pub(super) fn behind(&self, target: &str) -> Option<Endpoint> {
        let mut target = target.to_owned();
        let mut seen = Vec::new();
        while seen.len() < HOPS && !seen.contains(&target) {
            let before = self.recording.redirects().len();
            match self.detect(&target) {
                Some(endpoint) => return Some(endpoint),
                None => {
                    let next = self.recording.redirects().get(before).cloned();
                    seen.push(std::mem::replace(&mut target, next?.1));
                }
            }
        }
        None
    }

    /// The endpoint in this address's folder, or in one above it.
    pub(super) fn above(&self, url: &str) -> Option<Endpoint> {
        let likely = Endpoint::likely(url).ok()?;
        let base = likely.base().split('?').next()?;
        let host = base.find("://")? + "://".len();
        let root = base.get(host..)?.find('/')? + host;
        let mut folder = base.trim_end_matches('/');
        // An API's full address was asked in its own route form only.
        if Endpoint::from_api_url(url).is_ok()
            && let Some(endpoint) = self.detect(folder)
        {
            return Some(endpoint);
        }
        while folder.len() > root {
            folder = folder.get(..folder.rfind('/')?)?;
            if let Some(endpoint) = self.detect(folder) {
                return Some(endpoint);
            }
        }
        None
    }

    /// The shortest address that leads to this endpoint: its base, where that is enough.
    pub(super) fn shortest(&self, endpoint: &Endpoint) -> String {
        let base = endpoint.base().trim_end_matches('/');
        let leads = |found: Endpoint| found.api_url() == endpoint.api_url();
        if self.detect(base).is_some_and(leads) {
            base.to_owned()
        } else {
            endpoint.api_url()
        }
    }

    fn detect(&self, url: &str) -> Option<Endpoint> {
        let recorder = Recorder {
            inner: Arc::clone(&self.transport),
            recording: self.recording.clone(),
        };
        let builder = self.builder.clone().address(url).transport(recorder);
        builder.detect().ok().map(|found| found.endpoint)
    }
}
