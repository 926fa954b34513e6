//! Makes the bindings of the entities that the recipes use.

fn main() {
    civi_codegen::Builder::new()
        .schema("../../schemas/standalone-6.17")
        .entities(["Contact", "Contribution", "Email"])
        .generate_or_exit();
}
