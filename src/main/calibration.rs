//! `tempo-designer calibration`: every case of the evidence beside what the engine says.

use tempo_designer::calibration::{cases, report};
use tempo_designer::catalog::EVIDENCE;

pub fn calibration() {
    let files: Vec<_> = EVIDENCE.iter().map(|evidence| (evidence, cases(evidence))).collect();
    for line in report(&files) {
        say!("{line}");
    }
}
