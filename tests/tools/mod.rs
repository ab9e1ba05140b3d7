//! Where `cargo xtask` put the tools that the tests need.

use std::path::PathBuf;

/// The tool named by an environment variable. A missing one is a failure, never a skipped test.
#[track_caller]
pub fn tool(variable: &str, what: &str) -> PathBuf {
    let Some(path) = std::env::var_os(variable).map(PathBuf::from) else {
        panic!("{what} is not known: {variable} is not set. Run `cargo xtask test`, which installs it and sets this.");
    };
    assert!(path.exists(), "{what} is not at {}. Run `cargo xtask test`, which installs it.", path.display());
    path
}
