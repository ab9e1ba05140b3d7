//! Part 4 of the seventh issue: one bill per cloud worked by hand, digit by digit; own prices, discounts, and what has none.

use tempo_designer::assess;
use tempo_designer::design::{Design, document};
use tempo_designer::estimate::{Estimate, price_unit};

fn design(wishes: &[&str]) -> Design {
    let mut design = Design::default();
    for wish in wishes {
        document::assign(&mut design, wish).unwrap_or_else(|problem| panic!("{wish}: {problem}"));
    }
    design
}

/// Every line of the bill, its total, and no line besides.
#[track_caller]
fn bill(estimate: &Estimate, lines: &[(&str, f64)], total: f64) {
    let ids: Vec<&str> = lines.iter().map(|(id, _)| *id).collect();
    assert_eq!(estimate.cost_lines, ids);
    for (id, expected) in lines.iter().copied().chain([("cost.total", total)]) {
        let range = estimate.range(id);
        assert!((range.likely - expected).abs() < 5e-7, "{id}: {} is not {expected}", range.likely);
        assert!(range.low <= range.likely && range.likely <= range.high, "{id}");
    }
    let sum: f64 = lines.iter().map(|(_, usd)| usd).sum();
    assert!((sum - total).abs() < 1e-5, "the lines come to {sum}, not {total}");
}

/// Without queries, so that every request is one of writing, compaction and polling. A month has 730 h = 2 628 000 s, and
/// GiB = 1 073 741 824 B.
const QUIET: [&str; 2] = ["workload.searches=0", "workload.trace_lookups=0"];

#[test]
fn issue_7_a_bill_of_amazon_by_hand() {
    // 2 000 spans/s of 500 B: 1 MB/s, of which 0.25 is stored; three copies on three ingesters, blocks cut every 15 minutes.
    let estimate = assess(&design(&[QUIET[0], QUIET[1], "tempo.max_block_duration=15m"])).estimate;
    let lines = [
        // Three ingesters that share no node: 3 x 0.4032 x 730 = 883.008. Of 3 x (7.910 - 0.300) = 22.83 cores 9.5 are requested:
        // 1.5 by distributors, 3 by ingesters, 1 by query-frontends, 3 by queriers, 1 by the compactor. 883.008 x 9.5 / 22.83.
        ("cost.requested", 367.436_530_880_4),
        // 883.008 - 367.436 530 880 4
        ("cost.idle", 515.571_469_119_6),
        // 3 x 10 GiB x 0.08
        ("cost.volumes", 2.40),
        // Kept 250 kB/s x 604 800 s = 151.2 GB; two more copies for an hour, 250 kB/s x 2 x 3 600 s = 1.8 GB; compacted blocks for an
        // hour, 250 kB/s x 3 x 2.7 x 3 600 s = 7.29 GB. Together 160.29 GB = 149.281 695 485 GiB, x 0.023.
        ("cost.object_storage", 3.433_478_996_2),
        // Blocks: 3 / 900 s = 0.003 333 /s. Parts of 16 MiB: 750 kB/s / 16 777 216 = 0.044 703 484 flushed and 2.7 times that,
        // 0.120 699 406, rewritten. Six requests more a block: 0.02 flushed, and 0.003 333 x 2.7 / 2 x 6 = 0.027 rewritten. The index:
        // 2 / 300 = 0.006 666 667. Together 0.219 069 556 /s x 2 628 000 = 575 714.793, x 0.005 / 1 000.
        ("cost.requests_put", 2.878_573_964_8),
        // 168 windows x 2 + 0.003 333 x 3 600 = 348 blocks: 348 x 5 / 1 000, rounded up, and one page more are 3 pages; two builders,
        // every 300 s: 0.02 /s x 2 628 000 = 52 560, x 0.005 / 1 000.
        ("cost.requests_list", 0.262_8),
        // Six pods poll: 6 / 300 = 0.02; the meta of new blocks, 0.003 333 x 2 = 0.006 666 667; compaction reads
        // 750 kB/s x 2.7 / 2 MiB = 0.965 595 245. Together 0.992 261 912 /s x 2 628 000 = 2 607 664.305, x 0.0004 / 1 000.
        ("cost.requests_get", 1.043_065_721_9),
        // 3 MB/s of copies, two of three to another zone: 2 MB/s x 2 628 000 s = 5 256 GB = 4 895.031 452 GiB, x (0.01 + 0.01).
        ("cost.cross_zone", 97.900_629_043_6),
    ];
    // 883.008 + 2.4 + 3.433 479 + 2.878 574 + 0.2628 + 1.043 066 + 97.900 629
    bill(&estimate, &lines, 990.926_547_726_4);
    assert!(estimate.unpriced.is_empty());
}

