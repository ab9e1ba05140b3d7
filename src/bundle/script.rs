//! `test/`: shell scripts and the load test.

use super::line::{Line, TokenKind};
use super::manifests::container_security;
use super::ports::{HTTP, Receiver, receivers};
use super::site::Site;
use super::tree::{Node, list, map, when};
use crate::design::{Bytes, PerSecond};
use crate::quantity::Spans;

/// Its `--rate` counts spans of one worker (contrib cmd/telemetrygen/pkg/traces/worker.go); versions of 2024 and before
/// counted traces.
const TELEMETRYGEN: &str = "ghcr.io/open-telemetry/opentelemetry-collector-contrib/telemetrygen:v0.155.0";
/// Bytes of a span that telemetrygen makes, without padding: ids, times, its name and two attributes.
const BARE_SPAN: f64 = 165.0;
/// Below `distributor.max_attribute_bytes`, which cuts at 2048.
const LONGEST_PADDING: f64 = 2_000.0;
/// What one worker of telemetrygen makes without falling behind.
const SPANS_PER_WORKER: f64 = 1_000.0;

/// Shell text as lines; comments are told apart.
pub(super) fn script(text: &str) -> Vec<Line> {
    text.lines()
        .map(|line| {
            let kind = if line.trim_start().starts_with('#') { TokenKind::Comment } else { TokenKind::Plain };
            Line::of(kind, line)
        })
        .collect()
}

/// The receiver that a generator of OTLP can use, gRPC before HTTP.
fn otlp(site: &Site) -> Option<Receiver> {
    receivers(site.design).into_iter().find(|receiver| receiver.receiver == "otlp")
}

/// Sends one trace and reads it back. `None` where no OTLP receiver is on: a shell speaks nothing else.
pub(super) fn smoke_test(site: &Site) -> Option<Vec<Line>> {
    let over_http = receivers(site.design).into_iter().find(|receiver| receiver.receiver == "otlp" && !receiver.is_grpc());
    let send = match (over_http, otlp(site)) {
        (Some(receiver), _) => send_by_curl(site, receiver),
        (None, Some(receiver)) => send_by_job(site, receiver),
        (None, None) => return None,
    };
    let tenant = if site.design.multitenant() { "-H 'X-Scope-OrgID: test' " } else { "" };
    let (ingesters, copies) = (site.design.ingester.replicas, site.design.tempo.replication_factor);
    let text = format!(
        r#"#!/bin/sh
# Sends one trace and reads it back: by search, by id, and, after a flush, as a block in the object store.
# Needs kubectl and curl; changes nothing but that trace.
set -eu
namespace={namespace}
service=smoke-test-$(date +%s)
forwards=
trap 'for forward in $forwards; do kill "$forward" 2>/dev/null || true; done' EXIT

# forward TARGET LOCAL REMOTE
forward() {{
  kubectl -n "$namespace" port-forward "$1" "$2:$3" >/dev/null &
  forwards="$forwards $!"
  sleep 3
}}

# until_found WHAT SECONDS COMMAND...: repeats the command until it succeeds.
until_found() {{
  what=$1 left=$2
  shift 2
  until "$@" >/dev/null; do
    left=$((left - 3))
    if [ "$left" -le 0 ]; then echo "FAILED: $what" >&2; exit 1; fi
    sleep 3
  done
  echo "ok: $what"
}}

{send}
forward service/{instance}-query-frontend 13200 {http}
search() {{
  curl -fsS {tenant}-G http://127.0.0.1:13200/api/search --data-urlencode "q={{ resource.service.name = \"$service\" }}" |
    grep -o '"traceID":"[0-9a-f]*"' | head -n 1 | cut -d '"' -f 4 | grep .
}}
# A trace is searchable once it is cut: trace_idle_period {idle} and up to one flush_check_period {check}.
until_found 'the trace is found by search' 120 search
trace=$(search)
until_found 'the trace is read by its id' 30 curl -fsS {tenant}-o /dev/null "http://127.0.0.1:13200/api/v2/traces/$trace"

# A flush shows that bucket and credentials are right; without it the first block would come after {block}.
# At least one of these ingesters holds a copy of the trace: {asked} of {ingesters}, {copies} copies.
ports= next=13210
for pod in $(kubectl -n "$namespace" get pods -o name -l {selector} | head -n {asked}); do
  forward "$pod" "$next" {http}
  curl -fsS -X POST -o /dev/null "http://127.0.0.1:$next/flush"
  ports="$ports $next"
  next=$((next + 1))
done
flushed() {{
  for port in $ports; do
    curl -fsS "http://127.0.0.1:$port/metrics" | grep '^tempo_ingester_blocks_flushed_total ' | grep -qv ' 0$' && return 0
  done
  return 1
}}
until_found 'a block is written to the object store' 120 flushed
echo 'Tempo takes, keeps and finds traces.'
"#,
        namespace = site.namespace(),
        instance = site.design.platform.instance,
        http = HTTP.number,
        idle = site.design.tempo.trace_idle_period.tempo(),
        check = site.design.tempo.flush_check_period.tempo(),
        block = site.design.tempo.max_block_duration.tempo(),
        selector =
            format_args!("app.kubernetes.io/instance={},app.kubernetes.io/component=ingester", site.design.platform.instance),
        asked = ingesters.saturating_sub(copies).saturating_add(1).min(ingesters),
    );
    Some(script(&text))
}

