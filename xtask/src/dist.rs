//! What is done to the folder after trunk: one style sheet, the verdict in index.html, the list of the service worker; and
//! for a host of static files, everything compressed and a `_headers` example.

use std::collections::BTreeMap;
use std::fs;
use std::hash::{DefaultHasher, Hasher};
use std::path::Path;

use crate::run::{cargo, command, output, root, run, say};
use crate::{Outcome, page, tools};

/// What index.html says where the verdict goes.
const VERDICT: &str = "<!-- verdict -->";
/// What public/sw.js says where its version and its list go.
const VERSION: &str = "const VERSION = \"none\";";
const FILES: &str = "const FILES = [];";
/// Files that a page never asks for by itself, or that must not be kept.
const NOT_KEPT: [&str; 1] = ["sw.js"];

/// Completes what trunk has built. Every build has it, so that tests see what is published.
pub fn complete(dist: &Path) -> Outcome {
    let html = text(&dist.join("index.html"))?;
    let html = one_style(dist, &html)?;
    let html = replaced(&html, VERDICT, &verdict()?, "index.html")?;
    write(&dist.join("index.html"), html.as_bytes())?;
    worker(dist)
}

/// `cargo xtask dist`: the folder to publish.
pub fn publish() -> Outcome {
    page::build()?;
    let dist = root().join("dist");
    say("compressing (brotli 11 takes a few seconds)");
    let packed = names(&dist)?.into_iter().filter(|name| !name.ends_with(".png"));
    run(command(tools::weigh()?).arg("pack").arg(&dist).args(packed), "The message above says why.")?;
    let headers = headers(&text(&dist.join("index.html"))?, &names(&dist)?)?;
    write(&dist.join("_headers"), headers.as_bytes())?;
    println!("dist/ is ready to be published: docs/hosting.md says how.");
    Ok(())
}

/// Puts the style sheets into one file, in their order: one request, and smaller than its parts.
fn one_style(dist: &Path, html: &str) -> Outcome<String> {
    let (mut kept, mut all, mut place) = (String::new(), String::new(), None);
    for line in html.split_inclusive('>') {
        let address = line.contains("rel=\"stylesheet\"").then(|| between(line, "href=\"", "\"")).flatten();
        match address {
            Some(address) => {
                let file = dist.join(address.trim_start_matches("./"));
                all += &without_comments(&text(&file)?);
                fs::remove_file(&file).map_err(|error| format!("{} cannot be removed: {error}.", file.display()))?;
                place.get_or_insert(kept.trim_end().len());
            }
            None => kept.push_str(line),
        }
    }
    let place = place.ok_or("dist/index.html names no style sheet. Look at how trunk writes them now.")?;
    let name = format!("style-{}.css", hash([all.as_bytes()]));
    write(&dist.join(&name), all.as_bytes())?;
    kept.insert_str(place, &format!("\n<link rel=\"stylesheet\" href=\"./{name}\">"));
    Ok(kept)
}

/// Visitors do not read why a rule is there. No rule holds the signs of a comment in a string.
fn without_comments(style: &str) -> String {
    let mut parts = style.split("/*");
    let mut kept = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        kept += part.split_once("*/").map_or("", |(_, rest)| rest.trim_start());
    }
    kept
}

/// The verdict on the default design, from the same engine that the page runs.
fn verdict() -> Outcome<String> {
    say("the verdict before the code (compiles the native command if need be)");
    let strip = output(cargo().args(["run", "--quiet", "--locked", "--bin", "tempo-designer", "--", "strip"]));
    strip.ok_or("the verdict could not be written. `cargo run -- strip` says why.".to_owned())
}

/// Writes the list of all files into the service worker, and a version that changes when any of them does.
fn worker(dist: &Path) -> Outcome {
    let place = dist.join("sw.js");
    let script = text(&place)?;
    let mut kept = BTreeMap::new();
    for name in names(dist)?.into_iter().filter(|name| !NOT_KEPT.contains(&name.as_str())) {
        let bytes = fs::read(dist.join(&name)).map_err(|error| format!("dist/{name} cannot be read: {error}."))?;
        kept.insert(name, bytes);
    }
    let parts = kept.iter().flat_map(|(name, bytes)| [name.as_bytes(), bytes.as_slice()]);
    let version = hash(parts.chain([script.as_bytes()]));
    // The folder itself stands for index.html, which some hosts redirect there.
    let list = kept.keys().map(|name| if name == "index.html" { "\"./\"".to_owned() } else { format!("\"./{name}\"") });
    let list = list.collect::<Vec<_>>().join(", ");
    let script = replaced(&script, VERSION, &format!("const VERSION = \"{version}\";"), "public/sw.js")?;
    let script = replaced(&script, FILES, &format!("const FILES = [{list}];"), "public/sw.js")?;
    write(&place, script.as_bytes())
}

