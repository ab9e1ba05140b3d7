//! Chapter "Cost": list prices for a month of 730 hours, line by line, never a total without its range.

use super::load::Load;
use super::nodes::Nodes;
use super::requests::Requests;
use super::sheet::{Draft, Range, Term};
use super::storage::Storage;
use crate::catalog::{Price, price};
use crate::design::Design;
use crate::quantity::{GIB, HOUR, MONTH, Unit};

/// What the cost chapter could not price, and why: shown beside the total, which does not hold it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unpriced {
    pub line: &'static str,
    pub why: String,
}

/// The lines of the bill, by figure id, and the gaps.
pub struct Cost {
    pub lines: Vec<&'static str>,
    pub unpriced: Vec<Unpriced>,
    /// The oldest date among the prices used.
    pub price_date: String,
}

struct Bill<'d> {
    draft: &'d Draft,
    lines: Vec<&'static str>,
    terms: Vec<Term<'d>>,
    unpriced: Vec<Unpriced>,
    dates: Vec<&'static str>,
}

impl<'d> Bill<'d> {
    fn line(&mut self, id: &'static str, label: &str, meaning: &str, cost: Term<'d>) {
        self.terms.push(cost.named(id, label, meaning));
        self.lines.push(id);
    }

    fn price(&mut self, row: &'static Price, factor: f64, unit: Unit) -> Term<'d> {
        if !row.date.is_empty() {
            self.dates.push(row.date);
        }
        self.draft.price(row, factor, unit)
    }

    fn missing(&mut self, line: &'static str, design: &Design) {
        let why = format!("no list price is known in {}; it is not in the total", design.platform.region);
        self.unpriced.push(Unpriced { line, why });
    }
}

pub fn cost<'d>(
    design: &Design,
    draft: &'d Draft,
    load: &Load<'d>,
    storage: &Storage<'d>,
    requests: &Requests<'d>,
    nodes: Option<&Nodes<'d>>,
    recent: Term<'d>,
) -> Cost {
    let mut bill = Bill { draft, lines: Vec::new(), terms: Vec::new(), unpriced: Vec::new(), dates: Vec::new() };
    let platform = &design.platform;
    let find = |kind: &str, id: &str| price(&platform.provider, &platform.region, kind, id);
    let month = draft.given("month", "730 h, as the providers' own calculators count", Range::exact(MONTH), Unit::SECOND);

    match (nodes, find("node", &platform.node)) {
        (Some(nodes), Some(row)) => {
            let hourly = bill.price(row, 1.0 / HOUR, Unit::USD.per(Unit::NODE).per(Unit::SECOND));
            let compute = nodes.count * hourly * month;
            bill.line("cost.compute", "Compute", "Nodes at their list price, on demand.", compute);
            (compute * nodes.idle).named(
                "cost.idle",
                "Of it idle",
                "The part of compute that no pod requests. It is within the total.",
            );
        }
        _ => bill.missing("Compute", design),
    }
    volumes(design, &mut bill);
    object_storage(design, storage.stored, &mut bill);
    request_lines(design, requests, month, &mut bill);
    match (find("cross-zone", "cross-zone-out"), find("cross-zone", "cross-zone-in")) {
        (Some(out), Some(into)) => cross_zone(design, load, recent, month, (out, into), &mut bill),
        _ => bill.missing("Traffic between zones", design),
    }

    let total = bill.terms.iter().copied().reduce(|sum, line| sum + line).unwrap_or_else(|| draft.constant(0.0, Unit::USD));
    total.named(
        "cost.total",
        "Monthly cost",
        "All lines that have a price, for 730 hours at the mean load. No discount, no tax.",
    );
    let price_date = bill.dates.iter().min().map_or(String::new(), |date| (*date).to_owned());
    Cost { lines: bill.lines, unpriced: bill.unpriced, price_date }
}

fn volumes<'d>(design: &Design, bill: &mut Bill<'d>) {
    let draft = bill.draft;
    let platform = &design.platform;
    let Some(volume) = design.ingester.volume else { return };
    let replicas = draft.field("components.ingester.replicas", f64::from(design.ingester.replicas), Unit::ONE);
    let size = draft.field("components.ingester.volume", volume.get(), Unit::BYTE);
    let find = |id: &str| price(&platform.provider, &platform.region, "volume", id);
    let meaning = "The ingesters' persistent volumes.";
    let row = match platform.provider.as_str() {
        "aws" => find("gp3"),
        "gcp" => find("pd-ssd"),
        // Azure bills a disk by the next size up.
        _ => {
            const SIZES: [(f64, &str); 4] = [(32.0, "P4"), (128.0, "P10"), (512.0, "P20"), (1024.0, "P30")];
            let tier = SIZES.iter().find(|(gib, _)| volume.get() <= gib * GIB);
            let row = tier.and_then(|(_, tier)| find(&format!("premium-ssd-{tier}")));
            if let Some(row) = row {
                let each = bill.price(row, 1.0, Unit::USD);
                bill.line("cost.volumes", "Volumes", meaning, replicas * each);
            } else {
                bill.missing("Volumes", design);
            }
            return;
        }
    };
    match row {
        Some(row) => {
            // AWS writes GB and counts binary, as Google says outright.
            let each = bill.price(row, 1.0 / GIB, Unit::USD.per(Unit::BYTE));
            bill.line("cost.volumes", "Volumes", meaning, replicas * size * each);
        }
        None => bill.missing("Volumes", design),
    }
}