fn send_by_curl(site: &Site, receiver: Receiver) -> String {
    let tenant = if site.design.multitenant() { "-H 'X-Scope-OrgID: test' " } else { "" };
    format!(
        r#"forward service/{instance}-distributor 14318 {port}
id=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
span=$(od -An -N8 -tx1 /dev/urandom | tr -d ' \n')
now=$(date +%s)
send() {{
  curl -fsS {tenant}-o /dev/null -H 'Content-Type: application/json' http://127.0.0.1:14318/v1/traces -d "{{\"resourceSpans\":[{{
    \"resource\":{{\"attributes\":[{{\"key\":\"service.name\",\"value\":{{\"stringValue\":\"$service\"}}}}]}},
    \"scopeSpans\":[{{\"spans\":[{{\"traceId\":\"$id\",\"spanId\":\"$span\",\"name\":\"smoke test\",\"kind\":1,
      \"startTimeUnixNano\":\"${{now}}000000000\",\"endTimeUnixNano\":\"${{now}}500000000\"}}]}}]}}]}}"
}}
until_found 'a distributor takes the trace' 60 send
"#,
        instance = site.design.platform.instance,
        port = receiver.port.number,
    )
}

fn send_by_job(site: &Site, receiver: Receiver) -> String {
    let mut args = generator(site, receiver);
    args.extend([Node::from("--traces=1"), Node::from("--service=SERVICE")]);
    let job = job(site, "smoke-test", Node::from(1), Node::absent(), args);
    let manifest = super::line::text(&super::yaml::document(&job)).replace("SERVICE", "$service");
    format!(
        r"kubectl -n $namespace delete job {name} --ignore-not-found
kubectl apply -f - <<EOF
{manifest}EOF
kubectl -n $namespace wait --for=condition=complete --timeout=120s job/{name}
",
        name = site.name("smoke-test"),
    )
}

