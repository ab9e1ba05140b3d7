//! Each design of `tests/designs` against our own pass, against Tempo's key list, and against its folder of snapshots;
//! and random designs against the same checks. `UPDATE=1` accepts new snapshots.

#[path = "bundle/cluster.rs"]
mod cluster;
#[path = "bundle/own_pass.rs"]
mod own_pass;
#[path = "random/mod.rs"]
mod random;
#[path = "bundle/tempo.rs"]
mod tempo;

use proptest::prelude::*;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use tempo_designer::assess;
use tempo_designer::bundle::{Bundle, archive, bundle};
use tempo_designer::design::fields::{FIELDS, Kind, Value, contradictions};
use tempo_designer::design::{Design, document};

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(name)
}

fn accepts() -> bool {
    std::env::var_os("UPDATE").is_some()
}

/// Name and design of every file in `tests/designs`.
fn designs() -> Vec<(String, Design)> {
    let mut paths: Vec<PathBuf> =
        fs::read_dir(folder("designs")).expect("the folder is there").map(|entry| entry.expect("it reads").path()).collect();
    paths.sort();
    paths
        .iter()
        .map(|path| {
            let (design, problems) = document::read(&fs::read_to_string(path).expect("it reads"));
            assert_eq!(problems, [], "{}", path.display());
            (path.file_stem().expect("a name").to_string_lossy().into_owned(), design)
        })
        .collect()
}

fn rendered() -> Vec<(String, Design, Bundle)> {
    designs()
        .into_iter()
        .map(|(name, design)| {
            let files = bundle(&assess(&design));
            (name, design, files)
        })
        .collect()
}

#[test]
fn part_5_the_default_design_is_what_init_prints() {
    let path = folder("designs").join("default.yaml");
    let text = document::write(&Design::default());
    if accepts() {
        fs::write(&path, &text).expect("it writes");
    }
    assert_eq!(fs::read_to_string(path).expect("it reads"), text, "UPDATE=1 accepts");
}

#[test]
fn part_5_bundles_pass_our_own_pass() {
    for (name, design, files) in rendered() {
        assert_eq!(own_pass::complaints(&assess(&design), &files), [] as [&str; 0], "{name}");
    }
}

#[test]
fn part_5_tempo_knows_every_key_and_every_metric() {
    let (keys, metrics) = (tempo::keys(), tempo::metrics());
    for (name, _, files) in rendered() {
        assert_eq!(tempo::unknown_keys(keys, &files), [] as [&str; 0], "{name}");
        assert_eq!(tempo::wrong_defaults(keys, &files), [] as [&str; 0], "{name}");
        assert_eq!(tempo::lost_defaults(keys, &files), [] as [&str; 0], "{name}");
        assert_eq!(tempo::unknown_metrics(&metrics, &files), [] as [&str; 0], "{name}");
    }
}

#[test]
fn part_5_same_design_same_bytes() {
    for (name, design, files) in rendered() {
        let again = bundle(&assess(&design));
        assert_eq!(archive::zip(&files, ""), archive::zip(&again, ""), "{name}");
    }
}

#[test]
fn part_5_a_replica_more_restarts_no_other_pod() {
    let checksum = |design: &Design| {
        let all = cluster::Cluster::of(&bundle(&assess(design)));
        let pods = all.named("Deployment", "tempo-querier").expect("it is there");
        cluster::pairs(pods, "spec/template/metadata/annotations")
    };
    let mut design = Design::default();
    let before = checksum(&design);
    design.distributor.replicas += 1;
    assert_eq!(checksum(&design), before);
    design.tempo.max_concurrent_queries += 1;
    assert_ne!(checksum(&design), before);
}

#[test]
fn part_5_bundles_open_again() {
    for (name, design, files) in rendered() {
        let text = files.files.iter().find(|file| file.path == "design.yaml").expect("it is there").text();
        assert_eq!(text, document::write(&design), "{name}");
        assert_eq!(document::read(&text), (design, Vec::new()), "{name}");
    }
}

#[test]
fn part_5_a_zip_holds_the_same_files() {
    for (name, _, files) in rendered() {
        let bytes = archive::zip(&files, "");
        let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes)).expect("it opens");
        assert_eq!(zip.len(), files.files.len(), "{name}");
        for (at, file) in files.files.iter().enumerate() {
            let mut entry = zip.by_index(at).expect("it is there");
            assert_eq!(entry.name().expect("it is UTF-8"), file.path);
            let mode = if file.path.ends_with(".sh") { 0o755 } else { 0o644 };
            assert_eq!(entry.unix_mode().map(|mode| mode & 0o777), Some(mode), "{}", file.path);
            let mut text = String::new();
            entry.read_to_string(&mut text).expect("it inflates");
            assert_eq!(text, file.text(), "{}", file.path);
        }
    }
}

