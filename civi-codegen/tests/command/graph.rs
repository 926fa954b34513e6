//! `graph`.

use snapbox::str;

use crate::desk::Desk;

#[test]
fn keys_are_drawn_for_a_forge_or_for_graphviz() {
    let desk = Desk::with_snapshot();
    desk.run(&["graph", "Contact", "Email"])
        .ok()
        .prints(str![[r#"
flowchart LR
    Contact["Contact<br>custom: extra_info"]
    Email["Email"]
    Email -->|"contact_id"| Contact

"#]])
        .says(str![[""]]);
    desk.run(&["graph", "Con*", "Email", "--format", "dot"])
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
    desk.run(&["graph", "Email", "--depth", "1"])
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
    let desk = Desk::with_snapshot();
    let arguments = ["graph", "Contact", "Email", "--out", "crm.mmd"];
    desk.run(&arguments).ok().prints(str![""]).says(str![[r#"
crm.mmd: 2 entities, 1 arrow

"#]]);
    let text = desk.read("crm.mmd");
    desk.run(&[&arguments[..], &["--format", "dot"]].concat())
        .ok();
    desk.run(&arguments).ok();
    assert_eq!(desk.read("crm.mmd"), text);
    desk.write("README.md", "# Mine");
    desk.run(&["graph", "Contact", "--out", "README.md"])
        .code(1)
        .says(str![[r#"
error: README.md is there, and is no picture of civi's
  next: name another file with --out; nothing was written

"#]]);
    assert_eq!(desk.read("README.md"), "# Mine");
    desk.run(&["graph", "Contact", "--out", "no/such/folder.mmd"])
        .code(1);
}

#[test]
fn an_entity_that_is_not_there_is_told_with_the_nearest() {
    let desk = Desk::with_snapshot();
    desk.run(&["graph", "Contact", "Emial"])
        .code(4)
        .prints(str![""])
        .says(str![[r#"
error: the snapshot has no entity `Emial`
  next: did you mean `Email`?

"#]]);
    desk.run(&["graph", "Custom_*"]).code(4);
    desk.run(&["graph"]).code(2);
}
