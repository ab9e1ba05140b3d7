//! Part 6 of the first issue: the native command, run as a user runs it. And part 7: the two commands stand where the
//! README says.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

fn run(arguments: &[&str], input: Option<&str>) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_tempo-designer"))
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the command starts");
    if let Some(input) = input {
        // A command that refuses its arguments exits without reading, which closes the pipe.
        let _ = child.stdin.as_mut().expect("a pipe").write_all(input.as_bytes());
    }
    child.wait_with_output().expect("the command ends")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn init() -> String {
    let output = run(&["init"], None);
    assert_eq!(output.status.code(), Some(0));
    text(&output.stdout)
}

fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    folder
}

#[test]
fn issue_5_a_reader_that_has_gone_is_no_fault() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tempo-designer"));
    let child = command.args(["estimate", "-", "--json"]).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = child.spawn().expect("the command starts");
    drop(child.stdout.take());
    child.stdin.take().expect("a pipe").write_all(init().as_bytes()).expect("the design is read");
    let output = child.wait_with_output().expect("it ends");
    assert_eq!((output.status.code(), text(&output.stderr).as_str()), (Some(0), ""));
}

#[test]
fn part_6_init_prints_what_estimate_and_render_read() {
    let design = init();
    assert!(design.starts_with('#') && design.contains("\nversion: 1\n"));
    let output = run(&["estimate", "-"], Some(&design));
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let told = text(&output.stdout);
    for line in ["Sustains at peak", "Monthly cost", "Compactor memory binds first.", "Survives the loss of a zone: not promised"]
    {
        assert!(told.contains(line), "{line} is missing in\n{told}");
    }
    assert!(told.lines().all(|line| !line.contains('\u{202f}')), "the terminal gets ASCII");
}

#[test]
fn part_6_json_lists_every_figure_by_its_id() {
    let output = run(&["estimate", "-", "--json"], Some(&init()));
    let value: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let figures = value["figures"].as_object().expect("figures");
    let assessment = tempo_designer::assess(&tempo_designer::design::Design::default());
    assert_eq!(figures.len(), assessment.estimate.sheet.ids().count());
    for (id, figure) in figures {
        let (low, likely, high) = (figure["low"].as_f64(), figure["likely"].as_f64(), figure["high"].as_f64());
        assert!(low <= likely && likely <= high && likely.is_some() && figure["unit"].is_string(), "{id}: {figure}");
    }
    assert_eq!(figures["load.mean"]["likely"], 1e6);
    assert_eq!(figures["load.mean"]["unit"], "B/s");
}

#[test]
fn part_6_set_changes_the_design_everywhere() {
    let changed = run(&["init", "--set", "components.ingester.replicas=6", "--set", "workload.spans=120k/s"], None);
    let changed = text(&changed.stdout);
    assert!(changed.contains("    replicas: 6\n") && changed.contains("  spans: 120000/s\n"), "{changed}");
    let folder = folder("set");
    let output = run(&["render", "-", "-o", &folder.to_string_lossy(), "--set", "components.ingester.replicas=6"], Some(&init()));
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert!(fs::read_to_string(folder.join("ingester.yaml")).expect("ingester.yaml").contains("replicas: 6\n"));
}

#[test]
fn part_6_render_writes_the_bundle_byte_for_byte() {
    let folder = folder("render");
    let output = run(&["render", "-", "-o", &folder.to_string_lossy()], Some(&init()));
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let bundle = tempo_designer::bundle::bundle(&tempo_designer::assess(&tempo_designer::design::Design::default()));
    for file in &bundle.files {
        assert_eq!(fs::read_to_string(folder.join(&file.path)).expect("rendered"), file.text(), "{}", file.path);
    }
    // What was rendered opens again.
    let again = run(&["estimate", &folder.join("design.yaml").to_string_lossy()], None);
    assert_eq!(again.status.code(), Some(0), "{}", text(&again.stderr));
}

#[test]
fn part_6_bad_input_is_told_whole_and_exits_2() {
    let output = run(
        &["estimate", "-"],
        Some("version: 1\nworkload:\n  spans: lots\ncomponents:\n  ingester:\n    memory_limit: 6\n    replica: 5\n"),
    );
    assert_eq!(output.status.code(), Some(2));
    assert!(output.stdout.is_empty());
    let told = text(&output.stderr);
    assert_eq!(told.lines().count(), 3, "{told}");
    for part in ["line 3, column 10, workload.spans", "6 bytes? Type 6Gi or 6Mi.", "Did you mean components.ingester.replicas?"] {
        assert!(told.contains(part), "{part} is missing in\n{told}");
    }
    for arguments in [
        &["estimate", "/no/such/design.yaml"][..],
        &["init", "--set", "nothing"],
        &["init", "--set", "workload.spans=1,5"],
        &["paint"],
    ] {
        let output = run(arguments, None);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(!output.stderr.is_empty(), "{arguments:?}");
    }
}

