//! The readable beginning of a body that is not APIv4's.

/// How much of a strange body an error keeps, in characters.
const MOST: usize = 240;
/// How much of it is looked at, in bytes: error pages are long and say it early.
const LOOKED_AT: usize = 64 * 1024;

/// Whether a body looks like a page of HTML.
pub(super) fn is_html(body: &[u8]) -> bool {
    let start = body
        .iter()
        .position(|b| !b.is_ascii_whitespace())
        .unwrap_or(body.len());
    // No JSON begins like this, and PHP's own messages (`<br />`) and fragments of pages do.
    body.get(start) == Some(&b'<')
        && body
            .get(start + 1)
            .is_some_and(|b| b.is_ascii_alphabetic() || matches!(b, b'!' | b'?'))
}

/// The page's title, if it has one.
pub(super) fn title(body: &[u8]) -> Option<String> {
    let text = lossy(body);
    let lower = text.to_ascii_lowercase();
    let open = lower.find("<title")?;
    let start = open + lower[open..].find('>')? + 1;
    let end = start + lower[start..].find("</title")?;
    let title = visible(&text[start..end], 120);
    (!title.is_empty()).then_some(title)
}

/// The first characters of a body, with tags, scripts and styles removed and blanks joined.
pub(super) fn excerpt(body: &[u8]) -> String {
    visible(&lossy(body), MOST)
}

fn lossy(body: &[u8]) -> String {
    String::from_utf8_lossy(&body[..body.len().min(LOOKED_AT)]).into_owned()
}

fn visible(text: &str, most: usize) -> String {
    let mut out = String::new();
    let mut length = 0;
    let mut blank = false;
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if c == '<' && is_tag(rest) {
            rest = after_tag(rest);
            blank = true;
            continue;
        }
        rest = &rest[c.len_utf8()..];
        if c.is_whitespace() || c.is_control() {
            blank = true;
            continue;
        }
        if length >= most {
            out.push('…');
            break;
        }
        if blank && !out.is_empty() {
            out.push(' ');
            length += 1;
        }
        blank = false;
        out.push(c);
        length += 1;
    }
    out
}

fn is_tag(text: &str) -> bool {
    text[1..]
        .chars()
        .next()
        .is_some_and(|c| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?'))
}

/// What follows a tag; of `script`, `style` and `head`'s `title`, what follows their end.
///
/// Each byte is looked at once, whether the end is found or not: nothing is left to be read then.
fn after_tag(text: &str) -> &str {
    for name in ["script", "style", "title"] {
        let is_it = text
            .get(1..=name.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(name));
        if is_it {
            let rest = find_close(text, name).map_or("", |at| &text[at..]);
            return rest.find('>').map_or("", |close| &rest[close + 1..]);
        }
    }
    if text.starts_with("<!--") {
        return text.find("-->").map_or("", |at| &text[at + 3..]);
    }
    text.find('>').map_or("", |at| &text[at + 1..])
}

/// Where `</name` begins, in any case.
fn find_close(text: &str, name: &str) -> Option<usize> {
    let mut from = 0;
    while let Some(at) = text[from..].find("</") {
        let start = from + at;
        let found = text
            .get(start + 2..start + 2 + name.len())
            .is_some_and(|close| close.eq_ignore_ascii_case(name));
        if found {
            return Some(start);
        }
        from = start + 2;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_read_without_its_markup() {
        let page = b"<!DOCTYPE html><html><head><title> Not\n found </title>\
            <style>p { color: red }</style><script>alert('<p>')</script></head>\
            <body><!-- a > b --><h1>Oh</h1> <p>1 < 2 &amp; no</p></body></html>";
        assert!(is_html(page));
        assert_eq!(title(page).as_deref(), Some("Not found"));
        assert_eq!(excerpt(page), "Oh 1 < 2 &amp; no");
    }

    #[test]
    fn json_and_text_are_no_page() {
        assert!(!is_html(b"{\"values\":[\"<html>\"]}"));
        assert!(!is_html(b"HTTP 401 Invalid credential"));
        assert!(is_html(b"<br />\n<b>Warning</b>: x {\"values\":[]}"));
    }

    #[test]
    fn a_long_page_is_cut() {
        let long = "ä".repeat(10_000);
        let cut = excerpt(long.as_bytes());
        assert_eq!(cut.chars().count(), MOST + 1);
        assert!(cut.ends_with('…'));
    }

    /// Ten times as much takes ten times as long and not a hundred times.
    #[test]
    fn scripts_without_end_are_read_once() {
        let scripts = |n: usize| "<script></script>".repeat(n);
        let time = |text: &str| {
            let started = std::time::Instant::now();
            assert_eq!(visible(text, MOST), "");
            started.elapsed()
        };
        let _ = time(&scripts(1000));
        let taken = time(&scripts(200_000));
        assert!(taken < std::time::Duration::from_secs(1), "{taken:?}");
        let _ = time(&"<SCRIPT></Script x>".repeat(200_000));
        let _ = time(&"<script>".repeat(200_000));
        let _ = time(&"<!--".repeat(200_000));
    }

    #[test]
    fn unfinished_markup_does_not_trip_it() {
        for text in [
            "<",
            "<scr",
            "<script",
            "<title>x",
            "<!--",
            "<ä",
            "\u{feff}<",
        ] {
            let _ = excerpt(text.as_bytes());
            let _ = title(text.as_bytes());
        }
        let _ = excerpt(&[0xff, b'<', 0xfe]);
    }
}
