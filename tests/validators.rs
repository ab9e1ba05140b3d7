//! What the command writes, judged by other people's programs and by what Tempo itself accepts.
//!
//! Run by `cargo xtask test`, or `cargo xtask e2e NAME` for one. Every test judges the default design and each of
//! tests/designs/.

#[path = "validators/config.rs"]
mod config;
#[path = "validators/metrics.rs"]
mod metrics;
#[path = "tools/mod.rs"]
mod tools;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;

use tools::tool;
use yaml_serde::Value;

/// One rendered design.
struct Bundle {
    name: String,
    folder: PathBuf,
}

impl Bundle {
    fn text(&self, file: &str) -> String {
        let path = self.folder.join(file);
        std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {file} cannot be read: {error}.", self.name))
    }

    fn yaml(&self, file: &str) -> Value {
        yaml_serde::from_str(&self.text(file)).unwrap_or_else(|error| panic!("{}: {file} is no YAML: {error}.", self.name))
    }

    /// The release whose facts are in tests/data: its patch level need not be the design's own.
    fn release(&self) -> &'static str {
        let design = self.yaml("design.yaml");
        let release = design.get("release").map(|release| match release {
            Value::String(text) => text.clone(),
            other => yaml_serde::to_string(other).expect("a scalar can be written"),
        });
        let release = release.unwrap_or_else(|| panic!("{}: design.yaml has no release.", self.name));
        let known = ["2.10.8", "3.0.3"].into_iter().find(|known| release.trim().starts_with(&known[..known.len() - 2]));
        known.unwrap_or_else(|| panic!("{}: tests/data has no facts of release {release}. Add them.", self.name))
    }
}

/// Each design rendered once, by the command that was just compiled.
fn bundles() -> &'static [Bundle] {
    static BUNDLES: OnceLock<Vec<Bundle>> = OnceLock::new();
    BUNDLES.get_or_init(|| {
        let top = Path::new(env!("CARGO_TARGET_TMPDIR")).join("validators");
        _ = std::fs::remove_dir_all(&top);
        std::fs::create_dir_all(&top).expect("the target folder can be written");

        let default = top.join("design.yaml");
        let init = designer().arg("init").current_dir(&top).output().expect("the command starts");
        passed(&init, "tempo-designer init");
        if !default.exists() {
            std::fs::write(&default, &init.stdout).expect("the target folder can be written");
        }
        let mut designs = vec![("default".to_owned(), default)];
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/designs");
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.extension().is_some_and(|extension| extension == "yaml") {
                let name = path.file_stem().expect("a file has a name").to_string_lossy().into_owned();
                designs.push((name, path));
            }
        }
        designs.sort();

        let render = |(name, design): (String, PathBuf)| {
            let folder = top.join(&name);
            let output = designer().arg("render").arg(&design).arg("-o").arg(&folder).output().expect("the command starts");
            passed(&output, &format!("{name}: tempo-designer render"));
            Bundle { name, folder }
        };
        designs.into_iter().map(render).collect()
    })
}

fn designer() -> Command {
    Command::new(env!("CARGO_BIN_EXE_tempo-designer"))
}

#[track_caller]
fn passed(output: &Output, what: &str) {
    let text = [output.stdout.as_slice(), &output.stderr].concat();
    assert!(output.status.success(), "{what} failed:\n{}", String::from_utf8_lossy(&text));
}

/// The objects of the root kustomization, as kubectl would apply them.
fn kustomized(bundle: &Bundle) -> PathBuf {
    let output = Command::new(tool("TEMPO_DESIGNER_KUBECTL", "kubectl"))
        .arg("kustomize")
        .arg(&bundle.folder)
        .output()
        .expect("kubectl starts");
    passed(&output, &format!("{}: kubectl kustomize", bundle.name));
    // Two tests write the same bytes; each its own file, so that none reads a half-written one.
    static NEXT: std::sync::atomic::AtomicUsize = std::sync::atomic::AtomicUsize::new(0);
    let number = NEXT.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    let file = bundle.folder.with_file_name(format!("{}-{number}.kustomized.yaml", bundle.name));
    std::fs::write(&file, &output.stdout).expect("the target folder can be written");
    file
}

#[test]
fn part_8_kustomize_builds_every_bundle() {
    for bundle in bundles() {
        let objects = std::fs::read_to_string(kustomized(bundle)).expect("just written");
        assert!(objects.contains("\nkind: "), "{}: kubectl kustomize gave no object.", bundle.name);
    }
}

#[track_caller]
fn schemas(kubernetes: &str) {
    for bundle in bundles() {
        let output = Command::new(tool("TEMPO_DESIGNER_KUBERNETES_VALIDATE", "kubernetes-validate"))
            .args(["--kubernetes-version", kubernetes, "--strict"])
            .arg(kustomized(bundle))
            .output()
            .expect("kubernetes-validate starts");
        passed(&output, &format!("{}: kubernetes-validate for {kubernetes}", bundle.name));
    }
}

#[test]
fn part_8_kubernetes_1_32_knows_every_field() {
    schemas("1.32");
}

#[test]
fn part_8_kubernetes_1_37_knows_every_field() {
    schemas("1.37");
}

#[test]
fn part_8_tempo_knows_every_key_with_its_type() {
    for bundle in bundles() {
        let faults = config::faults(&bundle.yaml("config/tempo.yaml"), bundle.release());
        assert!(faults.is_empty(), "{}: config/tempo.yaml:\n{}", bundle.name, faults.join("\n"));
    }
}

#[test]
fn issue_4_tempo_knows_every_limit_of_a_tenant() {
    for bundle in bundles() {
        let faults = config::faults_of_tenants(&bundle.yaml("config/overrides.yaml"), bundle.release());
        assert!(faults.is_empty(), "{}: config/overrides.yaml:\n{}", bundle.name, faults.join("\n"));
    }
}

#[test]
fn part_8_promtool_accepts_the_rules() {
    for bundle in bundles() {
        let output = Command::new(tool("TEMPO_DESIGNER_PROMTOOL", "promtool"))
            .args(["check", "rules"])
            .arg(bundle.folder.join("monitoring/rules.yaml"))
            .output()
            .expect("promtool starts");
        passed(&output, &format!("{}: promtool check rules", bundle.name));
    }
}

#[test]
fn part_8_tempo_has_every_metric_that_is_asked_for() {
    for bundle in bundles() {
        let rules = bundle.yaml("monitoring/rules.yaml");
        let faults = metrics::faults(&[rules], bundle.release());
        assert!(faults.is_empty(), "{}: {}", bundle.name, faults.join("\n"));
    }
}
