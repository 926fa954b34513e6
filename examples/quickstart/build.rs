//! Makes the bindings of the entities that this program uses.

fn main() {
    // In your own crate: the folder that `civi-codegen refresh` wrote.
    civi_codegen::Builder::new()
        .schema("../../schemas/standalone-6.17")
        .entities(["Activity", "Contact", "Email", "Tag"])
        .generate_or_exit();
}