#[test]
fn issue_7_a_bill_of_google_by_hand() {
    let estimate = assess(&design(&[
        QUIET[0],
        QUIET[1],
        "platform.provider=gcp",
        "platform.region=europe-west3",
        "platform.node=n2-standard-8",
        "workload.spans=4000",
        "workload.retention=30d",
        "components.ingester.replicas=4",
        "components.ingester.volume=20Gi",
        "tempo.max_block_duration=10m",
    ]))
    .estimate;
    let lines = [
        // Four ingesters apart: 4 x 0.500 496 x 730 = 1 461.448 32. Of 4 x (7.910 - 0.300) = 30.44 cores 10.5 are requested, an
        // ingester's one core more than by default. 1 461.448 32 x 10.5 / 30.44.
        ("cost.requested", 504.113_250_985_5),
        // 1 461.448 32 - 504.113 250 985 5
        ("cost.idle", 957.335_069_014_5),
        // 4 x 20 GiB x 0.204
        ("cost.volumes", 16.32),
        // 500 kB/s: x 2 592 000 s = 1 296 GB, x 2 x 3 600 s = 3.6 GB, x 3 x 2.7 x 3 600 s = 14.58 GB. Together 1 314.18 GB =
        // 1 223.925 501 108 GiB, x 0.023.
        ("cost.object_storage", 28.150_286_525_5),
        // 4 / 600 s = 0.006 666 667 blocks/s. 1.5 MB/s / 16 777 216 = 0.089 406 967, x 2.7 = 0.241 398 811; x 6 = 0.04, x 2.7 / 2 x 6 =
        // 0.054; the index 0.006 666 667. Together 0.431 472 445 /s x 2 628 000 = 1 133 909.586, x 0.005 / 1 000.
        ("cost.requests_put", 5.669_547_929_5),
        // 720 windows x 2 + 0.006 667 x 3 600 = 1 464 blocks: 8 pages and one more; 2 x 9 / 300 = 0.06 /s, 157 680 a month.
        ("cost.requests_list", 0.788_4),
        // 0.02 + 0.013 333 333 + 1.5 MB/s x 2.7 / 2 MiB = 1.931 190 491. Together 1.964 523 824 /s, 5 162 768.610 a month.
        ("cost.requests_get", 2.065_107_443_8),
        // 6 MB/s of copies, two of three: 4 MB/s = 10 512 GB = 9 790.062 904 GiB, and only the sender pays: x 0.01.
        ("cost.cross_zone", 97.900_629_043_6),
    ];
    // 1 461.448 32 + 16.32 + 28.150 287 + 5.669 548 + 0.7884 + 2.065 107 + 97.900 629
    bill(&estimate, &lines, 1_612.342_290_942_4);
    assert!(estimate.unpriced.is_empty());
}

#[test]
fn issue_7_a_bill_of_azure_by_hand() {
    let estimate = assess(&design(&[
        QUIET[0],
        QUIET[1],
        "platform.provider=azure",
        "platform.node=Standard_D8s_v5",
        "platform.zones=2",
        "platform.purchase=committed",
        "platform.node_discount=40%",
        "components.ingester.volume=64Gi",
        "tempo.max_block_duration=15m",
    ]))
    .estimate;
    let lines = [
        // 3 x 0.384 x (1 - 0.4) x 730 = 504.576. Of 3 x (7.820 - 0.300) = 22.56 cores 9.5 are requested. 504.576 x 9.5 / 22.56.
        ("cost.requested", 212.476_595_744_7),
        // 504.576 - 212.476 595 744 7
        ("cost.idle", 292.099_404_255_3),
        // A disk of 64 GiB is billed as a P10: 3 x 19.71.
        ("cost.volumes", 59.13),
        // As much as at Amazon, 149.281 695 485 GiB, x 0.018.
        ("cost.object_storage", 2.687_070_518_7),
        // 575 714.793 x 0.005 / 1 000, and LIST has no price.
        ("cost.requests_put", 2.878_573_964_8),
        // 2 607 664.305 x 0.0004 / 1 000
        ("cost.requests_get", 1.043_065_721_9),
        // 3 MB/s of copies, one of two to another zone, which costs nothing.
        ("cost.cross_zone", 0.0),
    ];
    // 504.576 + 59.13 + 2.687 071 + 2.878 574 + 1.043 066
    bill(&estimate, &lines, 570.314_710_205_4);
    let gaps: Vec<&str> = estimate.unpriced.iter().map(|gap| gap.line).collect();
    assert_eq!(gaps, ["LIST requests"]);
}

