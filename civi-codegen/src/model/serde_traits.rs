//! [`SerdeTraits`]: derives that the runtime writes instead of serde.

/// Which of serde's traits were asked for.
///
/// They are not derived: the runtime writes them by the fields' names on the wire, for a tenth of
/// what a derive costs the compiler, and knows the fields' types.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SerdeTraits {
    /// `serde::Serialize`.
    pub serialize: bool,
    /// `serde::Deserialize`.
    pub deserialize: bool,
}

impl SerdeTraits {
    /// Takes serde's traits out of a list of derives.
    pub(super) fn take(derives: &mut Vec<syn::Path>) -> Self {
        let mut found = SerdeTraits::default();
        derives.retain(|path| {
            let mut names = path.segments.iter().rev().map(|one| one.ident.to_string());
            let (name, from) = (names.next(), names.next());
            let is_serde = matches!(from.as_deref(), Some("serde" | "serde_derive"));
            match name.as_deref() {
                Some("Serialize") if is_serde => found.serialize = true,
                Some("Deserialize") if is_serde => found.deserialize = true,
                _ => return true,
            }
            false
        });
        found
    }

    /// Whether there is any.
    #[must_use]
    pub fn any(self) -> bool {
        self.serialize || self.deserialize
    }
}
