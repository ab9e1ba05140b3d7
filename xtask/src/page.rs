//! The release page: trunk, with every tool it would otherwise download handed to it.

use crate::run::{cargo, command, path_with, root, run, say};
use crate::{Outcome, tools};

/// A target folder of its own: features of the page never unify with the native build, and two cargos never wait
/// for one lock.
pub const TARGET: &str = "target/page";

pub fn build() -> Outcome {
    tools::wasm_target()?;
    let bindgen = tools::bindgen()?;
    let trunk = tools::trunk()?;
    say("building the page into dist (a clean release build takes about 2 to 3 minutes)");
    run(
        command(trunk)
            .args(["build", "--cargo-profile", "page", "--locked"])
            .env("CARGO_TARGET_DIR", root().join(TARGET))
            .env("PATH", path_with(&bindgen)?)
            // trunk then stops, instead of downloading another wasm-bindgen, should the versions ever differ.
            .env("TRUNK_OFFLINE", "true")
            // trunk reads NO_COLOR=1, which other tools set, as an invalid boolean.
            .env_remove("NO_COLOR"),
        "The messages above say why.",
    )
}

/// Lints of the page. Separate from the native ones, since the two are never built together.
pub fn clippy() -> Outcome {
    tools::wasm_target()?;
    say("clippy, page (about a minute the first time)");
    run(
        cargo()
            .args(["clippy", "--quiet", "--package", "tempo-designer", "--bin", "page", "--no-default-features"])
            .args(["--features", "page", "--target", "wasm32-unknown-unknown", "--", "-D", "warnings"])
            .env("CARGO_TARGET_DIR", root().join(TARGET)),
        "Mend what clippy names above.",
    )
}
