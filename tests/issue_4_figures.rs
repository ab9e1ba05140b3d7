//! Figures that a reader found wrong, worked by hand: part 3 of the first issue.

use tempo_designer::design::{Bytes, Design, document};
use tempo_designer::estimate::{Bound, Resource};
use tempo_designer::{Assessment, assess};

fn with(changes: &[&str]) -> Assessment {
    let mut design = Design::default();
    for change in changes {
        document::assign(&mut design, change).unwrap_or_else(|problem| panic!("{problem:?}"));
    }
    assess(&design)
}

#[track_caller]
fn near(what: &str, found: f64, expected: f64) {
    assert!((found - expected).abs() <= expected.abs() * 1e-6, "{what}: {found} is not {expected}");
}

fn likely(a: &Assessment, id: &str) -> f64 {
    a.estimate.range(id).likely
}

#[test]
fn issue_4_a_long_look_back_reads_what_is_stored() {
    // 1 MB/s x 0.25 for 48 h are 43.2 GB, and two more copies of an hour 1.8 GB: the peak of an hour is not that of two days.
    let a = with(&["workload.lookback=48h", "workload.retention=48h", "workload.peak_factor=10"]);
    near("bytes", likely(&a, "query.block_bytes"), 43.2e9 + 1.8e9);
    assert!(likely(&a, "query.block_bytes") <= likely(&a, "storage.stored"));
    // Kept for longer: all but 15 minutes of 48 h, 45 minutes at ten times the mean, two more copies of those.
    let a = with(&["workload.lookback=48h", "workload.peak_factor=10"]);
    let seconds = 48.0 * 3600.0 - 900.0 + 9.0 * 2_700.0 + 2.0 * (2_700.0 + 9.0 * 2_700.0);
    near("kept longer", likely(&a, "query.block_bytes"), 0.25e6 * seconds);
    // What the ingesters alone answer for costs the store nothing: only their own job is left.
    let a = with(&["workload.lookback=15m"]);
    assert_eq!((likely(&a, "query.block_bytes"), likely(&a, "query.jobs")), (0.0, 1.0));
}

#[test]
fn issue_4_every_tenant_has_its_own_head_block() {
    // 1 MB/s over 50 tenants: 20 kB/s x 0.25 x 1.35 fills 1 MB in 148 s, on three ingesters, 50 times: 87 480 a day.
    let a = with(&["workload.tenants=50", "tempo.max_block_bytes=1 MB"]);
    near("blocks a day", likely(&a, "requests.blocks") * 86_400.0, 1e6 * 0.25 * 1.35 / 50.0 / 1e6 * 50.0 * 3.0 * 86_400.0);
    // At the peak of 2 MB/s each of 50 tenants makes 2 MB/s x 0.25 x 1 800 s / 50 = 18 MB, and its WAL is 1.35 times that.
    let a = with(&["workload.tenants=50"]);
    near("block", likely(&a, "ingester.block"), 18e6);
    near("WAL", likely(&a, "disk.wal"), 2.0 * 50.0 * 18e6 * 1.35);
    near("kept", likely(&a, "disk.kept"), 0.5e6 * 960.0 + 50.0 * 18e6);
    near("completion", likely(&a, "ingester.memory_completion"), 0.45e9 + 8.8 * 18e6);
    // After a restart time cuts them together, and four workers complete at once; at c 0.63 a block is 45.36 MB.
    near("at worst", a.estimate.range("ingester.memory_completion").high, 0.7e9 + 13.0 * 45.36e6 * 4.0);
    // 80 MB/s at the peak: 720 MB in half an hour each, cut at 500 MiB of WAL each.
    let a = with(&["workload.tenants=50", "workload.spans=80000"]);
    near("large block", likely(&a, "ingester.block"), 524_288_000.0 / 1.35);
    near("large WAL", likely(&a, "disk.wal"), 2.0 * 50.0 * 524_288_000.0);
}

#[test]
fn issue_4_what_is_cut_by_size_has_a_wal_of_that_size() {
    let a = with(&["workload.spans=20000"]);
    let wal = a.estimate.range("disk.wal");
    assert_eq!((wal.low, wal.likely, wal.high), (1_048_576_000.0, 1_048_576_000.0, 1_048_576_000.0));
}

