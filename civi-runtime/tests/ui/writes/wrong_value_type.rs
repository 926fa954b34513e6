#![allow(unused_imports)]

#[path = "../../bindings/mod.rs"]
mod bindings;

use bindings::*;
use civi_runtime::prelude::*;

fn main() {
    let _ = Contact::changes().birth_date("1985-12-10");
}