#[test]
fn part_6_help_has_examples() {
    for arguments in [
        &["--help"][..],
        &["init", "--help"],
        &["render", "--help"],
        &["estimate", "--help"],
        &["check", "--help"],
        &["failures", "--help"],
        &["fit", "--help"],
        &["calibration", "--help"],
    ] {
        let output = run(arguments, None);
        assert_eq!(output.status.code(), Some(0));
        assert!(text(&output.stdout).contains("Example"), "{arguments:?}");
    }
}

#[test]
fn check_prints_a_block_for_each_finding() {
    let output = run(&["check", "-"], Some(&init()));
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let told = text(&output.stdout);
    for line in [
        "warning: RING-04 No spare ingester\n",
        "  3 ingesters hold 3 copies. During a rolling update one more loss refuses every write.\n",
        "  Look at components.ingester.replicas, in ingester.yaml.\n",
        "  Use 4 ingesters: --set components.ingester.replicas=4\n",
        "  Removes RING-04.\n",
        "\n2 warnings, 1 note.\n",
    ] {
        assert!(told.contains(line), "{line} is missing in\n{told}");
    }
    assert!(told.lines().all(|line| !line.contains('\u{202f}')), "the terminal gets ASCII");
}

#[test]
fn check_exits_by_the_severity_asked_for() {
    let code = |arguments: &[&str]| run(&[&["check", "-"], arguments].concat(), Some(&init())).status.code();
    assert_eq!(code(&[]), Some(0));
    assert_eq!(code(&["--fail-on", "warning"]), Some(1));
    assert_eq!(code(&["--set", "platform.backend=local"]), Some(1));
    let mended = ["--set", "components.ingester.replicas=6", "--set", "platform.zone_awareness=true"];
    assert_eq!(code(&[&mended[..], &["--fail-on", "warning"]].concat()), Some(0));
    assert_eq!(code(&[&mended[..], &["--fail-on", "note"]].concat()), Some(1));
    // Refused before the document is read.
    assert_eq!(run(&["check", "-", "--fail-on", "rumour"], None).status.code(), Some(2));
    assert_eq!(code(&["--set", "nothing"]), Some(2));
}

#[test]
fn check_says_so_when_nothing_is_found() {
    let mended = [
        "--set",
        "components.ingester.replicas=6",
        "--set",
        "platform.zone_awareness=true",
        "--set",
        "tempo.query_ingesters_until=45m",
        "--fail-on",
        "note",
    ];
    let output = run(&[&["check", "-"], &mended[..]].concat(), Some(&init()));
    assert_eq!((output.status.code(), text(&output.stdout).as_str()), (Some(0), "Nothing found.\n"));
}

#[test]
fn check_hands_out_json_with_the_edits_of_a_fix() {
    let output = run(&["check", "-", "--json"], Some(&init()));
    let value: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let first = &value["findings"][0];
    assert_eq!((&first["id"], &first["severity"]), (&"RING-04".into(), &"warning".into()));
    assert_eq!(first["fix"]["edits"][0]["field"], "components.ingester.replicas");
    assert_eq!(first["fix"]["edits"][0]["value"], "4");
    assert_eq!(first["fix"]["removes"][0], "RING-04");
    assert!(first["sources"].as_array().is_some_and(|sources| !sources.is_empty()));
}

#[test]
fn failures_prints_a_row_for_each_scenario() {
    let output = run(&["failures", "-"], Some(&init()));
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let told = text(&output.stdout);
    for scenario in tempo_designer::failure::Scenario::ALL {
        assert!(told.lines().any(|line| line.starts_with(scenario.key())), "{scenario:?} is missing in\n{told}");
    }
    assert!(told.contains("tempo-ingester-0 and tempo-ingester-1  100 %   100 %"), "{told}");
    assert!(told.is_ascii(), "the terminal gets ASCII: {told}");
    let output = run(&["failures", "-", "--scenario", "store-out", "--for", "14h"], Some(&init()));
    let told = text(&output.stdout);
    assert!(told.contains("After 9.8 h the volume of tempo-ingester-0 is full") && told.is_ascii(), "{told}");
}

