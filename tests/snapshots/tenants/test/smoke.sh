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

forward service/tempo-distributor 14318 4318
id=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
span=$(od -An -N8 -tx1 /dev/urandom | tr -d ' \n')
now=$(date +%s)
send() {
  curl -fsS -H 'X-Scope-OrgID: test' -o /dev/null -H 'Content-Type: application/json' http://127.0.0.1:14318/v1/traces -d "{\"resourceSpans\":[{
    \"resource\":{\"attributes\":[{\"key\":\"service.name\",\"value\":{\"stringValue\":\"$service\"}}]},
    \"scopeSpans\":[{\"spans\":[{\"traceId\":\"$id\",\"spanId\":\"$span\",\"name\":\"smoke test\",\"kind\":1,
      \"startTimeUnixNano\":\"${now}000000000\",\"endTimeUnixNano\":\"${now}500000000\"}]}]}]}"
}
until_found 'a distributor takes the trace' 60 send

forward service/tempo-query-frontend 13200 3200
search() {
  curl -fsS -H 'X-Scope-OrgID: test' -G http://127.0.0.1:13200/api/search --data-urlencode "q={ resource.service.name = \"$service\" }" |
    grep -o '"traceID":"[0-9a-f]*"' | head -n 1 | cut -d '"' -f 4 | grep .
}
# A trace is searchable once it is cut: trace_idle_period 5s and up to one flush_check_period 10s.
until_found 'the trace is found by search' 120 search
trace=$(search)
until_found 'the trace is read by its id' 30 curl -fsS -H 'X-Scope-OrgID: test' -o /dev/null "http://127.0.0.1:13200/api/v2/traces/$trace"

# A flush shows that bucket and credentials are right; without it the first block would come after 30m.
# At least one of these ingesters holds a copy of the trace: 4 of 6, 3 copies.
ports= next=13210
for pod in $(kubectl -n "$namespace" get pods -o name -l app.kubernetes.io/instance=tempo,app.kubernetes.io/component=ingester | head -n 4); do
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
