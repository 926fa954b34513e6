//! `graph`.

use snapbox::str;

use crate::project::Project;

#[test]
fn keys_are_drawn_for_a_forge_or_for_graphviz() {
    let project = Project::with_snapshot();
    project
        .run(&["graph", "Contact", "Email"])
        .ok()
        .prints(str![[r#"
flowchart LR
    Contact["Contact<br>custom: extra_info"]
    Email["Email"]
    Email -->|"contact_id"| Contact

"#]])
        .says(str![[""]]);
    project
        .run(&["graph", "Con*", "Email", "--format", "dot"])
        .ok()
        .prints(str![[r#"
digraph civi {
    rankdir=LR;
    node [shape=box];
    edge [fontsize=10];
...
    "Email" [label="Email"];
    "Email" -> "Contact" [label="contact_id"];
}

"#]]);
    project
        .run(&["graph", "Email", "--depth", "1"])
        .ok()
        .prints(str![[r#"
flowchart LR
    Contact("Contact<br>custom: extra_info")
    Email["Email"]
    Email -->|"contact_id"| Contact

"#]]);
}

#[test]
fn a_picture_is_written_and_nothing_else_overwritten() {
    let project = Project::with_snapshot();
    let arguments = ["graph", "Contact", "Email", "--out", "crm.mmd"];
    project.run(&arguments).ok().prints(str![""]).says(str![[r#"
crm.mmd: 2 entities, 1 arrow

"#]]);
    let text = project.read("crm.mmd");
    project
        .run(&[&arguments[..], &["--format", "dot"]].concat())
        .ok();
    project.run(&arguments).ok();
    assert_eq!(project.read("crm.mmd"), text);
    project.write("README.md", "# Mine");
    project
        .run(&["graph", "Contact", "--out", "README.md"])
        .code(1)
        .says(str![[r#"
error: README.md is there, and is no picture of civi's
  next: name another file with --out; nothing was written

"#]]);
    assert_eq!(project.read("README.md"), "# Mine");
    project
        .run(&["graph", "Contact", "--out", "no/such/folder.mmd"])
        .code(1);
}

#[test]
fn an_entity_that_is_not_there_is_told_with_the_nearest() {
    let project = Project::with_snapshot();
    project
        .run(&["graph", "Contact", "Emial"])
        .code(4)
        .prints(str![""])
        .says(str![[r#"
error: the snapshot has no entity `Emial`
  next: did you mean `Email`?

"#]]);
    project.run(&["graph", "Custom_*"]).code(4);
    project.run(&["graph"]).code(2);
}
