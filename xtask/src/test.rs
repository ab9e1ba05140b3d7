//! `cargo xtask test`: every check, the same on a laptop and in CI.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::time::Instant;

use crate::run::{cargo, command, root, run, say};
use crate::tools::{Checks, System};
use crate::{Outcome, page, serve, size};

/// Runs to the end even when something fails: one run tells everything. The last line is what CI reads.
pub fn everything(system: System) -> Outcome {
    let mut tally = Tally::default();
    tally.check("formatting", || run(cargo().args(["fmt", "--all", "--check"]), "`cargo fmt --all` mends it."));
    tally.check("clippy, native", || {
        run(
            cargo()
                .args(["clippy", "--quiet", "--workspace", "--all-targets", "--features", "tempo-designer/e2e"])
                .args(["--", "-D", "warnings"]),
            "Mend what clippy names above.",
        )
    });
    tally.check("clippy, page", page::clippy);
    let page = tally.check("release page", page::build);
    let checks = tally.check("tools of the tests", || Checks::ready(system));
    match (page, checks) {
        (Some(()), Some(checks)) => {
            tally.check("size", size::check);
            tally.tests(cargo_test(&checks).args(["--workspace"]));
        }
        // The tests that need neither page nor tool still have something to say; dist may hold an older page.
        _ => tally.tests(cargo().args(["test", "--no-fail-fast", "--workspace"])),
    }
    tally.close()
}

/// Only the tests against the built page and the real validators.
pub fn end_to_end(system: System, name: Option<&str>) -> Outcome {
    page::build()?;
    let checks = Checks::ready(system)?;
    let mut tally = Tally::default();
    tally.tests(cargo_test(&checks).args(["--test", "browser", "--test", "validators", "--"]).args(name));
    tally.close()
}

/// Prints figures; nothing fails, since a shared machine has no steady clock.
pub fn frame(system: System) -> Outcome {
    page::build()?;
    let checks = Checks::ready(system)?;
    run(
        command("node")
            .arg(root().join("tests/browser/frame_time.mjs"))
            .envs(checks.variables())
            .env("TEMPO_DESIGNER_URL", serve::in_background()?),
        "The message above says where the page did not follow.",
    )
}

fn cargo_test(checks: &Checks) -> Command {
    let mut cargo = cargo();
    cargo.args(["test", "--no-fail-fast", "--features", "tempo-designer/e2e"]).envs(checks.variables());
    cargo
}

#[derive(Default)]
struct Tally {
    passed: usize,
    failed: usize,
    /// Sentences of what failed, repeated at the end, where they are read.
    problems: Vec<String>,
}

impl Tally {
    fn check<T>(&mut self, name: &str, step: impl FnOnce() -> Outcome<T>) -> Option<T> {
        say(name);
        let start = Instant::now();
        let outcome = step();
        say(&format!("{name}: {:.0} s", start.elapsed().as_secs_f64()));
        outcome.map_err(|problem| self.problem(format!("{name}: {problem}"))).ok()
    }

    /// Shows what cargo test prints and adds up its result lines.
    fn tests(&mut self, command: &mut Command) {
        say("tests");
        let start = Instant::now();
        let mut child = match command.stdout(Stdio::piped()).spawn() {
            Ok(child) => child,
            Err(error) => return self.problem(format!("cargo test could not be started: {error}.")),
        };
        let before = self.failed;
        for line in BufReader::new(child.stdout.take().expect("piped above")).lines().map_while(Result::ok) {
            println!("{line}");
            if let Some((passed, failed)) = result_line(&line) {
                self.passed += passed;
                self.failed += failed;
            }
        }
        let status = child.wait();
        say(&format!("tests: {:.0} s", start.elapsed().as_secs_f64()));
        // A test program that does not compile, or dies, prints no result line.
        if !status.is_ok_and(|status| status.success()) && self.failed == before {
            self.problem("cargo test failed without naming a test: its message above says why.".to_owned());
        }
    }

    fn problem(&mut self, problem: String) {
        self.failed += 1;
        self.problems.push(problem);
    }

    fn close(self) -> Outcome {
        for problem in &self.problems {
            say(problem);
        }
        println!("\n{} passed, {} failed", self.passed, self.failed);
        // Everything was said above, and the counts have to be the last line.
        if self.failed > 0 { Err(String::new()) } else { Ok(()) }
    }
}

/// Passed and failed of a line such as `test result: ok. 12 passed; 0 failed; 0 ignored; ...`.
fn result_line(line: &str) -> Option<(usize, usize)> {
    let (_, counts) = line.strip_prefix("test result: ")?.split_once(". ")?;
    let count = |word| counts.split("; ").find_map(|part| part.strip_suffix(word)?.trim().parse().ok());
    Some((count("passed")?, count("failed")?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn adds_up_cargo_test() {
        let line = "test result: FAILED. 12 passed; 3 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.01s";
        assert_eq!(result_line(line), Some((12, 3)));
        assert_eq!(result_line("test ring::walks ... ok"), None);
    }
}
