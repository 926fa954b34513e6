#![allow(unused_imports)]

#[path = "../../bindings/mod.rs"]
mod bindings;

use bindings::*;
use civi_runtime::prelude::*;

fn main() {
    let _ = Country::delete([Id::new(1)]);
}
