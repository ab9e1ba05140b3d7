//! The main differences of two designs in sentences. Every number in them is one of the comparison's.

use super::rows::amount;
use super::{Comparison, PER_MILLION, Side};
use crate::Assessment;
use crate::design::Role;
use crate::quantity::{Style, Unit, group, show, significant};
use crate::topology::write_quorum;

pub fn says(told: &Comparison, both: [&Assessment; 2]) -> Vec<String> {
    if told.is_same() {
        return vec!["Nothing differs: every field and every figure is the same.".to_owned()];
    }
    let mut says = Vec::new();
    says.extend(load(told, both));
    says.extend(cost(told, both));
    says.extend(million(told));
    says.push(format!("{} {}", holds(told, Side::A), holds(told, Side::B)));
    says.extend(factor(both));
    says.extend(losses(told));
    says.extend(cluster(told, both));
    says.extend(findings(told));
    says
}

/// Two words for the two sides of a figure.
fn two(told: &Comparison, id: &str) -> Option<[String; 2]> {
    let pair = told.figure(id)?;
    let side = |side| {
        let range = pair.shown_range(side);
        if range.is_empty() { pair.shown(side) } else { format!("{} ({range})", pair.shown(side)) }
    };
    Some([side(Side::A), side(Side::B)])
}

fn load(told: &Comparison, both: [&Assessment; 2]) -> Option<String> {
    if told.same_load {
        return None;
    }
    let peaks = both.map(|a| a.design.peak_factor());
    let [a, b] = both.map(|a| &a.design.workload);
    if a.spans == b.spans && a.bytes_per_span == b.bytes_per_span && peaks[0] == peaks[1] {
        return Some("The workloads differ, though not in their rate: see the fields.".to_owned());
    }
    let [a, b] = [(a, peaks[0]), (b, peaks[1])].map(|(load, peak)| {
        let peak = if peak == 1.0 { String::new() } else { format!(", {} times that at the peak", significant(peak)) };
        format!("{} spans/s of {}{peak}", group(load.spans.get()), load.bytes_per_span)
    });
    Some(format!("The loads differ: A takes {a}; B {b}. Each bears its own."))
}

/// The bill, and the line of it that makes most of the difference.
fn cost(told: &Comparison, both: [&Assessment; 2]) -> Vec<String> {
    let mut says = Vec::new();
    if let (Some(pair), Some([a, b])) = (told.figure("cost.total"), two(told, "cost.total")) {
        let most = told
            .figures
            .iter()
            .filter(|pair| both.iter().any(|a| a.estimate.cost_terms().contains(&pair.id.as_str())))
            .map(|pair| (pair, pair.ranges.map(|range| range.map_or(0.0, |range| range.likely))))
            .max_by(|(_, [a, b]), (_, [c, d])| (b - a).abs().total_cmp(&(d - c).abs()));
        says.push(match (pair.differs, most) {
            (true, Some((line, [from, to]))) => {
                let times =
                    pair.ratio.map_or(String::new(), |ratio| format!(", {} as much", show(ratio, Unit::ONE, Style::Times)));
                format!(
                    "A costs {a} a month, B {b}{times}. The line that differs most is {}: {} against {}.",
                    lower(&line.label),
                    amount(from, Unit::USD, Style::Auto),
                    amount(to, Unit::USD, Style::Auto)
                )
            }
            _ => format!("Both cost {a} a month."),
        });
    }
    for (side, a) in ['A', 'B'].into_iter().zip(both) {
        let unpriced: Vec<String> = a.estimate.unpriced.iter().map(|gap| gap.line.to_ascii_lowercase()).collect();
        if !unpriced.is_empty() {
            says.push(format!("In the total of {side} something is missing: {}.", unpriced.join(", ")));
        }
        for unfit in a.estimate.packing.iter().flat_map(|packing| &packing.unfit) {
            says.push(format!(
                "The nodes of {side} and their price are without its {} pods, which fit none: {}.",
                unfit.role.target(),
                unfit.why
            ));
        }
    }
    says
}

