#!/usr/bin/env bash
# A book moves from one server to another, as OPERATIONS.md says: the real one, and then all that can
# come in between.
source "$(dirname "$0")/lib.sh"
book_file() { "$top/tests/e2e/book_file.py" "$@"; }
export DEALBOEK_AS=beheer
book=regiodeal-zod
records() { "$dealboek" events read --output json --programme "$book"; }
restart() { # DATA: a server of one of the two places
  stop_server
  start_server "$work/$1" "$work/$1-floor" --operators beheer
}

start_server "$work/one" "$work/one-floor" --operators beheer
expect_exit 0 "the real book begins" "$dealboek" programme import "$top/tests/data/$book" --as secretaris
expect_exit 1 "who is no operator takes no book out" "$dealboek" book export "$book" "$work/no.boek" --as secretaris
expect_said 'NOT_OPERATOR' "and hears why"
expect "and nothing is left of it" test ! -e "$work/no.boek" -a ! -e "$work/no.boek.deel"
expect_exit 1 "a book that is not there is not exported" "$dealboek" book export nergens "$work/no.boek"
expect_said 'PROGRAMME_UNKNOWN' "and it says so"
expect_exit 0 "the book goes to a file" "$dealboek" book export "$book" "$work/book"
expect_said 'Hashketen: [0-9a-f]{64}' "with its chain"
expect "that nobody else may read" test "$(stat -c %a "$work/book")" = 600
chain=$(grep -oE '[0-9a-f]{64}' "$work/out")
expect "a stranger reads it from the page on the format" test "$(book_file "$work/book" check | cut -d' ' -f2)" = "$chain"
expect_exit 1 "an export does not overwrite" "$dealboek" book export "$book" "$work/book"
expect_exit 0 "it goes to a pipe" bash -c "'$dealboek' book export '$book' - >'$work/piped'"
expect "as the same bytes" cmp "$work/book" "$work/piped"
records >"$work/records-one"
last=$(wc -l <"$work/records-one")

# Half an export, cut anywhere, goes on.
size=$(stat -c %s "$work/book")
for at in 1 5000 $((size / 2)) $((size - 1)) "$size"; do
  rm -f "$work/again" && head -c "$at" "$work/book" >"$work/again.deel"
  expect_exit 0 "an export that was broken off after $at bytes goes on" "$dealboek" book export "$book" "$work/again"
  expect "and comes to the same book" test "$(book_file "$work/again" check)" = "$last $chain"
done
rm "$work/again"
book_file "$work/book" rename other-book "$work/again.deel"
expect_exit 1 "half a file of another book is not gone on with" "$dealboek" book export "$book" "$work/again"
expect_said 'van boek other-book' "and it says so"
book_file "$work/book" replace Emmen Emmer "$work/other"
book_file "$work/other" split 50 "$work/again.deel"
expect_exit 1 "nor a whole one of another course of this book" "$dealboek" book export "$book" "$work/again"
expect_said 'BOOK_DIFFERS' "and it says so"
truncate -s 20000 "$work/again.deel"
expect_exit 1 "nor half of one" "$dealboek" book export "$book" "$work/again"
expect_said 'BOOK_DIFFERS' "and it says so"

expect_exit 0 "where it came from it is there already" "$dealboek" book import "$work/book"
expect_said 'was al ingelezen' "and it says so"
restart two

# What is no book of this name is refused, and leaves nothing behind.
cp "$work/book" "$work/flipped"
printf '\x01' | dd of="$work/flipped" bs=1 seek=$((size / 3)) conv=notrunc status=none
expect_exit 1 "a byte that changed is seen before anything is sent" "$dealboek" book import "$work/flipped"
expect_said 'positie' "with its position"
head -c $((size / 2)) "$work/book" >"$work/half"
expect_exit 1 "and a file that was cut off" "$dealboek" book import "$work/half"
book_file "$work/book" format 2 "$work/newer"
expect_exit 1 "and one of a newer format" "$dealboek" book import "$work/newer"
book_file "$work/book" rename other-book "$work/renamed"
expect_exit 1 "a book keeps its name" "$dealboek" book import "$work/renamed"
expect_said 'RECORD_REFUSED' "and the server says so"
book_file "$work/book" drop 9 "$work/dropped"
expect_exit 1 "a record can't be left out" "$dealboek" book import "$work/dropped"
expect_said 'positie 9 ' "and it is said where"
# Well-formed, and nonsense: an award to a project that never was would stop whoever folds it.
project=$(grep -om1 '"project":"p[0-9]*"' "$work/records-one" | grep -om1 'p[0-9]*"' | tr -d '"')
book_file "$work/book" replace "$project" "q${project#p}" "$work/nonsense" && expect_exit 0 "renamed throughout it is a book" \
  "$dealboekd" check-book --book "$book" --file "$work/nonsense"