#[test]
fn issue_4_the_file_cache_holds_half_a_head_block() {
    let a = with(&[]);
    near("cache", likely(&a, "ingester.cache"), 0.5e6 * 900.0 + 0.5 * 524_288_000.0 / 1.35);
}

#[test]
fn issue_4_live_traces_take_memory() {
    // grafana/tempo#3761: from 0.25 to 3 million live traces 12 to 35 GiB, which is 9 kB each.
    let memory = |traces: &str| likely(&with(&["workload.spans=500k", traces]), "demand.ingester.memory");
    let (few, many) = (memory("workload.spans_per_trace=100"), memory("workload.spans_per_trace=1"));
    // A million traces/s for 17 s on each of three ingesters are 17 million; with 100 spans a trace 170 000, fewer than the
    // 2 237 per MB/s that the steady memory was measured at: 500 MB/s x 2 237 = 1 118 500.
    near("traces", many - few, 9e3 * (17e6 - 1_118_500.0));
}

#[test]
fn issue_4_the_largest_trace_takes_memory_up_to_its_limit() {
    let memory = |trace: &str, of: &str| likely(&with(&[trace, "tempo.max_bytes_per_trace=60 MB"]), of);
    for (of, copies) in [("demand.ingester.memory", 1.0), ("demand.compactor.memory", 3.0), ("demand.querier.memory", 3.0)] {
        let (small, large) = (memory("workload.largest_trace=5 MB", of), memory("workload.largest_trace=50 MB", of));
        near(of, large - small, copies * 4.0 * 45e6);
        // What is above the limit is cut off.
        near(of, memory("workload.largest_trace=100 MB", of) - small, copies * 4.0 * 55e6);
    }
    let fires = |trace: &str| with(&[trace]).findings.iter().any(|finding| finding.id == "LIM-09");
    assert_eq!([fires("workload.largest_trace=5 MB"), fires("workload.largest_trace=5.1 MB")], [false, true]);
}

#[test]
fn issue_4_a_search_waits_for_the_cpu_of_the_queriers() {
    // Alone on 3 queriers: one wave, and 16.2 MB over 3 x min(4 cores x 60, 450) MB/s. The searches of one second take
    // 40 jobs x 0.15 s of 60 slots, and 16.2 of 720 MB/s: the slots more, a tenth.
    let a = with(&[]);
    near("default", likely(&a, "query.latency"), (0.15 + 16.2 / 720.0) / (1.0 - 0.1));
    let two = (0.15 + 16.2 / 1_200.0) / (1.0 - 40.0 * 0.15 / 100.0);
    near("two more", likely(&a, "query.latency_two_more"), two);
    assert_eq!(a.estimate.search_bound, Bound::FirstByte);
    // With a fifth of a core each the CPU is what binds, 12 MB/s on each of 3.
    let a = with(&["components.querier.cpu_limit=200m", "components.querier.cpu_request=200m"]);
    assert_eq!(a.estimate.search_bound, Bound::Cpu);
    near("CPU", likely(&a, "query.latency"), (0.15 + 16.2 / 36.0) / (1.0 - 16.2 / 36.0));
    // Beside an overloaded CPU a search is as slow as all that began within the timeout make it.
    let a = with(&["components.querier.cpu_limit=50m", "components.querier.cpu_request=50m"]);
    let cpu = a.estimate.share(tempo_designer::design::Role::Querier, Resource::CpuRequest).expect("there").likely;
    assert!(cpu > 1.0, "{cpu}");
    near("overloaded", likely(&a, "query.latency"), (0.15 + 16.2 / 9.0) * 31.0);
}

#[test]
fn issue_4_searches_under_way_end_at_the_timeout() {
    // 500 000 spans/s: at most 1 000 jobs of each of the searches that began within 30 s.
    let a = with(&["workload.spans=500k"]);
    near("jobs", likely(&a, "limits.outstanding"), 30.0 * 1_000.0);
    let finding = a.findings.iter().find(|finding| finding.id == "QRY-01").expect("fires");
    assert!(finding.message.ends_with(" bind."), "{}", finding.message);
    let fix = finding.fix.as_ref().expect("more queriers");
    assert!(fix.title.contains("queriers"), "{}", fix.title);
}

