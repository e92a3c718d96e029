#!/usr/bin/env bash
# Backups: made of a server at work, listed, verified, and put back as OPERATIONS.md says.
source "$(dirname "$0")/lib.sh"
secretary=(--as secretaris --programme proef)
tranches() { "$dealboek" "${secretary[@]}" tranche list --output csv 2>/dev/null | tail -n +2 | wc -l; }

start_server "$work/log" "$work/floor" --backup-dir "$work/backups" --operators "beheer"
expect_exit 0 "a book begins" "$dealboek" "${secretary[@]}" programme create --title Proef --first-year 2021 --last-year 2022
for i in 1 2; do "$dealboek" "${secretary[@]}" tranche add $i >/dev/null; done
expect_exit 1 "who is no operator makes no backup" "$dealboek" "${secretary[@]}" backup create
expect_said 'NOT_OPERATOR' "and hears why"
expect_exit 0 "an operator makes one while the server runs" "$dealboek" --as beheer backup create
expect_said 'Back-up 1 gemaakt.*proef [0-9]+' "and hears what is in it"
position=$(grep -oE 'proef [0-9]+' "$work/out" | grep -oE '[0-9]+')
"$dealboek" "${secretary[@]}" tranche add 3 >/dev/null
expect_exit 0 "and another" "$dealboek" --as beheer backup create
"$dealboek" "${secretary[@]}" tranche add 4 >/dev/null
expect_exit 0 "there are two" "$dealboek" --as beheer backup list --output csv
expect "in the list" test "$(tail -n +2 "$work/out" | wc -l)" = 2
expect_exit 0 "all of one is read" "$dealboek" --as beheer backup verify 1
expect_said 'is heel' "and whole"
stop_server

expect_exit 0 "without the server they are listed too" "$dealboekd" backups --backup-dir "$work/backups"
expect_said 'backup 2 .*events' "with what is in them"
expect_exit 1 "a backup is not put back over a log" "$dealboek" backup restore 1 --backup-dir "$work/backups" --to "$work/log"
expect_said 'not empty' "and it says why"
expect_exit 0 "it is put back in a new directory" "$dealboek" backup restore 2 --backup-dir "$work/backups" --to "$work/restored"
expect_exit 1 "older than its floor it does not start" \
  timeout 30 "$dealboekd" --data "$work/restored" --floor "$work/floor" --listen "unix:$work/none.socket" --insecure-dev-identity
expect_said 'accept-loss' "and says what accepts it"
cp -r "$work/floor" "$work/floor-kept"
expect_exit 0 "accepted" "$dealboekd" restore --accept-loss --data "$work/restored" --floor "$work/floor"
start_server "$work/restored" "$work/floor"
expect "it has what was there when the backup was made" test "$(tranches)" = 3
stop_server

expect_exit 0 "a book is put back up to a position" "$dealboek" --programme proef backup restore 2 \
  --backup-dir "$work/backups" --to "$work/cut" --to-position "$position"
expect_said 'LEFT OUT of book proef: its last 1 events' "and what is left out is said"
expect_exit 1 "which does not start by itself" \
  timeout 30 "$dealboekd" --data "$work/cut" --floor "$work/floor-kept" --listen "unix:$work/none.socket" --insecure-dev-identity
expect_exit 0 "but accepted" "$dealboekd" restore --accept-loss --data "$work/cut" --floor "$work/floor-kept"
start_server "$work/cut" "$work/floor-kept"
expect "has what was before that position" test "$(tranches)" = 2
stop_server

file=$(find "$work/backups/shared_checksum" "$work/backups/private" -name '*.sst' -o -name '*.log' -size +0 | sort | head -1)
printf 'X' | dd of="$file" bs=1 seek=20 conv=notrunc status=none
expect_exit 1 "a damaged backup is not put back" "$dealboekd" restore --backup 1 --backup-dir "$work/backups" --data "$work/bad"
expect_said 'damaged|Corruption' "and it says so"
finish
