//! MEM-08: requests so low that a node is packed beyond its memory.

use crate::advice::words::{bytes, component_path, file, larger_node, up};
use crate::advice::{Certainty, Fix, Found, Rule, Severity};
use crate::design::fields::field;
use crate::design::{Bytes, PerSecond, Role};
use crate::estimate::{PackedNode, Range};

pub const WHY: &str = "The scheduler packs by requests, the kernel counts what is used. Where the requests lie far below the use, a node runs out of memory \
          although no pod reached its limit, and the kubelet evicts pods that are above their request.";

pub static RULE: Rule = Rule {
    id: "MEM-08",
    severity: Severity::Warning,
    title: "Pods of one node need more memory than it has",
    sources: &[
        "https://github.com/grafana/loki/issues/8377",
        "https://github.com/grafana/loki/issues/12618",
        "https://kubernetes.io/docs/concepts/scheduling-eviction/node-pressure-eviction/",
    ],
    #[cfg(not(target_family = "wasm"))]
    failing: |design| {
        design.platform.node = "c7i.2xlarge".to_owned();
        design.workload.spans = PerSecond::new(4_000.0);
        design.compactor.memory_limit = Bytes::gib(20.0);
    },
    #[cfg(not(target_family = "wasm"))]
    passing: |design| {
        design.platform.node = "r7i.2xlarge".to_owned();
        design.workload.spans = PerSecond::new(4_000.0);
        design.compactor.memory_limit = Bytes::gib(20.0);
    },
    check: |a| {
        let packing = a.estimate.packing.as_ref()?;
        // What a pod uses, at most its limit: beyond that it dies alone.
        let used = Role::ALL.map(|role| {
            let range = a.estimate.range(&format!("demand.{}.memory", role.key()));
            let limit = a.design.component(role).memory_limit.get();
            Range::new(range.low.min(limit), range.likely.min(limit), range.high.min(limit))
        });
        let of = |node: &PackedNode, lane: fn(&Range) -> f64| -> f64 {
            node.pods.iter().zip(&used).map(|(&pods, range)| f64::from(pods) * lane(range)).sum()
        };
        let fullest = packing.nodes.iter().max_by(|a, b| of(a, |r| r.likely).total_cmp(&of(b, |r| r.likely)))?;
        let range = Range::new(of(fullest, |r| r.low), of(fullest, |r| r.likely), of(fullest, |r| r.high));
        // Every pod at the worst of its range at once is no case to plan for.
        let certainty = Certainty::above(range, packing.room.memory).filter(|certainty| *certainty != Certainty::Perhaps)?;
        let low: Vec<Role> = Role::ALL
            .into_iter()
            .filter(|&role| a.design.component(role).memory_request.get() < used[role as usize].likely)
            .collect();
        let role = low.iter().copied().max_by(|&a, &b| used[a as usize].likely.total_cmp(&used[b as usize].likely))?;
        let edits = low
            .iter()
            .map(|&role| {
                let path = component_path!(role, "memory_request");
                let limit = a.design.component(role).memory_limit;
                let stop = up(path, used[role as usize].likely)?;
                // The ladder's next stop may lie above the limit, which Kubernetes refuses.
                let over = field(path)?.read(&a.design, &stop).ok()?.value.number() > limit.get();
                Some((path, if over { limit.kubernetes() } else { stop }))
            })
            .collect::<Option<Vec<_>>>();
        Some(
            Found::new(
                component_path!(role, "memory_request"),
                Some(role),
                file(role),
                format!(
                    "The pods of one node request {} and use {} at the peak; {} has {} for pods.",
                    bytes(fullest.memory),
                    bytes(range.likely),
                    a.design.platform.node,
                    bytes(packing.room.memory)
                ),
            )
            .certainty(certainty)
            .maybe_fix(edits.and_then(|edits| {
                let mut fix = Fix { title: "Request what is used".to_owned(), edits };
                let mended = fix.apply(&a.design);
                let fits = Role::ALL.into_iter().all(|role| mended.component(role).memory_request.get() <= packing.room.memory);
                if !fits {
                    let node = larger_node(&mended)?;
                    fix.title = format!("Request what is used, on {node}");
                    fix.edits.push(("platform.node", node.to_owned()));
                }
                Some(fix)
            })),
        )
    },
};
