# Sourced by the end-to-end tests: a server of one's own, and checks that count.
# shellcheck shell=bash
set -euo pipefail
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
dealboek=$top/build/bin/dealboek
dealboekd=$top/build/bin/dealboekd
work=$(mktemp -d "${TMPDIR:-/tmp}/dealboek-e2e.XXXXXX")
server_pid=
failures=0
unset DEALBOEK_SERVER DEALBOEK_AS DEALBOEK_PROGRAMME DEALBOEK_HOME DEALBOEK_PORT

cleanup() {
  [[ ! $server_pid ]] || kill -KILL "$server_pid" 2>/dev/null || true
  if [[ -e $work/mount ]]; then umount "$work/mount" 2>/dev/null || true; fi
  rm -rf --one-file-system "$work"
}
trap cleanup EXIT

ok() { echo "ok: $*"; }
fail() {
  echo "FAILED: $*"
  failures=$((failures + 1))
}
# expect WHAT COMMAND...: the command succeeds.
expect() {
  local what=$1
  shift
  if "$@"; then ok "$what"; else fail "$what"; fi
}
# expect_exit CODE WHAT COMMAND...: keeps what it prints in $work/out and $work/err.
expect_exit() {
  local code=$1 what=$2 got=0
  shift 2
  "$@" >"$work/out" 2>"$work/err" </dev/null || got=$?
  if [[ $got == "$code" ]]; then ok "$what"; else
    fail "$what: exit $got, not $code"
    sed 's/^/    /' "$work/out" "$work/err"
  fi
}
# expect_said PATTERN WHAT: the last command said so, on stdout or stderr.
expect_said() {
  if grep -qE -- "$1" "$work/out" "$work/err"; then ok "$2"; else
    fail "$2: nothing like '$1' in"
    sed 's/^/    /' "$work/out" "$work/err"
  fi
}
# Starts dealboekd on a Unix socket, waits until it answers. start_server DATA FLOOR [OPTION...]
start_server() {
  local data=$1 floor=$2
  shift 2
  export DEALBOEK_SERVER=unix:$work/socket
  "$dealboekd" --data "$data" --floor "$floor" --listen "$DEALBOEK_SERVER" --insecure-dev-identity \
    --init-if-missing "$@" >>"$work/server.log" 2>&1 </dev/null &
  server_pid=$!
  for ((i = 0; i < 600; i++)); do
    if "$dealboek" --as probe programme list >/dev/null 2>&1; then return 0; fi
    kill -0 "$server_pid" 2>/dev/null || break
    sleep 0.1
  done
  echo "the server did not come up:"
  cat "$work/server.log"
  exit 1
}
# Ends it as an operator does, and expects a clean end.
stop_server() {
  kill -TERM "$server_pid"
  local code=0
  wait "$server_pid" || code=$?
  server_pid=
  expect "the server ends cleanly (exit $code)" test "$code" = 0
}
finish() {
  echo "$failures failed"
  [[ $failures == 0 ]]
}