#[test]
fn failures_hands_out_json_with_exact_keys() {
    let arguments = ["failures", "-", "--scenario", "zone-loss", "--json", "--set", "tempo.replication_factor=1"];
    let output = run(&arguments, Some(&init()));
    let value: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let refused = &value["outcome"]["traces_refused"];
    assert_eq!(refused["of"], 4_294_967_296u64);
    assert_eq!(refused["keys"], value["outcome"]["impact"]["write_refused"]["keys"]);
    assert!(refused["keys"].as_u64().is_some_and(|keys| keys > 1 << 30), "{refused}");
    let series = value["timeline"]["series"].as_array().expect("curves");
    assert_eq!(series.len(), 7);
    assert!(series.iter().all(|curve| curve["likely"].as_array().is_some_and(|points| points.len() > 100)));
    assert!(value["timeline"]["moments"].as_array().is_some_and(|moments| !moments.is_empty()));
    let all: serde_json::Value = serde_json::from_slice(&run(&["failures", "-", "--json"], Some(&init())).stdout).expect("JSON");
    assert_eq!(all["scenarios"].as_array().map(Vec::len), Some(10));
}

#[test]
fn failures_tells_what_it_does_not_know() {
    let output = run(&["failures", "-", "--scenario", "meteor", "--for", "soon"], Some(&init()));
    assert_eq!(output.status.code(), Some(2));
    let told = text(&output.stderr);
    assert_eq!(told.lines().count(), 2, "{told}");
    assert!(told.contains("No scenario is called meteor. Type one of rolling-update, clean-stop"), "{told}");
}

#[test]
fn compare_puts_two_designs_side_by_side() {
    let path = folder("compare").with_extension("yaml");
    fs::write(&path, init()).expect("a design is written");
    let file = path.to_str().expect("a path");
    let output =
        run(&["compare", file, "-"], Some(&text(&run(&["init", "--set", "components.ingester.replicas=6"], None).stdout)));
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let told = text(&output.stdout);
    for line in [
        "A  Seed guide, mended",
        "Fields that differ",
        "Ingester, replicas",
        "Figures that differ",
        "Cost per million spans",
        "\n10x ",
    ] {
        assert!(told.contains(line), "{line} is missing in\n{told}");
    }
    assert!(told.is_ascii(), "{told}");
    let same = text(&run(&["compare", file, file], None).stdout);
    assert!(same.contains("Nothing differs") && !same.contains("that differ "), "{same}");
}

#[test]
fn init_begins_with_a_size_of_the_operators() {
    let design = text(&run(&["init", "--size", "1x.medium", "--set", "name=Medium"], None).stdout);
    assert!(design.contains("name: Medium") && design.contains("replication_factor: 2"), "{design}");
    assert_eq!(run(&["estimate", "-"], Some(&design)).status.code(), Some(0));
    let refused = run(&["init", "--size", "2x.huge"], None);
    assert_eq!(refused.status.code(), Some(2));
    assert!(
        text(&refused.stderr).contains("No size is called 2x.huge. Type one of 1x.demo, 1x.pico"),
        "{}",
        text(&refused.stderr)
    );
}

#[test]
fn compare_takes_the_operators_sizes_and_hands_out_json() {
    let output = run(&["compare", "-", "1x.medium", "--load", "a", "--json"], Some(&init()));
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let value: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!((&value["b"], &value["same_load"]), (&"Tempo Operator 1x.medium".into(), &true.into()));
    let says = value["says"].as_array().expect("sentences");
    assert!(says.iter().any(|words| words.as_str().is_some_and(|words| words.contains("settled at 5.16"))), "{says:?}");
    let estimate: serde_json::Value =
        serde_json::from_slice(&run(&["estimate", "-", "--json"], Some(&init())).stdout).expect("JSON");
    let figures = value["figures"].as_array().expect("figures");
    for (id, figure) in estimate["figures"].as_object().expect("figures") {
        let pair = figures.iter().find(|pair| pair["id"] == *id).unwrap_or_else(|| panic!("{id} is not compared"));
        assert_eq!(pair["a"]["likely"], figure["likely"], "{id}");
    }
    assert_eq!(value["curve_a"]["breaks"][0]["multiple"], estimate["binding"][0]["multiple"]);
    assert_eq!(value["curve_a"]["points"].as_array().map(Vec::len), Some(37));
}

#[test]
fn part_7_two_commands_stand_in_the_readme_and_ci_calls_the_second() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme = fs::read_to_string(root.join("README.md")).expect("README.md");
    for command in ["cargo xtask serve", "cargo xtask test"] {
        assert!(readme.contains(command), "README.md does not name {command}");
    }
    assert!(fs::read_to_string(root.join(".ci/run")).expect(".ci/run").contains("cargo xtask test"));
    let alias = fs::read_to_string(root.join(".cargo/config.toml")).expect(".cargo/config.toml");
    assert!(alias.contains("xtask ="), "the alias is gone");
}

