//! `File`: putting a file on the site, and the address of one that is there.
//!
//! Since CiviCRM 6.2 `File.create` takes the content as text inside JSON. That bytes which are no
//! text survive it is not proven (APIv4 wire contract §6.7), so such content is refused. The id that
//! comes back is what a custom field of type file is given.

use std::marker::PhantomData;

use serde_json::{Value as Json, json};

use crate::call::action::{Action, Call};
use crate::call::answer::Answer;
use crate::clone::cloned;
use crate::entity::Keyed;
use crate::error::{Error, Kind, Result};
use crate::write::returning::keys;
use crate::write::rows_by_key::{not_there, where_key};

/// Puts a file on the site; `E` is the bindings' `File`.
///
/// ```
/// # use civi_runtime::{self as rt, Action as _, file::Upload};
/// # enum File {}
/// # impl rt::Entity for File { const NAME: &'static str = "File"; }
/// # impl rt::Keyed for File { type Key = rt::Id<File>; const KEY: &'static str = "id"; }
/// let call = Upload::<File>::new("note.txt", "text/plain", "hello").call()?;
/// assert_eq!(
///     call.params.to_json(),
///     r#"{"values":{"file_name":"note.txt","mime_type":"text/plain","content":"hello"}}"#,
/// );
/// assert!(Upload::<File>::new("x.png", "image/png", [0x89, 0x50]).call().is_err());
/// # Ok::<(), rt::Error>(())
/// ```
#[must_use = "nothing happens until it is sent"]
pub struct Upload<E> {
    name: String,
    mime_type: String,
    content: Vec<u8>,
    marker: PhantomData<fn() -> E>,
}

cloned!(Upload<E> { name, mime_type, content, marker });

impl<E: Keyed> Upload<E> {
    /// A file by its name, its media type and its content, which must be UTF-8 text.
    pub fn new(
        name: impl Into<String>,
        mime_type: impl Into<String>,
        content: impl Into<Vec<u8>>,
    ) -> Self {
        Upload {
            name: name.into(),
            mime_type: mime_type.into(),
            content: content.into(),
            marker: PhantomData,
        }
    }
}

impl<E: Keyed> Action for Upload<E> {
    type Output = E::Key;

    fn call(&self) -> Result<Call> {
        let content = std::str::from_utf8(&self.content).map_err(|_| {
            Error::refused(format!(
                "{}.create was not sent: the content of {:?} is not UTF-8 text, and APIv4 carries \
                 content as text only",
                E::NAME,
                self.name
            ))
        })?;
        let mut call = Call::writing_to::<E>("create");
        let values =
            json!({ "file_name": self.name, "mime_type": self.mime_type, "content": content });
        call.params.set("values", &values)?;
        Ok(call)
    }

    /// A site before 6.2 makes a row without a file and says nothing: only `uri` tells.
    fn read(&self, answer: Answer) -> Result<E::Key> {
        let key = keys::<E>(answer.values(), "create")?.pop();
        let rows: Vec<Json> = answer.decode()?;
        let stored = rows
            .last()
            .and_then(|row| row.get("uri"))
            .and_then(Json::as_str);
        match key {
            Some(key) if stored.is_some_and(|uri| !uri.is_empty()) => Ok(key),
            _ => Err(Error::new(
                Kind::Api,
                format!(
                    "{}.create: the site made a row without a file; it takes content since CiviCRM \
                     6.2",
                    E::NAME
                ),
            )
            .at(E::NAME, Some("create"))),
        }
    }
}

/// Without the content.
impl<E> std::fmt::Debug for Upload<E> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "Upload({:?}, {:?}, {} bytes)",
            self.name,
            self.mime_type,
            self.content.len()
        )
    }
}

/// Asks for the address of a file: a path of the site, signed, which stops working after some time.
/// Whoever has it can read the file.
#[derive(Debug)]
#[must_use = "nothing happens until it is sent"]
pub struct FileUrl<E: Keyed>(E::Key);

impl<E: Keyed> Clone for FileUrl<E> {
    fn clone(&self) -> Self {
        FileUrl(self.0.clone())
    }
}

impl<E: Keyed> FileUrl<E> {
    /// The address of the file with this id.
    pub fn new(id: impl Into<E::Key>) -> Self {
        FileUrl(id.into())
    }
}

impl<E: Keyed> Action for FileUrl<E> {
    type Output = String;

    fn call(&self) -> Result<Call> {
        let mut call = Call::reading(E::NAME, "get");
        call.params.set("select", &[E::KEY, "url"])?;
        call.params
            .set("where", &where_key::<E>(std::slice::from_ref(&self.0))?)?;
        call.params.set("limit", &1)?;
        Ok(call)
    }

    fn read(&self, answer: Answer) -> Result<String> {
        let rows: Vec<Json> = answer.decode()?;
        let row = rows
            .first()
            .ok_or_else(|| not_there::<E>(&[&self.0], "get", "so it has no address"))?;
        row.get("url")
            .and_then(Json::as_str)
            .map(str::to_owned)
            .ok_or_else(|| {
                Error::new(Kind::Api, format!("{}.get: the file has no `url`", E::NAME))
                    .at(E::NAME, Some("get"))
            })
    }
}
