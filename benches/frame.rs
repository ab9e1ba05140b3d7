//! One gesture end to end at 300 ingesters x 128 tokens: design -> all figures -> pictures -> bundle.

use criterion::{Criterion, criterion_group, criterion_main};
use std::hint::black_box;
use std::sync::Arc;
use tempo_designer::bundle::{archive, bundle};
use tempo_designer::design::{Design, document};
use tempo_designer::diagram::{Size, flow};
use tempo_designer::failure::{Scenario, Standing, scenarios, simulate};
use tempo_designer::{assess, assess_on};

fn large() -> Design {
    let mut design = Design::default();
    design.workload.spans = 400_000.0;
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
        b.iter(|| assess_on(black_box(&design), Arc::clone(&assessment.placement)))
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

criterion_group!(benches, frame);
criterion_main!(benches);
