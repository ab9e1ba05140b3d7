//! `README.md`: the order of work, and what an operator asks later.

use super::BundleFile;
use super::line::{Line, Token, TokenKind};
use super::site::Site;
use crate::design::{Role, Share, Tenant};
use crate::quantity::{Style, Unit, show, significant};
use crate::topology::write_quorum;

pub(super) fn readme(site: &Site, files: &[BundleFile]) -> Vec<Line> {
    let mut lines = markdown(&opening(site));
    lines.extend(markdown(&order_of_work(site, files)));
    lines.extend(estimate(site));
    lines.extend(markdown(&findings(site)));
    lines.extend(markdown(&assumptions(site)));
    lines.extend(markdown(&tenants(site)));
    lines.extend(markdown(&changes(site)));
    lines.extend(markdown(&recovery(site)));
    lines.extend(markdown(&file_list(files)));
    lines
}

/// Headings and code are told apart; everything else is plain.
fn markdown(text: &str) -> Vec<Line> {
    let mut code = false;
    text.lines()
        .map(|row| {
            if row.trim_start().starts_with("```") {
                code = !code;
                return Line::of(TokenKind::Punctuation, row);
            }
            let kind = match code {
                true if row.trim_start().starts_with('#') => TokenKind::Comment,
                true => TokenKind::String,
                false if row.starts_with('#') => TokenKind::Heading,
                false => TokenKind::Plain,
            };
            Line::of(kind, row)
        })
        .collect()
}

fn opening(site: &Site) -> String {
    let design = site.design;
    let replicas: Vec<String> = Role::ALL
        .iter()
        .map(|role| format!("{} {}", design.component(*role).replicas, plural(role.target(), design.component(*role).replicas)))
        .collect();
    format!(
        "# {name}\n\n\
         Grafana Tempo {tag} in microservices mode, in namespace `{ns}`: {replicas}; replication factor {rf}.\n\
         Made by Tempo Topology Designer from `design.yaml`, which the page opens again. Kubernetes 1.32 or later.\n\n",
        name = design.name,
        tag = site.release().tag,
        ns = site.namespace(),
        replicas = replicas.join(", "),
        rf = design.tempo.replication_factor,
    )
}

fn plural(word: &str, count: u32) -> String {
    if count == 1 { word.to_owned() } else { format!("{word}s") }
}

fn order_of_work(site: &Site, files: &[BundleFile]) -> String {
    let platform = &site.design.platform;
    let ns = site.namespace();
    let mut steps = vec![bucket_step(site), namespace_step(site)];
    steps.push(format!(
        "The StorageClass `{class}` exists: `kubectl get storageclass {class}`. It should allow volume expansion and bind with \
         `WaitForFirstConsumer`.",
        class = platform.storage_class
    ));
    steps.push(
        "See what will change, then apply.\n\n   ```sh\n   kubectl diff -k .\n   kubectl apply --server-side -k .\n   ```"
            .to_owned(),
    );
    steps.push(format!(
        "Wait. No order is needed: pods retry. Ingesters become ready 15 s after the whole ring is, compactors after 60 s, \
         query-frontends once a querier has found them.\n\n   ```sh\n   kubectl -n {ns} get pods -l \
         app.kubernetes.io/instance={instance} -w\n   ```",
        instance = platform.instance
    ));
    if has(files, "test/smoke.sh") {
        steps.push(
            "`sh test/smoke.sh` sends one trace and reads it back: by search, by id, and as a block in the bucket.".to_owned(),
        );
    }
    if has(files, "test/load-test.yaml") {
        steps.push(format!(
            "Load test, before real traffic: the mean for 15 minutes, then the peak. Compare with the estimate.\n\n   ```sh\n   \
             kubectl apply -f test/load-test.yaml\n   kubectl -n {ns} wait --for=condition=complete --timeout=20m \
             job/{mean}\n   kubectl -n {ns} patch job {peak} --type=merge -p '{{\"spec\":{{\"suspend\":false}}}}'\n   ```",
            mean = site.name("load-test-mean"),
            peak = site.name("load-test-peak"),
        ));
    }
    steps.push(
        "Monitoring: give `monitoring/rules.yaml` to Prometheus and `monitoring/datasource.yaml` to Grafana. With the \
         Prometheus Operator `kubectl apply -k optional/prometheus-operator`, with Grafana's sidecar `kubectl apply -f \
         monitoring/datasource-configmap.yaml`."
            .to_owned(),
    );
    steps.push(collectors(site));
    let mut text = String::from("## Order of work\n\n");
    for (at, step) in steps.iter().enumerate() {
        text.push_str(&format!("{}. {step}\n\n", at + 1));
    }
    text
}

