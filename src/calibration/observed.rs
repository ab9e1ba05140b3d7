//! What somebody observed, in the figures of the sheet: the sheet is written on, so that there is no second formula.

use crate::catalog::coefficient;
use crate::design::{Design, Role};
use crate::estimate::{Draft, Range, Sheet, Term, on_share};
use crate::quantity::{GB, HOUR, MB, Unit};

/// What kind of figure is judged together. A reader trusts, or does not, one kind at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Family {
    /// Cores of what writes and compacts.
    Cpu,
    /// Memory of what writes and compacts, and the traces held in it.
    Memory,
    /// Blocks: how many, how large, what a span takes in them.
    Storage,
    /// An ingester's volume: files on it, and the WAL beside the block it becomes.
    Disk,
    /// What a search takes: cores and memory of queriers and query-frontends, bytes inspected, time.
    Search,
}

impl Family {
    pub const ALL: [Family; 5] = [Family::Cpu, Family::Memory, Family::Storage, Family::Disk, Family::Search];

    /// Of a quantity that the engine has no figure for.
    pub(super) fn unknown(quantity: &str) -> Family {
        let has = |word: &str| quantity.contains(word);
        match quantity {
            _ if has("cpu") => Family::Cpu,
            _ if has("mem") || has("rss") => Family::Memory,
            _ if has("disk") || has("wal") => Family::Disk,
            _ if has("storage") || has("block") => Family::Storage,
            _ => Family::Search,
        }
    }

    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Family::Cpu => "CPU",
            Family::Memory => "Memory",
            Family::Storage => "Storage",
            Family::Disk => "Disk",
            Family::Search => "Search",
        }
    }
}

/// The sheet of one case, being written on.
pub struct Observed {
    sheet: Sheet,
    draft: Draft,
    design: Design,
}

impl Observed {
    /// `busiest`: the share of all traces that one ingester holds a copy of; `known`: coefficients of which the case states
    /// what the catalog's range leaves open.
    pub fn of(design: &Design, busiest: f64, known: &[(&'static str, Range)]) -> Self {
        let sheet = on_share(design, busiest).sheet;
        let changes: Vec<_> = known.iter().flat_map(|(row, range)| sheet.standing(row).map(|cell| (cell, *range))).collect();
        let sheet = sheet.moved(&changes);
        Observed { draft: sheet.clone().reopen(), sheet, design: design.clone() }
    }

    pub fn finish(self) -> Sheet {
        self.draft.finish()
    }

    /// A figure of the sheet.
    fn figure(&self, id: &str) -> Option<Term<'_>> {
        self.sheet.find(id).map(|cell| self.draft.term(cell))
    }

    fn row(&self, id: &'static str) -> Term<'_> {
        self.draft.coefficient(coefficient(id))
    }

    fn exact(&self, value: f64, unit: Unit) -> Term<'_> {
        self.draft.constant(value, unit)
    }

    fn pods(&self, role: Role) -> Term<'_> {
        let path = match role {
            Role::Distributor => "components.distributor.replicas",
            Role::Ingester => "components.ingester.replicas",
            Role::QueryFrontend => "components.query_frontend.replicas",
            Role::Querier => "components.querier.replicas",
            Role::Compactor => "components.compactor.replicas",
        };
        self.draft.field(path, f64::from(self.design.component(role).replicas), Unit::ONE)
    }

    /// Of all pods of a role: the mean over minutes.
    fn cpu(&self, role: Role) -> Option<Term<'_>> {
        Some(self.figure(&format!("demand.{}.cpu", role.key()))? * self.pods(role))
    }

    /// The busiest seconds, which the sheet holds against the limit.
    fn cpu_peak(&self, role: Role) -> Option<Term<'_>> {
        let share = self.figure(&format!("utilisation.{}.cpu_limit", role.key()))?;
        let limit = self.design.component(role).cpu_limit?;
        Some(share * self.exact(limit.get(), Unit::CORE) * self.pods(role))
    }

    fn memory(&self, role: Role) -> Option<Term<'_>> {
        self.figure(&format!("demand.{}.memory", role.key()))
    }

    /// Of one ingester between two blocks: what it holds itself, without the kernel's cache.
    fn steady(&self) -> Option<Term<'_>> {
        Some(self.figure("ingester.memory_steady")? + self.figure("ingester.memory_traces")?)
    }

    /// A sum over all roles.
    fn total<'a>(&'a self, of: &dyn Fn(Role) -> Option<Term<'a>>) -> Option<Term<'a>> {
        Role::ALL.into_iter().map(of).try_fold(None, |sum: Option<Term<'a>>, term| {
            let term = term?;
            Some(Some(sum.map_or(term, |sum| sum + term)))
        })?
    }
}

