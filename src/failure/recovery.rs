//! How long things take that are down, and how much hangs on them: a sheet of figures with the ids `recovery.*`.
//!
//! Every duration of the scenarios and of the time line comes from here, so that a sentence, a row and a chart say the same.

use crate::Assessment;
use crate::catalog::coefficient;
use crate::estimate::{Draft, Range, Sheet, Term};
use crate::quantity::Unit;
use crate::topology::{INGESTER_MIN_READY, INGESTER_SCRATCH};

/// Sums two ranges bound by bound: one follows the other.
pub(super) fn plus(a: Range, b: Range) -> Range {
    Range::new(a.low + b.low, a.likely + b.likely, a.high + b.high)
}

/// So often in a row.
pub(super) fn times(a: Range, factor: f64) -> Range {
    Range::new(a.low * factor, a.likely * factor, a.high * factor)
}

/// A figure of the estimate, to be calculated with.
fn told<'d>(draft: &'d Draft, assessment: &Assessment, id: &str) -> Term<'d> {
    match assessment.estimate.figure(id) {
        Some(figure) => draft.given(figure.label(), &format!("figure {id} of the estimate"), figure.range(), figure.unit()),
        None => draft.given(id, "no figure of the estimate: nothing", Range::exact(0.0), Unit::ONE),
    }
}

/// The durations of a design. `store_out`: seconds that the object store is out; `ingesters`: how many are rolled one after the
/// other, or zones of them.
#[must_use]
pub fn recovery(assessment: &Assessment, turns: usize, store_out: f64) -> Sheet {
    let draft = Draft::of(&assessment.design);
    pods(assessment, &draft, turns, store_out);
    draft.finish()
}

fn pods(assessment: &Assessment, draft: &Draft, turns: usize, store_out: f64) {
    let design = &assessment.design;
    let settings = &design.tempo;
    let row = |id| draft.coefficient(coefficient(id));
    let figure = |id: &str| told(draft, assessment, id);
    let field = |path, value: f64| draft.field(path, value, Unit::SECOND);
    let some = |what: &str, why: &str| draft.given(what, why, Range::new(0.0, 0.5, 1.0), Unit::ONE);
    let none = draft.constant(0.0, Unit::SECOND);

    // What is in the ingesters alone at any moment.
    let fill = (figure("load.mean") * figure("ring.max_share") * figure("storage.compression")).named(
        "recovery.fill",
        "Blocks written at the mean load",
        "Stored bytes per second that the busiest ingester makes on the mean.",
    );
    let head = figure("disk.wal") * 0.5;
    let block_time =
        (head / (fill * row("wal-ratio"))).min(field("tempo.max_block_duration", settings.max_block_duration.seconds()));
    let poll = field("tempo.blocklist_poll", settings.blocklist_poll.seconds());
    let flush_delay = row("flush-delay");
    let unflushed = (block_time * some("age of the head block", "anything between just cut and full") + flush_delay).named(
        "recovery.unflushed",
        "Not yet in the object store",
        "So far back reaches what the ingesters alone have: the head block at the mean load, and the way of a block to the store.",
    );
    let polled =
        poll * some("part of a poll", "queriers look every blocklist_poll, and a block comes anywhere between two looks");
    let polled =
        polled.named("recovery.polled", "Queriers learn of a block", "From a block's flush to the next look at the store.");
    (flush_delay + polled).named(
        "recovery.seen",
        "What was replayed is in the store",
        "An ingester that is back completes and flushes its WAL, and the queriers look again.",
    );
    (unflushed + polled).named(
        "recovery.unseen",
        "Known to the ingesters alone",
        "So far back reaches what only the ingesters can answer, since the queriers do not know its block yet.",
    );
    let check = field("tempo.flush_check_period", settings.flush_check_period.seconds());
    let live = ((field("workload.trace_duration", design.workload.trace_duration.seconds())
        + field("tempo.trace_idle_period", settings.trace_idle_period.seconds()))
    .min(field("tempo.trace_live_period", settings.trace_live_period.seconds()))
        + check * some("part of a flush check", "traces are cut to the WAL every flush_check_period"))
    .named(
        "recovery.live",
        "In memory alone",
        "So far back reaches what is not in a WAL yet: it goes with the process, whatever becomes of the volume.",
    );
    (figure("load.mean") * live).named(
        "recovery.lost_live",
        "Lost with the processes",
        "Received bytes that are in memory alone, when every ingester that has them dies.",
    );
    (figure("load.mean") * unflushed).named(
        "recovery.lost_unflushed",
        "Lost with the disks",
        "Received bytes that are not in the object store yet, when every disk that has them is gone.",
    );

    // Pods that come back.
    let on_disk = draft.given(
        "part of the WAL on the disk",
        "nothing right after a cut, half a head block on the mean, both blocks at their fullest",
        Range::new(0.0, 0.25, 1.0),
        Unit::ONE,
    );
    let replay = (figure("disk.wal") * on_disk / row("wal-replay")).named(
        "recovery.replay",
        "Replay of the WAL",
        "Before it joins the ring an ingester reads the WAL on its disk again.",
    );
    let up = row("ingester-start") + replay;
    row("leaving").named("recovery.leaving", "LEAVING", "From SIGTERM until all know that the ingester has left the ring.");
    let stop = row("ingester-stop").named(
        "recovery.stop",
        "An ingester stops",
        "It leaves the ring, writes its memory to the WAL and ends.",
    );
    (row("container-restart") + up).named(
        "recovery.restart",
        "A killed ingester is back",
        "Its container starts again on the same node, with the same disk.",
    );
    let recreate = (stop + row("pod-start") + up).named(
        "recovery.recreate",
        "A stopped ingester is back",
        "The pod is made again on its node and finds its disk.",
    );
    (stop + row("volume-move") + row("image-pull") + up).named(
        "recovery.move",
        "A drained ingester is back",
        "The pod is made again on another node of its zone, and its volume follows.",
    );
    (stop + row("node-replacement") + row("volume-move") + row("image-pull") + up).named(
        "recovery.move_new",
        "A drained ingester is back on a new node",
        "No other node takes it: one has to come first.",
    );
    let settle =
        draft.given("minReadySeconds", "the bundle's StatefulSet", Range::exact(f64::from(INGESTER_MIN_READY)), Unit::SECOND);
    let turn =
        (recreate + settle).named("recovery.turn", "One turn of a rolling update", "One ingester is made again and stays ready.");
    let turns = draft.given("turns", "ingesters, one by one", Range::exact(turns as f64), Unit::ONE);
    let roll = (turn * turns).named("recovery.roll", "Rolling update", "All ingesters, one turn after the other.");
    let unrolled = (unflushed - roll).max(none).named(
        "recovery.unrolled",
        "Overtaken by a rolling update",
        "So far back reaches what no ingester has flushed before its turn.",
    );
    (figure("load.mean") * unrolled).named(
        "recovery.lost_roll",
        "Lost in a rolling update without volumes",
        "Received bytes that the last copy's pod had not flushed when its turn came, if the roll is faster than the flush.",
    );
    let noticed = row("node-noticed");
    let follow = if design.ingester.volume.is_some() { row("force-detach") + row("volume-move") } else { none };
    let node = (noticed + row("node-given-up") + follow + row("image-pull") + up).named(
        "recovery.node",
        "An ingester of a lost node is back",
        "The node is noticed and given up, its volume detached by force, and another node takes both.",
    );
    (node + row("node-replacement")).named(
        "recovery.node_new",
        "An ingester of a lost node is back on a new node",
        "No other node takes it: one has to come first.",
    );
    (noticed + row("node-given-up").min(draft.constant(300.0, Unit::SECOND)) + row("image-pull") + row("stateless-start")).named(
        "recovery.stateless",
        "Other pods of a lost node are back",
        "A Deployment makes a pod again as soon as the old one is marked for deletion, and needs no volume.",
    );
    (row("pod-start") + row("image-pull") + row("stateless-start")).named(
        "recovery.stateless_move",
        "An evicted pod without data is back",
        "It is made again on another node.",
    );
    (row("pod-start") + up).named(
        "recovery.zone",
        "Ingesters are back after their zone",
        "Their pods start again where their volumes are.",
    );

    store(assessment, draft, store_out, fill, polled);
}

