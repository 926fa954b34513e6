//! Makes the bindings of the entities that the guide's examples use.

fn main() {
    civi_codegen::Builder::new()
        .schema("../../schemas/standalone-6.17")
        .entities([
            "Activity",
            "Address",
            "Contact",
            "Contribution",
            "Email",
            "Event",
            "Group",
            "GroupContact",
            "Participant",
            "Tag",
        ])
        .generate_or_exit();
}
