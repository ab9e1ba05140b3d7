//! Tenants that differ from the rest: their part of the load and their own limits, and what keeps the list sound.

use super::edit::{Edit, refusal};
use super::fields::{Field, Group, Kind, Value, distance};
use super::{Bytes, Design, Millis, PerSecond, Share};
use crate::problem::Problem;
use crate::quantity::{DAY, Dimension, HOUR};

/// More belong into a file of their own: each is an object of fifteen lines in one ConfigMap, and a dozen figures.
pub const MOST: usize = 100;

/// One tenant with settings of its own. What is `None` is as for the tenants that are not listed.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Tenant {
    /// What requests name in `X-Scope-OrgID`.
    pub id: String,
    /// Its part of all spans and bytes; `None`: as much as any tenant without a share of its own.
    pub share: Option<Share>,
    /// Per second, as `rate_strategy` counts it.
    pub rate_limit: Option<PerSecond<Bytes>>,
    pub burst_size: Option<Bytes>,
    /// Live traces on each ingester.
    pub max_traces_per_user: Option<u32>,
    pub max_bytes_per_trace: Option<Bytes>,
    /// Its `compaction.block_retention`.
    pub retention: Option<Millis>,
}

macro_rules! own {
    ($path:literal, $label:literal, $help:literal, $dimension:ident, $min:expr, $max:expr, $get:expr, $set:expr) => {
        Field {
            path: $path,
            label: $label,
            help: $help,
            group: Group::Workload,
            kind: Kind::Number { dimension: Dimension::$dimension, min: $min, max: $max, optional: true },
            get: |t| ($get)(t).map_or(Value::Unset, Value::Number),
            set: |t, v| ($set)(t, v.optional_number()),
        }
    };
}

/// What there is to say of a listed tenant; the path is the key of its entry in the document. The first is its id.
pub static TENANT_FIELDS: [Field<Tenant>; 7] = [
    Field {
        path: "id",
        label: "Tenant id",
        help: "What requests of this tenant name in X-Scope-OrgID.",
        group: Group::Workload,
        kind: Kind::Text { check: check_id, optional: false },
        get: |t| Value::Text(t.id.clone()),
        set: |t, v| t.id = v.text(),
    },
    own!(
        "share",
        "Share of the load",
        "Per cent of all spans and bytes; empty for as much as any other tenant.",
        Share,
        0.0,
        1.0,
        |t: &Tenant| t.share.map(Share::get),
        |t: &mut Tenant, v: Option<f64>| t.share = v.map(Share::new)
    ),
    own!(
        "rate_limit",
        "Rate limit",
        "ingestion.rate_limit_bytes of this tenant; empty for the default.",
        ByteRate,
        1e3,
        1e12,
        |t: &Tenant| t.rate_limit.map(PerSecond::get),
        |t: &mut Tenant, v: Option<f64>| t.rate_limit = v.map(|v| Bytes::new(v).per_second())
    ),
    own!(
        "burst_size",
        "Burst size",
        "ingestion.burst_size_bytes of this tenant; empty for the default.",
        Size,
        1e3,
        1e12,
        |t: &Tenant| t.burst_size.map(Bytes::get),
        |t: &mut Tenant, v: Option<f64>| t.burst_size = v.map(Bytes::new)
    ),
    own!(
        "max_traces_per_user",
        "Live traces",
        "ingestion.max_traces_per_user of this tenant, on each ingester; empty for the default.",
        Count,
        1.0,
        1e9,
        |t: &Tenant| t.max_traces_per_user.map(f64::from),
        |t: &mut Tenant, v: Option<f64>| t.max_traces_per_user = v.map(|count| count as u32)
    ),
    own!(
        "max_bytes_per_trace",
        "Max bytes per trace",
        "global.max_bytes_per_trace of this tenant; empty for the default.",
        Size,
        1e3,
        1e9,
        |t: &Tenant| t.max_bytes_per_trace.map(Bytes::get),
        |t: &mut Tenant, v: Option<f64>| t.max_bytes_per_trace = v.map(Bytes::new)
    ),
    own!(
        "retention",
        "Retention",
        "compaction.block_retention of this tenant; empty for the default.",
        Duration,
        HOUR,
        3650.0 * DAY,
        |t: &Tenant| t.retention.map(Millis::seconds),
        |t: &mut Tenant, v: Option<f64>| t.retention = v.map(Millis::from_seconds)
    ),
];

/// The id as Tempo lets it in (dskit `tenant/tenant.go`, `ValidTenantID`).
///
/// # Errors
/// A sentence: what is wrong with it.
pub fn valid_id(id: &str) -> Result<(), String> {
    if let Some(wrong) = id.chars().find(|c| !(c.is_ascii_alphanumeric() || "!-_.*'()".contains(*c))) {
        return Err(format!("“{wrong}” is not allowed in a tenant's name."));
    }
    if id.len() > 150 {
        return Err(format!("{} characters are too many.", id.len()));
    }
    if id == "." || id == ".." {
        return Err(format!("“{id}” is a path, not a name."));
    }
    Ok(())
}

