//! What follows from replicas and requests and costs nothing: limits, and Tempo's own limits of a tenant.

use super::EPSILON;
use super::needs::{Need, limit};
use crate::design::Loss;
use crate::design::fields::field;
use crate::design::{Bytes, Cores, Design, Role};
use crate::estimate::{Estimate, Sheet, unsolved};
use crate::ring::Placement;

/// The same design with the limits that its replicas and requests ask for. `lost`: as many pods of each role as the loss to
/// survive takes at most.
///
/// Memory is requested up to its limit, since the kernel counts what is used. A CPU limit leaves room for the busiest seconds;
/// where a search latency is asked for, queriers request what it counts on. Limits of tenants are raised where they would
/// refuse what is to be held, and never lowered.
#[must_use]
pub fn dress(design: &Design, placement: &Placement, lost: [u32; 5]) -> Design {
    let mut design = design.clone();
    for role in Role::ALL {
        let component = design.component_mut(role);
        component.memory_request = component.memory_limit;
    }
    let platform = &mut design.platform;
    platform.zone_names.truncate(platform.zones as usize);
    let estimate = unsolved(&design, placement);
    let values = estimate.sheet.loaded(design.goals.headroom);
    let (loss, zones) = (design.goals.survive, design.platform.zones);
    let usual = Role::ALL.map(|role| expected(loss, zones, role, design.component(role).replicas));
    let short = down(&design, placement, usual);
    let at_peak = short.sheet.loaded(1.0);
    let wanted = Role::ALL.map(|role| {
        let need = Need::of(role, &estimate, &values, design.component(role));
        need.max(&Need::of(role, &short, &at_peak, design.component(role)))
    });
    for (role, need) in Role::ALL.into_iter().zip(wanted) {
        let pinned = pinned(&design, role);
        if design.component(role).cpu_limit.is_some() {
            let request = design.component(role).cpu_request.get();
            let cores = if pinned { Some(request) } else { limit(&design, request, need.limit) };
            // Above what a node has, a limit would promise what nobody gives.
            let most = super::needs::cores_of_node(&design).max(request);
            design.component_mut(role).cpu_limit = Some(Cores::new(cores.unwrap_or(most)));
        }
    }
    tenants(&mut design, placement, lost);
    design
}

/// A querier's limit is its request where a goal hangs on its cores.
pub(super) fn pinned(design: &Design, role: Role) -> bool {
    role == Role::Querier && design.goals.search_latency.is_some()
}

/// The roles whose load the rest of their pods takes over. A dead ingester keeps its place in the ring, so that nobody takes
/// over what it received; compactors leave a backlog.
pub(super) const SHIFTS: [Role; 3] = [Role::Distributor, Role::QueryFrontend, Role::Querier];

/// So many pods of a role are lost at least, however they stand: the fullest zone holds the mean or more.
pub(super) fn expected(loss: Loss, zones: u32, role: Role, replicas: u32) -> u32 {
    match loss {
        Loss::None => 0,
        _ if !SHIFTS.contains(&role) => 0,
        Loss::Pod | Loss::Node => 1,
        Loss::Zone => replicas.div_ceil(zones.max(1)),
    }
}

/// The estimate without those pods.
pub(super) fn down(design: &Design, placement: &Placement, lost: [u32; 5]) -> Estimate {
    let mut left = Role::ALL.map(|role| design.component(role).replicas);
    for role in SHIFTS {
        left[role as usize] = left[role as usize].saturating_sub(lost[role as usize]);
    }
    crate::estimate::while_down(design, left, placement.ownership.max_in_set().value())
}

/// How many jobs of one tenant may wait: as many as the design says, and a search and a half at least, as QRY-01 has it. What
/// waits beyond is the queriers' to work off.
pub(super) fn queue(design: &Design, estimate: &Estimate, values: &[f64]) -> f64 {
    let jobs = estimate.sheet.find("query.jobs").map_or(0.0, |cell| Sheet::in_replay(values, cell));
    let room = 1.5 * jobs.min(f64::from(design.tempo.concurrent_jobs));
    let now = f64::from(design.tempo.max_outstanding_per_tenant);
    if room <= now { now } else { raised("tempo.max_outstanding_per_tenant", room).unwrap_or(now) }
}

fn raised(path: &str, value: f64) -> Option<f64> {
    super::space::stop(&field(path)?.ladder(), value)
}

/// Raises what refuses: rates and live traces of every tenant, and the queue.
fn tenants(design: &mut Design, placement: &Placement, lost: [u32; 5]) {
    let estimate = unsolved(design, placement);
    let values = estimate.sheet.loaded(design.goals.headroom);
    let short = down(design, placement, lost);
    let at_peak = short.sheet.loaded(1.0);
    design.tempo.max_outstanding_per_tenant = queue(design, &estimate, &values) as u32;
    let (mut rate, mut traces) = (1.0f64, 1.0f64);
    for (now, then) in estimate.tenants.iter().zip(&short.tenants) {
        let over = |of: fn(&crate::estimate::TenantUse) -> crate::estimate::CellId| {
            Sheet::in_replay(&values, of(now)).max(Sheet::in_replay(&at_peak, of(then)))
        };
        let (of_rate, of_traces) = (over(|tenant| tenant.rate), over(|tenant| tenant.live_traces));
        let own = now.at.and_then(|at| design.tenants.get_mut(at));
        let (mut default_rate, mut default_traces) = (true, true);
        if let Some(tenant) = own {
            if let Some(limit) = tenant.rate_limit {
                default_rate = false;
                tenant.rate_limit = Some(Bytes::new(enough("tempo.rate_limit", limit.get(), of_rate)).per_second());
            }
            if let Some(limit) = tenant.max_traces_per_user {
                default_traces = false;
                tenant.max_traces_per_user = Some(enough("tempo.max_traces_per_user", f64::from(limit), of_traces) as u32);
            }
        }
        rate = if default_rate { rate.max(of_rate) } else { rate };
        traces = if default_traces { traces.max(of_traces) } else { traces };
    }
    let settings = &mut design.tempo;
    settings.rate_limit = Bytes::new(enough("tempo.rate_limit", settings.rate_limit.get(), rate)).per_second();
    settings.max_traces_per_user = enough("tempo.max_traces_per_user", f64::from(settings.max_traces_per_user), traces) as u32;
}

/// The limit as it is, or the first stop that `used` times as much fits into.
fn enough(path: &str, limit: f64, used: f64) -> f64 {
    if used <= 1.0 + EPSILON { limit } else { raised(path, limit * used).unwrap_or(limit) }
}
