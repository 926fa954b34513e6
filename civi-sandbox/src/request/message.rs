//! One request and one reply, without the connection around them.

use super::Form;

/// One HTTP request.
#[derive(Debug, Clone, Default)]
pub(crate) struct Message {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) query: Form,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Form,
}

/// One HTTP reply.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) content_type: &'static str,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: Vec<u8>,
}

/// What PHP drops of a body (`post_max_size`, §0.2).
const POST_MAX: usize = 8 * 1024 * 1024;

impl Message {
    /// A request from its parts.
    pub(crate) fn new(
        method: &str,
        path: &str,
        query: &str,
        headers: Vec<(String, String)>,
        body: &[u8],
    ) -> Self {
        let mut message = Message {
            method: method.to_owned(),
            path: decoded(path),
            query: Form::urlencoded(query.as_bytes()),
            headers,
            body: Form::default(),
        };
        if body.len() <= POST_MAX {
            let content_type = message.header("content-type").unwrap_or_default();
            message.body = Form::body(&content_type, body);
        }
        message
    }

    /// The first header of a name.
    pub(crate) fn header(&self, name: &str) -> Option<String> {
        let found = self
            .headers
            .iter()
            .find(|(own, _)| own.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.clone())
    }

    pub(crate) fn is_get(&self) -> bool {
        self.method == "GET"
    }

    /// A parameter of query or body, as `$_REQUEST` has it.
    pub(crate) fn parameter(&self, name: &str) -> Option<&str> {
        self.body.get(name).or_else(|| self.query.get(name))
    }
}

/// A path without percent signs; what they stand for may be any text.
fn decoded(path: &str) -> String {
    let pair = format!("x={}", path.replace('+', "%2B"));
    Form::urlencoded(pair.as_bytes())
        .get("x")
        .unwrap_or(path)
        .to_owned()
}