/// What Tempo lets in, and no more than can be listed.
fn check_id(id: &str) -> Result<(), String> {
    if id == "*" {
        return Err("In Tempo's file “*” is every tenant that is not listed; here those have the default limits. Type the id of one tenant.".to_owned());
    }
    valid_id(id).map_err(|what| format!("{what} Type letters, digits and !-_.*'(), 150 at most."))
}

impl Design {
    /// The place in the list of the tenant with this id.
    #[must_use]
    pub fn tenant(&self, id: &str) -> Option<usize> {
        self.tenants.iter().position(|tenant| tenant.id == id)
    }

    /// Tenants that are not listed.
    #[must_use]
    pub fn other_tenants(&self) -> u32 {
        self.workload.tenants.saturating_sub(self.tenants.len() as u32)
    }

    /// What the listed shares come to, and how many of the listed tenants have none.
    fn listed(&self) -> (Share, usize) {
        let sum = self.tenants.iter().filter_map(|tenant| tenant.share).fold(Share::default(), Share::plus);
        (sum, self.tenants.iter().filter(|tenant| tenant.share.is_none()).count())
    }

    /// Tenants without a share of their own, and what they share evenly: those that are not listed, and the listed ones
    /// that leave their share open.
    #[must_use]
    pub fn even(&self) -> (u32, Share) {
        let (sum, open) = self.listed();
        (self.other_tenants().saturating_add(open as u32), Share::WHOLE.less(sum))
    }

    /// What holds for a tenant that is not listed, and for a listed one wherever it has nothing of its own.
    #[must_use]
    pub fn other_tenant(&self) -> Tenant {
        let (even, left) = self.even();
        Tenant {
            id: String::new(),
            share: (even > 0).then(|| Share::new(left.get() / f64::from(even))),
            rate_limit: Some(self.tempo.rate_limit),
            burst_size: Some(self.tempo.burst_size),
            max_traces_per_user: Some(self.tempo.max_traces_per_user),
            max_bytes_per_trace: Some(self.tempo.max_bytes_per_trace),
            retention: Some(self.workload.retention),
        }
    }

    /// The shortest and the longest retention of any tenant.
    #[must_use]
    pub fn retentions(&self) -> (Millis, Millis) {
        let default = self.workload.retention;
        let others = (self.tenants.is_empty() || self.other_tenants() > 0).then_some(default);
        let all = || self.tenants.iter().map(|tenant| tenant.retention.unwrap_or(default)).chain(others);
        (all().min().unwrap_or(default), all().max().unwrap_or(default))
    }

    /// `7d`; `7d to 30d` where tenants differ.
    #[must_use]
    pub fn retention_words(&self) -> String {
        let (shortest, longest) = self.retentions();
        if shortest == longest { longest.to_string() } else { format!("{shortest} to {longest}") }
    }

    /// The largest trace that any tenant may have.
    #[must_use]
    pub fn most_bytes_per_trace(&self) -> Bytes {
        let own = self.tenants.iter().filter_map(|tenant| tenant.max_bytes_per_trace);
        own.fold(self.tempo.max_bytes_per_trace, Bytes::max)
    }
}

/// Sets one field of the tenant at place `at` from a text.
///
/// # Errors
/// Sentences: what is wrong, and what to type. Also when the list would become unsound, which it was not before.
pub fn typed(design: &Design, at: usize, field: &Field<Tenant>, text: &str) -> Result<Edit, String> {
    let read = field.read(design, text)?;
    let mut changed = design.clone();
    if let Some(tenant) = changed.tenants.get_mut(at) {
        (field.set)(tenant, &read.value);
    }
    match refusal(design, &changed, field.path) {
        Some(why) => Err(why),
        None => Ok(Edit { design: changed, note: read.note }),
    }
}

/// What a change of one field is called by undo: `team-a, rate limit none → 30 MB/s`.
#[must_use]
pub fn label(field: &Field<Tenant>, old: &Tenant, new: &Tenant) -> String {
    let or_none = |text: String| if text.is_empty() { "none".to_owned() } else { text };
    format!("{}, {} {} → {}", old.id, field.label.to_ascii_lowercase(), or_none(field.write(old)), or_none(field.write(new)))
}

/// One tenant more on the list, which differs in nothing yet. Where all tenants are listed there is one more of them, and
/// the note says so.
#[must_use]
pub fn added(design: &Design) -> Edit {
    let mut changed = design.clone();
    let id = (1..).map(|number| format!("tenant-{number}")).find(|id| design.tenant(id).is_none()).unwrap_or_default();
    changed.tenants.push(Tenant { id, ..Tenant::default() });
    // One tenant alone is no multitenancy, and would be called single-tenant.
    let needed = (changed.tenants.len() as u32).max(2);
    let note = (needed > changed.workload.tenants).then(|| {
        let before = changed.workload.tenants;
        changed.workload.tenants = needed;
        format!("The tenants went from {before} to {needed} with it.")
    });
    Edit { design: changed, note }
}

