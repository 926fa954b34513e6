//! Wrong uses of the request language don't compile, and the compiler's words help.

use std::process::Command;

/// The compiler whose words the `.stderr` files hold; others put some lines differently.
const COMPILER: &str = "rustc 1.95.";

#[test]
fn wrong_queries_do_not_compile() {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let version = Command::new(rustc).arg("--version").output().unwrap();
    let version = String::from_utf8_lossy(&version.stdout).into_owned();
    if !version.starts_with(COMPILER) {
        // Past the harness, which keeps what a passing test prints: a check left out is always said.
        let said =
            format!("NOT RUN: the expected words are those of {COMPILER}x, this is {version}");
        std::io::Write::write_all(&mut std::io::stderr(), said.as_bytes()).unwrap();
        return;
    }
    let cases = trybuild::TestCases::new();
    cases.compile_fail("tests/ui/query/*.rs");
    cases.compile_fail("tests/ui/version/*.rs");
}
