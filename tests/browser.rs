//! The built page in a real browser: one test per scenario of tests/browser/.
//!
//! Run by `cargo xtask test`, or `cargo xtask e2e NAME` for one. A scenario fails on any console message of the
//! browser above "info", any uncaught error, any breach of the content security policy and any request that leaves
//! the page's own origin, besides what it checks itself: see tests/browser/harness.mjs.

#[path = "../xtask/src/server.rs"]
mod server;
#[path = "tools/mod.rs"]
mod tools;

use std::path::Path;
use std::process::Command;
use std::sync::OnceLock;

use tools::tool;

/// One server for all scenarios of this process.
fn address() -> &'static str {
    static ADDRESS: OnceLock<String> = OnceLock::new();
    ADDRESS.get_or_init(|| {
        let dist = tool("TEMPO_DESIGNER_DIST", "the built page");
        let listener = server::bind(0).expect("127.0.0.1 has a free port");
        let address = listener.local_addr().expect("a bound listener has an address");
        std::thread::spawn(move || server::serve(listener, dist));
        format!("http://{address}/")
    })
}

#[track_caller]
fn scenario(name: &str) {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/browser").join(format!("{name}.mjs"));
    // Named here so that the sentence about a missing one comes from the test, not from a script.
    tool("TEMPO_DESIGNER_CHROMIUM", "Chromium");
    tool("TEMPO_DESIGNER_MODULES", "playwright-core");
    tool("TEMPO_DESIGNER_PYTHON", "Python");
    let output = Command::new(tool("TEMPO_DESIGNER_NODE", "node"))
        .arg(&script)
        .env("TEMPO_DESIGNER_URL", address())
        .env("TEMPO_DESIGNER_BIN", env!("CARGO_BIN_EXE_tempo-designer"))
        .env("TEMPO_DESIGNER_SCREENSHOTS", Path::new(env!("CARGO_MANIFEST_DIR")).join("target/screenshots"))
        .output()
        .expect("node starts");
    let text = [output.stdout, output.stderr].concat();
    let text = String::from_utf8_lossy(&text);
    print!("{text}");
    assert!(output.status.success(), "scenario {name} failed:\n{text}");
}

#[test]
fn part_4_opens() {
    scenario("opens");
}

#[test]
fn part_4_first_view_stays_within_its_budget() {
    scenario("budget");
}

#[test]
fn issue_4_later_part_is_fetched_when_asked_for() {
    scenario("later");
}

#[test]
fn part_4_failed_start_says_what_to_do() {
    scenario("failed_start");
}

#[test]
fn part_4_slider_by_mouse() {
    scenario("slider_by_mouse");
}

#[test]
fn part_4_slider_by_keys() {
    scenario("slider_by_keys");
}

#[test]
fn part_4_types_1_5gi() {
    scenario("types_1_5Gi");
}

#[test]
fn part_4_types_nonsense() {
    scenario("types_nonsense");
}

#[test]
fn part_4_undo_redo() {
    scenario("undo_redo");
}

#[test]
fn part_4_downloaded_zip_equals_the_command() {
    scenario("download_zip");
}

#[test]
fn issue_5_a_refused_bundle_says_why_and_where() {
    scenario("refused");
}

#[test]
fn part_4_copied_file_is_the_one_shown() {
    scenario("copy_file");
}

#[test]
fn part_4_tree_by_keys() {
    scenario("tree_by_keys");
}

#[test]
fn part_4_theme_is_kept() {
    scenario("theme");
}

#[test]
fn part_4_2_ring_follows_a_trace() {
    scenario("ring");
}

#[test]
fn issue_6_a_running_clusters_ring_by_keyboard_alone() {
    scenario("own_ring");
}

#[test]
fn issue_7_coefficients_of_ones_own_by_keyboard_alone() {
    scenario("measured");
}

#[test]
fn issue_6_the_failure_lab_by_keyboard_alone() {
    scenario("failures");
}

#[test]
fn part_4_2_findings_are_mended_and_undone() {
    scenario("findings");
}

#[test]
fn part_4_2_nodes_and_cost_have_pictures_and_tables() {
    scenario("tabs");
}

#[test]
fn issue_7_the_evidence_has_a_tab() {
    scenario("evidence");
}

#[test]
fn part_4_layout_holds_from_phone_to_wall() {
    scenario("layout");
}

#[test]
fn part_4_axe_finds_nothing() {
    scenario("axe");
}

#[test]
fn issue_4_tenants_that_differ() {
    scenario("tenants");
}

#[test]
fn issue_5_works_without_a_connection() {
    scenario("offline");
}

#[test]
fn issue_5_new_version_is_offered() {
    scenario("update");
}

#[test]
fn issue_5_works_below_any_path() {
    scenario("subpath");
}

#[test]
fn issue_5_verdict_stands_before_the_code() {
    scenario("strip");
}

#[test]
fn issue_5_palette_finds_everything() {
    scenario("palette");
}

#[test]
fn issue_5_terms_are_explained_and_tables_copied() {
    scenario("terms");
}

#[test]
fn issue_5_names_in_focus_order() {
    scenario("names");
}

#[test]
fn issue_5_reflow_spacing_and_preferences() {
    scenario("adapts");
}

#[test]
fn issue_5_values_are_pulled_by_mouse() {
    scenario("drag_mouse");
}

#[test]
fn issue_5_values_are_pulled_by_touch() {
    scenario("drag_touch");
}

#[test]
fn issue_5_nothing_is_ever_lost() {
    scenario("keep");
}

#[test]
fn issue_5_a_link_opens_the_same_design() {
    scenario("share");
}

#[test]
fn issue_5_files_open_by_drop() {
    scenario("drop");
}

#[test]
fn issue_5_whole_job_by_keyboard() {
    scenario("job_by_keys");
}

#[test]
fn issue_5_whole_job_by_touch() {
    scenario("job_by_touch");
}

#[test]
fn issue_5_whole_job_by_mouse() {
    scenario("job_by_mouse");
}

#[test]
fn issue_7_prices_and_savings_on_the_cost_tab() {
    scenario("bill");
}

#[test]
fn issue_7_two_designs_are_compared_by_keyboard() {
    scenario("compare");
}

#[test]
fn issue_7_auto_size_by_keyboard_alone() {
    scenario("auto_size");
}