/// Something that was measured, and what the engine says of it.
pub struct Quantity {
    /// As the three files call it; in the tables of runs and of our own the component stands before it.
    pub metric: &'static str,
    pub label: &'static str,
    pub family: Family,
    /// Of the printed number, in the sheet's units.
    pub scale: f64,
    /// From the sheet of what the cluster was offered, where that is more than what it served.
    pub offered: bool,
    pub of: fn(&Observed) -> Option<Term<'_>>,
}

macro_rules! quantities {
    ($($metric:literal, $label:literal, $family:ident, $scale:expr, $offered:literal, $of:expr;)*) => {
        /// Every quantity that the engine has a figure for, by the names of the files.
        pub static QUANTITIES: &[Quantity] = &[$(Quantity {
            metric: $metric, label: $label, family: Family::$family, scale: $scale, offered: $offered, of: $of,
        }),*];
    };
}

quantities! {
    // Sums over the pods of a role, as the runs and the published cases give them.
    "distributor.cpu", "distributor CPU", Cpu, 1.0, true, |o| o.cpu(Role::Distributor);
    "distributor.cpu_peak", "distributor CPU, busiest", Cpu, 1.0, true, |o| o.cpu_peak(Role::Distributor);
    "ingester.cpu", "ingester CPU", Cpu, 1.0, false, |o| o.cpu(Role::Ingester);
    "ingester.cpu_peak", "ingester CPU, busiest", Cpu, 1.0, false, |o| o.cpu_peak(Role::Ingester);
    "compactor.cpu", "compactor CPU", Cpu, 1.0, false, |o| o.cpu(Role::Compactor);
    "compactor.cpu_peak", "compactor CPU, busiest", Cpu, 1.0, false, |o| o.cpu_peak(Role::Compactor);
    "querier.cpu", "querier CPU", Search, 1.0, false, |o| o.cpu(Role::Querier);
    "querier.cpu_peak", "querier CPU, busiest", Search, 1.0, false, |o| o.cpu_peak(Role::Querier);
    "query_frontend.cpu", "query-frontend CPU", Search, 1.0, true, |o| o.cpu(Role::QueryFrontend);
    "query_frontend.cpu_peak", "query-frontend CPU, busiest", Search, 1.0, true, |o| o.cpu_peak(Role::QueryFrontend);
    "total.cpu", "CPU of all", Cpu, 1.0, false, |o| o.total(&|role| o.cpu(role));

    "distributor.mem_GB", "distributor memory", Memory, GB.of(1.0), true, |o| Some(o.memory(Role::Distributor)? * o.pods(Role::Distributor));
    "distributor.mem_peak_GB", "distributor memory, peak", Memory, GB.of(1.0), true, |o| Some(o.memory(Role::Distributor)? * o.pods(Role::Distributor));
    // A working set counts the file cache that nothing took back.
    "ingester.mem_GB", "ingester memory with its file cache", Memory, GB.of(1.0), false,
        |o| Some((o.steady()? + o.figure("ingester.cache")?) * o.pods(Role::Ingester));
    "ingester.mem_peak_GB", "ingester memory with its file cache, peak", Memory, GB.of(1.0), false,
        |o| Some((o.memory(Role::Ingester)? + o.figure("ingester.cache")?) * o.pods(Role::Ingester));
    "ingester.mem_peak_GB_per_replica", "memory of one ingester with its file cache, peak", Memory, GB.of(1.0), false,
        |o| Some(o.memory(Role::Ingester)? + o.figure("ingester.cache")?);
    "ingester.rss_GB", "memory of one ingester", Memory, GB.of(1.0), false, |o| o.steady();
    "ingester.rss_peak_GB", "memory of one ingester, peak", Memory, GB.of(1.0), false, |o| o.memory(Role::Ingester);
    "ingester.cache_GB", "file cache of one ingester", Memory, GB.of(1.0), false, |o| o.figure("ingester.cache");
    "ingester.live_traces", "live traces", Memory, 1.0, false, |o| Some(o.figure("limits.live_traces")? * o.pods(Role::Ingester));
    "ingester.live_traces over its law", "live traces over what the formula gives", Memory, 1.0, false, |o| Some(o.exact(1.0, Unit::ONE));
    "compactor.mem_peak_GB", "compactor memory, peak", Memory, GB.of(1.0), false, |o| Some(o.memory(Role::Compactor)? * o.pods(Role::Compactor));
    "querier.mem_GB", "querier memory", Search, GB.of(1.0), true, |o| Some(o.memory(Role::Querier)? * o.pods(Role::Querier));
    "querier.mem_peak_GB", "querier memory, peak", Search, GB.of(1.0), true, |o| Some(o.memory(Role::Querier)? * o.pods(Role::Querier));
    "query_frontend.mem_GB", "query-frontend memory", Search, GB.of(1.0), true, |o| Some(o.memory(Role::QueryFrontend)? * o.pods(Role::QueryFrontend));
    "total.mem_peak_GB", "memory of all, peak", Memory, GB.of(1.0), false, |o| o.total(&|role| Some(o.memory(role)? * o.pods(role)));

    "ingester.blocks_flushed_per_hour", "blocks flushed in an hour", Storage, 1.0 / HOUR, false, |o| o.figure("requests.blocks");
    "compactor.write_MBps", "bytes rewritten by compaction", Storage, MB.of(1.0), false, |o| o.figure("storage.rewritten");
    "storage.bytes_per_span", "stored bytes per span", Storage, 1.0, false,
        |o| Some(o.figure("storage.rate")? / o.figure("load.mean_spans")?);
    "storage.total_TB", "stored at steady state", Storage, 1e12, false, |o| o.figure("storage.stored");
    "storage.block_MB", "stored size of a block", Storage, MB.of(1.0), false, |o| o.figure("ingester.block");
    "compactor.backlog_grows", "copies per compactor over what one takes", Storage, 1.0, false,
        |o| o.figure("utilisation.compactor.throughput");

    "ingester.files_MB", "files of one ingester", Disk, MB.of(1.0), false, |o| o.figure("disk.files");
    "ingester.wal_per_stored", "WAL bytes per stored byte", Disk, 1.0, false, |o| Some(o.row("wal-ratio"));

    "search.inspected_MBps", "bytes inspected in a second", Search, MB.of(1.0), true, |o| {
        let most = o.figure("query.scan")? * o.pods(Role::Querier);
        Some(o.figure("query.inspected_rate")?.min(most))
    };
    "search.latency_s", "latency of a search that no limit stops", Search, 1.0, false, |o| o.figure("query.latency");
    "search.jobs", "jobs per search", Search, 1.0, false, |o| o.figure("query.jobs");
    "querier.scan_MBps_per_replica", "bytes one querier inspects in a second", Search, MB.of(1.0), false, |o| o.figure("query.scan");
    "lookup.gets", "reads of a lookup", Search, 1.0, false, |o| o.figure("requests.blocklist");

    // Of one pod, as vendors and operators give them.
    "distributor.cpu_per_replica", "CPU of one distributor", Cpu, 1.0, true, |o| o.figure("demand.distributor.cpu");
    "ingester.cpu_per_replica", "CPU of one ingester", Cpu, 1.0, false, |o| o.figure("demand.ingester.cpu");
    "compactor.cpu_per_replica", "CPU of one compactor", Cpu, 1.0, false, |o| o.figure("demand.compactor.cpu");
    "querier.cpu_per_replica", "CPU of one querier", Search, 1.0, false, |o| o.figure("demand.querier.cpu");
    "distributor.mem_GiB_per_replica", "memory of one distributor", Memory, 1_073_741_824.0, true, |o| o.memory(Role::Distributor);
    "ingester.mem_GiB_per_replica", "memory of one ingester, peak", Memory, 1_073_741_824.0, false, |o| o.memory(Role::Ingester);
    "compactor.mem_GiB_per_replica", "memory of one compactor, peak", Memory, 1_073_741_824.0, false, |o| o.memory(Role::Compactor);
    "querier.mem_GiB_per_replica", "memory of one querier", Search, 1_073_741_824.0, true, |o| o.memory(Role::Querier);
    "load.bytes_per_span", "received bytes per span", Storage, 1.0, false, |o| Some(o.figure("load.mean")? / o.figure("load.mean_spans")?);
}

pub fn quantity(metric: &str) -> Option<&'static Quantity> {
    QUANTITIES.iter().find(|quantity| quantity.metric == metric)
}

/// What a range is worth to who reads it: high over low.
pub fn width(range: Range) -> f64 {
    if range.is_exact() { 1.0 } else { range.high / range.low }
}
