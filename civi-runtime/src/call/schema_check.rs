//! [`SchemaCheck`]: whether a client compares what it sends and reads with the site's own fields.

/// Whether a client compares the fields of a call with those that the site has now.
///
/// CiviCRM drops a value for a field that it does not have, or that the contact may not write, and
/// reports success; a column that it does not have is left out of every row (APIv4 wire contract §0
/// hazard 8, §12.6). Bindings know the fields of their snapshot; the site may have changed since.
///
/// ```
/// use civi_runtime::{Client, Credential, SchemaCheck};
/// use std::time::Duration;
///
/// let client = Client::builder("https://crm.example.org/civicrm/ajax/api4")
///     .credential(Credential::api_key("not-a-real-key"))
///     .schema_check(SchemaCheck::Default)
///     .known_fields_lifetime(Duration::from_secs(60))
///     .build()?;
/// # Ok::<(), civi_runtime::Error>(())
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum SchemaCheck {
    /// The site is asked once for the names of an entity's fields: before the first `create`,
    /// `save` or `replace` of the entity, before its first `update`, before a write reads fields of
    /// it again by name (`reload_as`), and when a column that was selected by name is in no row of
    /// an answer that has rows. One request asks for everything that a call, or a batch, needs.
    ///
    /// The names are kept for the client's
    /// [`known_fields_lifetime`](crate::ClientBuilder::known_fields_lifetime), shared by its clones,
    /// and forgotten by [`refresh_known_fields`](crate::Client::refresh_known_fields). Before a
    /// field is called unknown, names that were kept are asked for again.
    ///
    /// A read whose columns are all there costs no request. Whole rows (`Contact::get().rows(…)`)
    /// name no column: the site gives what it has, and
    /// [`verify`](crate::Client::verify) says what that lacks.
    #[default]
    Default,
    /// Nothing is kept: the site is asked before every write, and after every read in which a
    /// column is in no row, also when there are no rows at all.
    Always,
    /// The site is never asked. A value for a field that it does not have is then lost without a
    /// word, and a column that it does not have reads as nothing.
    ///
    /// This turns off the comparison with the site's fields and nothing else: keys and filters of
    /// writes are verified as ever, and so are options that the bindings do not know.
    Off,
}
