#![allow(unused_imports)]

#[path = "../../bindings/mod.rs"]
mod bindings;

use bindings::*;
use civi_runtime::prelude::*;

fn main() {
    let _ = Email::save([Email::changes()]).matching((Email::EMAIL, Tag::LABEL));
}
