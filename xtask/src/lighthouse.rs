//! `cargo xtask lighthouse`: the published folder, audited as a slow phone sees it.

use crate::run::{command, root, run, say};
use crate::tools::{Checks, System};
use crate::{Outcome, dist, serve, tools};

/// Prints figures, and fails below the limits of tests/lighthouse/run.mjs. No part of `cargo xtask test`: a shared machine has
/// no steady clock, and five audits take minutes.
pub fn measure(system: System) -> Outcome {
    dist::publish()?;
    let checks = Checks::ready(system)?;
    let modules = tools::lighthouse()?;
    say("auditing five times (about two minutes)");
    run(
        command("node")
            .arg(root().join("tests/lighthouse/run.mjs"))
            .envs(checks.variables())
            .env("TEMPO_DESIGNER_LIGHTHOUSE", modules)
            .env("TEMPO_DESIGNER_REPORT", root().join("target/lighthouse.json"))
            .env("TEMPO_DESIGNER_URL", serve::in_background()?),
        "The message above names what is below its limit.",
    )
}