#[test]
fn part_5_the_multi_document_form_holds_the_objects_of_the_folder_and_its_config_maps() {
    for (name, _, files) in rendered() {
        let all = cluster::Cluster::of(&files);
        let applied: usize = files
            .files
            .iter()
            .filter(|file| file.path.ends_with(".yaml") && !file.path.contains('/'))
            .filter(|file| !matches!(file.path.as_str(), "kustomization.yaml" | "design.yaml"))
            .map(|file| cluster::documents(&file.text()).len())
            .sum();
        assert_eq!(all.objects.len(), applied + 3, "{name}");
        for map in all.kind("ConfigMap") {
            let (key, text) = cluster::pairs(map, "data").into_iter().next().expect("one file");
            let path = if key == "design.yaml" { key } else { format!("config/{key}") };
            assert_eq!(files.files.iter().find(|file| file.path == path).expect("it is there").text(), text, "{name}");
        }
    }
}

#[test]
fn part_5_snapshots() {
    for (name, _, files) in rendered() {
        let root = folder("snapshots").join(&name);
        if accepts() {
            let _ = fs::remove_dir_all(&root);
        }
        let mut expected = Vec::new();
        list(&root, &root, &mut expected);
        for file in &files.files {
            let path = root.join(&file.path);
            if accepts() {
                fs::create_dir_all(path.parent().expect("a folder")).expect("it is made");
                fs::write(&path, file.text()).expect("it writes");
                continue;
            }
            let kept = fs::read_to_string(&path).unwrap_or_default();
            assert!(kept == file.text(), "{name}/{} has changed: read the diff after UPDATE=1", file.path);
            expected.retain(|known| *known != file.path);
        }
        assert_eq!(expected, [] as [&str; 0], "{name} no longer has these files");
    }
}

fn list(root: &Path, at: &Path, found: &mut Vec<String>) {
    for entry in fs::read_dir(at).into_iter().flatten() {
        let path = entry.expect("it reads").path();
        if path.is_dir() {
            list(root, &path, found);
        } else {
            let path = path.strip_prefix(root).expect("below it").to_string_lossy().replace('\\', "/");
            found.push(path);
        }
    }
}

/// A design some edits away from the default, each to a value that its field lets through.
fn edited(edits: &[(usize, f64)]) -> Design {
    let mut design = Design::default();
    let rows: Vec<_> = FIELDS.iter().collect();
    for (at, place) in edits {
        let field = rows[at % rows.len()];
        let pick = |count: usize| ((place * count as f64) as usize).min(count.saturating_sub(1));
        let value = match &field.kind {
            Kind::Number { .. } => {
                let stops = field.ladder();
                Value::Number(stops[pick(stops.len())])
            }
            Kind::Choice(options) => {
                let options = options(&design);
                Value::Text(options[pick(options.len())].to_owned())
            }
            Kind::Flag => Value::Flag(*place < 0.5),
            // What texts may hold is the fields' own matter; short and long ones must both fit into names.
            Kind::Text { check, .. } => {
                let text = ["a", "tempo", "abcdefghijklmnopqrstuvwxyzabcd", "x.y-1", "eu-1a, eu-1b"][pick(5)];
                if check(text).is_err() {
                    continue;
                }
                Value::Text(text.to_owned())
            }
        };
        field.apply(&mut design, &value);
    }
    design
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn part_5_any_design_renders_cleanly(
        edits in prop::collection::vec((0..1000usize, 0.0..1.0f64), 0..40),
        listed in prop::collection::vec(random::listed(), 0..5),
    ) {
        let mut design = edited(&edits);
        if design.name.is_empty() {
            design.name = "x".to_owned();
        }
        random::list(&mut design, listed);
        let assessment = assess(&design);
        let files = bundle(&assessment);
        // A design that contradicts itself renders, and no more is promised of it.
        if contradictions(&design).is_empty() {
            prop_assert_eq!(own_pass::complaints(&assessment, &files), [] as [&str; 0]);
            prop_assert_eq!(tempo::unknown_keys(tempo::keys(), &files), [] as [&str; 0]);
            prop_assert_eq!(tempo::lost_defaults(tempo::keys(), &files), [] as [&str; 0]);
        }
    }
}
