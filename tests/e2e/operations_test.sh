#!/usr/bin/env bash
# What an operator can run into: directories, disks, other servers, signals.
source "$(dirname "$0")/lib.sh"
secretary=(--as secretaris --programme proef)

expect_exit 1 "a server without its directory refuses to start" \
  timeout 30 "$dealboekd" --data "$work/none" --floor "$work/none-floor" --listen "unix:$work/none.socket" --insecure-dev-identity
expect_said 'init' "and says how to make one"
expect_exit 2 "names are not trusted on an address others can reach" \
  timeout 30 "$dealboekd" --data "$work/none" --floor "$work/none-floor" --listen 0.0.0.0:0 --insecure-dev-identity
expect_said 'loopback' "and it says so"

expect_exit 3 "without a server there is one clear sentence" \
  "$dealboek" --server "unix:$work/nowhere" "${secretary[@]}" programme show
expect "and no more than that" test "$(wc -l <"$work/err")" -le 2

start_server "$work/data" "$work/floor"
expect_exit 0 "a book begins" "$dealboek" "${secretary[@]}" programme create --title Proef --first-year 2021 --last-year 2022
expect_exit 1 "a second server on the same directory is refused" \
  timeout 30 "$dealboekd" --data "$work/data" --floor "$work/floor" --listen "unix:$work/second.socket" --insecure-dev-identity
expect_said 'in use|another|already' "and says that it is in use"

for i in 1 2 3 4 5; do
  "$dealboek" "${secretary[@]}" tranche add $i >/dev/null
done
# The floor follows within a second; what was written since it did, only it can miss (FORMAT.md).
sleep 5
# As a crash: nothing acknowledged is lost.
kill -KILL "$server_pid"
wait "$server_pid" 2>/dev/null || true
cp -r "$work/data" "$work/damaged"
cp -r "$work/floor" "$work/damaged-floor"
start_server "$work/data" "$work/floor"
expect_exit 0 "after SIGKILL the book opens" "$dealboek" "${secretary[@]}" tranche list --output csv
expect "with every tranche that was acknowledged" test "$(tail -n +2 "$work/out" | wc -l)" = 5
stop_server

# Where the crash left them, the last facts were in the write-ahead file alone.
find "$work/damaged" -name '*.log' -size +0 -print0 | while IFS= read -r -d '' file; do rm "$file"; done
expect_exit 1 "a log without its write-ahead file is refused" \
  timeout 30 "$dealboekd" --data "$work/damaged" --floor "$work/damaged-floor" --listen "unix:$work/damaged.socket" --insecure-dev-identity
expect_said 'backup|restore' "and says what to do"

# A directory nobody may write, and a disk that is full: as root, on file systems of our own.
mkdir "$work/mount"
if [[ $EUID == 0 ]] && mount -t tmpfs -o size=24m tmpfs "$work/mount" 2>/dev/null; then
  start_server "$work/mount/data" "$work/mount/floor" --reserve-mib 8
  expect_exit 0 "a book begins on a small disk" "$dealboek" "${secretary[@]}" programme create --title Proef --first-year 2021 --last-year 2022
  dd if=/dev/zero of="$work/mount/filler" bs=1M count=64 status=none 2>/dev/null || true
  expect_exit 1 "a full disk refuses new facts" "$dealboek" "${secretary[@]}" tranche add 1
  expect_said 'DISK|schijf' "and says that the disk is full"
  expect_exit 0 "while reads go on" "$dealboek" "${secretary[@]}" programme show
  rm "$work/mount/filler"
  # Free space is looked at now and then.
  for ((i = 0; i < 100; i++)); do
    if "$dealboek" "${secretary[@]}" tranche add 1 >/dev/null 2>&1; then break; fi
    sleep 0.1
  done
  expect_exit 0 "with room again, facts are taken again" "$dealboek" "${secretary[@]}" tranche add 2
  stop_server

  # With nothing kept free the disk itself says no, and that write was the last.
  start_server "$work/mount/data" "$work/mount/floor" --reserve-mib 0
  dd if=/dev/zero of="$work/mount/filler" bs=4k status=none 2>/dev/null || true
  for ((i = 3; i < 1000; i++)); do  # what RocksDB had room for already is used up first
    "$dealboek" "${secretary[@]}" tranche add $i >"$work/out" 2>"$work/err" || break
  done
  expect_said 'LOG_WRITE_FAILED' "a disk that fills up stops the log"
  code=0
  wait "$server_pid" || code=$?
  server_pid=
  expect "and the server ends by itself (exit $code)" test "$code" = 1
  cp "$work/server.log" "$work/out"
  expect_said 'the log has failed.*[Nn]o space left' "and says why"
  rm "$work/mount/filler"
  start_server "$work/mount/data" "$work/mount/floor" --reserve-mib 0
  expect_exit 0 "with room again, the book opens" "$dealboek" "${secretary[@]}" tranche list --output csv
  expect "with every tranche that was acknowledged" test "$(tail -n +2 "$work/out" | wc -l)" -ge $((i - 1))
  stop_server
  mount -o remount,ro "$work/mount"
  expect_exit 1 "a read-only directory is refused" \
    timeout 30 "$dealboekd" --data "$work/mount/data" --floor "$work/mount/floor" --listen "unix:$work/ro.socket" --insecure-dev-identity
  expect_said 'read-only|writ' "and says that it cannot be written"
else
  echo "skipped: a full disk and a read-only one need root and mount"
fi
finish