/// Tier by tier: each takes what lies above its lower and below its upper bound.
fn object_storage<'d>(design: &Design, stored: Term<'d>, bill: &mut Bill<'d>) {
    let draft = bill.draft;
    let platform = &design.platform;
    const TIERS: [(&str, f64, f64); 3] = [
        ("s3-standard-0-50TB", 0.0, 51_200.0),
        ("s3-standard-50-500TB", 51_200.0, 512_000.0),
        ("s3-standard-over-500TB", 512_000.0, f64::INFINITY),
    ];
    let ids: &[(&str, f64, f64)] = match platform.provider.as_str() {
        "gcp" => &[("gcs-standard", 0.0, f64::INFINITY)],
        "azure" => &[("blob-hot-lrs", 0.0, f64::INFINITY)],
        _ => &TIERS,
    };
    let none = draft.constant(0.0, Unit::BYTE);
    let mut sum: Option<Term<'d>> = None;
    let mut last = None;
    for &(id, from, to) in ids {
        // Where only the first tier's price is known, its price goes on: the higher tiers are cheaper by 4 to 9 %.
        let Some(row) = price(&platform.provider, &platform.region, "object-storage", id).or(last) else { break };
        last = Some(row);
        let mut part = stored;
        if from > 0.0 {
            part = (part - draft.constant(from * GIB, Unit::BYTE)).max(none);
        }
        if to.is_finite() {
            part = part.min(draft.constant((to - from) * GIB, Unit::BYTE));
        }
        let cost = part * bill.price(row, 1.0 / GIB, Unit::USD.per(Unit::BYTE));
        sum = Some(sum.map_or(cost, |sum| sum + cost));
    }
    match sum {
        Some(cost) => bill.line("cost.object_storage", "Object storage", "Stored bytes at steady state.", cost),
        None => bill.missing("Object storage", design),
    }
}

/// Every kind has its own price; one without a list price is a gap, never free.
fn request_lines<'d>(design: &Design, requests: &Requests<'d>, month: Term<'d>, bill: &mut Bill<'d>) {
    let platform = &design.platform;
    let lines = [
        ("cost.requests_put", "PUT requests", requests.put, "PUT"),
        ("cost.requests_list", "LIST requests", requests.list, "LIST"),
        ("cost.requests_get", "GET requests", requests.get, "GET"),
    ];
    for (id, label, rate, kind) in lines {
        match price(&platform.provider, &platform.region, "object-request", kind) {
            Some(row) => {
                let each = bill.price(row, 1e-3, Unit::USD.per(Unit::REQUEST));
                bill.line(id, label, "Requests to the object store at their list price.", rate * month * each);
            }
            None => bill.missing(label, design),
        }
    }
}

/// A byte crosses a zone when its other end stands in another one: with z zones, (z-1)/z of all bytes.
fn cross_zone<'d>(
    design: &Design,
    load: &Load<'d>,
    recent: Term<'d>,
    month: Term<'d>,
    (out, into): (&'static Price, &'static Price),
    bill: &mut Bill<'d>,
) {
    let draft = bill.draft;
    let zones = f64::from(design.platform.zones.max(1));
    let unit = Unit::USD.per(Unit::BYTE);
    let both = bill.price(out, 1.0 / GIB, unit) + bill.price(into, 1.0 / GIB, unit);
    let likely = (zones - 1.0) / zones;
    let other = draft.given(
        "share of copies and answers that cross a zone",
        "(zones − 1) ÷ zones, with and without zone awareness",
        Range::exact(likely),
        Unit::ONE,
    );
    // The bundle asks for traffic within the zone, which a cluster honours where the zone has a distributor that is ready.
    let without = (zones - f64::from(design.distributor.replicas)).max(0.0) / zones;
    let clients = draft.given(
        "share of client traffic that crosses a zone",
        "the bundle's trafficDistribution: PreferClose keeps it in zones that have a distributor; high: no preference, (zones − 1) ÷ zones",
        Range::new(0.0, without.min(likely), likely),
        Unit::ONE,
    );
    let answer = draft.coefficient(crate::catalog::coefficient("recent-answer"));
    let cost = ((load.mean_copies + recent * answer) * other + load.mean * clients) * month * both;
    bill.line(
        "cost.cross_zone",
        "Traffic between zones",
        "Copies from distributors to ingesters, answers of ingesters to queriers, and clients to distributors, both directions billed.",
        cost,
    );
}
