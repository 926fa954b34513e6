//! [`Form`]: the fields of a query or of a body.

/// Names and values in their order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Form {
    fields: Vec<(String, String)>,
}

impl Form {
    /// A query, or a body of `application/x-www-form-urlencoded`.
    pub(crate) fn urlencoded(text: &[u8]) -> Self {
        let fields = url::form_urlencoded::parse(text);
        Form {
            fields: fields
                .map(|(name, value)| (name.into_owned(), value.into_owned()))
                .collect(),
        }
    }

    /// A body of a content type; a type that PHP does not read as a form has no fields (§0.1).
    pub(crate) fn body(content_type: &str, body: &[u8]) -> Self {
        let (kind, rest) = content_type.split_once(';').unwrap_or((content_type, ""));
        match kind.trim().to_ascii_lowercase().as_str() {
            "application/x-www-form-urlencoded" => Form::urlencoded(body),
            "multipart/form-data" => {
                let boundary = rest
                    .split(';')
                    .find_map(|part| part.trim().strip_prefix("boundary="));
                let boundary = boundary.unwrap_or_default().trim_matches('"');
                Form {
                    fields: multipart(boundary, body),
                }
            }
            _ => Form::default(),
        }
    }

    /// The last value under a name, as PHP has it.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.fields
            .iter()
            .rfind(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    /// Puts a value in the place of all values under a name.
    pub(crate) fn set(&mut self, name: &str, value: &str) {
        self.fields.retain(|(key, _)| key != name);
        self.fields.push((name.to_owned(), value.to_owned()));
    }

    pub(crate) fn fields(&self) -> &[(String, String)] {
        &self.fields
    }
}

/// The text fields of a multipart body.
fn multipart(boundary: &str, body: &[u8]) -> Vec<(String, String)> {
    let text = String::from_utf8_lossy(body);
    if boundary.is_empty() {
        return Vec::new();
    }
    let mark = format!("--{boundary}");
    let parts = text.split(mark.as_str()).skip(1);
    let field = |part: &str| -> Option<(String, String)> {
        let (head, value) = part.split_once("\r\n\r\n")?;
        let (_, name) = head.split_once("name=\"")?;
        let (name, _) = name.split_once('"')?;
        Some((
            name.to_owned(),
            value.strip_suffix("\r\n").unwrap_or(value).to_owned(),
        ))
    };
    parts.filter_map(field).collect()
}

#[cfg(test)]
mod tests {
    use super::Form;

    /// A body that is no form has no fields (§0.1).
    #[test]
    fn wire_0_1_a_json_body_has_no_fields() {
        let form = Form::body("application/json", br#"{"params":{"limit":1}}"#);
        assert!(form.fields().is_empty());
    }

    /// Both encodings of forms work (§1.4).
    #[test]
    fn wire_1_4_urlencoded_and_multipart_are_read() {
        let form = Form::body(
            "application/x-www-form-urlencoded; charset=utf-8",
            b"a=1&a=2+3",
        );
        assert_eq!(form.get("a"), Some("2 3"));
        let body = b"--X\r\nContent-Disposition: form-data; name=\"params\"\r\n\r\n{}\r\n--X--\r\n";
        let form = Form::body("multipart/form-data; boundary=X", body);
        assert_eq!(form.get("params"), Some("{}"));
    }
}
