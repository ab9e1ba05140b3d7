//! The words of the field, each explained in one line: Tempo's, dskit's and Kubernetes' own.

/// A word that the page and its texts use as Tempo and Kubernetes do.
#[derive(Debug, PartialEq)]
pub struct Term {
    pub name: &'static str,
    /// Other spellings of the same, as the configuration or people write it.
    pub also: &'static [&'static str],
    /// One line.
    pub meaning: &'static str,
}

const fn term(name: &'static str, also: &'static [&'static str], meaning: &'static str) -> Term {
    Term { name, also, meaning }
}

/// In the order of the alphabet.
pub static TERMS: &[Term] = &[
    term("Anti-affinity", &["podAntiAffinity"], "A rule that keeps two pods of one component off the same node."),
    term(
        "Block",
        &["blocks"],
        "An immutable set of traces in the object store: Parquet data, index, bloom filters and meta.json.",
    ),
    term(
        "Blocklist",
        &["tenant index", "blocklist_poll"],
        "The blocks that a querier knows of; it is read anew at every poll, so that a new block is seen only after one.",
    ),
    term(
        "Bloom filter",
        &["bloom", "blooms"],
        "A small file per block that tells without reading the block that a trace id is not in it.",
    ),
    term(
        "Burst",
        &["burst_size_bytes"],
        "Bytes a tenant may send at once above the rate limit; a larger request is always refused.",
    ),
    term(
        "Compaction",
        &["compactor", "compacted"],
        "Merging blocks of one window into fewer and larger ones; copies of a trace become one then.",
    ),
    term("Compaction window", &["compaction_window"], "Blocks of the same span of time are compacted together, others never."),
    term(
        "Distributor",
        &["distributors"],
        "Receives spans, regroups them by trace and sends each trace to the ingesters that the ring names.",
    ),
    term("GOMEMLIMIT", &[], "The memory at which Go's garbage collector works harder, so that the kernel does not kill the pod."),
    term("Head block", &[], "The block an ingester writes at the moment; it is cut by age or size and then completed."),
    term("Headroom", &[], "How many times the stated peak the cluster holds before its first resource is used up."),
    term(
        "Ingester",
        &["ingesters"],
        "Holds recent traces in memory and WAL, makes blocks of them and writes those to the object store.",
    ),
    term("Job", &["jobs"], "A part of a search that one querier works on: a range of a block, or what the ingesters hold."),
    term("Live trace", &["live traces"], "A trace in an ingester's memory that is not yet cut to the WAL."),
    term("Look-back", &["lookback"], "How far back from now a search looks; the bytes it reads grow with it."),
    term("OTLP", &[], "OpenTelemetry's protocol for spans, over gRPC on 4317 or HTTP on 4318."),
    term("Parquet", &["vParquet4"], "The columnar file format of a block; a search reads only the columns it needs."),
    term("Peak", &["peak factor"], "The busiest minutes of the day. Capacity is judged there, storage and cost on the mean."),
    term(
        "PodDisruptionBudget",
        &["PDB"],
        "How many pods of a component Kubernetes may take away at once when nodes are drained.",
    ),
    term("Querier", &["queriers"], "Works on jobs: reads blocks from the object store and asks the ingesters for recent traces."),
    term(
        "Query-frontend",
        &["query frontend", "query-frontends"],
        "Divides a search into jobs, queues them for the queriers and puts the answers together.",
    ),
    term(
        "Quorum",
        &["write quorum"],
        "The copies that must be written before a write counts: at replication factor 3 it is 2, at 2 it is 1 in Tempo.",
    ),
    term("Rate limit", &["rate_limit_bytes"], "Bytes per second a tenant may send; spans above it are refused as RATE_LIMITED."),
    term("Replicas", &["replica"], "Pods of one component."),
    term(
        "Replication factor",
        &["RF", "replication_factor"],
        "How many ingesters each trace is written to. Tempo's own default is 1, and 3 outlives the loss of one.",
    ),
    term(
        "Requests and limits",
        &["request", "limit"],
        "The scheduler keeps a request free for the pod; the kernel throttles or kills the pod at its limit.",
    ),
    term("Retention", &["block_retention"], "How long a block is kept before the compactor deletes it."),
    term(
        "Ring",
        &["hash ring"],
        "All tokens of all ingesters in a circle of 2³² keys; a trace's key tells where on it its walk begins.",
    ),
    term(
        "Row group",
        &["row groups"],
        "A stretch of rows in a Parquet file that is written and read as one; it sets the memory of compaction.",
    ),
    term("Scarcest", &["scarcest resource"], "Of a component's resources the one that is used up first as the load grows."),
    term("Span", &["spans"], "One timed operation within a trace."),
    term(
        "Tenant",
        &["tenants", "X-Scope-OrgID"],
        "Whose traces they are: data, limits and queries are kept apart by the header X-Scope-OrgID.",
    ),
    term("Tokens", &["token", "num_tokens"], "An ingester's random places on the ring; more of them make the shares more even."),
    term("Trace", &["traces"], "All spans of one request through a system, under one id."),
    term("Trace idle period", &["trace_idle_period"], "A trace without new spans for so long is cut from memory to the WAL."),
    term(
        "Trace live period",
        &["trace_live_period"],
        "A trace is cut from memory to the WAL after so long, even if spans still come.",
    ),
    term("TraceQL", &[], "Tempo's query language for traces."),
    term("WAL", &["write-ahead log"], "The files an ingester writes first, from which it recovers after a restart."),
    term(
        "Waves",
        &["wave", "waves of jobs"],
        "A search with more jobs than all queriers work on at once takes its jobs in turns.",
    ),
    term(
        "Zone awareness",
        &["zone-aware replication", "zone"],
        "Copies of a trace are placed in different zones, so that the loss of one zone loses none of it.",
    ),
];

/// What stands above the columns of tables. Too common as words to be looked for in a text.
static HEADS: &[Term] = &[
    term("Any copy", &[], "The share of all traces of which the ingester holds one of the copies."),
    term("First copy", &[], "The share of all traces whose walk on the ring comes to this ingester first."),
    term("Likely", &[], "The figure with every coefficient at the value that was seen most: the one to plan with."),
    term("Pods", &[], "Replicas of the component, over all zones."),
    term(
        "Range",
        &["low", "high"],
        "From the figure with every coefficient at its low end to that with every one at its high end.",
    ),
    term("Ring page", &[], "The share as Tempo's page /ingester/ring gives it: of the keys, without regard to copies and zones."),
    term("Runs out at", &[], "The multiple of the stated peak at which the component's scarcest resource is used up."),
    term("Used", &[], "The part of the scarcest resource that is used at the peak."),
];

/// The term that is called so, in any of its spellings.
#[must_use]
pub fn term_of(name: &str) -> Option<&'static Term> {
    TERMS.iter().chain(HEADS).find(|term| spellings(term).any(|spelling| spelling.eq_ignore_ascii_case(name)))
}

