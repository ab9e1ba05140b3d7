//! How much more of a thing brings a figure within its bound: what the rules on capacity share.

use super::Fix;
use super::words::{component_path, node_for, plural, up};
use crate::Assessment;
use crate::design::Role;
use crate::design::fields::field;
use crate::estimate::{Estimate, Resource, first};
use crate::quantity::MB;

/// Blocks are not made smaller than this for the sake of memory: each is a dozen requests and work for the compactors.
const SMALL_BLOCK: f64 = MB.of(64.0);

/// The smallest number of pods, none fewer than now, with which `enough` holds; whole zones of ingesters.
pub(super) fn pods(a: &Assessment, role: Role, enough: &dyn Fn(&Estimate) -> bool) -> Option<u32> {
    let design = &a.design;
    let path = component_path!(role, "replicas");
    let count = first(design, &a.placement, path, true, enough)? as u32;
    let aware = role == Role::Ingester && design.platform.zone_awareness;
    let step = if aware { design.platform.zones.max(1) } else { 1 };
    let count = count.div_ceil(step) * step;
    field(path)?.read(design, &count.to_string()).is_ok().then_some(count)
}

pub(super) fn use_pods(role: Role, count: u32) -> Fix {
    let count = count.to_string();
    Fix::new(format!("Use {count} {}", plural(role)), &[(component_path!(role, "replicas"), &count)])
}

/// A memory limit of `need` as it is now. Where no node of the type holds that much, what makes the need smaller: smaller
/// blocks or more pods, else a larger node.
pub(super) fn more_memory(a: &Assessment, role: Role, need: &dyn Fn(&Estimate) -> f64) -> Option<Fix> {
    let design = &a.design;
    let path = component_path!(role, "memory_limit");
    let limit = design.component(role).memory_limit.get();
    let wanted = up(path, need(&a.estimate));
    let bytes = |text: &str| {
        field(path).and_then(|field| field.read(design, text).ok()).map_or(f64::INFINITY, |read| read.value.number())
    };
    let room = a.estimate.packing.as_ref().map_or(f64::INFINITY, |packing| packing.room.memory);
    if let Some(text) = wanted.as_deref().filter(|text| bytes(text) <= room) {
        return Some(Fix::new(format!("Raise the limit to {text}"), &[(path, text)]));
    }
    let enough = |what: &Estimate| need(what) <= limit;
    if role == Role::Ingester
        && let Some(block) =
            first(design, &a.placement, "tempo.max_block_bytes", false, &enough).filter(|bytes| *bytes >= SMALL_BLOCK)
        && let Some(text) = up("tempo.max_block_bytes", block)
    {
        return Some(Fix::new(format!("Cut blocks at {text}"), &[("tempo.max_block_bytes", &text)]));
    }
    if role != Role::QueryFrontend
        && let Some(count) = pods(a, role, &enough)
    {
        return Some(use_pods(role, count));
    }
    let text = wanted?;
    let node = node_for(design, 0.0, bytes(&text))?;
    Some(Fix::new(format!("Raise the limit to {text}, on {node}"), &[("platform.node", node), (path, &text)]))
}

/// CPU for one pod, of which a share of `full` is used at most, on a node that has it.
pub(super) fn more_cpu(a: &Assessment, role: Role, full: f64) -> Option<Fix> {
    let design = &a.design;
    let component = design.component(role);
    let (request, limit) = (component_path!(role, "cpu_request"), component_path!(role, "cpu_limit"));
    let wanted =
        |resource: Resource, now: f64| now.max(a.estimate.share(role, resource).map_or(0.0, |share| share.likely * now / full));
    let cores = wanted(Resource::CpuRequest, component.cpu_request.get());
    let mut edits = vec![(request, up(request, cores)?)];
    if let Some(now) = component.cpu_limit {
        // The next stop of the request may lie above the limit, and at most the next stop of the same ladder.
        edits.push((limit, up(limit, wanted(Resource::CpuLimit, now.get()).max(cores))?));
    }
    let mut title = format!("Set the CPU of the {} to {}", plural(role), edits[0].1);
    if a.estimate.packing.as_ref().is_some_and(|packing| cores > packing.room.cpu) {
        let node = node_for(design, cores, 0.0)?;
        title.push_str(&format!(", on {node}"));
        edits.push(("platform.node", node.to_owned()));
    }
    Some(Fix { title, edits })
}
