#!/usr/bin/env bash
# What deploy/ watches the server with fits the server: alert rules, dashboard, operations guide.
source "$(dirname "$0")/lib.sh"
cd "$top"
rules=deploy/prometheus/dealboek.rules.yml
dashboard=deploy/grafana/dealboek.json
guide=deploy/OPERATIONS.md

if command -v promtool >/dev/null; then
  expect_exit 0 "promtool takes the alert rules" promtool check rules "$rules"
  expect_exit 0 "each alert fires on what it is for, and on nothing else" \
    promtool test rules tests/deploy/dealboek.rules.test.yml
else
  echo "skipped: promtool, of Debian's prometheus, is not here to judge the rules"
fi
expect "each alert is tested" diff \
  <(sed -n 's/^ *- alert: //p' "$rules" | sort) \
  <(sed -n 's/^ *- alert: //p' "$rules" | sort |
    while read -r alert; do if grep -q "$alert" tests/deploy/dealboek.rules.test.yml; then echo "$alert"; fi; done)
expect "each alert has its page in the guide" diff \
  <(sed -n 's/^ *runbook: "OPERATIONS.md: \(.*\)"$/\1/p' "$rules" | sort -u) \
  <(sed -n 's/^ *runbook: "OPERATIONS.md: \(.*\)"$/\1/p' "$rules" | sort -u |
    while read -r page; do if grep -qxF "## $page" "$guide"; then echo "$page"; fi; done)
# Quoted in the guide (lines with > before them; … stands for what differs), said in the sources.
misquoted() {
  python3 - "$guide" <<'PY'
import pathlib, re, sys
said = "".join(p.read_text() for top in ("services", "storage", "clients") for p in pathlib.Path(top).rglob("*.cc"))
said = re.sub(r'"\s*\n\s*"', "", said).replace('\\"', '"')
quoted = [line[2:] for line in open(sys.argv[1]) if line.startswith("> ")]
parts = [part.strip(" .()\n") for line in quoted for part in line.split("…")]
print(len(quoted), "messages are quoted", file=sys.stderr)
print("\n".join(part for part in parts if part and part not in said))
PY
}
expect "the guide quotes what is said" test -z "$(misquoted)"
expect "and quotes a good many messages" test "$(grep -c '^> ' "$guide")" -gt 20
expect "the dashboard is JSON" python3 -m json.tool "$dashboard" /dev/null

# Every metric that is asked for is one that the server has.
start_server "$work/data" "$work/floor" --metrics 127.0.0.1:0 --backup-dir "$work/backups" --operators beheer
url=$(sed -n 's/.*metrics on \(http[^"]*\)".*/\1/p' "$work/server.log" | tail -n 1)
expect_exit 0 "a call is made" "$dealboek" --as secretaris --programme proef programme create --title Proef \
  --first-year 2021 --last-year 2022
made_at() { sed -n 's/^dealboek_backup_last_success_seconds //p' "$work/metrics"; }
scrape() {
  python3 -c 'import sys, urllib.request; sys.stdout.write(urllib.request.urlopen(sys.argv[1]).read().decode())' \
    "$url" >"$work/metrics"
}
scrape
expect "no backup has been made" test "$(made_at)" = 0
before=$(date +%s)
expect_exit 0 "one is" "$dealboek" --as beheer backup create
scrape
expect "when, the metrics tell" test "$(made_at)" -ge "$before"
sed -n 's/^# TYPE \([a-z_]*\) .*/\1/p' "$work/metrics" | sort -u >"$work/there"
expect "there are metrics" test "$(wc -l <"$work/there")" -gt 40
for file in "$rules" "$dashboard"; do
  grep -oE '\b(dealboek|process)_[a-z_]+' "$file" | sed -E 's/_(bucket|sum|count)$//' | sort -u >"$work/asked"
  expect "$file asks for metrics" test -s "$work/asked"
  expect "$file asks for none that the server lacks" test -z "$(comm -23 "$work/asked" "$work/there")"
  comm -23 "$work/asked" "$work/there"
done
grep -oE 'reason=~?"[A-Z_|]+"' "$rules" | grep -oE '[A-Z_]{4,}' | sort -u >"$work/asked"
grep -oE 'reason="[A-Z_]+"' "$work/metrics" | grep -oE '[A-Z_]{4,}' | sort -u >"$work/there"
expect "each reason that is asked for is one that the server counts" \
  test -z "$(comm -23 "$work/asked" "$work/there")"
stop_server
finish
