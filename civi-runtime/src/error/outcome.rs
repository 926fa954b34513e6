//! What an [`Error`] says about the call itself: whether it was carried out.

use std::fmt;

use super::{Error, Kind};

/// What is known of a call that failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Outcome {
    /// It was not carried out, it was refused, or it only reads.
    #[default]
    Known,
    /// It was sent, and what came back, if anything, does not say what became of it.
    Unknown,
    /// The site says that it was carried out; only its answer can't be read.
    CarriedOut,
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Outcome::Known => "",
            Outcome::Unknown => {
                "; it is not known whether the site carried the call out: look before you send it \
                 again"
            }
            Outcome::CarriedOut => {
                "; the site says that the call was carried out: don't send it again"
            }
        })
    }
}

impl Error {
    /// The call writes, it was sent, and nothing tells whether the site carried it out: the
    /// connection was cut, the time ran out, or what came back is no answer to be judged (a page,
    /// nothing, broken JSON, 502, 504, 520 to 527 of Cloudflare).
    ///
    /// Look at the site before you send the call again. A read never ends like this, nor does a call
    /// that the site itself refused. For a write of several requests it means that this is so for
    /// some of them; [`partial_write`](Error::partial_write) says which.
    ///
    /// ```
    /// # use civi_runtime::Error;
    /// fn may_be_sent_again(error: &Error) -> bool {
    ///     error.is_transient() && !error.is_outcome_unknown()
    /// }
    /// ```
    #[must_use]
    pub fn is_outcome_unknown(&self) -> bool {
        self.0.outcome == Outcome::Unknown
    }

    /// Nothing of the call has reached the site: civi refused to send it, or no connection came to
    /// be. A write that ends like this has not been carried out.
    #[must_use]
    pub fn is_unsent(&self) -> bool {
        self.is_refused() || matches!(self.0.kind, Kind::Connection { sent: false, .. })
    }

    /// The site's database refused: the site says `DB Error: already exists`,
    /// `DB Error: constraint violation`, `DB Error: unknown error`, … It is one kind of
    /// [`is_api`](Error::is_api).
    ///
    /// With several writers at once a site now and then answers like this for records that are fine
    /// (APIv4 wire contract §12). civi never sends such a write again by itself: it can't tell that
    /// case from a record that really exists already. A contact without the permission
    /// `view debug output` never sees the text, and such an error is any other error of the site
    /// then.
    #[must_use]
    pub fn is_database(&self) -> bool {
        matches!(self.0.kind, Kind::Database)
    }

    /// Whether it is proven that the call did not reach the application: no connection came to be,
    /// or what stands before the application turned it away.
    pub(crate) fn never_ran(&self) -> bool {
        let closed = self.0.status == Some(503) && self.0.retry_after.is_some();
        self.is_unsent() || self.is_rate_limited() || self.is_maintenance() || closed
    }

    /// Whether the site itself, having run the call, said why it failed.
    pub(crate) fn is_of_the_site(&self) -> bool {
        self.is_api() || self.is_permission()
    }

    /// Whether this is the answer to the call and not a failure of the way to the site.
    pub(crate) fn is_answered(&self) -> bool {
        self.is_of_the_site() && !self.is_outcome_unknown()
    }

    /// The one error that a site before CiviCRM 5.64 gives for a batch: which of the calls it is
    /// about is not said (APIv4 wire contract §1.7).
    pub(crate) fn of_whole_batch(mut self, reads: bool) -> Self {
        if reads {
            return self;
        }
        self.0.message.push_str(
            "; this site answers a batch by one error (CiviCRM before 5.64): the calls before the \
             one that failed are carried out, those after it are not",
        );
        self.with_unknown_outcome()
    }

    /// Whether somebody judged the call: the site said why it did not carry it out, or it provably
    /// never ran.
    pub(crate) fn is_certain(&self) -> bool {
        let refused = matches!(
            self.0.kind,
            Kind::Auth(_)
                | Kind::Permission
                | Kind::Csrf
                | Kind::Method
                | Kind::Api
                | Kind::Database
                | Kind::Redirect
        );
        // 413: the server takes no request of this size, so the application has not seen it.
        refused || self.never_ran() || self.0.status == Some(413)
    }

    /// The error of a call that only reads, or that writes: without a judgement the outcome of a
    /// write is unknown.
    pub(crate) fn of(mut self, reads: bool) -> Self {
        self.0.outcome = if reads || self.is_certain() {
            Outcome::Known
        } else {
            Outcome::Unknown
        };
        self
    }

    /// The same error, of a write that may have been carried out in spite of it.
    pub(crate) fn with_unknown_outcome(mut self) -> Self {
        self.0.outcome = Outcome::Unknown;
        self
    }

    /// The error of reading the answer to a call that writes: the call itself was carried out.
    pub(crate) fn after_write(mut self) -> Self {
        if matches!(self.0.kind, Kind::Decode | Kind::Protocol) {
            self.0.outcome = Outcome::CarriedOut;
        }
        self
    }
}
