//! One gesture end to end at 300 ingesters x 128 tokens: design -> all figures -> pictures -> bundle.

use criterion::{Criterion, criterion_group, criterion_main};
use std::hint::black_box;
use std::sync::Arc;
use tempo_designer::bundle::{archive, bundle};
use tempo_designer::design::{Design, PerSecond, Role, document};
use tempo_designer::diagram::{Size, flow};
use tempo_designer::failure::{Down, Scenario, Standing, report, scenarios, simulate};
use tempo_designer::ring::{Gone, Outage, Ring, RingSpec};
use tempo_designer::sizing::size;
use tempo_designer::{assess, assess_on};

fn large() -> Design {
    let mut design = Design::default();
    design.workload.spans = PerSecond::new(400_000.0);
    design.ingester.replicas = 300;
    design
}

fn frame(c: &mut Criterion) {
    let design = large();
    let assessment = assess(&design);
    let text = document::write(&design);
    let files = bundle(&assessment);
    c.bench_function("design -> all figures", |b| b.iter(|| assess(black_box(&design))));
    c.bench_function("design -> all figures, ring known", |b| {
        b.iter(|| assess_on(black_box(&design), Arc::clone(&assessment.placement), None))
    });
    c.bench_function("design -> all figures, ring and packing known", |b| {
        b.iter(|| assess_on(black_box(&design), Arc::clone(&assessment.placement), Some(&assessment)))
    });
    c.bench_function("figures -> data flow scene", |b| {
        b.iter(|| flow(black_box(&assessment), Size { width: 768.0, height: 462.0 }))
    });
    c.bench_function("figures -> bundle", |b| b.iter(|| bundle(black_box(&assessment))));
    c.bench_function("bundle -> zip", |b| b.iter(|| archive::zip(black_box(&files), "")));
    let standing = Standing::of(&assessment, &assessment.placement);
    let ring = &assessment.placement;
    c.bench_function("failures: all scenarios", |b| b.iter(|| scenarios(black_box(&assessment), ring, &standing, 2.0)));
    for scenario in [Scenario::StoreOut, Scenario::ZoneLoss, Scenario::RollingUpdate] {
        c.bench_function(&format!("failures: 24 h of {}", scenario.key()), |b| {
            b.iter(|| simulate(black_box(&assessment), ring, &standing, scenario, 86_400.0))
        });
    }
    let small = assess(&Design::default());
    let standing = Standing::of(&small, &small.placement);
    c.bench_function("failures: 24 h of store-out, default design", |b| {
        b.iter(|| simulate(black_box(&small), &small.placement, &standing, Scenario::StoreOut, 86_400.0))
    });
    c.bench_function("failures: 24 h of zone-loss, default design", |b| {
        b.iter(|| simulate(black_box(&small), &small.placement, &standing, Scenario::ZoneLoss, 86_400.0))
    });
    c.bench_function("document -> design", |b| b.iter(|| document::read(black_box(&text))));
}

/// The failure lab at 300 ingesters x 128 tokens, 3 zones, RF 3. The ring code of Tempo needs 90 ms for one zone with zone
/// awareness and 71 ms without, on an idle machine of this kind.
fn failures(c: &mut Criterion) {
    let mut aware = large();
    aware.platform.zone_awareness = true;
    for (name, design) in [("aware", aware), ("no zones", large())] {
        let assessment = assess(&design);
        let placement = &assessment.placement;
        let (spec, ring) = (RingSpec::of(&design), &placement.ring);
        c.bench_function(&format!("{name}: spec -> ring"), |b| b.iter(|| Ring::build(black_box(&spec))));
        let down: Vec<bool> = ring.instances().iter().map(|instance| instance.node_zone == 1).collect();
        for gone in [Gone::Killed, Gone::Left] {
            c.bench_function(&format!("{name}: a zone down, {gone:?}"), |b| {
                b.iter(|| ring.impact(Outage { down: black_box(&down), gone, ..Outage::default() }))
            });
        }
        let standing = Standing::of(&assessment, placement);
        let count = ring.instances().len();
        let groups = [
            ((0..count as u32).collect(), count),
            (standing.host_of_ingesters(count), standing.hosts.len()),
            (standing.zone_of_ingesters(count), standing.zones.len()),
        ];
        c.bench_function(&format!("{name}: every pod, node and zone"), |b| {
            b.iter(|| groups.iter().map(|(groups, count)| ring.losses(black_box(groups), *count)).collect::<Vec<_>>())
        });
        c.bench_function(&format!("{name}: every pair of pods"), |b| b.iter(|| ring.worst_pair(black_box(&groups[0].0), count)));
        let zone = Down { pods: standing.in_zone(1).into_iter().collect(), gone: Gone::Killed };
        c.bench_function(&format!("{name}: a zone down -> report"), |b| {
            b.iter(|| report(&assessment, placement, &standing, black_box(&zone)))
        });
        c.bench_function(&format!("{name}: all scenarios"), |b| {
            b.iter(|| scenarios(&assessment, placement, &standing, black_box(2.0)))
        });
        c.bench_function(&format!("{name}: two hours without the store, by the second"), |b| {
            b.iter(|| simulate(&assessment, placement, &standing, Scenario::StoreOut, black_box(7_200.0)))
        });
    }
}

/// The cheapest design, for the default load and for two hundred times as much.
fn sizing(c: &mut Criterion) {
    for spans in [2_000.0, 400_000.0] {
        let mut design = Design::default();
        design.workload.spans = PerSecond::new(spans);
        c.bench_function(&format!("{spans} spans/s -> the cheapest design"), |b| b.iter(|| size(black_box(&design))));
    }
}

/// What a cluster ten times as large costs: all figures with the ring drawn anew, and what a step of the load takes of them.
fn growth(c: &mut Criterion) {
    for pods in [10, 100, 1000] {
        let mut design = Design::default();
        design.workload.spans = PerSecond::new(200.0 * f64::from(pods));
        for role in Role::ALL {
            // Of ten pods four are ingesters, two are distributors and two are queriers.
            let tenths = match role {
                Role::Ingester => 4,
                Role::Distributor | Role::Querier => 2,
                Role::QueryFrontend | Role::Compactor => 1,
            };
            design.component_mut(role).replicas = pods * tenths / 10;
        }
        let assessment = assess(&design);
        c.bench_function(&format!("{pods} pods: design -> all figures"), |b| b.iter(|| assess(black_box(&design))));
        c.bench_function(&format!("{pods} pods: ring known"), |b| {
            b.iter(|| assess_on(black_box(&design), Arc::clone(&assessment.placement), None))
        });
        c.bench_function(&format!("{pods} pods: ring and packing known"), |b| {
            b.iter(|| assess_on(black_box(&design), Arc::clone(&assessment.placement), Some(&assessment)))
        });
    }
}

criterion_group!(benches, frame, failures, sizing, growth);
criterion_main!(benches);
