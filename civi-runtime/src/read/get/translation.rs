//! [`TranslationMode`]: where a language has no text.

/// Which text stands for one that is not translated into the language of a call
/// ([`Get::language`](crate::Get::language)), CiviCRM 5.54 and newer (APIv4 wire contract §5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TranslationMode {
    /// That of a related language: German for Austrian German.
    Fuzzy,
    /// None of another language.
    Strict,
}

impl TranslationMode {
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            TranslationMode::Fuzzy => "fuzzy",
            TranslationMode::Strict => "strict",
        }
    }
}