/// The object store is out for so many seconds.
fn store<'d>(assessment: &Assessment, draft: &'d Draft, out: f64, fill: Term<'d>, polled: Term<'d>) {
    let design = &assessment.design;
    let row = |id| draft.coefficient(coefficient(id));
    let figure = |id: &str| told(draft, assessment, id);
    let out = draft.given(
        "outage of the object store",
        "as long as was asked for; under a profile in seconds of the mean load that bring as much",
        Range::exact(out),
        Unit::SECOND,
    );
    let full = if design.ingester.volume.is_some() {
        figure("disk.ride_out")
    } else {
        let disk = draft.given("scratch disk", "the bundle's emptyDir", Range::exact(INGESTER_SCRATCH), Unit::BYTE);
        (disk - figure("demand.ingester.disk")).max(draft.constant(0.0, Unit::BYTE)) / fill
    };
    let full = full.named(
        "recovery.full",
        "The busiest ingester's disk is full after",
        "Blocks pile up at the mean load; the disk is as full as at the peak when the outage begins.",
    );
    let waiting = (fill * out.min(full)).named(
        "recovery.waiting",
        "Blocks that wait for the store",
        "Stored bytes on the busiest ingester that pile up while the object store is out.",
    );
    let rate =
        row("flush-rate").named("recovery.flush_rate", "Upload of an ingester", "Stored bytes an ingester uploads in a second.");
    let retry = row("flush-retry").named("recovery.retry", "First flush that succeeds", "A failed flush waits for its next try.");
    // What comes in meanwhile has to go too.
    let left = (rate - fill).max(draft.constant(0.0, Unit::BYTE.per(Unit::SECOND)));
    let flushed = (retry + waiting / left).named(
        "recovery.flushed",
        "All blocks are in the store",
        "After the store is back: the next try, and the upload of what waits.",
    );
    (flushed + polled).named("recovery.readable", "All data is readable", "The queriers have looked at the store once more.");
    let throughput = (row("compactor-throughput")
        * draft.field("components.compactor.replicas", f64::from(design.compactor.replicas), Unit::ONE))
    .named("recovery.compaction", "Compaction of all compactors", "Bytes of copies that they take in a second together.");
    let copies = figure("load.mean_copies");
    let spare = (throughput - copies).max(draft.constant(0.0, Unit::BYTE.per(Unit::SECOND)));
    (copies * out / spare).named(
        "recovery.catch_up",
        "Compaction has caught up",
        "After the store is back: what was not compacted over what the compactors have to spare. Searches read more blocks until then.",
    );
}