/// Two Jobs, at the mean and at the peak of the design. `None` where no OTLP receiver is on.
pub(super) fn load_test(site: &Site) -> Option<Vec<Node>> {
    let receiver = otlp(site)?;
    let workload = &site.design.workload;
    let pods = site.design.distributor.replicas;
    let at = |name: &str, spans: PerSecond<Spans>, waits: bool| {
        let spans = spans.get();
        let each = spans / f64::from(pods);
        let workers = (each / SPANS_PER_WORKER).ceil().max(1.0);
        // A rate of 0 would mean no limit.
        let rate = (each / workers * 100.0).round().max(1.0) / 100.0;
        let children = (workload.spans_per_trace.round() - 1.0).max(0.0);
        let padding = (workload.bytes_per_span.get() - BARE_SPAN).clamp(0.0, LONGEST_PADDING) as usize;
        let mut args = generator(site, receiver);
        args.extend([
            Node::from("--duration=15m"),
            Node::from(format!("--workers={workers:.0}")),
            Node::from(format!("--rate={rate}"))
                .field("workload.spans")
                .note(format!("spans/s of one worker: {spans:.0} spans/s over {pods} pods x {workers:.0} workers")),
            Node::from(format!("--child-spans={children:.0}")).field("workload.spans_per_trace").note("spans per trace - 1"),
            when(padding > 0, || {
                Node::from(format!("--telemetry-attributes=padding=\"{}\"", "x".repeat(padding)))
                    .field("workload.bytes_per_span")
                    .head(padded(workload.bytes_per_span))
            }),
        ]);
        let suspend = when(waits, || Node::from(true).note("started by hand, once the mean has run"));
        let parallel = Node::from(pods)
            .field("components.distributor.replicas")
            .note("one for each distributor: a pod keeps one connection");
        job(site, name, parallel, suspend, args)
    };
    Some(vec![
        at("load-test-mean", workload.spans, false).head(
            "The design's load for 15 minutes: the mean at once, the peak when it is no longer suspended.\n\
             Compare the recorded figures (monitoring/rules.yaml) with the estimate in README.md.",
        ),
        at("load-test-peak", workload.spans * site.design.peak_factor(), true),
    ])
}

fn padded(span: Bytes) -> String {
    format!(
        "Padding up to {span} a span, at most 2000 bytes. It compresses to nothing, so that stored bytes will be far below the estimate."
    )
}

fn generator(site: &Site, receiver: Receiver) -> Vec<Node> {
    let service = if receiver.is_grpc() { "distributor-headless" } else { "distributor" };
    let mut args = vec![
        Node::from("traces"),
        Node::from(format!("--otlp-endpoint={}:{}", site.host(service), receiver.port.number)),
        Node::from("--otlp-insecure"),
    ];
    if !receiver.is_grpc() {
        args.push(Node::from("--otlp-http"));
    }
    if site.design.multitenant() {
        args.push(Node::from("--otlp-header=X-Scope-OrgID=\"test\""));
    }
    args
}

/// Bears none of Tempo's labels: Services, gossip and disruption budgets select by them.
fn job(site: &Site, name: &str, pods: Node, suspend: Node, args: Vec<Node>) -> Node {
    let labels = map! { "app.kubernetes.io/name": "telemetrygen", "app.kubernetes.io/component": name };
    map! {
        "apiVersion": "batch/v1",
        "kind": "Job",
        "metadata": map! { "name": site.name(name), "namespace": site.namespace(), "labels": labels.clone() },
        "spec": map! {
            "suspend": suspend,
            "completions": pods.clone().without_note(),
            "parallelism": pods,
            "backoffLimit": 0,
            "template": map! {
                "metadata": map! { "labels": labels },
                "spec": map! {
                    "restartPolicy": "Never",
                    "automountServiceAccountToken": false,
                    "securityContext": map! {
                        "runAsNonRoot": true,
                        "runAsUser": 10001,
                        "seccompProfile": map! { "type": "RuntimeDefault" },
                    },
                    "containers": list![map! {
                        "name": "telemetrygen",
                        "image": TELEMETRYGEN,
                        "args": args,
                        "resources": map! {
                            "requests": map! { "cpu": "500m", "memory": "256Mi" },
                            "limits": map! { "memory": "512Mi" },
                        },
                        "securityContext": container_security(),
                    }],
                },
            },
        },
    }
}