fn has(files: &[BundleFile], path: &str) -> bool {
    files.iter().any(|file| file.path == path)
}

fn bucket_step(site: &Site) -> String {
    let platform = &site.design.platform;
    let bucket = &platform.bucket;
    match platform.provider.as_str() {
        "gcp" => format!(
            "The bucket `{bucket}` exists, without object versioning and without an age limit for objects: Tempo deletes blocks \
             itself.\n\n   ```sh\n   gcloud storage buckets update gs://{bucket} --lifecycle-file=bucket/lifecycle.json\n   sh \
             bucket/iam.sh PROJECT\n   ```"
        ),
        "azure" => format!(
            "The container `{bucket}` exists in the storage account `{account}`, without an age limit for blobs: Tempo deletes \
             blocks itself.\n\n   ```sh\n   az storage account management-policy create --resource-group GROUP --account-name \
             {account} --policy @bucket/management-policy.json\n   sh bucket/role.sh GROUP CLUSTER IDENTITY\n   ```",
            account = platform.storage_account.as_deref().unwrap_or_default(),
        ),
        _ => {
            let endpoint = platform.endpoint.as_ref().map(|host| format!(" --endpoint-url https://{host}")).unwrap_or_default();
            format!(
                "The bucket `{bucket}` exists, without versioning and without an age limit for objects: Tempo deletes blocks \
                 itself. `bucket/iam-policy.json` is what Tempo may do in it.\n\n   ```sh\n   aws s3api \
                 put-bucket-lifecycle-configuration{endpoint} --bucket {bucket} --lifecycle-configuration \
                 file://bucket/lifecycle.json\n   ```"
            )
        }
    }
}

fn namespace_step(site: &Site) -> String {
    let credentials = identity(site);
    let title = if credentials.is_empty() { "The namespace." } else { "The namespace, then the credentials." };
    format!("{title}\n\n   ```sh\n   kubectl apply --server-side -f namespace.yaml\n{credentials}   ```")
}

/// Lines of the code block behind the namespace; none where the bucket's script has done it.
fn identity(site: &Site) -> String {
    let platform = &site.design.platform;
    match platform.secret_mode.as_str() {
        "secret" => format!(
            "   # Each file holds one value, without a line end. Pods wait until the Secret is there.\n   kubectl -n {} create \
             secret generic {} --from-file=access_key=ACCESS_KEY_FILE --from-file=secret_key=SECRET_KEY_FILE\n",
            site.namespace(),
            site.name("object-store"),
        ),
        "irsa" => format!(
            "   # Only this bundle's service account may take the role.\n   sh bucket/trust-policy.sh CLUSTER > trust-policy.json\n   aws iam update-assume-role-policy --role-name {role} --policy-document file://trust-policy.json\n   aws iam put-role-policy --role-name {role} --policy-name tempo --policy-document file://bucket/iam-policy.json\n",
            role = platform.identity.as_deref().and_then(|arn| arn.rsplit('/').next()).unwrap_or("ROLE")
        ),
        _ => String::new(),
    }
}

