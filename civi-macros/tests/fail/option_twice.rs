use civi_runtime::*;

#[derive(Debug, Clone, PartialEq, CiviOption)]
enum Gender {
    Female,
    #[civi_option(value = "Female")]
    Woman,
    #[civi_option(valeu = "Male")]
    Man,
    #[civi_option(value = 1.5)]
    Half,
    #[civi_option(fallback)]
    Other(String),
}

fn main() {}
