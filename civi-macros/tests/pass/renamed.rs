// The runtime under another name.
extern crate civi_runtime as civi;

mod own {
    pub use civi::*;
}

#[derive(own::CiviEntity)]
#[civi_entity(entity = "Country", schema = "schema", crate = crate::own)]
struct Country {
    id: own::Id<Country>,
}

#[derive(Debug, Clone, PartialEq, own::CiviOption)]
#[civi_option(crate = crate::own)]
enum Kind {
    A,
    #[civi_option(fallback)]
    Other(own::OtherOption),
}

fn main() {
    let _ = |country: Country| country.id;
    let _ = Kind::A;
}
