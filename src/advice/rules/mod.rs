//! All rules, in the order of their ids.

mod ring_04_no_spare_ingester;
mod time_01_blocks_leave_early;

use super::Rule;

pub static RULES: &[&Rule] = &[&ring_04_no_spare_ingester::RULE, &time_01_blocks_leave_early::RULE];
