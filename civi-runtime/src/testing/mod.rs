//! A scripted site for unit tests of your own code: feature `testing`.
//!
//! A [`Site`] stands where the network would. A test says what the site answers, by entity and
//! action and with rows, keys or errors; runs the code with the site's client; and looks at what was
//! asked. Below that everything is as in production: requests are written and answers judged by the
//! same code, there is just no socket.
//!
//! ```
//! # use civi_runtime::{self as rt, prelude::*, Field, Keyed};
//! # pub enum Contact {}
//! # impl rt::Entity for Contact { const NAME: &'static str = "Contact"; }
//! # impl Keyed for Contact { type Key = Id<Contact>; }
//! # #[derive(Default)] pub struct Row;
//! # impl rt::Record for Row {
//! #     const COLUMNS: &'static [&'static str] = &[];
//! #     fn slot(&mut self, _: usize) -> rt::Slot<'_> { rt::Slot::Skip }
//! # }
//! # impl rt::CanGet for Contact { type Row = Row; }
//! # impl rt::Standard for Contact {}
//! # impl Contact {
//! #     const ID: Field<Contact, Id<Contact>, rt::PrimaryKey> = Field::new("id");
//! #     const LAST_NAME: Field<Contact, String> = Field::new("last_name");
//! #     const JOB_TITLE: Field<Contact, String> = Field::new("job_title");
//! #     fn changes() -> rt::Values<Contact, rt::Changes> { rt::Values::new() }
//! # }
//! use civi_runtime::testing::{Site, row};
//!
//! /// The code to be tested: gives everybody of a name a job title.
//! async fn promote(client: &civi_runtime::Client, name: &str) -> CiviResult<usize> {
//!     let found = Contact::get().select((Contact::ID,)).filter(Contact::LAST_NAME.eq(name));
//!     let ids = found.rows(client).await?;
//!     let title = Contact::changes().set::<Option<String>>("job_title", "Director");
//!     Ok(Contact::update(title).ids(ids.into_iter().map(|(id,)| id)).send(client).await?.len())
//! }
//!
//! let site = Site::new();
//! site.get::<Contact>()
//!     .filter(Contact::LAST_NAME.eq("Lovelace"))
//!     .rows([row().with(Contact::ID, Id::new(7))])
//!     .update::<Contact>()
//!     .keys([Id::new(7)]);
//!
//! # let block_on = civi_runtime::testing::block_on;
//! let promoted = block_on(promote(&site.client()?, "Lovelace"))?;
//!
//! assert_eq!(promoted, 1);
//! let update = site.only::<Contact>("update")?;
//! assert_eq!(update.keys(), [Id::new(7)]);
//! assert!(update.gives(Contact::JOB_TITLE, "Director"));
//! site.finish()?; // nothing else was asked for, and every answer was used
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # What it answers by itself
//!
//! civi looks before it writes: which fields this contact may write, whether the options by these
//! names exist, whether the rows with these keys are there. The site says yes to each, and those
//! questions are not among the calls that are read back. [`Site::missing`] names rows that are not
//! there. Everything else is scripted: the read that `update_where` or `delete_where` finds its rows
//! by is a `get` like any other.
//!
//! # What it is not
//!
//! It keeps no rows: what was created is not found by a later `get`, and a filter chooses an answer,
//! not rows.

mod answer;
mod asked;
mod call;
mod entry;
mod failure;
mod on;
mod record;
mod row;
mod script;
mod site;
mod transport;
mod unmet;

pub use asked::{Asked, AskedFilter, AskedRecord};
pub use failure::Failure;
pub use on::On;
pub use row::{IntoRow, SiteRow, row};
pub use site::{Site, block_on};
pub use unmet::Unmet;
