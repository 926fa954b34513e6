//! Which characters a Rust name can hold as they are.

/// Whether this character stays as it is.
///
/// Outside ASCII only letters of blocks whose letters have one spelling in Unicode, and whose case
/// maps to one letter: what two compilers, an editor and a file system all take for the same name.
pub(super) fn stays(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphanumeric() || c == '_';
    }
    if c == 'ß' {
        return true;
    }
    let block = matches!(c,
        '\u{c0}'..='\u{148}' | '\u{14a}'..='\u{17e}' | '\u{180}'..='\u{1ef}'  // Latin
        | '\u{370}'..='\u{373}' | '\u{376}'..='\u{377}' | '\u{388}'..='\u{3ce}' // Greek
        | '\u{400}'..='\u{481}' | '\u{48a}'..='\u{52f}'                         // Cyrillic
        | '\u{531}'..='\u{556}' | '\u{561}'..='\u{586}'                         // Armenian
        | '\u{5d0}'..='\u{5ea}'                                                 // Hebrew
        | '\u{620}'..='\u{63f}' | '\u{641}'..='\u{64a}'                         // Arabic
        | '\u{e01}'..='\u{e30}'                                                 // Thai
        | '\u{1e00}'..='\u{1e95}' | '\u{1ea0}'..='\u{1ef9}'                     // Latin
        | '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fa}'                     // Kana
        | '\u{4e00}'..='\u{9fcc}'                                               // Han
        | '\u{ac00}'..='\u{d7a3}'                                               // Hangul
    );
    // Lithuanian and Croatian digraphs, and letters that only look like a punctuation mark.
    let odd = matches!(
        c,
        '\u{132}' | '\u{133}' | '\u{13f}' | '\u{140}' | '\u{149}' | '\u{1c0}'
            ..='\u{1cc}' | '\u{482}'
    );
    block && !odd && c.is_alphabetic() && one(c.to_lowercase()) && one(c.to_uppercase())
}

fn one(mut mapped: impl Iterator<Item = char>) -> bool {
    mapped.next().is_some() && mapped.next().is_none()
}

/// Letters of other scripts that look like a Latin one. A name whose foreign letters are all of
/// these can't be told from a Latin name by eye (and rustc says so), so it is written in code
/// points.
const LOOKALIKE: &str = "аеорсухіјѕһԁԛԝьбгЅІЈАВЕКМНОРСТХУЬοανρικυχτωγηΑΒΕΖΗΙΚΜΝΟΡΤΥΧօոսցհ";

/// Whether all foreign letters of a name are lookalikes.
pub(super) fn deceives(name: &str) -> bool {
    let mut foreign = name
        .chars()
        .filter(|c| *c >= '\u{370}' && stays(*c))
        .peekable();
    foreign.peek().is_some() && foreign.all(|c| LOOKALIKE.contains(c))
}

/// The English name of a mark, for names that have nothing else.
pub(super) fn mark(c: char) -> Option<&'static str> {
    Some(match c {
        '+' => "plus",
        '-' => "minus",
        '=' => "equal",
        '<' => "less",
        '>' => "greater",
        '!' => "not",
        '*' => "star",
        '/' => "slash",
        '\\' => "backslash",
        '%' => "percent",
        '&' => "and",
        '|' => "bar",
        '#' => "hash",
        '@' => "at",
        '$' => "dollar",
        '^' => "caret",
        '~' => "tilde",
        '?' => "question",
        '.' => "dot",
        ',' => "comma",
        ':' => "colon",
        ';' => "semicolon",
        '(' => "open",
        ')' => "close",
        '[' => "left",
        ']' => "right",
        '{' => "start",
        '}' => "end",
        '\'' => "quote",
        '"' => "quotes",
        '`' => "tick",
        ' ' => "space",
        _ => return None,
    })
}