#[test]
fn issue_7_machines_of_ones_own_ask_for_their_prices() {
    let own = ["platform.provider=self-hosted", "platform.endpoint=minio.storage:9000"];
    let without = assess(&design(&own)).estimate;
    // Without a price there is no total, which would read as free.
    assert_eq!(without.figure("cost.total").map(|figure| figure.show()), None);
    assert!(without.cost_lines.is_empty() && without.prices.iter().all(|price| price.usd.is_none()));
    let asked: Vec<(&str, &str)> = without.prices.iter().map(|price| (price.kind, price.id.as_str())).collect();
    let ids = ["8x32", "disk", "bucket", "PUT", "LIST", "GET", "cross-zone-out"];
    assert_eq!(asked.iter().map(|(_, id)| *id).collect::<Vec<_>>(), ids);
    assert_eq!(without.unpriced.len(), asked.len());
    // Each is answered by a price of one's own; 0 is an answer too.
    let mut priced = design(&own);
    for (kind, id) in asked {
        let usd = match kind {
            "node" => "0.21 2026-11-01",
            "volume" | "object-storage" => "0.04",
            _ => "0",
        };
        document::assign(&mut priced, &format!("prices.{kind}.{id}={usd}")).expect("a price");
    }
    let with = assess(&priced).estimate;
    assert!(with.unpriced.is_empty() && with.prices.iter().all(|price| price.own));
    let likely = |id: &str| with.range(id).likely;
    // 3 x 0.21 x 730 + 3 x 10 x 0.04 + 149.281 695 485 x 0.04
    assert!((likely("cost.compute") - 459.9).abs() < 1e-9);
    assert!((likely("cost.total") - (459.9 + 1.2 + 5.971_267_819_4)).abs() < 1e-7);
    assert_eq!(with.price_date(), "2026-11-01");
}

#[test]
fn issue_7_an_own_price_takes_the_place_of_the_lists() {
    let estimate = assess(&design(&["prices.node.m7i.2xlarge=0.30 2026-10-02", "platform.node_discount=10%"])).estimate;
    // 3 x 0.30 x 0.9 x 730
    assert!((estimate.range("cost.compute").likely - 591.3).abs() < 1e-9);
    let figure = estimate.figure("cost.compute").expect("listed");
    assert!(figure.parts().iter().any(|part| format!("{:?}", part.origin).contains("your own price, 2026-10-02")));
    // Volumes, store and traffic have no discount.
    assert!((estimate.range("cost.volumes").likely - 2.4).abs() < 1e-9);
}

#[test]
fn issue_7_the_total_is_no_wider_than_its_lines() {
    let estimate = assess(&Design::default()).estimate;
    let (compute, total) = (estimate.range("cost.compute"), estimate.range("cost.total"));
    let others = |of: fn(tempo_designer::estimate::Range) -> f64| -> f64 {
        estimate
            .cost_lines
            .iter()
            .filter(|id| !matches!(**id, "cost.requested" | "cost.idle"))
            .map(|id| of(estimate.range(id)))
            .sum()
    };
    assert!((total.low - compute.low - others(|range| range.low)).abs() < 1e-9);
    assert!((total.high - compute.high - others(|range| range.high)).abs() < 1e-9);
}

/// The unit of the list and what the bill takes the price for are apart: `Billed` counts binary where the list writes GB.
#[test]
fn issue_7_prices_are_for_what_the_lists_say() {
    for provider in ["aws", "gcp", "azure"] {
        let design = design(&[&format!("platform.provider={provider}")]);
        for price in assess(&design).estimate.prices {
            let known: &[&str] = match (price.kind, price.id.starts_with("premium-ssd")) {
                ("node", _) => &["hour"],
                ("volume", true) => &["disk-month"],
                ("volume" | "object-storage", _) => &["GB-month", "GiB-month"],
                ("object-request", _) => &["1000 requests"],
                _ => &["GB", "GiB"],
            };
            let unit = price_unit(&design, &price);
            assert!(known.contains(&unit), "{provider} {}: {unit}", price.id);
        }
    }
}
