//! Makes the bindings of the entities that this crate uses.

fn main() {
    civi_codegen::Builder::new()
        .schema("../../schemas/standalone-6.17")
        .entities(["Contact", "Email", "Tag"])
        .generate_or_exit();
}
