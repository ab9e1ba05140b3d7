#!/bin/sh
# Sends one trace and reads it back: by search, by id, and, after a flush, as a block in the object store.
# Needs kubectl and curl; changes nothing but that trace.
set -eu
namespace=tracing
service=smoke-test-$(date +%s)
forwards=
trap 'for forward in $forwards; do kill "$forward" 2>/dev/null || true; done' EXIT

# forward TARGET LOCAL REMOTE
forward() {
  kubectl -n "$namespace" port-forward "$1" "$2:$3" >/dev/null &
  forwards="$forwards $!"
  sleep 3
}

# until_found WHAT SECONDS COMMAND...: repeats the command until it succeeds.
until_found() {
  what=$1 left=$2
  shift 2
  until "$@" >/dev/null; do
    left=$((left - 3))
    if [ "$left" -le 0 ]; then echo "FAILED: $what" >&2; exit 1; fi
    sleep 3
  done
  echo "ok: $what"
}

kubectl -n $namespace delete job tempo-smoke-test --ignore-not-found
kubectl apply -f - <<EOF
apiVersion: batch/v1
kind: Job
metadata:
  name: tempo-smoke-test
  namespace: tracing
  labels:
    app.kubernetes.io/name: telemetrygen
    app.kubernetes.io/component: smoke-test
spec:
  completions: 1
  parallelism: 1
  backoffLimit: 0
  template:
    metadata:
      labels:
        app.kubernetes.io/name: telemetrygen
        app.kubernetes.io/component: smoke-test
    spec:
      restartPolicy: Never
      automountServiceAccountToken: false
      securityContext:
        runAsNonRoot: true
        runAsUser: 10001
        seccompProfile:
          type: RuntimeDefault
      containers:
        - name: telemetrygen
          image: ghcr.io/open-telemetry/opentelemetry-collector-contrib/telemetrygen:v0.155.0
          args:
            - traces
            - --otlp-endpoint=tempo-distributor-headless.tracing.svc.cluster.local:4317
            - --otlp-insecure
            - --traces=1
            - --service=$service
          resources:
            requests:
              cpu: 500m
              memory: 256Mi
            limits:
              memory: 512Mi
          securityContext:
            allowPrivilegeEscalation: false
            readOnlyRootFilesystem: true
            capabilities:
              drop:
                - ALL
EOF
kubectl -n $namespace wait --for=condition=complete --timeout=120s job/tempo-smoke-test

forward service/tempo-query-frontend 13200 3200
search() {
  curl -fsS -G http://127.0.0.1:13200/api/search --data-urlencode "q={ resource.service.name = \"$service\" }" |
    grep -o '"traceID":"[0-9a-f]*"' | head -n 1 | cut -d '"' -f 4 | grep .
}
# A trace is searchable once it is cut: trace_idle_period 5s and up to one flush_check_period 10s.
until_found 'the trace is found by search' 120 search
trace=$(search)
until_found 'the trace is read by its id' 30 curl -fsS -o /dev/null "http://127.0.0.1:13200/api/v2/traces/$trace"

# A flush shows that bucket and credentials are right; without it the first block would come after 30m.
# At least one of these ingesters holds a copy of the trace: 6 of 8, 3 copies.
ports= next=13210
for pod in $(kubectl -n "$namespace" get pods -o name -l app.kubernetes.io/instance=tempo,app.kubernetes.io/component=ingester | head -n 6); do
  forward "$pod" "$next" 3200
  curl -fsS -X POST -o /dev/null "http://127.0.0.1:$next/flush"
  ports="$ports $next"
  next=$((next + 1))
done
flushed() {
  for port in $ports; do
    curl -fsS "http://127.0.0.1:$port/metrics" | grep '^tempo_ingester_blocks_flushed_total ' | grep -qv ' 0$' && return 0
  done
  return 1
}
until_found 'a block is written to the object store' 120 flushed
echo 'Tempo takes, keeps and finds traces.'
