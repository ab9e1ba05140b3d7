//! `wasm-bindgen` as far as trunk calls it: `--target=web --out-dir=D --out-name=N FILE.wasm --no-typescript`.
//!
//! The official command cannot be installed with its own lock file, and trunk insists on the version of our
//! Cargo.lock. The library behind that command is a dependency here, so the two cannot disagree.
//!
//! Before the binding, the file is divided: what only `src/page/later.rs` reaches becomes a file of its own.

use std::hash::{DefaultHasher, Hasher};
use std::path::Path;
use std::process::ExitCode;
use std::{env, fs};

use wasm_bindgen_cli_support::Bindgen;
use wasm_split_cli_support::{Options, transform};

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

    let folder = Path::new(&folder);
    let main = divide(Path::new(&input), folder)?;
    let mut bindgen = Bindgen::new();
    bindgen.input_bytes(&name.unwrap_or("page".to_owned()), main).typescript(false);
    // Names and producers are for debuggers; they are a tenth of the raw file.
    bindgen.remove_name_section(true).remove_producers_section(true);
    // The later part grows into the memory and the function table of the first.
    bindgen.keep_lld_exports(true);
    bindgen
        .web(true)
        .and_then(|bindgen| bindgen.generate(folder))
        .map_err(|error| format!("{input} could not be bound: {error:#}"))
}

/// Takes the part that comes later out of `input` and returns the rest. The part lands below `snippets`, which trunk copies
/// as it is; its folder is named by what it was made of, so that it never meets a page of another build.
fn divide(input: &Path, folder: &Path) -> Result<Vec<u8>, String> {
    let failed = |what: &str, error: &dyn std::fmt::Display| format!("{}: {what}: {error}", input.display());
    let whole = fs::read(input).map_err(|error| failed("cannot be read", &error))?;
    let mut hasher = DefaultHasher::new();
    hasher.write(&whole);
    let below = format!("snippets/later-{:016x}", hasher.finish());
    let place = folder.join(&below);
    let _ = fs::remove_dir_all(folder.join("snippets"));
    fs::create_dir_all(&place).map_err(|error| failed("there is no place for the later part", &error))?;

    let main = place.join("main.wasm");
    let link = format!("./{below}/link.js");
    let mut options = Options::new(&whole);
    options.output_dir = folder;
    options.main_out_path = &main;
    options.link_name = &link;
    // The page's own start script knows the running module; the name of the bound one is not known yet.
    options.main_module = "../../boot.js";
    let parts = transform(options).map_err(|error| format!("{} cannot be divided: {error:#}", input.display()))?;
    for part in &parts.split_modules {
        let bytes = fs::read(part).map_err(|error| failed("a part is missing", &error))?;
        let name = part.file_name().ok_or("a part has no name; this is a fault of the divider.")?;
        fs::write(place.join(name), without_names(&bytes)).map_err(|error| failed("a part cannot be written", &error))?;
        fs::remove_file(part).map_err(|error| failed("a part cannot be moved", &error))?;
    }
    let script = folder.join(&link);
    let text = fs::read_to_string(&script).map_err(|error| failed("the link script is missing", &error))?;
    if !text.contains(STREAMING) {
        return Err(format!("the link script no longer says {STREAMING}. Teach xtask/src/bin/bindgen.rs what it says."));
    }
    fs::write(&script, text.replace(STREAMING, BUFFERED)).map_err(|error| failed("the link script cannot be written", &error))?;
    let rest = fs::read(&main).map_err(|error| failed("the first part is missing", &error))?;
    fs::remove_file(&main).map_err(|error| failed("the first part cannot be moved", &error))?;
    Ok(rest)
}

/// Compiling while loading needs a type that some static hosts do not send, and the part is small.
const STREAMING: &str = "WebAssembly.instantiateStreaming(src, imports)";
const BUFFERED: &str = "src.then((answer) => answer.arrayBuffer()).then((code) => WebAssembly.instantiate(code, imports))";

/// A WebAssembly file without its custom sections: an 8 byte head, then sections of id, length in LEB128, content.
fn without_names(wasm: &[u8]) -> Vec<u8> {
    let (head, mut rest) = wasm.split_at(wasm.len().min(8));
    let mut kept = head.to_vec();
    while let Some(&id) = rest.first() {
        let (mut length, mut at) = (0usize, 1);
        while let Some(&byte) = rest.get(at) {
            length |= usize::from(byte & 0x7f) << (7 * (at - 1));
            at += 1;
            if byte & 0x80 == 0 {
                break;
            }
        }
        let (section, next) = rest.split_at((at + length).min(rest.len()));
        if id != 0 {
            kept.extend_from_slice(section);
        }
        rest = next;
    }
    kept
}

/// The version trunk compares with Cargo.lock. xtask hands it over when it builds this program, from that very file.
fn wasm_bindgen_cli_support_version() -> &'static str {
    env!("TEMPO_DESIGNER_BINDGEN", "build this through `cargo xtask`, which reads the version from Cargo.lock")
}