/// The list without the tenant at place `at`, which becomes one of the others.
#[must_use]
pub fn removed(design: &Design, at: usize) -> Design {
    let mut changed = design.clone();
    if at < changed.tenants.len() {
        changed.tenants.remove(at);
    }
    changed
}

/// Applies `text` to the field `key` of the tenant called `id`.
///
/// # Errors
/// No such tenant is listed, no such field exists, or the text cannot be read; the design stays as it is.
pub(super) fn assign(design: &mut Design, id: &str, key: &str, text: &str) -> Result<(), Problem> {
    let place = format!("tenants.{id}.{key}");
    let Some(at) = design.tenant(id) else {
        let listed: Vec<&str> = design.tenants.iter().map(|tenant| tenant.id.as_str()).collect();
        let remedy = if listed.is_empty() {
            "Add it to the list `tenants` of the document.".to_owned()
        } else {
            format!("Listed are {}.", listed.join(", "))
        };
        return Err(Problem::new(place, format!("No tenant {id} is listed."), remedy));
    };
    let Some(field) = tenant_field(key) else { return Err(unknown_key(&place, key)) };
    let read = field.read(design, text).map_err(|why| Problem::new(place, why, ""))?;
    (field.set)(&mut design.tenants[at], &read.value);
    Ok(())
}

#[must_use]
pub fn tenant_field(key: &str) -> Option<&'static Field<Tenant>> {
    TENANT_FIELDS.iter().find(|field| field.path == key)
}

pub(super) fn unknown_key(place: &str, key: &str) -> Problem {
    let near = TENANT_FIELDS.iter().map(|field| field.path).min_by_key(|path| distance(path, key)).unwrap_or_default();
    Problem::new(place, "A tenant has no such key.", format!("Did you mean {near}?"))
}

/// What no entry can see by itself.
pub(super) fn impossible(design: &Design, problems: &mut Vec<Problem>) {
    let (listed, tenants) = (design.tenants.len(), design.workload.tenants);
    if listed == 0 {
        return;
    }
    if listed > MOST {
        problems.push(Problem::new(
            "tenants",
            format!("{listed} tenants are listed, and {MOST} are the most that can be."),
            "List those that differ most; the others have the default limits.",
        ));
    }
    if tenants < 2 {
        problems.push(Problem::new(
            "workload.tenants",
            "A tenant is listed, and with one tenant multitenancy is off: every trace belongs to single-tenant.",
            "Type 2 tenants or more, or take it off the list.",
        ));
    } else if listed > tenants as usize {
        problems.push(Problem::new(
            "workload.tenants",
            format!("{listed} tenants are listed, and there are {tenants}."),
            format!("Type {listed} or more, or take one off the list."),
        ));
    }
    for (at, tenant) in design.tenants.iter().enumerate() {
        if design.tenant(&tenant.id) != Some(at) {
            problems.push(Problem::new(
                format!("tenants.{}.id", tenant.id),
                format!("{} stands twice among the listed tenants.", tenant.id),
                "List each tenant once.",
            ));
        }
    }
    let (sum, _) = design.listed();
    if sum > Share::WHOLE
        && let Some(last) = design.tenants.iter().rfind(|tenant| tenant.share.is_some())
    {
        problems.push(Problem::new(
            format!("tenants.{}.share", last.id),
            format!("The shares of the listed tenants come to {sum}, more than the whole load."),
            format!("Lower one of them by {}.", sum.less(Share::WHOLE)),
        ));
    }
}

/// What is still to be said before the limits can be handed out: a load that is nobody's.
pub(super) fn asked(design: &Design, problems: &mut Vec<Problem>) {
    let (even, left) = design.even();
    if even == 0
        && left > Share::default()
        && let Some(last) = design.tenants.last()
    {
        problems.push(Problem::new(
            format!("tenants.{}.share", last.id),
            format!("Every tenant has a share, and {left} of the load is nobody's."),
            format!("Raise one share by {left}, or leave one empty."),
        ));
    }
}

/// The listed tenants as lines of a [kept](super::edit::kept) design. An id may hold points, so that the key is what stands
/// behind the last one.
pub(super) fn kept(design: &Design, text: &mut String) {
    for tenant in &design.tenants {
        for field in &TENANT_FIELDS {
            text.push_str(&format!("tenants.{}.{}={}\n", tenant.id, field.path, field.write(tenant)));
        }
    }
}

/// Reads one such line; one that is no longer read leaves the tenant as it is.
pub(super) fn recall(design: &mut Design, path: &str, text: &str) {
    let Some((id, key)) = path.strip_prefix("tenants.").and_then(|rest| rest.rsplit_once('.')) else { return };
    if key == "id" && check_id(id).is_ok() && design.tenant(id).is_none() {
        design.tenants.push(Tenant { id: id.to_owned(), ..Tenant::default() });
    }
    if let (Some(at), Some(field)) = (design.tenant(id), tenant_field(key))
        && let Ok(read) = field.read(design, text)
    {
        (field.set)(&mut design.tenants[at], &read.value);
    }
}
