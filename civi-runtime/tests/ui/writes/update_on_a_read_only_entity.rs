#![allow(unused_imports)]

#[path = "../../bindings/mod.rs"]
mod bindings;

use bindings::*;
use civi_runtime::prelude::*;

fn main() {
    let _ = Country::update_where(Country::ID.gt(Id::new(1)), civi_runtime::Values::<Country>::new());
}