fn collectors(site: &Site) -> String {
    let mut addresses = Vec::new();
    for receiver in super::ports::receivers(site.design) {
        let service = if receiver.is_grpc() { "distributor-headless" } else { "distributor" };
        let scheme = if receiver.is_grpc() { "dns:///" } else { "http://" };
        addresses.push(format!("   - {}: `{scheme}{}:{}`", receiver.port.name, site.host(service), receiver.port.number));
    }
    let tenant = if site.design.multitenant() {
        " Every request names its tenant in the header `X-Scope-OrgID`. Tempo believes it: put a proxy that checks it before \
         anybody you do not trust."
    } else {
        ""
    };
    format!(
        "Point the collectors at it, with retry and a sending queue: an ingester that stops refuses requests for a moment.{tenant} \
         gRPC clients balance with `round_robin` over the headless Service.\n\n{}",
        addresses.join("\n")
    )
}

/// Figures that a reviewer asks for first; one that a design does not have is left out.
const FIGURES: [&str; 11] = [
    "load.mean",
    "load.peak",
    "capacity.sustainable",
    "capacity.headroom",
    "load.ingester",
    "ingester.memory_steady",
    "ingester.memory_completion",
    "load.compactor",
    "storage.rate",
    "storage.stored",
    "disk.ride_out",
];

/// A table whose numbers lead back to the estimate.
fn estimate(site: &Site) -> Vec<Line> {
    let assessment = site.assessment;
    let mut lines = markdown(
        "## The estimate\n\nLikely values, and the range that the evidence leaves. The page shows formula and source of each.\n\n\
         | figure | likely | range |\n|---|---|---|\n",
    );
    let bill = assessment.estimate.cost_lines.iter().copied().chain(["cost.total"]);
    for figure in FIGURES.into_iter().chain(["nodes.count"]).chain(bill).filter_map(|id| assessment.estimate.figure(id)) {
        let mut line = Line::of(TokenKind::Plain, format!("| {} | ", figure.label()));
        line.tokens.push(Token { figure: Some(figure.id().to_owned()), ..Token::new(TokenKind::Number, figure.show()) });
        line.push(TokenKind::Plain, format!(" | {} |", figure.show_range()));
        lines.push(line);
    }
    lines.push(Line::default());
    let binding = match assessment.estimate.bottleneck() {
        Some(first) => format!(
            "What runs out first: {} {}, at {} the stated peak. ",
            first.role.target(),
            first.resource.name(),
            show(first.multiple, Unit::ONE, Style::Times)
        ),
        None => String::new(),
    };
    let survivals = &assessment.survivals;
    let lost = [("a pod", &survivals.pod), ("a node", &survivals.node), ("a zone", &survivals.zone)]
        .map(|(what, (answer, reason))| format!("- {what}: {} ({reason})", answer.word()));
    lines.extend(markdown(&format!(
        "{binding}{}\n\nIt goes on taking writes after the loss of\n\n{}\n\n",
        crate::estimate::bill_words(assessment),
        lost.join("\n")
    )));
    lines
}

/// What the rules still find in the design; nothing where they find nothing.
fn findings(site: &Site) -> String {
    let findings = &site.assessment.findings;
    if findings.is_empty() {
        return String::new();
    }
    let mut text = String::from("### Open findings\n\n");
    for finding in findings {
        text.push_str(&format!("- {}, {}: {}. {}\n", finding.severity.word(), finding.id, finding.title, finding.message));
    }
    text.push('\n');
    text
}

