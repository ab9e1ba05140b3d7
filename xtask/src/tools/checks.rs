//! Tools of the tests: a browser with its driver, and the validators of what we write.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use super::{cached, once};
use crate::Outcome;
use crate::run::{command, find, output, root, run, say};

const CHROMIUM: &[&str] = &["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/// Whether packages of the operating system may be installed: asked for, or in CI.
#[derive(Clone, Copy)]
pub struct System {
    pub install: bool,
}

impl System {
    /// Installs a package as root, or gives the sentence that tells the user to.
    fn install(self, package: &str, what: &str) -> Outcome {
        let remedy = format!(
            "Install it with `sudo apt-get update && sudo apt-get install --no-install-recommends {package}`, or run \
             this as root with --install-system."
        );
        let root = output(command("id").arg("-u")).as_deref() == Some("0");
        let wanted = self.install || std::env::var_os("CI").is_some();
        if !(root && wanted && find(&["apt-get"]).is_some()) {
            return Err(format!("{what} is missing on PATH. {remedy}"));
        }
        say(&format!("installing {what} by apt-get (about half a minute, once per machine)"));
        let apt = |arguments: &[&str]| {
            run(command("apt-get").arg("--quiet=2").args(arguments).env("DEBIAN_FRONTEND", "noninteractive"), &remedy)
        };
        apt(&["update"])?;
        apt(&["install", "--yes", "--no-install-recommends", package])
    }
}

/// Where each tool is, as the tests read it from the environment.
pub struct Checks(Vec<(&'static str, OsString)>);

impl Checks {
    /// Finds or installs them all; quick when they are there.
    pub fn ready(system: System) -> Outcome<Self> {
        let node = find(&["node"]).ok_or("node is missing on PATH. Install Node.js 20 or later with npm.")?;
        let chromium = chromium(system)?;
        let modules = modules()?;
        let python = python()?;
        let promtool = promtool()?;
        Ok(Self(vec![
            ("TEMPO_DESIGNER_NODE", node.into()),
            ("TEMPO_DESIGNER_CHROMIUM", chromium.into()),
            ("TEMPO_DESIGNER_MODULES", modules.into()),
            ("TEMPO_DESIGNER_PYTHON", python.join("bin/python").into()),
            ("TEMPO_DESIGNER_KUBECTL", python.join("bin/kubectl").into()),
            ("TEMPO_DESIGNER_KUBERNETES_VALIDATE", python.join("bin/kubernetes-validate").into()),
            ("TEMPO_DESIGNER_PROMTOOL", promtool.into()),
            ("TEMPO_DESIGNER_DIST", root().join("dist").into()),
        ]))
    }

    pub fn variables(&self) -> impl Iterator<Item = (&str, &OsString)> {
        self.0.iter().map(|(name, value)| (*name, value))
    }
}

fn chromium(system: System) -> Outcome<PathBuf> {
    if let Some(chromium) = find(CHROMIUM) {
        return Ok(chromium);
    }
    system.install("chromium", "Chromium")?;
    find(CHROMIUM).ok_or("Chromium was installed but is not on PATH. Add its folder to PATH.".to_owned())
}

/// playwright-core and axe-core, in the versions of tests/browser/package-lock.json.
fn modules() -> Outcome<PathBuf> {
    npm("tests/browser", "npm", "playwright-core and axe-core by npm (about 6 seconds)")
}

/// Lighthouse, in the version of tests/lighthouse/package-lock.json. Only its own command needs it.
pub fn lighthouse() -> Outcome<PathBuf> {
    npm("tests/lighthouse", "lighthouse", "Lighthouse by npm (about a minute)")
}

/// What a folder of the project locks, installed by npm into one of the cache.
fn npm(source: &str, name: &str, what: &str) -> Outcome<PathBuf> {
    let from = root().join(source);
    let lock = text(&from.join("package-lock.json"))?;
    let folder = cached(name)?;
    once(&folder, &lock, |folder| {
        say(&format!("installing {what}"));
        for file in ["package.json", "package-lock.json"] {
            std::fs::copy(from.join(file), folder.join(file))
                .map_err(|error| format!("{source}/{file} cannot be copied: {error}. Restore it from git."))?;
        }
        run(
            // No install scripts: playwright's would fetch browsers.
            command("npm").args(["ci", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"]).current_dir(folder),
            "Install Node.js 20 or later with npm, and let npm reach its registry.",
        )
    })?;
    Ok(folder.join("node_modules"))
}

/// A virtual environment with kubectl and kubernetes-validate, in the versions of tests/validators/requirements.txt.
fn python() -> Outcome<PathBuf> {
    let source = root().join("tests/validators/requirements.txt");
    let folder = cached("python")?;
    once(&folder, &text(&source)?, |folder| {
        say("installing kubectl and kubernetes-validate by pip (about half a minute)");
        run(
            command("python3").args(["-m", "venv"]).arg(folder),
            "Install Python 3.9 or later with its venv module (Debian: apt-get install python3-venv).",
        )?;
        run(
            command(folder.join("bin/python"))
                .args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement"])
                .arg(&source),
            "Let pip reach its index.",
        )
    })?;
    Ok(folder)
}

/// From PATH, else unpacked from Debian's package: nothing is installed, no service started.
fn promtool() -> Outcome<PathBuf> {
    if let Some(promtool) = find(&["promtool"]) {
        return Ok(promtool);
    }
    let remedy = "Install Prometheus, so that promtool is found on PATH.";
    if find(&["apt-get"]).is_none() {
        return Err(format!("promtool is missing on PATH. {remedy}"));
    }
    let folder = cached("promtool")?;
    once(&folder, "debian", |folder| {
        say("unpacking promtool from Debian's prometheus package (a few seconds, 19 MB)");
        let download = || {
            let apt = &mut command("apt-get");
            run(apt.args(["--quiet=2", "download", "prometheus"]).current_dir(folder), remedy)
        };
        // A fresh machine has no package lists yet; only root can get them.
        download().or_else(|problem| {
            run(command("apt-get").args(["--quiet=2", "update"]), remedy).map_err(|_| problem)?;
            download()
        })?;
        let package = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
        let package = package.filter(|path| path.extension().is_some_and(|extension| extension == "deb")).last();
        let package = package.ok_or(format!("apt-get downloaded no package. {remedy}"))?;
        run(command("dpkg").arg("-x").arg(package).arg(folder), remedy)
    })?;
    Ok(folder.join("usr/bin/promtool"))
}

fn text(path: &Path) -> Outcome<String> {
    std::fs::read_to_string(path).map_err(|error| format!("{} cannot be read: {error}. Restore it from git.", path.display()))
}
