//! `cargo xtask size`: what the first view of the page weighs.
//!
//! A quick table without a browser. The check that counts is the browser test `budget`, which weighs what a browser
//! really asked for.

use std::collections::BTreeSet;
use std::path::Path;

use crate::run::{command, root, run, say};
use crate::{Outcome, tools};

/// 1 kB = 1000 B, as everywhere in this project.
pub const LIMIT: usize = 250_000;

pub fn check() -> Outcome {
    let weigh = tools::weigh()?;
    let dist = root().join("dist");
    let files = first_view(&dist)?;
    say("weighing the first view (brotli 11 takes a few seconds)");
    run(
        command(weigh).arg(LIMIT.to_string()).arg(&dist).args(files),
        "Make the page smaller, or load the part that the first view does not need later.",
    )
}

/// index.html and every file of dist that it names; the scripts that the glue imports (snippets) come on top. The part of
/// the page that is fetched when first asked for lies beside those scripts and is no part of the first view.
fn first_view(dist: &Path) -> Outcome<BTreeSet<String>> {
    let html = std::fs::read_to_string(dist.join("index.html"))
        .map_err(|error| format!("dist/index.html cannot be read: {error}. Build it with `cargo xtask dist`."))?;
    let mut files = named_in(&html);
    files.retain(|file| dist.join(file).is_file());
    files.insert("index.html".to_owned());
    collect(dist, Path::new("snippets"), &mut files);
    Ok(files)
}

/// Every piece between quotes: the caller keeps those that are files.
fn named_in(html: &str) -> BTreeSet<String> {
    let pieces = html.split(['"', '\'']);
    pieces.map(|name| name.trim_start_matches("./").trim_start_matches('/').to_owned()).collect()
}

fn collect(dist: &Path, folder: &Path, files: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(dist.join(folder)).into_iter().flatten().flatten() {
        let path = folder.join(entry.file_name());
        if entry.path().is_dir() {
            collect(dist, &path, files);
        } else if path.extension().is_some_and(|ending| ending == "js") {
            files.insert(path.to_string_lossy().into_owned());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_a_page_names() {
        let names = named_in(r#"<link href="./tokens-1a.css"><script src="./boot.js" data-wasm="./page_bg.wasm">"#);
        for name in ["tokens-1a.css", "boot.js", "page_bg.wasm"] {
            assert!(names.contains(name), "{name} is missing in {names:?}");
        }
    }
}
