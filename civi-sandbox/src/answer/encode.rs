//! JSON as PHP writes it: with escapes before 6.8 (§1.6).

use std::io;

use serde::Serialize;
use serde_json::ser::Formatter;

use crate::json::Json;
use crate::schema::Model;

/// JSON text in the release's escaping.
pub(crate) fn encoded(model: &Model, json: &Json) -> Vec<u8> {
    if model.is_since(6, 8) {
        return json.compact().into_bytes();
    }
    let mut out = Vec::new();
    let mut serializer = serde_json::Serializer::with_formatter(&mut out, Escaped);
    match json.serialize(&mut serializer) {
        Ok(()) => out,
        Err(_) => json.compact().into_bytes(),
    }
}

/// `\/` for a slash and `\uXXXX` for all that is not ASCII.
struct Escaped;

impl Formatter for Escaped {
    fn write_string_fragment<W>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()>
    where
        W: ?Sized + io::Write,
    {
        for c in fragment.chars() {
            match c {
                '/' => writer.write_all(b"\\/")?,
                c if c.is_ascii() => writer.write_all(&[c as u8])?,
                c => {
                    let mut units = [0_u16; 2];
                    for unit in c.encode_utf16(&mut units) {
                        write!(writer, "\\u{unit:04x}")?;
                    }
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use civi_schema::{Schema, Site};

    /// Slashes and letters are escaped before 6.8 (§1.6).
    #[test]
    fn wire_1_6_older_releases_escape() {
        let model = |version: &str| {
            let site = Site {
                civicrm: Some(version.to_owned()),
                ..Site::default()
            };
            Model::new(
                Schema {
                    site,
                    ..Schema::default()
                },
                None,
            )
        };
        let json = Json::text("a/ä😀\n");
        assert_eq!(
            encoded(&model("5.77.0"), &json),
            br#""a\/\u00e4\ud83d\ude00\n""#
        );
        assert_eq!(encoded(&model("6.17.2"), &json), "\"a/ä😀\\n\"".as_bytes());
    }
}