/// An example for hosts that read such a file. Names with a hash never change what they mean; all others are asked for anew.
fn headers(html: &str, names: &[String]) -> Outcome<String> {
    let policy = between(html, "http-equiv=\"Content-Security-Policy\" content=\"", "\"");
    let policy = policy.ok_or("dist/index.html has no content security policy. Restore it from git.")?;
    let mut text = format!(
        "/*\n  Content-Security-Policy: {policy}; frame-ancestors 'none'\n  X-Content-Type-Options: nosniff\n  \
         Referrer-Policy: no-referrer\n  Cross-Origin-Opener-Policy: same-origin\n/\n  Cache-Control: no-cache\n"
    );
    for name in names.iter().filter(|name| !name.ends_with(".br") && !name.ends_with(".gz")) {
        let keep = if is_hashed(name) { "public, max-age=31536000, immutable" } else { "no-cache" };
        text += &format!("/{name}\n  Cache-Control: {keep}\n");
    }
    Ok(text)
}

/// Whether a name carries a hash of what is in it; public/sw.js asks the same.
fn is_hashed(name: &str) -> bool {
    name.split('-').skip(1).any(|part| part.bytes().take_while(u8::is_ascii_hexdigit).count() >= 12)
}

/// Every file of a folder and those below it, in order.
fn names(folder: &Path) -> Outcome<Vec<String>> {
    let mut found = Vec::new();
    let mut open = vec![String::new()];
    while let Some(below) = open.pop() {
        let place = folder.join(&below);
        let entries = fs::read_dir(&place).map_err(|error| format!("{} cannot be read: {error}.", place.display()))?;
        for entry in entries.flatten() {
            let name = format!("{below}{}", entry.file_name().to_string_lossy());
            if entry.path().is_dir() {
                open.push(format!("{name}/"));
            } else {
                found.push(name);
            }
        }
    }
    found.sort();
    Ok(found)
}

fn hash<'b>(parts: impl IntoIterator<Item = &'b [u8]>) -> String {
    let mut hasher = DefaultHasher::new();
    for part in parts {
        hasher.write_usize(part.len());
        hasher.write(part);
    }
    format!("{:016x}", hasher.finish())
}

fn between<'t>(text: &'t str, before: &str, after: &str) -> Option<&'t str> {
    let (_, rest) = text.split_once(before)?;
    Some(rest.split_once(after)?.0)
}

fn replaced(text: &str, old: &str, new: &str, place: &str) -> Outcome<String> {
    if text.matches(old).count() != 1 {
        return Err(format!("{place} does not say `{old}` once. Restore it, or teach xtask/src/dist.rs what it says."));
    }
    Ok(text.replace(old, new))
}

fn text(path: &Path) -> Outcome<String> {
    fs::read_to_string(path).map_err(|error| format!("{} cannot be read: {error}.", path.display()))
}

fn write(path: &Path, bytes: &[u8]) -> Outcome {
    fs::write(path, bytes).map_err(|error| format!("{} cannot be written: {error}.", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_names_that_never_change_their_meaning() {
        for name in ["page-9ca0b3ef4977d057_bg.wasm", "style-a92fd028210a063d.css", "snippets/later-9ca0b3ef4977d057/link.js"] {
            assert!(is_hashed(name), "{name}");
        }
        for name in ["boot.js", "icon-full-192.png", "index.html", "app.webmanifest"] {
            assert!(!is_hashed(name), "{name}");
        }
    }

    #[test]
    fn headers_keep_what_has_a_hash_and_nothing_else() {
        let html = "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'\">";
        let headers = headers(html, &["index.html".to_owned(), "page-9ca0b3ef4977d057.js".to_owned()]).expect("a policy");
        assert!(headers.contains("Content-Security-Policy: default-src 'none'; frame-ancestors 'none'\n"), "{headers}");
        assert!(headers.contains("/index.html\n  Cache-Control: no-cache\n"), "{headers}");
        assert!(
            headers.contains("/page-9ca0b3ef4977d057.js\n  Cache-Control: public, max-age=31536000, immutable\n"),
            "{headers}"
        );
    }

    #[test]
    fn a_marker_that_is_gone_is_said() {
        assert_eq!(replaced("a b", "b", "c", "x"), Ok("a c".to_owned()));
        assert!(replaced("a", "b", "c", "x").is_err());
    }
}
