//! The project's own commands: build the page, serve it, weigh it, test everything.
//!
//! This program only drives other programs and holds no product code. Its own dependencies are none, so that it
//! starts within seconds in a fresh clone.

mod dist;
mod lighthouse;
mod page;
mod run;
mod serve;
mod server;
mod size;
mod test;
mod tools;

use std::process::ExitCode;

/// A failed step, as the sentence to print: place, what, remedy.
pub type Outcome<T = ()> = Result<T, String>;

const USAGE: &str = "\
cargo xtask serve [--port N]        build the release page and serve it on this machine
cargo xtask test [--install-system] everything CI runs: formatting, lints, tests, page, size, browser, validators
cargo xtask e2e [NAME]              only the browser and validator tests, or those whose name contains NAME
cargo xtask size                    build the page and weigh what its first view loads
cargo xtask frame                   main-thread time of one edit at 300 ingesters, from a browser trace
cargo xtask lighthouse              audit the published folder as a slow phone sees it, five times, and print the median
cargo xtask dist                    build dist/, the folder to publish: see docs/hosting.md

Tools are installed under the user's cache folder. A browser is a system package: as root in CI, or with
--install-system, it is installed too; otherwise the command to do so is printed.";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match command(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            if !problem.is_empty() {
                eprintln!("xtask: {problem}");
            }
            ExitCode::FAILURE
        }
    }
}

fn command(arguments: &[String]) -> Outcome {
    let words: Vec<&str> = arguments.iter().map(String::as_str).filter(|word| *word != "--install-system").collect();
    let system = tools::System { install: words.len() < arguments.len() };
    match words.as_slice() {
        ["serve"] => serve::serve(None),
        ["serve", "--port", port] => match port.parse() {
            Ok(port) => serve::serve(Some(port)),
            Err(_) => Err(format!("--port {port} is not a port. Give a number from 1 to 65535.")),
        },
        ["test"] => test::everything(system),
        ["e2e"] => test::end_to_end(system, None),
        ["e2e", name] => test::end_to_end(system, Some(name)),
        ["size"] => page::build().and_then(|()| size::check()),
        ["frame"] => test::frame(system),
        ["dist"] => dist::publish(),
        ["lighthouse"] => lighthouse::measure(system),
        [] | ["help" | "--help" | "-h"] => {
            println!("{USAGE}");
            Ok(())
        }
        words => Err(format!("`{}` is no command of xtask. These are:\n\n{USAGE}", words.join(" "))),
    }
}
