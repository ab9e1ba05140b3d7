//! What neither the schemas nor Tempo's own verification see. Each check gives sentences; none means clean.

use super::cluster::{Cluster, at, documents, is_dns_label, is_label, items, pairs, quantity, text};
use std::collections::BTreeSet;
use tempo_designer::Assessment;
use tempo_designer::bundle::{Bundle, BundleFile};
use tempo_designer::design::fields;
use yaml_serde::Value;

/// All complaints about a bundle.
pub fn complaints(assessment: &Assessment, bundle: &Bundle) -> Vec<String> {
    let cluster = Cluster::of(bundle);
    let mut found = Vec::new();
    for workload in cluster.workloads() {
        pods(&cluster, workload, &mut found);
    }
    services(&cluster, &mut found);
    objects(&cluster, &mut found);
    files(bundle, &mut found);
    tokens(assessment, bundle, &mut found);
    found
}

/// One workload: quantities, ports, labels, references, security.
fn pods(cluster: &Cluster, workload: &Value, found: &mut Vec<String>) {
    let name = text(workload, "metadata/name").to_owned();
    let mut say = |what: String| found.push(format!("{name}: {what}"));
    let labels = pairs(workload, "spec/template/metadata/labels");
    if !pairs(workload, "spec/selector/matchLabels").is_subset(&labels) {
        say("the selector does not select its own pods".to_owned());
    }
    let spec = at(workload, "spec/template/spec");
    let containers = items(spec, "containers");
    let component = component(workload).to_owned();
    for container in containers {
        let target = items(container, "args").iter().find_map(|arg| arg.as_str()?.strip_prefix("-target="));
        if target != Some(component.as_str()) || text(container, "name") != component {
            say(format!("component {component}, target {target:?}, container {}", text(container, "name")));
        }
        if !items(container, "args").iter().any(|arg| arg.as_str() == Some("-config.expand-env=true")) {
            say("the configuration is not expanded".to_owned());
        }
        let image = text(container, "image");
        let tag = image.rsplit_once(':').map_or("", |(_, tag)| tag);
        if tag.split('.').count() != 3 || !tag.split('.').all(|part| part.parse::<u32>().is_ok()) {
            say(format!("the image {image} has no exact tag"));
        }
        resources(container, &mut say);
        let mut names = BTreeSet::new();
        for port in items(container, "ports") {
            let port = text(port, "name");
            if port.len() > 15 || !is_dns_label(port) || !names.insert(port) {
                say(format!("port name {port}"));
            }
        }
        for probe in ["livenessProbe/tcpSocket/port", "readinessProbe/httpGet/port"] {
            if !names.contains(text(container, probe)) {
                say(format!("{probe} leads to no port"));
            }
        }
        if at(container, "securityContext/readOnlyRootFilesystem").as_bool() != Some(true)
            || at(container, "securityContext/allowPrivilegeEscalation").as_bool() != Some(false)
            || items(container, "securityContext/capabilities/drop") != [Value::from("ALL")]
            || at(spec, "securityContext/runAsNonRoot").as_bool() != Some(true)
            || text(spec, "securityContext/seccompProfile/type") != "RuntimeDefault"
        {
            say("not restricted".to_owned());
        }
        let volumes: BTreeSet<&str> = items(spec, "volumes")
            .iter()
            .map(|volume| text(volume, "name"))
            .chain(items(workload, "spec/volumeClaimTemplates").iter().map(|claim| text(claim, "metadata/name")))
            .collect();
        for mount in items(container, "volumeMounts") {
            if !volumes.contains(text(mount, "name")) {
                say(format!("nothing to mount at {}", text(mount, "mountPath")));
            }
        }
        for variable in items(container, "env") {
            let secret = text(variable, "valueFrom/secretKeyRef/name");
            if !secret.is_empty() && !secret.ends_with("-object-store") {
                say(format!("nobody makes the Secret {secret}"));
            }
        }
    }
    for volume in items(spec, "volumes") {
        let map = text(volume, "configMap/name");
        if !map.is_empty() && cluster.named("ConfigMap", map).is_none() {
            say(format!("no ConfigMap {map}"));
        }
    }
    if cluster.named("ServiceAccount", text(spec, "serviceAccountName")).is_none() {
        say("no such service account".to_owned());
    }
    if text(workload, "kind") == "StatefulSet" {
        if name.len() > 52 {
            say("a StatefulSet's name has at most 52 characters".to_owned());
        }
        let service = cluster.named("Service", text(workload, "spec/serviceName"));
        if service.is_none_or(|service| text(service, "spec/clusterIP") != "None") {
            say("its Service is not headless".to_owned());
        }
        for claim in items(workload, "spec/volumeClaimTemplates") {
            let storage = text(claim, "spec/resources/requests/storage");
            if quantity(storage).is_none_or(|bytes| bytes < 1024f64.powi(3)) {
                say(format!("storage {storage}"));
            }
        }
    }
    for term in ["requiredDuringSchedulingIgnoredDuringExecution", "preferredDuringSchedulingIgnoredDuringExecution"] {
        for term in items(spec, &format!("affinity/podAntiAffinity/{term}")) {
            let own = at(term, "podAffinityTerm");
            let term = if own.is_null() { term } else { own };
            if !pairs(term, "labelSelector/matchLabels").is_subset(&labels) {
                say("the anti-affinity is not about its own pods".to_owned());
            }
        }
    }
    for constraint in items(spec, "topologySpreadConstraints") {
        if !pairs(constraint, "labelSelector/matchLabels").is_subset(&labels) {
            say("the spread is not about its own pods".to_owned());
        }
    }
}