fn assumptions(site: &Site) -> String {
    let workload = &site.design.workload;
    let rate = |value: f64, unit: Unit| show(value, unit.per(Unit::SECOND), Style::Auto);
    let unique = match workload.unique_characters {
        Some(bytes) => format!("{bytes} of them unique"),
        None => "nobody counted how many of them are unique, which leaves the stored bytes wide".to_owned(),
    };
    format!(
        "### It assumes\n\n\
         - {spans} on the mean and {peak} times that in the busiest minutes, {span} a span ({unique}), {per_trace} spans a trace, \
         {per_request} spans a request;\n\
         - {searches} and {lookups} by id, searches looking back {lookback};\n\
         - {tenants}; traces are kept for {retention};\n\
         - nodes of type {node} in {zones} of {region}, nothing else on them.\n\n\
         Measure after a week: the series `tempo_designer:*` of `monitoring/rules.yaml` are these same inputs.\n\n",
        spans = rate(workload.spans.get(), Unit::SPAN),
        peak = significant(site.design.peak_factor()),
        span = workload.bytes_per_span,
        per_trace = workload.spans_per_trace,
        per_request = workload.spans_per_request,
        searches = rate(workload.searches.get(), Unit::SEARCH),
        lookups = rate(workload.trace_lookups.get(), Unit::TRACE),
        lookback = workload.lookback,
        tenants = match (workload.tenants, site.design.tenants.len()) {
            (1, _) => "one tenant".to_owned(),
            (all, 0) => format!("{all} tenants, evenly loaded"),
            (all, listed) => format!("{all} tenants, {listed} of them listed below"),
        },
        retention = site.design.retention_words(),
        node = site.design.platform.node,
        zones =
            if site.design.platform.zones == 1 { "one zone".to_owned() } else { format!("{} zones", site.design.platform.zones) },
        region = site.design.platform.region,
    )
}

/// The tenants that differ; nothing where none does.
fn tenants(site: &Site) -> String {
    let design = site.design;
    if design.tenants.is_empty() {
        return String::new();
    }
    let (even, left) = design.even();
    let each = left.get() / f64::from(even.max(1));
    let row = |name: String, tenant: &Tenant| {
        format!(
            "| {name} | {} | {} | {} | {} | {} | {} |\n",
            show(tenant.share.map_or(each, Share::get), Unit::ONE, Style::Percent),
            tenant.rate_limit.unwrap_or(design.tempo.rate_limit),
            tenant.burst_size.unwrap_or(design.tempo.burst_size),
            tenant.max_traces_per_user.unwrap_or(design.tempo.max_traces_per_user),
            tenant.max_bytes_per_trace.unwrap_or(design.tempo.max_bytes_per_trace),
            tenant.retention.unwrap_or(design.workload.retention),
        )
    };
    let mut text = String::from(
        "### Tenants\n\nThe limits of those named here stand in `config/overrides.yaml`, each entry whole: it inherits nothing.\n\n\
         | tenant | load | rate limit | burst | live traces | trace | kept |\n|---|---|---|---|---|---|---|\n",
    );
    for tenant in &design.tenants {
        text.push_str(&row(format!("`{}`", tenant.id), tenant));
    }
    if design.other_tenants() > 0 {
        text.push_str(&row(format!("each of {} more", design.other_tenants()), &Tenant::default()));
    }
    text.push('\n');
    text
}

