//! The tools that build the page, each in the version the project names. tools/checks.rs has those of the tests.
//!
//! All of them lie under the user's cache folder, so that the next clone has them and nothing of the user's is
//! replaced. A tool of the right version on PATH is taken as it is.

mod checks;

use std::path::{Path, PathBuf};

pub use checks::{Checks, System, lighthouse};

use crate::Outcome;
use crate::run::{cargo, command, find, output, root, run, say};

const TRUNK: &str = "0.21.14";

/// The cache folder of this project, `name` inside it.
fn cached(name: &str) -> Outcome<PathBuf> {
    let absolute = |name| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let cache = absolute("XDG_CACHE_HOME").or_else(|| Some(absolute("HOME")?.join(".cache")));
    let cache = cache.ok_or("there is no place for tools: set HOME or XDG_CACHE_HOME to a folder.")?;
    Ok(cache.join("tempo-designer").join(name))
}

/// Fills a folder once for a `version`: the stamp inside is written last, so a broken install is started anew.
fn once(folder: &Path, version: &str, install: impl FnOnce(&Path) -> Outcome) -> Outcome {
    let stamp = folder.join(".installed");
    if std::fs::read_to_string(&stamp).is_ok_and(|found| found == version) {
        return Ok(());
    }
    let place = |error| format!("{} cannot be written: {error}. Free it, or set XDG_CACHE_HOME.", folder.display());
    match std::fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(place(error)),
        _ => std::fs::create_dir_all(folder).map_err(place)?,
    }
    install(folder)?;
    std::fs::write(stamp, version).map_err(place)
}

/// Standard library for wasm32; a no-op of a second where it is there.
pub fn wasm_target() -> Outcome {
    let libraries = output(command("rustc").args(["--print", "target-libdir", "--target", "wasm32-unknown-unknown"]));
    if libraries.is_some_and(|folder| Path::new(&folder).is_dir()) {
        return Ok(());
    }
    say("getting the wasm32 standard library (seconds by rustup, about a minute from Debian's source)");
    run(command("bash").arg(root().join("xtask/wasm-target.sh")), "Try `rustup target add wasm32-unknown-unknown` by hand.")
}

pub fn trunk() -> Outcome<PathBuf> {
    let wanted = format!("trunk {TRUNK}");
    if let Some(trunk) = find(&["trunk"])
        && output(command(&trunk).arg("--version")).as_deref() == Some(&wanted)
    {
        return Ok(trunk);
    }
    let folder = cached(&format!("trunk-{TRUNK}"))?;
    once(&folder, TRUNK, |folder| {
        say(&format!("installing {wanted} into the cache folder (5 to 9 minutes on two cores, once per machine)"));
        run(
            // A profile for a tool that runs a second at a time: a third less to compile than its release.
            cargo()
                .args(["install", "--locked", "--no-default-features", "--features", "rustls"])
                .arg(format!("trunk@{TRUNK}"))
                .arg("--root")
                .arg(folder)
                .env("CARGO_PROFILE_RELEASE_LTO", "off")
                .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1")
                .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
                .env_remove("CARGO_TARGET_DIR"),
            "Install it by hand, so that it is found on PATH.",
        )
    })?;
    Ok(folder.join("bin/trunk"))
}

/// The folder that holds `wasm-bindgen` in the version of Cargo.lock.
pub fn bindgen() -> Outcome<PathBuf> {
    let version = locked("wasm-bindgen")?;
    let source = include_str!("bin/bindgen.rs");
    let folder = cached(&format!("bindgen-{version}"))?;
    once(&folder, source, |folder| {
        say(&format!("compiling wasm-bindgen {version} (about a minute and a half, once per version)"));
        helper("bindgen", &[("TEMPO_DESIGNER_BINDGEN", &version)], &folder.join("wasm-bindgen"))
    })?;
    Ok(folder)
}

/// The program that compresses, or only says how small that makes a file.
pub fn weigh() -> Outcome<PathBuf> {
    let folder = cached("weigh")?;
    once(&folder, include_str!("bin/weigh.rs"), |folder| {
        say("compiling the scales (about 20 seconds, once)");
        helper("weigh", &[], &folder.join("weigh"))
    })?;
    Ok(folder.join("weigh"))
}

/// Compiles another program of this package, named as the feature it needs, and copies it to `place`.
fn helper(name: &str, variables: &[(&str, &str)], place: &Path) -> Outcome {
    let target = root().join("target/tools");
    run(
        cargo()
            .args(["build", "--quiet", "--locked", "--package", "xtask", "--profile", "tools"])
            .args(["--bin", name, "--features", name])
            .envs(variables.iter().copied())
            .env("CARGO_TARGET_DIR", &target),
        "The messages above say why.",
    )?;
    let built = target.join("tools").join(name);
    std::fs::copy(&built, place).map_err(|error| format!("{} cannot be copied: {error}.", built.display()))?;
    Ok(())
}

/// The version of a package in Cargo.lock.
fn locked(package: &str) -> Outcome<String> {
    let lock = std::fs::read_to_string(root().join("Cargo.lock"))
        .map_err(|error| format!("Cargo.lock cannot be read: {error}. It belongs to the project: restore it."))?;
    version_in(&lock, package).ok_or(format!("Cargo.lock does not name {package}. Restore it from git."))
}

fn version_in(lock: &str, package: &str) -> Option<String> {
    let (_, rest) = lock.split_once(&format!("\nname = \"{package}\"\nversion = \""))?;
    Some(rest.split_once('"')?.0.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_lock() {
        let lock = "\n[[package]]\nname = \"wasm-bindgen-futures\"\nversion = \"0.4.1\"\n\
                    [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\n";
        assert_eq!(version_in(lock, "wasm-bindgen").as_deref(), Some("0.2.130"));
        assert_eq!(version_in(lock, "leptos"), None);
    }
}
