//! What the derive of another version expands to.

struct Donor;

civi_runtime::made_by! {
    (civi-macros 0.2.0)

    const _: () = {
        impl civi_runtime::codegen::derive::NotInThisRuntime for Donor {}
    };
}

fn main() {
    let _ = Donor;
}
