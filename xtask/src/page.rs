//! The release page: trunk, with every tool it would otherwise download handed to it.

use std::path::PathBuf;

use crate::run::{cargo, command, path_with, root, run, say};
use crate::{Outcome, dist, tools};

/// A target folder of its own: features of the page never unify with the native build, and two cargos never wait
/// for one lock.
pub const TARGET: &str = "target/page";

pub fn build() -> Outcome {
    tools::wasm_target()?;
    let bindgen = tools::bindgen()?;
    let trunk = tools::trunk()?;
    // trunk runs offline, and cargo with it: on a machine that never built this, the packages must be there before.
    run(cargo().args(["fetch", "--quiet", "--locked"]), "Without its packages the page cannot be built. Is there a connection?")?;
    say("building the page into dist (a clean release build takes about 2 to 3 minutes)");
    run(
        command(trunk)
            .args(["build", "--cargo-profile", "page", "--locked"])
            .env("CARGO_TARGET_DIR", root().join(TARGET))
            .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", without_paths())
            .env("PATH", path_with(&bindgen)?)
            // trunk then stops, instead of downloading another wasm-bindgen, should the versions ever differ.
            .env("TRUNK_OFFLINE", "true")
            // trunk reads NO_COLOR=1, which other tools set, as an invalid boolean.
            .env_remove("NO_COLOR"),
        "The messages above say why.",
    )?;
    dist::complete(&root().join("dist"))
}

/// Places in panics are told without the folders of the machine that built them. Added to the flags of .cargo/config.toml.
fn without_paths() -> String {
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| Some(PathBuf::from(std::env::var_os("HOME")?).join(".cargo")));
    let folders = home.map(|home| home.join("registry/src")).into_iter().flat_map(std::fs::read_dir).flatten().flatten();
    folders.map(|folder| format!("--remap-path-prefix={}=", folder.path().display())).collect::<Vec<_>>().join(" ")
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
