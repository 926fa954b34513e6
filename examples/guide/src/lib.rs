//! The examples of civi-runtime's guide. Their text is in `civi-runtime/src/guide`, where it has no
//! bindings; here each is a doctest that is compiled against some.

use std::error::Error;

use civi_runtime::{Client, Result};

pub mod civi {
    //! The bindings that the build script made.
    civi_runtime::include_bindings!();
}

pub mod prelude {
    //! What the examples use without saying so.
    pub use crate::civi::options::*;
    pub use crate::civi::{
        Activity, Address, Contact, Contribution, Email, Event, Group, GroupContact, Participant,
        Tag,
    };
    pub use civi_runtime::Client;
    pub use civi_runtime::prelude::*;
    pub use civi_runtime::read::parent;
}

/// Takes an example that needs a site: it is compiled against the bindings, and not run.
pub fn compiles(example: impl AsyncFnOnce(&Client) -> Result<()>) {
    drop(example);
}

/// Runs an example that has a site of its own.
///
/// # Panics
///
/// When it fails.
#[allow(clippy::expect_used, reason = "an example that fails is a failed test")]
pub fn block_on(example: impl Future<Output = std::result::Result<(), Box<dyn Error>>>) {
    let runtime = tokio::runtime::Builder::new_current_thread();
    let runtime = { runtime }
        .build()
        .expect("a runtime without threads or I/O");
    runtime.block_on(example).expect("the example runs");
}

#[cfg(doctest)]
mod chapters {
    macro_rules! chapters {
        ($($name:ident)+) => {$(
            #[doc = include_str!(concat!("../../../civi-runtime/src/guide/", stringify!($name), ".md"))]
            mod $name {}
        )+};
    }
    chapters! {
        front selecting filters joins functions writing several_calls streams errors
        testing_your_code several_sites deployment
    }
}