/// The terms that stand in a text as whole words, in the order of the alphabet.
#[must_use]
pub fn terms_in(text: &str) -> Vec<&'static Term> {
    let text = text.to_lowercase();
    TERMS.iter().filter(|term| spellings(term).any(|spelling| stands_in(&text, &spelling.to_lowercase()))).collect()
}

fn spellings(term: &'static Term) -> impl Iterator<Item = &'static str> {
    std::iter::once(term.name).chain(term.also.iter().copied())
}

fn stands_in(text: &str, word: &str) -> bool {
    let inside = |c: char| c.is_alphanumeric() || c == '_';
    text.match_indices(word).any(|(at, _)| !text[..at].ends_with(inside) && !text[at + word.len()..].starts_with(inside))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_are_sorted_and_one_line_each() {
        assert!(TERMS.windows(2).all(|pair| pair[0].name.to_lowercase() < pair[1].name.to_lowercase()));
        for term in TERMS {
            assert!(term.meaning.ends_with('.') && term.meaning.len() < 140, "{}: {}", term.name, term.meaning);
        }
    }

    #[test]
    fn no_spelling_belongs_to_two_terms() {
        let mut all: Vec<_> = TERMS.iter().flat_map(spellings).map(str::to_lowercase).collect();
        all.sort();
        assert!(all.windows(2).all(|pair| pair[0] != pair[1]), "{all:?}");
    }

    #[test]
    fn terms_are_found_as_whole_words() {
        let names = |text| terms_in(text).iter().map(|term| term.name).collect::<Vec<_>>();
        assert_eq!(names("WAL and kept blocks at peak load over the volume."), ["Block", "Peak", "WAL"]);
        assert_eq!(names("What the tokenizer does to a wall."), [""; 0]);
        assert_eq!(term_of("num_tokens").map(|term| term.name), Some("Tokens"));
    }
}