#[test]
fn issue_4_a_fix_of_a_slow_search_leaves_a_margin() {
    let a = with(&["workload.spans=100k", "components.querier.replicas=1"]);
    let fix = a.findings.iter().find(|finding| finding.id == "QRY-02").and_then(|finding| finding.fix.clone()).expect("fires");
    let after = assess(&fix.apply(&a.design)).estimate.range("query.latency_day").likely;
    assert!(after <= 0.7 * 30.0, "{after} s");
}

#[test]
fn issue_4_throughput_is_finite() {
    let a = with(&["workload.spans=1"]);
    let figure = a.estimate.figure("capacity.sustainable").expect("listed");
    assert!(figure.range().likely.is_finite() && !figure.show().contains('\u{221e}'), "{}", figure.show());
}

#[test]
fn issue_4_a_span_holds_its_unique_characters() {
    let mut design = Design::default();
    design.workload.unique_characters = Some(Bytes::new(900.0));
    let problems = tempo_designer::design::fields::impossible(&design);
    assert_eq!(problems.len(), 1);
    assert_eq!(problems[0].key, "workload.unique_characters");
    design.workload.unique_characters = Some(Bytes::new(500.0));
    assert_eq!(tempo_designer::design::fields::impossible(&design), []);
}

#[test]
fn issue_4_the_share_refused_is_told_in_three_digits() {
    let told = |rate: &str| {
        let a = with(&["workload.spans=500k", &format!("tempo.rate_limit={rate}")]);
        a.findings.iter().find(|finding| finding.id == "LIM-01").map(|finding| finding.message.clone()).expect("fires")
    };
    // 500 MB/s at the peak, three distributors.
    assert!(told("15 MB/s").ends_with("91\u{202f}% of the peak is refused."), "{}", told("15 MB/s"));
    assert!(told("100 kB/s").ends_with("all but 0.06\u{202f}% of the peak is refused."), "{}", told("100 kB/s"));
}

#[test]
fn issue_4_a_global_rate_is_told_for_each_distributor() {
    // grafana/tempo#5163: 66.7 MB/s are 16.7 MB/s on each of four distributors.
    let a = with(&["tempo.rate_limit=66.7 MB/s", "tempo.rate_strategy=global", "components.distributor.replicas=4"]);
    near("each", likely(&a, "limits.rate_each"), 66.7e6 / 4.0);
    let a = with(&["components.distributor.replicas=4"]);
    near("each, local", likely(&a, "limits.rate_each"), 15e6);
}

#[test]
fn issue_4_completion_and_steady_memory_are_told_apart() {
    let a = with(&["components.ingester.memory_limit=2Gi"]);
    let message = a.findings.iter().find(|finding| finding.id == "MEM-02").map(|finding| finding.message.clone()).expect("fires");
    assert!(
        message.starts_with("An ingester takes 3.87\u{202f}GB (") && message.contains(" and 490\u{202f}MB between"),
        "{message}"
    );
}

#[test]
fn issue_4_no_memory_limit_is_larger_than_the_node() {
    // 24 GB of live traces: no m7i.xlarge holds that, and smaller blocks do not help.
    let a = with(&["platform.node=m7i.xlarge", "workload.spans=500k", "workload.spans_per_trace=1"]);
    let room = a.estimate.packing.as_ref().expect("known").room.memory;
    for finding in &a.findings {
        let Some(fix) = &finding.fix else { continue };
        let after = fix.apply(&a.design);
        if after.platform.node == a.design.platform.node {
            for role in tempo_designer::design::Role::ALL {
                let (before, after) = (a.design.component(role).memory_limit, after.component(role).memory_limit);
                assert!(after <= before || after.get() <= room, "{}: {}", finding.id, fix.title);
            }
        }
    }
}

#[test]
fn issue_4_the_limits_are_one_list() {
    let a = with(&[]);
    for id in a.estimate.limits() {
        assert!(a.estimate.figure(id).is_some(), "{id}");
    }
    assert_eq!(a.estimate.limits().len(), 6);
}
