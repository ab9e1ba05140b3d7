//! Part 1 of the first issue: the direction of imports, and what the engine may not touch.

use std::fs;
use std::path::{Path, PathBuf};

/// Lowest first: a module may use those above it in this list, never those below.
const ORDER: [&str; 17] = [
    "order",
    "quantity",
    "problem",
    "catalog",
    "design",
    "topology",
    "ring",
    "estimate",
    "calibration",
    "failure",
    "advice",
    "sizing",
    "verdict",
    "bundle",
    "compare",
    "diagram",
    "find",
];

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
}

fn all() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    sources(&root, &mut found);
    found.sort();
    found
        .into_iter()
        .map(|path| {
            let name = path.strip_prefix(&root).expect("below src").to_string_lossy().into_owned();
            (name, fs::read_to_string(path).expect("a source file is text"))
        })
        .collect()
}

/// The part of a file before its tests.
fn code(text: &str) -> &str {
    text.split("#[cfg(test)]").next().unwrap_or_default()
}

fn module(name: &str) -> &str {
    name.split(['/', '.']).next().unwrap_or_default()
}

#[test]
fn part_1_imports_point_downwards() {
    for (name, text) in all() {
        let own = module(&name);
        let Some(rank) = ORDER.iter().position(|&known| known == own) else { continue };
        for line in code(&text).lines() {
            let Some(at) = line.find("crate::") else { continue };
            let used = line[at + 7..].split(|c: char| !c.is_ascii_alphanumeric() && c != '_').next().unwrap_or_default();
            if let Some(other) = ORDER.iter().position(|&known| known == used) {
                assert!(other <= rank, "{name} uses {used}, which stands above it: {line}");
            }
        }
    }
}

#[test]
fn part_1_every_engine_module_has_a_place_in_the_order() {
    for (name, _) in all() {
        let own = module(&name);
        assert!(ORDER.contains(&own) || ["lib", "main", "page"].contains(&own), "{name}: give {own} a place in the order");
    }
}

#[test]
fn part_1_the_engine_knows_no_browser_and_no_clock() {
    for (name, text) in all().iter().filter(|(name, _)| !name.starts_with("page/") && name != "main.rs") {
        for forbidden in [
            "web_sys",
            "wasm_bindgen",
            "leptos",
            "gloo",
            "HashMap",
            "Instant::now",
            "SystemTime",
            ".unwrap()",
            "std::fs",
            "println!",
        ] {
            assert!(!code(text).contains(forbidden), "{name} contains {forbidden}");
        }
    }
}

#[test]
fn part_1_only_one_folder_of_the_page_touches_the_browser() {
    for (name, text) in all().iter().filter(|(name, _)| name.starts_with("page/")) {
        assert!(
            name.starts_with("page/browser/") || !(text.contains("web_sys") || text.contains("gloo")),
            "{name} reaches past src/page/browser/"
        );
        assert!(!text.contains("inner_html"), "{name}: inner_html would let text become markup");
        assert!(!text.contains("style=\""), "{name}: the content security policy kills style attributes; write style:--name");
    }
}

#[test]
fn part_1_the_house_has_its_files() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for file in [
        "README.md",
        "ARCHITECTURE.md",
        "CONTRIBUTING.md",
        "CHANGELOG.md",
        "LICENSE",
        "Trunk.toml",
        "index.html",
        ".ci/run",
        ".cargo/config.toml",
        "docs/performance.md",
    ] {
        assert!(root.join(file).is_file(), "{file} is missing");
    }
    let architecture = fs::read_to_string(root.join("ARCHITECTURE.md")).expect("ARCHITECTURE.md");
    for package in ["leptos", "wasm-bindgen", "serde", "serde_yaml", "gloo", "web-sys", "trunk"] {
        assert!(architecture.contains(package), "ARCHITECTURE.md does not say where {package} is used");
    }
}