for type in Awarded ProgressReported ReservationSet ContributionRecorded PartCreated; do
  line=$(grep -m1 "\"type\":\"$type\"" "$work/records-one")
  at=$(grep -oE '^\{"position":[0-9]+' <<<"$line" | grep -oE '[0-9]+$')
  project=$(grep -oE '"p[0-9]+"' <<<"$line" | head -1 | tr -d '"')
  book_file "$work/book" replace "$project" "q${project#p}" "$work/nonsense" "$at"
  expect_exit 1 "$type for a project that never was is no event of a book" "$dealboek" book import "$work/nonsense"
  expect_said "RECORD_REFUSED" "the server says so, and goes on"
  expect_said "positie $at " "and where it is"
done
for ((seed = 1; seed <= 40; seed++)); do
  book_file "$work/book" disturb $seed "$work/disturbed"
  code=0
  timeout 20 "$dealboekd" check-book --book "$book" --file "$work/disturbed" >"$work/out" 2>"$work/err" || code=$?
  [[ $code == 0 ]] || { [[ $code == 1 ]] && grep -q '^at position' "$work/err"; } || fail "disturbed by $seed the check ends with $code"
done
expect_exit 0 "the server is as it was" "$dealboek" programme list
expect "without a book" test -z "$(ls -A "$work/two/imports")"

# Taken in, in pieces, with the server killed in between.
book_file "$work/book" split 20 "$work/split"
import_pipe() { head -c "$1" "$work/split" | "$dealboek" book import -; }
number=0
for end in $(book_file "$work/split" chunks | sed '$d'); do
  number=$((number + 1))
  expect_exit 1 "half of chunk $number is not taken" import_pipe $((end - 100))
  expect_said "na positie $((20 * (number - 1)))\." "and what came before it is"
  expect_exit 1 "chunk $number is" import_pipe "$end"
  expect_said "na positie $((20 * number))\." "and kept"
  if ((number % 4 == 0)); then
    kill -KILL "$server_pid"
    wait "$server_pid" || true
    printf 'torn' >>"$work/two/imports/$book.book"
    start_server "$work/two" "$work/two-floor" --operators beheer
  fi
done
expect "what is kept aside nobody else may read" test "$(stat -c %a "$work/two/imports")" = 700
expect_exit 1 "nobody sees any of it" "$dealboek" programme show --programme "$book"
expect_exit 1 "what is kept aside of one file does not go on with another" "$dealboek" book import "$work/other"
expect_said 'start-over' "but anew"
expect_exit 0 "it comes in, in other chunks than it began in" "$dealboek" book import "$work/book"
expect_said "verdergegaan na positie $((20 * number))" "from where it was"
expect_said "tot en met positie $last" "whole"
expect_said "$chain" "with the same chain"
expect "and nothing is kept aside any more" test -z "$(ls -A "$work/two/imports")"
records >"$work/records-two"
expect "every event is the same, at its position" cmp "$work/records-one" "$work/records-two"
expect_exit 0 "again, it is there" "$dealboek" book import "$work/book"
expect_said 'niets toegevoegd' "and nothing was added"
expect_exit 0 "the same command as before the move" "$dealboek" tranche add 9 --as secretaris --programme "$book"
expect_exit 1 "a book that went on is not imported over" "$dealboek" book import "$work/book"
expect_said 'Er is niets ingelezen' "and it says so"
stop_server
expect_exit 0 "all of it is whole" "$dealboekd" verify --data "$work/two" --floor "$work/two-floor"
finish
