//! All rules, in the order of their ids.

// Their examples stay out of the page, and what only those use.
#![cfg_attr(target_family = "wasm", allow(unused_imports))]

mod cap_short_of_the_peak;
mod disk_01_small_volume;
mod lim_01_rate_below_peak;
mod lim_02_request_over_burst;
mod lim_03_live_traces_over_limit;
mod lim_06_giant_traces_allowed;
mod lim_09_traces_cut_off;
mod mem_02_no_room_to_complete_a_block;
mod mem_04_no_gomemlimit;
mod mem_05_small_compactor;
mod mem_08_requests_below_use;
mod out_02_no_node_takes_the_pod;
mod qry_01_queue_too_short;
mod qry_02_search_times_out;
mod qry_04_frontends_not_two;
mod ring_01_fewer_ingesters_than_copies;
mod ring_02_one_copy;
mod ring_03_one_success_of_two;
mod ring_04_no_spare_ingester;
mod ring_05_two_copies_on_one_node;
mod ring_06_all_copies_in_one_zone;
mod ring_07_unequal_zones;
mod ring_08_ingesters_without_volume;
mod ring_10_ingesters_on_spot_nodes;
mod ring_12_uneven_ownership;
mod ring_13_any_two_stop_recent_reads;
mod sto_01_compactors_fall_behind;
mod sto_05_small_blocks_or_polls;
mod sto_06_local_backend;
mod sto_08_no_endpoint;
mod time_01_blocks_leave_early;
mod time_02_store_asked_too_early;
mod time_03_compacted_blocks_vanish;
mod time_04_nobody_searches;

use super::{Rule, Search};
use crate::design::Role;

/// One list, four tables: findings are told within a gesture, with two links; their reasons and all their sources are fetched with
/// what explains; a fix that has to be searched for comes once the hand rests.
/// The first two sources that can be opened; empty where there are fewer.
const fn links(sources: &[&'static str]) -> [&'static str; 2] {
    let (mut found, mut count, mut at) = ([""; 2], 0, 0);
    while at < sources.len() && count < 2 {
        if let [b'h', b't', b't', b'p', ..] = sources[at].as_bytes() {
            found[count] = sources[at];
            count += 1;
        }
        at += 1;
    }
    found
}

macro_rules! rules {
    ($($module:ident $name:ident $($search:expr)?;)*) => {
        /// All rules.
        pub static RULES: &[&Rule] = &[$({
            static LINKS: [&str; 2] = links($module::$name.sources);
            static ROW: Rule = Rule { sources: &LINKS, ..$module::$name };
            &ROW
        }),*];
        /// All sources of each.
        pub(super) static SOURCES: &[&[&str]] = &[$($module::$name.sources),*];
        /// What happens and why, of each.
        pub(super) static REASONS: &[&str] = &[$($module::WHY),*];
        /// What searches for its fix, of each that has one to search for.
        pub(super) static SEARCHES: &[Option<Search>] = &[$(rules!(@ $($search)?)),*];
    };
    (@) => { None };
    (@ $search:expr) => { Some($search) };
}

rules! {
    cap_short_of_the_peak DISTRIBUTOR |a, found| cap_short_of_the_peak::search(a, Role::Distributor, found);
    cap_short_of_the_peak INGESTER |a, found| cap_short_of_the_peak::search(a, Role::Ingester, found);
    cap_short_of_the_peak QUERY_FRONTEND |a, found| cap_short_of_the_peak::search(a, Role::QueryFrontend, found);
    cap_short_of_the_peak QUERIER |a, found| cap_short_of_the_peak::search(a, Role::Querier, found);
    cap_short_of_the_peak COMPACTOR |a, found| cap_short_of_the_peak::search(a, Role::Compactor, found);
    disk_01_small_volume RULE;
    lim_01_rate_below_peak RULE;
    lim_02_request_over_burst RULE;
    lim_03_live_traces_over_limit RULE;
    lim_06_giant_traces_allowed RULE;
    lim_09_traces_cut_off RULE;
    mem_02_no_room_to_complete_a_block RULE mem_02_no_room_to_complete_a_block::search;
    mem_04_no_gomemlimit RULE;
    mem_05_small_compactor RULE mem_05_small_compactor::search;
    mem_08_requests_below_use RULE;
    out_02_no_node_takes_the_pod RULE;
    qry_01_queue_too_short RULE qry_01_queue_too_short::search;
    qry_02_search_times_out RULE qry_02_search_times_out::search;
    qry_04_frontends_not_two RULE;
    ring_01_fewer_ingesters_than_copies RULE;
    ring_02_one_copy RULE;
    ring_03_one_success_of_two RULE;
    ring_04_no_spare_ingester RULE;
    ring_05_two_copies_on_one_node RULE;
    ring_06_all_copies_in_one_zone RULE;
    ring_07_unequal_zones RULE;
    ring_08_ingesters_without_volume RULE;
    ring_10_ingesters_on_spot_nodes RULE;
    ring_12_uneven_ownership RULE;
    ring_13_any_two_stop_recent_reads RULE;
    sto_01_compactors_fall_behind RULE;
    sto_05_small_blocks_or_polls RULE;
    sto_06_local_backend RULE;
    sto_08_no_endpoint RULE;
    time_01_blocks_leave_early RULE;
    time_02_store_asked_too_early RULE;
    time_03_compacted_blocks_vanish RULE;
    time_04_nobody_searches RULE;
}
