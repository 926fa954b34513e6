#![allow(unused_imports)]

#[path = "../../bindings/mod.rs"]
mod bindings;

use bindings::*;
use civi_runtime::prelude::*;

fn main() {
    let _ = Tag::update(Tag::changes().description(None)).id(Id::new(1)).reload_as(Tag::LABEL);
}