/// `None` where neither has a bill.
fn million(told: &Comparison) -> Option<String> {
    let ([a, b], pair) = (two(told, PER_MILLION)?, told.figure(PER_MILLION)?);
    Some(match pair.differs {
        true => format!("A million spans cost {a} with A and {b} with B."),
        false => format!("A million spans cost {a} with either."),
    })
}

/// `A holds 1.1× (0.57–5.0×) its peak load, then compactor memory runs out.`
fn holds(told: &Comparison, side: Side) -> String {
    let name = if side == Side::A { 'A' } else { 'B' };
    let Some(first) = told.curves[side as usize].first else {
        return format!("{name} has nothing that runs out as the load grows.");
    };
    let range = told.figure("capacity.headroom").map_or(String::new(), |pair| pair.shown_range(side));
    let range = if range.is_empty() { range } else { format!(" ({range})") };
    let multiple = show(first.multiple, Unit::ONE, Style::Times);
    match first.multiple {
        0.0 => format!("{name} holds {multiple}{range} its peak load: {} is short without any.", first.what()),
        short if short < 1.0 => format!("{name} holds {multiple}{range} its peak load: {} is short.", first.what()),
        _ => format!("{name} holds {multiple}{range} its peak load, then {} runs out.", first.what()),
    }
}

fn factor(both: [&Assessment; 2]) -> Option<String> {
    let [a, b] = both.map(|a| a.design.tempo.replication_factor);
    (a != b).then(|| format!("RF {b} instead of {a}: with RF {b}, {}; with RF {a}, {}.", copies(b), copies(a)))
}

/// What so many copies mean.
fn copies(factor: u32) -> String {
    match factor {
        1 => "there is one copy, and the loss of its ingester loses what is not flushed and refuses writes".to_owned(),
        2 => "one ingester of two acknowledges a write, so that one copy may be all there is, and be lost".to_owned(),
        _ => {
            let quorum = write_quorum(factor);
            let spare = factor - quorum;
            format!("{quorum} of {factor} copies acknowledge a write, and {spare} may be lost")
        }
    }
}

fn losses(told: &Comparison) -> Vec<String> {
    let differ = told.losses.iter().filter(|(_, [a, b])| a.0 != b.0);
    differ
        .map(|(what, [a, b])| format!("Survives the loss of a {what}: A {} ({}), B {} ({}).", a.0.word(), a.1, b.0.word(), b.1))
        .collect()
}

fn cluster(told: &Comparison, both: [&Assessment; 2]) -> Option<String> {
    let [cpu, memory] = ["nodes.requested_cpu", "nodes.requested_memory"].map(|id| told.figure(id));
    let (cpu, memory, nodes) = (cpu?, memory?, told.figure("nodes.count")?);
    if !(cpu.differs || memory.differs || nodes.differs) {
        return None;
    }
    let [a, b] = [(Side::A, both[0]), (Side::B, both[1])].map(|(side, of)| {
        let pods: u32 = Role::ALL.iter().map(|&role| of.design.component(role).replicas).sum();
        let count = nodes.ranges[side as usize].map_or(0.0, |range| range.likely);
        let on = if count == 1.0 { "1 node".to_owned() } else { nodes.shown(side) };
        format!("{} and {} in {pods} pods on {on}", cpu.shown(side), memory.shown(side))
    });
    Some(format!("A requests {a}; B {b}."))
}

/// Of the findings those that only one has, the most harmful by name.
fn findings(told: &Comparison) -> Vec<String> {
    const NAMED: usize = 3;
    let sides = ['A', 'B'].into_iter().zip(&told.findings).filter(|(_, only)| !only.is_empty());
    sides
        .map(|(side, only)| {
            let named: Vec<String> = only
                .iter()
                .take(NAMED)
                .map(|finding| format!("{} ({}: {})", finding.id, finding.severity.word(), finding.title))
                .collect();
            let more = match only.len().saturating_sub(NAMED) {
                0 => String::new(),
                count => format!(" and {count} more"),
            };
            format!("Only {side} has {}{more}.", named.join(", "))
        })
        .collect()
}

/// `GET requests` stays as it is.
fn lower(label: &str) -> String {
    crate::design::edit::lower_first(label)
}
