//! Bindings that a later civi-codegen made: all that is said is that, and what to do.

mod civi {
    civi_runtime::made_by! {
        (civi-codegen 0.2.0)

        use civi_runtime::{self as rt, codegen::not_in_this_runtime, Field};
        pub enum Contact {}
        impl rt::Entity for Contact {
            const NAME: &'static str = "Contact";
            const SINCE: u32 = 1;
        }
        rt::not_in_this_runtime!(Contact);
        pub mod options {
            pub enum Gender { Female }
        }
    }
}

use civi::Contact;
use civi::options::Gender;

fn main() {
    let _ = Contact::get().filter(civi::Email::IS_PRIMARY.eq(true));
    let _ = Gender::Female;
}