#[test]
fn issue_7_what_moves_a_figure_most_is_printed() {
    let output = run(&["estimate", "-", "--sensitivity", "storage.stored"], Some(&init()));
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let told = text(&output.stdout);
    let lines: Vec<&str> = told.lines().collect();
    assert!(lines[0].starts_with("Stored at steady state, 160 GB: what moves it most"), "{told}");
    assert!(lines[1].starts_with("stored bytes per byte received") && lines[1].ends_with("0.083 to 0.63"), "{told}");
    let output = run(&["estimate", "-", "--json", "--sensitivity", "storage.stored"], Some(&init()));
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(json["bars"][0]["id"], "compression");
    let output = run(&["estimate", "-", "--sensitivity", "no.such"], Some(&init()));
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("No figure is called no.such."), "{}", text(&output.stderr));
}

#[test]
fn issue_7_a_running_cluster_is_fitted() {
    let query = run(&["fit", "-", "--query"], Some(&init()));
    assert!(text(&query.stdout).starts_with("label_replace(sum(rate(tempo_distributor_spans_received_total[3h]))"));
    let folder = std::env::temp_dir().join(format!("tempo-designer-fit-{}", std::process::id()));
    fs::create_dir_all(&folder).expect("a folder");
    let path = folder.join("answer.json");
    let fit = |answer: &str| {
        fs::write(&path, answer).expect("a file");
        run(&["fit", "-", &path.to_string_lossy()], Some(&init()))
    };
    // 1 MB/s in at RF 3 and half of the catalog's quarter stored of it.
    let sample =
        |measured: &str, value: &str| format!(r#"{{"metric":{{"measured":"{measured}"}},"value":[1764374400,"{value}"]}}"#);
    let answer =
        |all: &[String]| format!(r#"{{"status":"success","data":{{"resultType":"vector","result":[{}]}}}}"#, all.join(","));
    let output = fit(&answer(&[sample("spans", "2000"), sample("bytes", "1000000"), sample("flushed", "375000")]));
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let told = text(&output.stderr);
    assert!(told.contains("Blocks flushed: measured 375 kB/s, inside of the model's 750 kB/s"), "{told}");
    let (design, problems) = tempo_designer::design::document::read(&text(&output.stdout));
    assert_eq!(problems, []);
    assert_eq!(design.measured[0].spell(), "0.0415 / 0.125 / 0.315");
    let output = fit("{\"status\":\"error\",\"error\":\"no such label\"}");
    assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0));
    assert!(
        text(&output.stderr).contains("answer.json, error: Prometheus refused the query: no such label"),
        "{}",
        text(&output.stderr)
    );
    fs::remove_dir_all(&folder).expect("the folder goes");
}

#[test]
fn calibration_prints_every_case_and_a_line_for_each_file() {
    let output = run(&["calibration"], None);
    assert_eq!(output.status.code(), Some(0));
    let text = text(&output.stdout);
    assert!(text.is_ascii(), "a terminal takes it");
    for file in ["calibration-runs.csv", "published-cases.json", "measured-here.csv"] {
        let line = text.lines().find(|line| line.starts_with(file)).expect("a line of its own");
        assert!(line.contains(": inside ") && line.contains("median width") && line.contains("median likely/measured"), "{line}");
    }
    assert!(text.contains("05 ingester-fast-idle") && text.contains("vendor-ingester (claim, not counted)"));
}

#[test]
fn issue_7_size_writes_the_cheapest_design_and_says_what_forbids_one_less() {
    let to = folder("size").with_extension("yaml");
    let path = to.to_str().expect("a path");
    let output = run(&["size", "-", "-o", path, "--survive", "zone"], Some(&init()));
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let told = text(&output.stdout);
    for line in [
        "Wished for: 1.25x the peak, the loss of a zone survived.",
        "a month, $1 450 before",
        "Ingester",
        "  With 2: ",
        "Zone awareness on",
    ] {
        assert!(told.contains(line), "{line} is missing in\n{told}");
    }
    let sized = fs::read_to_string(&to).expect("it was written");
    assert!(sized.contains("survive: zone") && sized.contains("zone_awareness: true"), "{sized}");
    assert_eq!(run(&["check", path], None).status.code(), Some(0));

    let output = run(&["size", "-", "--budget", "100", "--json"], Some(&init()));
    assert_eq!(output.status.code(), Some(1));
    let told: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(told["feasible"], false);
    assert!(
        told["without"]
            .as_array()
            .is_some_and(|goals| goals.iter().any(|goal| goal["goal"] == "goals.budget" && goal["cost"].is_number()))
    );
    assert_eq!(run(&["size", "-", "--survive", "planet"], Some(&init())).status.code(), Some(2));
}
