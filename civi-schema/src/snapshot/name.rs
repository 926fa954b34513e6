//! File names for names that a site chose.

/// The file name's stem for a name: the name itself where it is plain ASCII, else with every other
/// byte as `%XX`. It never leaves its folder and is never one that an operating system keeps for
/// itself.
///
/// With `distinct`, the name's capitals follow as a bit mask in hexadecimal (`ACL~7`, `Acl~1`), so
/// that two names that differ in case only get different files on every file system.
pub(super) fn stem(name: &str, distinct: bool) -> String {
    let mut out = String::with_capacity(name.len());
    for (index, byte) in name.bytes().enumerate() {
        let plain = byte.is_ascii_alphanumeric()
            || matches!(byte, b'_' | b'-')
            || (byte == b'.' && index > 0 && index + 1 < name.len());
        if plain && !(index == 0 && is_reserved(name)) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    if distinct {
        out.push('~');
        for chunk in name.as_bytes().chunks(4).rev() {
            let bits = chunk
                .iter()
                .enumerate()
                .map(|(bit, byte)| u32::from(byte.is_ascii_uppercase()) << bit)
                .sum::<u32>();
            out.push_str(&format!("{bits:x}"));
        }
    }
    out
}

/// The name that a file's stem stands for; `None` where [`stem`] would not have made it.
pub(super) fn unstem(stem_text: &str) -> Option<String> {
    let (plain, distinct) = match stem_text.split_once('~') {
        Some((plain, _)) => (plain, true),
        None => (stem_text, false),
    };
    let mut bytes = Vec::with_capacity(plain.len());
    let mut rest = plain.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let high = char::from(rest.next()?).to_digit(16)?;
            let low = char::from(rest.next()?).to_digit(16)?;
            bytes.push(u8::try_from(high * 16 + low).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    let name = String::from_utf8(bytes).ok()?;
    (stem(&name, distinct) == stem_text).then_some(name)
}

/// Whether a file of a snapshot can be called by this name: common file systems take 255 bytes.
///
/// ```
/// assert!(civi_schema::snapshot::fits("Lapsed_Donors"));
/// assert!(!civi_schema::snapshot::fits(""));
/// ```
pub fn fits(name: &str) -> bool {
    !name.is_empty() && stem(name, true).len() <= 240
}

/// Device names of Windows, which it keeps in every folder and with every extension.
fn is_reserved(name: &str) -> bool {
    let base = name.split('.').next().unwrap_or(name).to_ascii_uppercase();
    match base.as_str() {
        "CON" | "PRN" | "AUX" | "NUL" => true,
        _ => {
            base.len() == 4
                && (base.starts_with("COM") || base.starts_with("LPT"))
                && base.ends_with(|last: char| last.is_ascii_digit())
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn plain_names_stay() {
        assert_eq!(stem("Custom_multi_rec", false), "Custom_multi_rec");
        assert_eq!(
            stem("Contact.extra_info.sp", false),
            "Contact.extra_info.sp"
        );
    }

    #[test]
    fn nothing_leaves_the_folder() {
        assert_eq!(stem("../../etc/passwd", false), "%2E.%2F..%2Fetc%2Fpasswd");
        assert_eq!(stem("..", false), "%2E%2E");
        assert_eq!(stem("NUL", false), "%4EUL");
        assert_eq!(stem("com1.x", false), "%63om1.x");
        assert_eq!(
            stem("Group.Newsletter Subscribers", false),
            "Group.Newsletter%20Subscribers"
        );
    }

    #[test]
    fn case_makes_two_files() {
        assert_eq!(stem("ACL", true), "ACL~7");
        assert_eq!(stem("Acl", true), "Acl~1");
    }

    proptest! {
        #[test]
        fn every_name_comes_back(name in ".{1,12}", distinct: bool) {
            let stem = stem(&name, distinct);
            prop_assert!(stem.bytes().all(|b| b.is_ascii_graphic() && b != b'/' && b != b'\\'));
            prop_assert_eq!(unstem(&stem), Some(name));
        }

        #[test]
        fn distinct_stems_differ_without_case(a in "[aAbB]{1,6}", b in "[aAbB]{1,6}") {
            prop_assume!(a != b);
            prop_assert_ne!(stem(&a, true).to_lowercase(), stem(&b, true).to_lowercase());
        }
    }
}
