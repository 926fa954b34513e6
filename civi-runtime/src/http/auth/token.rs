//! [`Token`]: a credential as it goes over the wire.

use secrecy::SecretString;

/// What AuthX reads: scheme, one blank, value. The scheme's case counts (§2.1).
#[derive(Clone)]
pub(crate) struct Token {
    text: SecretString,
    /// What must not be repeated of it.
    secrets: Vec<SecretString>,
    /// How many tokens there were before, of a provider: two can have the same text.
    generation: u64,
}

impl Token {
    pub(super) fn new(text: String, secrets: impl IntoIterator<Item = SecretString>) -> Self {
        Token {
            text: text.into(),
            secrets: secrets.into_iter().collect(),
            generation: 0,
        }
    }

    pub(super) fn of_generation(mut self, generation: u64) -> Self {
        self.generation = generation;
        self
    }

    pub(super) fn generation(&self) -> u64 {
        self.generation
    }

    pub(crate) fn text(&self) -> &SecretString {
        &self.text
    }

    pub(crate) fn secrets(&self) -> &[SecretString] {
        &self.secrets
    }
}
