//! What is taken of a chained call's rows: its index (APIv4 wire contract §1.5).

use std::borrow::Cow;

use serde_json::Value as Json;
use serde_json::value::RawValue;

use super::{Chainable, Linked, RowsOfChain};
use crate::row::Misfit;

/// The first row of a chained call. Made by [`first`].
#[derive(Debug, Clone)]
pub struct First<L>(L);

/// The first row that a chained call gives, instead of all of them.
///
/// Where there is none the site fails the whole call (APIv4 wire contract §6.5).
///
/// ```
/// # use civi_runtime::{self as rt, Action as _, Actions as _, Field, Id, PrimaryKey, read as chain};
/// # enum Contact {}
/// # enum Email {}
/// # impl rt::Entity for Contact { const NAME: &'static str = "Contact"; }
/// # impl rt::Entity for Email { const NAME: &'static str = "Email"; }
/// # impl rt::CanGet for Contact { type Row = rt::codegen::derive::NoRow; }
/// # impl rt::CanGet for Email { type Row = rt::codegen::derive::NoRow; }
/// # impl Contact { const ID: Field<Contact, Id<Contact>, PrimaryKey> = Field::new("id"); }
/// # impl Email {
/// #     const CONTACT_ID: Field<Email, Id<Contact>> = Field::new("contact_id");
/// #     const EMAIL: Field<Email, String> = Field::new("email");
/// # }
/// let email = Email::get()
///     .select(Email::EMAIL)
///     .filter(Email::CONTACT_ID.eq(chain::parent(Contact::ID)));
/// let contacts = Contact::get().select(Contact::ID).chain("email", chain::first(email));
/// let call = contacts.call()?;
/// assert_eq!(
///     call.params.get("chain"),
///     Some(r#"{"email":["Email","get",{"select":["email"],"where":[["contact_id","=","$id"]]},0]}"#)
/// );
/// # Ok::<(), rt::Error>(())
/// ```
#[must_use]
pub fn first<L: Chainable>(link: L) -> First<L> {
    First(link)
}

impl<L: Chainable> Chainable for First<L> {
    type Output = L::One;
    type One = L::One;

    fn linked(&self) -> Linked {
        self.0.linked().taking(Json::from(0))
    }

    fn read_all(&self, rows: RowsOfChain<'_>) -> Result<L::One, Misfit> {
        self.0.read_one(rows)
    }

    fn read_one(&self, rows: RowsOfChain<'_>) -> Result<L::One, Misfit> {
        self.0.read_one(rows)
    }
}

/// A chained call whose rows the site tells apart by one of their columns. Made by [`by`].
#[derive(Debug, Clone)]
pub struct By<L> {
    column: Cow<'static, str>,
    link: L,
}

/// The rows of a chained call, of which the site keeps one for each value of a column: the last of
/// those that have it.
#[must_use]
pub fn by<L: Chainable>(column: impl Into<Cow<'static, str>>, link: L) -> By<L> {
    By {
        column: column.into(),
        link,
    }
}

impl<L: Chainable> Chainable for By<L> {
    type Output = L::Output;
    type One = L::One;

    fn linked(&self) -> Linked {
        self.link.linked().taking(Json::from(&*self.column))
    }

    fn read_all(&self, rows: RowsOfChain<'_>) -> Result<L::Output, Misfit> {
        let listed = values(rows.json)?;
        self.link.read_all(RowsOfChain {
            json: &listed,
            ..rows
        })
    }

    fn read_one(&self, rows: RowsOfChain<'_>) -> Result<L::One, Misfit> {
        let listed = values(rows.json)?;
        self.link.read_one(RowsOfChain {
            json: &listed,
            ..rows
        })
    }
}

/// The values of an object as a list. An empty one is a list already, since PHP makes no difference.
fn values(json: &[u8]) -> Result<Vec<u8>, Misfit> {
    if json.first() != Some(&b'{') {
        return Ok(json.to_vec());
    }
    // In the order of the text: `serde_json::Map` would keep it too, but read every value.
    let rows: InOrder<'_> = serde_json::from_slice(json)
        .map_err(|_| Misfit::new("rows by one of their columns", json))?;
    let mut listed = b"[".to_vec();
    for (at, row) in rows.0.into_iter().enumerate() {
        if at > 0 {
            listed.push(b',');
        }
        listed.extend_from_slice(row.get().as_bytes());
    }
    listed.push(b']');
    Ok(listed)
}

struct InOrder<'a>(Vec<&'a RawValue>);

impl<'de> serde::Deserialize<'de> for InOrder<'de> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl<'de> serde::de::Visitor<'de> for Visitor {
            type Value = InOrder<'de>;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: serde::de::MapAccess<'de>>(
                self,
                mut map: A,
            ) -> Result<Self::Value, A::Error> {
                let mut rows = Vec::new();
                while let Some((_, row)) = map.next_entry::<serde::de::IgnoredAny, &RawValue>()? {
                    rows.push(row);
                }
                Ok(InOrder(rows))
            }
        }
        deserializer.deserialize_map(Visitor)
    }
}
