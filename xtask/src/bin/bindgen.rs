//! `wasm-bindgen` as far as trunk calls it: `--target=web --out-dir=D --out-name=N FILE.wasm --no-typescript`.
//!
//! The official command cannot be installed with its own lock file, and trunk insists on the version of our
//! Cargo.lock. The library behind that command is a dependency here, so the two cannot disagree.

use std::process::ExitCode;

use wasm_bindgen_cli_support::Bindgen;

fn main() -> ExitCode {
    match run(std::env::args().skip(1)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("wasm-bindgen (of xtask): {problem}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: impl Iterator<Item = String>) -> Result<(), String> {
    let (mut input, mut folder, mut name) = (None, None, None);
    for argument in arguments {
        match argument.split_once('=').unwrap_or((&argument, "")) {
            ("--version" | "-V", _) => {
                println!("wasm-bindgen {}", wasm_bindgen_cli_support_version());
                return Ok(());
            }
            ("--target", "web") | ("--no-typescript", _) => {}
            ("--out-dir", value) => folder = Some(value.to_owned()),
            ("--out-name", value) => name = Some(value.to_owned()),
            (file, _) if !file.starts_with('-') => input = Some(argument.clone()),
            _ => return Err(format!("{argument} is not known here. Teach it to xtask/src/bin/bindgen.rs.")),
        }
    }
    let input = input.ok_or("no wasm file was named; give one.")?;
    let folder = folder.ok_or("no folder was named; give --out-dir=FOLDER.")?;

    let mut bindgen = Bindgen::new();
    bindgen.input_path(&input).typescript(false);
    if let Some(name) = name {
        bindgen.out_name(&name);
    }
    // Names and producers are for debuggers; they are a tenth of the raw file.
    bindgen.remove_name_section(true).remove_producers_section(true);
    bindgen
        .web(true)
        .and_then(|bindgen| bindgen.generate(&folder))
        .map_err(|error| format!("{input} could not be bound: {error:#}"))
}

/// The version trunk compares with Cargo.lock. xtask hands it over when it builds this program, from that very file.
fn wasm_bindgen_cli_support_version() -> &'static str {
    env!("TEMPO_DESIGNER_BINDGEN", "build this through `cargo xtask`, which reads the version from Cargo.lock")
}
