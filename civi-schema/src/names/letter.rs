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
    // Lithuanian and Croatian digraphs, letters that only look like a punctuation mark, and rare
    // ones that can't be told from a letter or digit of ASCII.
    let odd = matches!(
        c,
        '\u{132}' | '\u{133}' | '\u{13f}' | '\u{140}' | '\u{149}' | '\u{184}' | '\u{185}'
            | '\u{18d}' | '\u{191}' | '\u{192}' | '\u{196}' | '\u{1a6}'..='\u{1a8}' | '\u{1b7}'
            | '\u{1bc}' | '\u{1bd}' | '\u{1bf}'..='\u{1cc}' | '\u{482}'
    );
    block && !odd && c.is_alphabetic() && one(c.to_lowercase()) && one(c.to_uppercase())
}

fn one(mut mapped: impl Iterator<Item = char>) -> bool {
    mapped.next().is_some() && mapped.next().is_none()
}

/// Letters of other scripts than Latin that look like one of another script. A name whose foreign
/// letters are all of these can't be told from another one by eye, and rustc warns of it
/// (`confusable_idents`, `mixed_script_confusables`), so it is written in code points.
const CONFUSABLE: &str = concat!(
    "ΑΒΓΕΖΗΘΙΚΛΜΝΟΠΡΤΥΦΧαβγδεηθικνοπρστυφχωЅІЈАБВГЕЗКЛМНОПРСТУФХЫ",
    "ЬЮабгекопрстуфхчшьєѕіјћѡѴѵѸѹҐґғҘҪҫҮүҺһҽҿӀӏӔӕӘәӠӡӨԁԌԚԛԜԝԻՄՅՈՊ",
    "ՌՍՏՓՕագզծհձղյոպռսցւքօֆוטיןסاةهจบปฝพฟยへイエカタトニネノハヒヘムメヨロ一丅丫丶丿乄二",
    "亻八力匕卜厶口囗夕工彐礻",
);

/// Whether all foreign letters of a written name are confusable. It is the written name that
/// counts: `μ` is not confusable, its capital `Μ` is.
pub(super) fn is_confusable(name: &str) -> bool {
    let mut foreign = name
        .chars()
        .filter(|c| *c >= '\u{370}' && stays(*c))
        .peekable();
    foreign.peek().is_some() && foreign.all(|c| CONFUSABLE.contains(c))
}

/// Latin letters that stay, although they look like letters of ASCII.
const LATIN_TWINS: [(char, &str); 6] = [
    ('æ', "ae"),
    ('Æ', "AE"),
    ('œ', "oe"),
    ('Œ', "OE"),
    ('ı', "i"),
    ('þ', "p"),
];

/// The name with Latin letters that look like ASCII written as these: two names of one scope that
/// are then the same collide.
pub(super) fn folded(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for c in name.chars() {
        match LATIN_TWINS.iter().find(|(twin, _)| *twin == c) {
            Some((_, ascii)) => out.push_str(ascii),
            None => out.push(c),
        }
    }
    out
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

#[cfg(test)]
mod tests {
    use super::*;
    use unicode_security::{is_potential_mixed_script_confusable_char, skeleton};

    #[test]
    fn letters_whose_other_case_is_several_letters_do_not_stay() {
        for odd in ['İ', 'ΐ', 'ΰ'] {
            assert!(!stays(odd), "{odd}");
        }
        for letter in ['ß', 'ä', 'Ι', 'и', '名', '한'] {
            assert!(stays(letter), "{letter}");
        }
    }

    #[test]
    fn a_name_is_confusable_by_its_foreign_letters_alone() {
        assert!(is_confusable("aорс"));
        for name in ["", "abc", "д", "орд"] {
            assert!(!is_confusable(name), "{name}");
        }
    }

    /// What rustc's two lints go by, over every letter that a name can hold.
    #[test]
    fn every_letter_that_the_compiler_warns_of_is_known() {
        for c in ('\u{80}'..=char::MAX).filter(|c| stays(*c)) {
            let seen: String = skeleton(&c.to_string()).collect();
            let is_ascii = seen.chars().all(|c| c.is_ascii_alphanumeric());
            if c < '\u{370}' {
                // Latin letters are warned of only beside the letters that they look like.
                let is_folded = folded(&c.to_string()) != c.to_string();
                assert_eq!(is_folded, is_ascii, "{c}: {seen}");
            } else if is_ascii || is_potential_mixed_script_confusable_char(c) {
                assert!(is_confusable(&c.to_string()), "{c}: {seen}");
            }
        }
    }
}
