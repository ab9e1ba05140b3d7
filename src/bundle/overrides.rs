//! `config/overrides.yaml`: the limits of single tenants.
//!
//! Read again every ten seconds, so that it must exist and must not be part of the checksum.

use super::site::{Site, rate, size};
use super::tempo_config::shared;
use super::tree::{Node, map};
use crate::design::Tenant;
use crate::quantity::{Style, Unit, show};

pub(super) fn overrides(site: &Site) -> Node {
    let tempo = &site.design.tempo;
    if site.design.tenants.is_empty() {
        return map! {
            "overrides": map! {},
        }
        .head(format!(
            "Limits of single tenants. Tempo reads this file again every 10s: change it and apply, no pod restarts.\n\
             An entry inherits nothing from overrides.defaults in tempo.yaml, so that it must hold every limit:\n\
             \n  overrides:\n    TENANT:\n      ingestion:\n        rate_strategy: {}\n        rate_limit_bytes: {}\n        \
             burst_size_bytes: {}\n        max_traces_per_user: {}\n      global:\n        max_bytes_per_trace: {}",
            tempo.rate_strategy,
            tempo.rate_limit.whole(),
            tempo.burst_size.whole(),
            tempo.max_traces_per_user,
            tempo.max_bytes_per_trace.whole(),
        ));
    }
    let entries = site.design.tenants.iter().map(|tenant| (tenant.id.clone(), entry(site, tenant)));
    map! { "overrides": Node::map(entries) }.head(
        "Limits of single tenants. Tempo reads this file again every 10s: change it and apply, no pod restarts.\n\
         An entry inherits nothing from overrides.defaults in tempo.yaml, so that each holds every limit. Tenants without an \
         entry have overrides.defaults.",
    )
}

/// A whole set of limits. What is left out would be zero, which for a rate is nothing and for others no limit at all; so
/// Tempo's own defaults that are not zero stand here too.
fn entry(site: &Site, tenant: &Tenant) -> Node {
    let defaults = &site.design.tempo;
    let limit = tenant.rate_limit.unwrap_or(defaults.rate_limit);
    let burst = tenant.burst_size.unwrap_or(defaults.burst_size);
    let traces = tenant.max_traces_per_user.unwrap_or(defaults.max_traces_per_user);
    let trace = tenant.max_bytes_per_trace.unwrap_or(defaults.max_bytes_per_trace);
    let retention = tenant.retention.unwrap_or(site.design.workload.retention);
    // An own value is explained by what the tenant uses of it, a default leads to the field that all others read too.
    let from = |node: Node, own: bool, default: &'static str, figure: &str, others: String| {
        let section = if default == "workload.retention" { "compactor.compaction" } else { "overrides.defaults" };
        let said = if own { format!("{section}: {others}") } else { format!("as {section}") };
        let note = node.note.clone().map_or(said.clone(), |note| format!("{note}; {said}"));
        let mut node = node.field(if own { "workload.tenants" } else { default }).note(note);
        if own {
            node.figure = Some(format!("{figure}.{}", tenant.id));
        }
        node
    };
    map! {
        "ingestion": map! {
            "rate_strategy": Node::from(&defaults.rate_strategy)
                .field("tempo.rate_strategy")
                .note("Tempo takes that of overrides.defaults for every tenant"),
            "rate_limit_bytes": from(
                Node::from(limit.whole()).note(format!("{}{}", rate(limit), shared(site, limit))),
                tenant.rate_limit.is_some(),
                "tempo.rate_limit",
                "utilisation.distributor.rate_limit",
                rate(defaults.rate_limit),
            ),
            "burst_size_bytes": from(
                Node::from(burst.whole()).note(size(burst)),
                tenant.burst_size.is_some(),
                "tempo.burst_size",
                "limits.burst",
                size(defaults.burst_size),
            ),
            "max_traces_per_user": from(
                Node::from(traces).note("on each ingester"),
                tenant.max_traces_per_user.is_some(),
                "tempo.max_traces_per_user",
                "utilisation.ingester.live_traces",
                defaults.max_traces_per_user.to_string(),
            ),
            "retry_info_enabled": Node::from(true).note("Tempo default"),
        },
        "read": map! {
            "max_bytes_per_tag_values_query": Node::from(1_000_000).note("Tempo default; 0 would be no limit"),
        },
        "compaction": map! {
            "block_retention": from(
                Node::from(retention.tempo()),
                tenant.retention.is_some(),
                "workload.retention",
                "storage.kept",
                site.design.workload.retention.tempo(),
            ),
        },
        "global": map! {
            "max_bytes_per_trace": from(
                Node::from(trace.whole()).note(size(trace)),
                tenant.max_bytes_per_trace.is_some(),
                "tempo.max_bytes_per_trace",
                "limits.trace",
                size(defaults.max_bytes_per_trace),
            ),
        },
    }
    .head(match tenant.share {
        Some(share) => format!("{} of the load.", show(share.get(), Unit::ONE, Style::Percent)),
        None => "As much of the load as any other tenant without a share of its own.".to_owned(),
    })
}
