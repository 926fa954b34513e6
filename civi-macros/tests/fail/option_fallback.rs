use civi_runtime::*;

#[derive(Debug, Clone, PartialEq, CiviOption)]
enum Gender {
    Female,
    Male,
}

#[derive(Debug, Clone, PartialEq, CiviOption)]
enum Holds {
    Female(i64),
    #[civi_option(fallback)]
    Other,
}

fn main() {}
