//! Replicas and nodes over the day, where autoscalers follow the load.

use super::capacity::{Resource, Utilisation};
use super::packing::{self, Room};
use super::sheet::{Draft, Range};
use crate::design::profile::HOURS;
use crate::design::{Design, Role};

/// What a HorizontalPodAutoscaler of the bundle aims at, of the CPU request: the usual 70 %.
pub const TARGET: f64 = 0.7;

/// Pods of each role in each hour.
pub(super) type Pods = [[u32; Role::ALL.len()]; HOURS];

/// The pods of every hour where some role is autoscaled, when its CPU lies at `of` of its range. Searches are taken to follow the
/// same profile, with the stated rate in the busiest hour.
pub(super) fn pods(design: &Design, draft: &Draft, uses: &[Utilisation], of: fn(Range) -> f64) -> Option<Pods> {
    if Role::ALL.iter().all(|role| design.fewest(*role).is_none()) {
        return None;
    }
    let hours = design.hours()?;
    let busiest = design.peak_factor();
    Some(hours.map(|hour| {
        Role::ALL.map(|role| {
            let most = design.component(role).replicas;
            let used = uses.iter().find(|u| u.role == role && u.resource == Resource::CpuRequest);
            match (design.fewest(role), used) {
                (Some(fewest), Some(used)) => {
                    let wanted = of(draft.term(used.cell).range()) * f64::from(most) * hour / busiest / TARGET;
                    ((wanted - 1e-9).ceil().clamp(1.0, f64::from(most)) as u32).max(fewest.min(most))
                }
                _ => most,
            }
        })
    }))
}

/// The mean over the day of the nodes that these pods need.
pub(super) fn mean_nodes(design: &Design, pods: &Pods, room: Room) -> f64 {
    let mut known: Vec<([u32; Role::ALL.len()], usize)> = Vec::new();
    let mut nodes = 0;
    for hour in pods {
        let count = match known.iter().find(|(then, _)| then == hour) {
            Some((_, count)) => *count,
            None => {
                let mut then = design.clone();
                for (role, pods) in Role::ALL.into_iter().zip(hour) {
                    then.component_mut(role).replicas = *pods;
                }
                let count = packing::pack(&then, room).nodes.len();
                known.push((*hour, count));
                count
            }
        };
        nodes += count;
    }
    nodes as f64 / HOURS as f64
}

/// The mean over the day of each role's pods.
pub(super) fn mean_pods(pods: &Pods, role: Role) -> f64 {
    pods.iter().map(|hour| f64::from(hour[role as usize])).sum::<f64>() / HOURS as f64
}