fn changes(site: &Site) -> String {
    let ns = site.namespace();
    let instance = &site.design.platform.instance;
    let zoned = site.design.platform.zone_awareness;
    let sets: Vec<String> = site.ingester_sets().iter().map(|set| site.name(&set.name)).collect();
    let more = if zoned {
        format!("one replica more in every set ({}) at once, so that zones stay equal", sets.join(", "))
    } else {
        "more replicas: tokens join at once, old data stays where it is".to_owned()
    };
    let roll = if zoned {
        let deletes: Vec<String> = site
            .ingester_sets()
            .iter()
            .map(|set| {
                format!(
                    "for pod in $(kubectl -n {ns} get pods -l app.kubernetes.io/instance={instance},name={} -o name); do\n  \
                     kubectl -n {ns} delete \"$pod\"\n  \
                     kubectl -n {ns} wait statefulset/{} --for=jsonpath='{{.status.readyReplicas}}'={} --timeout=30m\ndone",
                    set.name,
                    site.name(&set.name),
                    set.replicas
                )
            })
            .collect();
        format!(
            "### Roll the zones\n\nZone sets do not roll by themselves (`OnDelete`): with two zones down, part of the ring has no \
             write quorum, and a zone that is LEAVING all at once makes replication sets that nobody can answer. One pod after \
             the other, zone after zone; before the next zone, `tempo_ring_members{{state=\"Unhealthy\"}}` is \
             0.\n\n```sh\n{}\n```\n\n",
            deletes.join("\n")
        )
    } else {
        String::new()
    };
    format!(
        "## Change it\n\nChange the design, render again, `kubectl diff -k .`, apply.\n\n\
         | to | do |\n|---|---|\n\
         | scale distributors, queriers, query-frontends, compactors | change the replicas and apply{autoscaled} |\n\
         | scale ingesters out | {more} |\n\
         | scale ingesters in | one pod at a time, the highest ordinal: `POST /shutdown` on it flushes everything; when it is gone from \
         `/ingester/ring` and `tempo_ingester_flush_queue_length` is 0, lower the replicas; wait {poll} (`blocklist_poll`) before \
         the next |\n\
         | change tempo.yaml | apply: the checksum rolls the pods{by_hand} |\n\
         | change limits | `config/overrides.yaml` alone: read within 10 s, no restart |\n\
         | take a patch release | change the release and apply{by_hand} |\n\
         | enlarge the volumes | enlarge each PVC, then `kubectl delete statefulset --cascade=orphan` and apply: \
         `volumeClaimTemplates` cannot be changed |\n\n{roll}",
        autoscaled = if Role::ALL.iter().any(|role| site.design.fewest(*role).is_some()) {
            "; those with a HorizontalPodAutoscaler follow their CPU, which needs metrics-server"
        } else {
            ""
        },
        poll = site.design.tempo.blocklist_poll.tempo(),
        by_hand = if zoned { "; ingesters zone by zone, see below" } else { "" },
    )
}

fn recovery(site: &Site) -> String {
    let ns = site.namespace();
    let design = site.design;
    format!(
        "## When something breaks\n\n\
         **What can be lost.** A trace is acknowledged once {quorum} of {rf} ingesters have it. It is in their memory for up to \
         {live} and in the WAL on their volumes until its block is flushed, after {block} or sooner. A killed pod replays its WAL; \
         a deleted PVC loses what no other copy has.\n\n\
         **An ingester is dead in the ring** (`TempoIngesterUnhealthy`). No ingester becomes ready until it is back. If it will \
         not come back, forget it:\n\n\
         ```sh\nkubectl -n {ns} port-forward service/{distributor} 3200\ncurl -X POST -d forget=POD http://127.0.0.1:3200/ingester/ring\n```\n\n\
         **A WAL volume is full** (`TempoWALDiskFilling`). Flushes fail first: look at `tempo_ingester_failed_flushes_total` and \
         the bucket. Once the store takes blocks again, the volume empties by itself after {timeout} \
         (`complete_block_timeout`). If the pod no longer starts, enlarge its PVC (`kubectl -n {ns} edit pvc \
         data-{ingester}-0`): it replays and flushes. Delete a PVC only when its traces may be lost.\n\n\
         **A pod waits in CreateContainerConfigError.** The Secret or one of its keys is missing.\n\n\
         ## Remove it\n\n\
         ```sh\nkubectl delete -k .\n```\n\n\
         deletes the namespace and with it the volumes: blocks that were not flushed are gone. To keep them, `POST /flush` on every \
         ingester first. The bucket stays.\n\n",
        quorum = write_quorum(design.tempo.replication_factor),
        rf = design.tempo.replication_factor,
        live = design.tempo.trace_live_period.tempo(),
        block = design.tempo.max_block_duration.tempo(),
        timeout = design.tempo.complete_block_timeout.tempo(),
        distributor = site.name("distributor"),
        ingester = site.name(&site.ingester_sets().first().map_or_else(|| "ingester".to_owned(), |set| set.name.clone())),
    )
}

fn file_list(files: &[BundleFile]) -> String {
    let mut text = String::from("## Files\n\n| file | is |\n|---|---|\n");
    for file in files {
        text.push_str(&format!("| `{}` | {} |\n", file.path, file.why));
    }
    text
}