fn resources(container: &Value, say: &mut impl FnMut(String)) {
    for (resource, floor) in [("cpu", 0.01), ("memory", 16.0 * 1024f64.powi(2))] {
        let read = |which: &str| {
            let written = text(container, &format!("resources/{which}/{resource}"));
            (written.to_owned(), quantity(written))
        };
        let (written, request) = read("requests");
        if request.is_none_or(|request| request < floor) {
            say(format!("requests {resource} {written:?}"));
        }
        let (written, limit) = read("limits");
        match limit {
            Some(limit) if request.is_some_and(|request| request > limit) => say(format!("{resource} request above limit")),
            None if resource == "memory" || !written.is_empty() => say(format!("limits {resource} {written:?}")),
            _ => {}
        }
    }
}

fn services(cluster: &Cluster, found: &mut Vec<String>) {
    for service in cluster.kind("Service") {
        let name = text(service, "metadata/name");
        let selected = cluster.selected(&pairs(service, "spec/selector"));
        let components: BTreeSet<&str> = selected.iter().map(|workload| component(workload)).collect();
        let gossip = name.ends_with("-gossip-ring");
        if selected.is_empty() || (components.len() != 1 && !gossip) {
            found.push(format!("Service {name} selects {components:?}"));
        }
        for port in items(service, "spec/ports") {
            let target = text(port, "targetPort");
            for workload in &selected {
                let ports = items(workload, "spec/template/spec/containers/0/ports");
                let open = ports.iter().find(|open| text(open, "name") == target);
                if open.is_none_or(|open| at(open, "containerPort") != at(port, "port")) {
                    found.push(format!("Service {name}: {target} is no port of {}", text(workload, "metadata/name")));
                }
            }
        }
    }
    for budget in cluster.kind("PodDisruptionBudget") {
        let name = text(budget, "metadata/name");
        let selected = cluster.selected(&pairs(budget, "spec/selector/matchLabels"));
        let components: BTreeSet<&str> = selected.iter().map(|workload| component(workload)).collect();
        if components.len() != 1 {
            found.push(format!("PodDisruptionBudget {name} selects {components:?}"));
        }
        // One that may be gone is one that may be drained, also where an autoscaler has gone down to its fewest. Kubernetes rounds
        // a percentage of maxUnavailable up.
        let may_go = at(budget, "spec/maxUnavailable");
        if !(may_go.as_u64().is_some_and(|pods| pods > 0)
            || may_go.as_str().is_some_and(|share| share.ends_with('%') && share != "0%"))
        {
            found.push(format!("PodDisruptionBudget {name} blocks drains"));
        }
        // Without an autoscaler a single pod has nobody to keep apart from.
        let most = |workload: &Value| {
            let scaler = cluster.named("HorizontalPodAutoscaler", text(workload, "metadata/name"));
            scaler.map_or_else(|| at(workload, "spec/replicas"), |scaler| at(scaler, "spec/maxReplicas")).as_u64()
        };
        let pods: u64 = selected.iter().filter_map(|workload| most(workload)).sum();
        if pods < 2 {
            found.push(format!("PodDisruptionBudget {name} is of a single pod"));
        }
    }
    for scaler in cluster.kind("HorizontalPodAutoscaler") {
        let name = text(scaler, "spec/scaleTargetRef/name");
        // Replicas of the Deployment's own would be put back by every apply.
        if cluster.named("Deployment", name).is_none_or(|workload| at(workload, "spec/replicas").as_u64().is_some()) {
            found.push(format!("HorizontalPodAutoscaler {name} has no Deployment that leaves the replicas to it"));
        }
        if at(scaler, "spec/minReplicas").as_u64() > at(scaler, "spec/maxReplicas").as_u64() {
            found.push(format!("HorizontalPodAutoscaler {name} has its bounds the wrong way round"));
        }
    }
    for policy in cluster.kind("NetworkPolicy") {
        let selected = cluster.selected(&pairs(policy, "spec/podSelector/matchLabels"));
        let name = text(policy, "metadata/name");
        for port in items(policy, "spec/ingress/0/ports") {
            let open = selected.iter().any(|workload| {
                let ports = items(workload, "spec/template/spec/containers/0/ports");
                ports.iter().any(|open| text(open, "name") == text(port, "port"))
            });
            if !open {
                found.push(format!("NetworkPolicy {name}: nobody listens on {}", text(port, "port")));
            }
        }
    }
}

fn component(workload: &Value) -> &str {
    let labels = at(workload, "spec/template/metadata/labels");
    labels
        .as_mapping()
        .and_then(|labels| labels.get(Value::from("app.kubernetes.io/component")))
        .and_then(Value::as_str)
        .unwrap_or_default()
}

/// Names, labels, and that no object stands twice.
fn objects(cluster: &Cluster, found: &mut Vec<String>) {
    let mut ids = BTreeSet::new();
    for object in &cluster.objects {
        let (kind, name) = (text(object, "kind"), text(object, "metadata/name"));
        if !is_dns_label(name) || !ids.insert((kind, name)) {
            found.push(format!("{kind} {name}: its name"));
        }
        if kind == "Secret" {
            found.push(format!("Secret {name} is written"));
        }
        for labels in ["metadata/labels", "spec/template/metadata/labels", "spec/selector/matchLabels"] {
            for (key, value) in pairs(object, labels) {
                if !is_label(&value) {
                    found.push(format!("{kind} {name}: label {key}={value}"));
                }
            }
        }
    }
}

/// What holds of texts: the kustomization lists every file, files bear their component's name, no secrets, no `latest`.
fn files(bundle: &Bundle, found: &mut Vec<String>) {
    let read = |path: &str| bundle.files.iter().find(|file| file.path == path).map(BundleFile::text).unwrap_or_default();
    let kustomization = &documents(&read("kustomization.yaml"))[0];
    let listed: BTreeSet<&str> = items(kustomization, "resources").iter().filter_map(Value::as_str).collect();
    let root: BTreeSet<&str> = bundle
        .files
        .iter()
        .map(|file| file.path.as_str())
        .filter(|path| path.ends_with(".yaml") && !path.contains('/') && !matches!(*path, "kustomization.yaml" | "design.yaml"))
        .collect();
    if listed != root {
        found.push(format!("the kustomization lists {listed:?}, the root holds {root:?}"));
    }
    for map in items(kustomization, "configMapGenerator") {
        for file in items(map, "files") {
            let path = file.as_str().unwrap_or_default();
            let path = path.split_once('=').map_or(path, |(_, path)| path);
            if read(path).is_empty() {
                found.push(format!("no file {path} for a ConfigMap"));
            }
        }
    }
    let mut paths = BTreeSet::new();
    for file in &bundle.files {
        let text = file.text();
        if !paths.insert(&file.path) {
            found.push(format!("{} stands twice", file.path));
        }
        if !text.ends_with('\n') || text.ends_with("\n\n") || text.lines().any(|line| line.ends_with(' ')) {
            found.push(format!("{}: white space at an end", file.path));
        }
        if text.contains("latest") || text.contains("CHANGE") || text.contains("TODO") {
            found.push(format!("{}: latest, or something to fill in", file.path));
        }
        if let Some(role) = file.role
            && file.path != format!("{}.yaml", role.target())
        {
            found.push(format!("{} is the file of {}", file.path, role.target()));
        }
        if file.path.starts_with("config/") {
            for line in text.lines().filter(|line| line.contains("${")) {
                if !line.contains("'${S3_ACCESS_KEY}'") && !line.contains("'${S3_SECRET_KEY}'") {
                    found.push(format!("{} expands in {line}", file.path));
                }
            }
        }
        for word in text.split(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '='))) {
            if looks_secret(word) {
                found.push(format!("{}: {word} looks like a secret", file.path));
            }
        }
    }
}

/// Keys of clouds, and what is too random for a word.
fn looks_secret(word: &str) -> bool {
    let mixed = [char::is_uppercase, char::is_lowercase, char::is_numeric].iter().all(|class| word.chars().any(*class));
    let mut counts = [0u32; 128];
    for byte in word.bytes() {
        counts[usize::from(byte) % 128] += 1;
    }
    let length = word.len() as f64;
    let entropy: f64 = counts
        .iter()
        .filter(|count| **count > 0)
        .map(|count| f64::from(*count) / length)
        .map(|share| -share * share.log2())
        .sum();
    word.starts_with("AKIA") || word.starts_with("ASIA") || (word.len() >= 24 && mixed && entropy > 4.0)
}

/// Links of tokens lead somewhere.
fn tokens(assessment: &Assessment, bundle: &Bundle, found: &mut Vec<String>) {
    for file in &bundle.files {
        for token in file.lines.iter().flat_map(|line| &line.tokens) {
            if token.text.contains('\n') {
                found.push(format!("{}: a token over two lines", file.path));
            }
            if let Some(path) = token.field
                && fields::field(path).is_none()
            {
                found.push(format!("{}: no field {path}", file.path));
            }
            if let Some(id) = &token.figure
                && assessment.estimate.figure(id).is_none()
            {
                found.push(format!("{}: no figure {id}", file.path));
            }
        }
    }
}
